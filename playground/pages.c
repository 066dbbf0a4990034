/* pages.c - reading a channel's posts. */
#include "playground/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool asked(const char *cursor)
{
    return cursor && cursor[0] != '\0';
}

/* What Go's strconv.Atoi takes; -1 for anything else. */
static long number(const char *text)
{
    char *end = NULL;
    long value = text && text[0] != '\0' ? strtol(text, &end, 10) : -1;

    return end && *end == '\0' && value <= 1000000 ? value : -1;
}

void pages_numbers(struct pages_query *q, const char *page, const char *per_page)
{
    long n = number(page), m = number(per_page);

    q->page = n < 0 ? 0 : (size_t)n;
    q->per_page = m < 0 ? PAGES_USUAL : m > PAGES_MOST ? PAGES_MOST : (size_t)m;
}

static void set_id(char out[IDENT_SIZE], const struct post *p)
{
    (void)snprintf(out, IDENT_SIZE, "%s", p ? p->id : "");
}

/* The oldest living post newer than a time, or the newest one older than it. */
static const struct post *neighbour(const struct channel *c, int64_t time, bool newer)
{
    const struct post *p = newer ? c->oldest : c->newest;

    while (p &&
           (p->delete_at != 0 || (newer ? p->create_at <= time : p->create_at >= time)))
        p = newer ? p->newer : p->older;
    return p;
}

static void read_since(struct pages *out, struct store *s, struct channel *c,
                       int64_t since)
{
    size_t taken = 0;
    struct post *p;

    /* The database picks 1,000 of them in its own order: here the oldest ones. */
    for (p = c->oldest; p && taken < PAGES_SINCE; p = p->newer) {
        if (p->update_at > since) {
            p->listed = s->mark;
            taken++;
        }
    }
    for (p = c->newest; p && out->count < PAGES_SINCE; p = p->older) {
        if (p->listed == s->mark)
            out->order[out->count++] = p;
    }
}

static bool within(const struct post *p, const struct pages_query *q, int64_t cursor)
{
    if (p->delete_at != 0)
        return false;
    if (asked(q->after))
        return p->create_at > cursor;
    return !asked(q->before) || p->create_at < cursor;
}

static void turn_round(struct pages *out)
{
    for (size_t i = 0, j = out->count; i + 1 < j; i++) {
        struct post *p = out->order[i];

        out->order[i] = out->order[--j];
        out->order[j] = p;
    }
}

static void read_around(struct pages *out, struct channel *c, const struct pages_query *q,
                        const struct post *cursor)
{
    bool up = asked(q->after);
    size_t skip = q->page * q->per_page;

    for (struct post *p = up ? c->oldest : c->newest; p && out->count < q->per_page;
         p = up ? p->newer : p->older) {
        if (!within(p, q, cursor ? cursor->create_at : 0))
            continue;
        if (skip > 0)
            skip--;
        else
            out->order[out->count++] = p;
    }
    if (up)
        turn_round(out);
}

static void set_cursors(struct pages *out, const struct channel *c,
                        const struct pages_query *q)
{
    bool short_page = out->count < q->per_page, first = q->page == 0;
    const struct post *top = out->count ? out->order[0] : NULL;
    const struct post *end = out->count ? out->order[out->count - 1] : NULL;
    bool forward = asked(q->after);
    bool no_next = forward ? short_page : first;
    bool no_prev = forward ? first : short_page;

    if (!no_next && top)
        set_id(out->next, neighbour(c, top->create_at, true));
    if (!no_prev && end)
        set_id(out->prev, neighbour(c, end->create_at, false));
    if (forward && first)
        (void)snprintf(out->prev, sizeof out->prev, "%s", q->after);
    else if (asked(q->before) && first)
        (void)snprintf(out->next, sizeof out->next, "%s", q->before);
}

static void mark_threads(struct pages *out, struct store *s)
{
    for (size_t i = 0; i < out->count; i++) {
        struct post *root = posts_root(s, out->order[i]);

        out->order[i]->listed = s->mark;
        if (root)
            root->thread = s->mark;
    }
}

void pages_read(struct pages *out, struct store *s, struct channel *c,
                const struct pages_query *q)
{
    const char *id = asked(q->after) ? q->after : q->before;
    const struct post *cursor = asked(id) ? posts_get(s, id) : NULL;

    memset(out, 0, sizeof *out);
    s->mark++;
    if (q->since > 0) {
        read_since(out, s, c, q->since);
        mark_threads(out, s);
        return;
    }
    if (!asked(id) || cursor)
        read_around(out, c, q, cursor);
    mark_threads(out, s);
    set_cursors(out, c, q);
}

struct post *pages_each(const struct pages *p, struct store *s, struct channel *c,
                        const struct pages_query *q, struct post *at)
{
    (void)p;
    for (at = at ? at->newer : c->oldest; at; at = at->newer) {
        const struct post *root = posts_root(s, at);

        if (at->listed == s->mark)
            return at;
        if (!root || root->thread != s->mark)
            continue;
        /* `since` adds the roots only, deleted or not; the others add whole threads. */
        if (q->since > 0 ? root == at : at->delete_at == 0)
            return at;
    }
    return NULL;
}

void pages_thread(struct pages *out, struct store *s, struct post *p)
{
    const struct post *root = posts_root(s, p);

    memset(out, 0, sizeof *out);
    out->order[out->count++] = p;
    for (struct post *q = p->channel->newest; q && root; q = q->older) {
        if (q != p && q->delete_at == 0 && posts_root(s, q) == root &&
            out->count < PAGES_SINCE)
            out->order[out->count++] = q;
    }
}
