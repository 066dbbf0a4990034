/* posts.c - posts, threads and reactions, and what makes room for new ones. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "playground/store.h"
#include "playground/store_inside.h"

static void free_post(struct post *p)
{
    while (p->reactions) {
        struct reaction *next = p->reactions->next;

        mem_free(p->reactions);
        p->reactions = next;
    }
    json_free(p->props);
    mem_free(p->message);
    mem_free(p->pending_id);
    mem_free(p);
}

static void link_post(struct store *s, struct post *p)
{
    struct channel *c = p->channel;

    p->older = c->newest;
    if (c->newest)
        c->newest->newer = p;
    else
        c->oldest = p;
    c->newest = p;
    p->all_older = s->newest;
    if (s->newest)
        s->newest->all_newer = p;
    else
        s->oldest = p;
    s->newest = p;
    c->posts++;
    s->posts++;
    s->bytes += p->bytes;
}

static void unlink_post(struct store *s, struct post *p)
{
    struct channel *c = p->channel;

    if (p->older)
        p->older->newer = p->newer;
    else
        c->oldest = p->newer;
    if (p->newer)
        p->newer->older = p->older;
    else
        c->newest = p->older;
    if (p->all_older)
        p->all_older->all_newer = p->all_newer;
    else
        s->oldest = p->all_newer;
    if (p->all_newer)
        p->all_newer->all_older = p->all_older;
    else
        s->newest = p->all_older;
    c->posts--;
    s->posts--;
    s->bytes -= p->bytes;
}

void posts_drop(struct store *s, struct post *p)
{
    unlink_post(s, p);
    (void)map_remove(s->posts_by_id, span_of(p->id));
    free_post(p);
}

/* The newest post always stays. */
static void posts_trim(struct store *s, const struct channel *c)
{
    while (c->posts > s->limits.channel_posts && c->oldest != s->newest)
        posts_drop(s, c->oldest);
    while ((s->posts > s->limits.posts || s->bytes > s->limits.bytes) &&
           s->oldest != s->newest)
        posts_drop(s, s->oldest);
}

/* For one that has grown: it stays, wherever it stands, and so does the newest. */
static void make_room(struct store *s, const struct post *grown)
{
    struct post *next;

    for (struct post *p = s->oldest; p != s->newest && s->bytes > s->limits.bytes;
         p = next) {
        next = p->all_newer;
        if (p != grown)
            posts_drop(s, p);
    }
}

static size_t weigh(const struct post *p)
{
    struct buf props;
    size_t weight = sizeof *p + strlen(p->message) + strlen(p->pending_id);

    buf_init(&props, (size_t)1 << 20);
    if (json_print(p->props, &props))
        weight += props.len * 8; /* a tree is larger than its text */
    buf_free(&props);
    return weight;
}

static struct post *new_post(const struct post_draft *draft)
{
    struct post *p = mem_zero(1, sizeof *p);

    if (!p)
        return NULL;
    ident_new(p->id);
    p->channel = draft->channel;
    (void)snprintf(p->user_id, sizeof p->user_id, "%s", draft->user->id);
    if (draft->root)
        (void)snprintf(p->root_id, sizeof p->root_id, "%s", draft->root->id);
    (void)snprintf(p->type, sizeof p->type, "%s", draft->type ? draft->type : "");
    p->message = mem_copy_text(draft->message ? draft->message : "");
    p->pending_id = mem_copy_text(draft->pending_id ? draft->pending_id : "");
    p->props = draft->props;
    if (!p->props && !json_parse(&p->props, span_of("{}"), 2, NULL))
        p->props = NULL;
    if (p->message && p->pending_id && p->props)
        return p;
    if (p->props == draft->props)
        p->props = NULL; /* still the caller's */
    free_post(p);
    return NULL;
}

/* A reply counts at its root and, as on the real server, touches the root's update_at. */
static void count_reply(struct store *s, struct post *p, int by, int64_t now)
{
    struct post *root = p->root_id[0] != '\0' ? posts_get(s, p->root_id) : NULL;

    if (!root)
        return;
    root->replies += by;
    root->update_at = now;
    if (by > 0)
        root->last_reply_at = now;
}

struct post *posts_add(struct store *s, const struct post_draft *draft, int64_t now)
{
    struct post *p = new_post(draft);

    if (!p)
        return NULL;
    if (!map_put(s->posts_by_id, span_of(p->id), p)) {
        if (p->props == draft->props)
            p->props = NULL;
        free_post(p);
        return NULL;
    }
    if (now < s->last_ms)
        now = s->last_ms; /* posts are kept in the order of their times */
    s->last_ms = now;
    p->create_at = p->update_at = now;
    p->bytes = weigh(p);
    link_post(s, p);
    count_reply(s, p, 1, now);
    draft->channel->last_post_at = now;
    draft->channel->total++;
    posts_trim(s, draft->channel);
    return p;
}

struct post *posts_get(const struct store *s, const char *id)
{
    return id ? map_get(s->posts_by_id, span_of(id)) : NULL;
}

struct post *posts_root(const struct store *s, struct post *p)
{
    return p->root_id[0] != '\0' ? posts_get(s, p->root_id) : p;
}

bool posts_edit(struct store *s, struct post *p, const char *message, int64_t now)
{
    char *copy = mem_copy_text(message);

    if (!copy)
        return false;
    s->bytes -= p->bytes;
    mem_free(p->message);
    p->message = copy;
    p->bytes = weigh(p);
    s->bytes += p->bytes;
    p->update_at = p->edit_at = now;
    make_room(s, p);
    return true;
}

void posts_delete(struct store *s, struct post *p, int64_t now)
{
    p->delete_at = p->update_at = now;
    count_reply(s, p, -1, now);
    for (struct post *q = p; q && p->root_id[0] == '\0'; q = q->newer) {
        if (strcmp(q->root_id, p->id) == 0)
            q->delete_at = q->update_at = now;
    }
}

struct reaction *posts_react(struct post *p, const struct user *u, const char *emoji,
                             int64_t now, bool *fresh)
{
    struct reaction **at = &p->reactions;
    size_t count = 0;

    *fresh = false;
    for (; *at; at = &(*at)->next, count++) {
        if (strcmp((*at)->user_id, u->id) == 0 && strcmp((*at)->emoji, emoji) == 0)
            return *at;
    }
    if (count >= STORE_REACTIONS)
        return NULL;
    *at = mem_zero(1, sizeof **at);
    if (!*at)
        return NULL;
    (void)snprintf((*at)->user_id, sizeof(*at)->user_id, "%s", u->id);
    (void)snprintf((*at)->emoji, sizeof(*at)->emoji, "%s", emoji);
    (*at)->create_at = p->update_at = now;
    *fresh = true;
    return *at;
}

bool posts_unreact(struct post *p, const struct user *u, const char *emoji, int64_t now,
                   struct reaction *removed)
{
    for (struct reaction **at = &p->reactions; *at; at = &(*at)->next) {
        struct reaction *r = *at;

        if (strcmp(r->user_id, u->id) != 0 || strcmp(r->emoji, emoji) != 0)
            continue;
        *removed = *r;
        *at = r->next;
        mem_free(r);
        p->update_at = now;
        return true;
    }
    return false;
}
