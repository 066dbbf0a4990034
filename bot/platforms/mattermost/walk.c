#include "platforms/mattermost/walk.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"

/* "since" gives at most so many, any of those that match (section 14). */
enum { SINCE_MOST = 1000, PAGE_LEAST = 10 };

struct found {
    const struct json *post;
    int64_t at_ms;
    size_t place; /* in `order`, so that equal times keep their order */
};

bool mm_walk_begin(struct mm_walk *w, const struct json *channel,
                   const struct mm_cursor *cursor, int64_t limit_ms, int most,
                   bool only_news)
{
    const char *id = json_get_text(channel, "id"), *type = json_get_text(channel, "type");

    *w = (struct mm_walk){.per_page = MM_PAGE,
                          .limit_ms = limit_ms,
                          .most = most,
                          .last_post_at = json_get_int(channel, "last_post_at", -1)};
    if (!id || !ident_ok(id, MM_ID_SIZE) ||
        !ident_copy(w->channel, sizeof w->channel, id) ||
        json_get_int(channel, "delete_at", 0) > 0)
        return false;
    ident_copy(w->type, sizeof w->type, type);
    if (cursor)
        w->cursor = *cursor;
    if (w->last_post_at >= 0) {
        bool known = w->cursor.newest[0] != '\0';
        int64_t seen = w->cursor.at_ms;
        /* The same millisecond as the cursor's may hold an unread sibling. */
        if (w->last_post_at < limit_ms || (known && w->last_post_at < seen) ||
            (known && only_news && w->last_post_at == seen))
            return false;
    }
    w->since_ms = limit_ms - 1;
    if (w->cursor.newest[0] && w->cursor.at_ms > limit_ms)
        w->since_ms = w->cursor.at_ms - 1;
    /* Paging from a cursor far in the past would spend all on posts too old to answer. */
    if (w->cursor.start[0] && w->cursor.at_ms >= limit_ms)
        ident_copy(w->after, sizeof w->after, w->cursor.start);
    else
        w->by_time = true;
    w->tried_time = w->by_time;
    w->tried_after = !w->by_time;
    return true;
}

bool mm_walk_path(const struct mm_walk *w, struct buf *out)
{
    if (w->by_time)
        return buf_format(out, "/channels/%s/posts?since=%" PRId64, w->channel,
                          w->since_ms);
    return buf_format(out, "/channels/%s/posts?after=%s&page=%d&per_page=%d", w->channel,
                      w->after, w->page, w->per_page);
}

bool mm_walk_smaller(struct mm_walk *w)
{
    if (w->by_time || w->per_page / 4 < PAGE_LEAST)
        return false;
    w->per_page /= 4;
    w->page = 0;
    return true;
}

static int by_age(const void *a, const void *b)
{
    const struct found *x = a, *y = b;

    if (x->at_ms != y->at_ms)
        return x->at_ms < y->at_ms ? -1 : 1;
    return x->place > y->place ? -1 : x->place < y->place;
}

/* The posts named in `order` (which is newest first), oldest first. Other entries of
 * `posts` are the roots of threads and do not count. Sorting repairs what "since" gives
 * unsorted and changes nothing in a page. */
static struct found *collect(const struct json *page, size_t *count)
{
    const struct json *order = json_get(page, "order"), *posts = json_get(page, "posts");
    size_t all = json_len(order), place = 0;
    struct found *found = mem_zero(all + 1, sizeof *found);

    *count = 0;
    if (!found)
        return NULL;
    for (const struct json *id = json_first(order); id && place < all;
         id = json_after(id), place++) {
        const char *text = json_text(id);
        const struct json *post = text ? json_get(posts, text) : NULL;
        if (!post || json_get_int(post, "delete_at", 0) > 0)
            continue;
        found[(*count)++] =
            (struct found){post, json_get_int(post, "create_at", 0), place};
    }
    qsort(found, *count, sizeof *found, by_age);
    return found;
}

static void show(struct mm_walk *w, const struct found *f, bool in_order,
                 void (*visit)(void *user, const struct mm_caught *post), void *user)
{
    struct mm_caught caught = {.post = f->post,
                               .type = w->type,
                               .fresh = f->at_ms >= w->limit_ms,
                               .in_order = in_order};
    visit(user, &caught);
    w->read++;
}

static enum mm_step go_after(struct mm_walk *w, const char *id)
{
    if (w->tried_after || !id || !ident_copy(w->after, sizeof w->after, id))
        return MM_STEP_DONE;
    w->tried_after = true;
    w->by_time = false;
    w->page = 0;
    return MM_STEP_MORE;
}

/* Did the channel's own record promise a post that the answer lacks? */
static bool promised(const struct mm_walk *w)
{
    return w->last_post_at < 0 || w->last_post_at > w->cursor.at_ms;
}

static enum mm_step page_by_time(struct mm_walk *w, const struct found *found,
                                 size_t count, size_t asked,
                                 void (*visit)(void *, const struct mm_caught *),
                                 void *user)
{
    bool whole = asked < SINCE_MOST;
    size_t first = 0;

    /* By update time old posts come too, edited or reacted to. */
    while (first < count && found[first].at_ms <= w->since_ms)
        first++;
    const char *oldest = first < count ? json_get_text(found[first].post, "id") : NULL;
    bool cut = w->most > 0 && count - first > (size_t)w->most;
    if (cut)
        first = count - (size_t)w->most;
    bool any = first < count;
    for (; first < count; first++)
        show(w, &found[first], whole, visit, user);
    if (cut)
        return MM_STEP_CUT;
    if (!whole)
        return go_after(w, w->cursor.newest[0] ? w->cursor.newest : oldest);
    /* An empty answer can be a stale cache of the server's (section 14, issue 34055). */
    if (!any && w->cursor.newest[0] && promised(w))
        return go_after(w, w->cursor.newest);
    return MM_STEP_DONE;
}

static enum mm_step page_after(struct mm_walk *w, const struct json *page,
                               const struct found *found, size_t count, size_t asked,
                               void (*visit)(void *, const struct mm_caught *),
                               void *user)
{
    const char *next = json_get_text(page, "next_post_id");
    size_t i = 0;

    for (; i < count && (w->most <= 0 || w->read < w->most); i++)
        show(w, &found[i], true, visit, user);
    if (i < count)
        return MM_STEP_CUT;
    /* A cursor whose post is gone gives nothing, without an error. */
    if (asked == 0 && w->page == 0 && !w->tried_time && promised(w)) {
        w->by_time = w->tried_time = true;
        return MM_STEP_MORE;
    }
    if (asked == 0 || (next ? !next[0] : asked < (size_t)w->per_page))
        return MM_STEP_DONE;
    w->page++;
    return MM_STEP_MORE;
}

enum mm_step mm_walk_page(struct mm_walk *w, const struct json *page,
                          void (*visit)(void *user, const struct mm_caught *post),
                          void *user)
{
    if (!json_is_array(json_get(page, "order")))
        return MM_STEP_BAD;

    size_t asked = json_len(json_get(page, "order")), count;
    struct found *found = collect(page, &count);
    if (!found)
        return MM_STEP_BAD;
    enum mm_step step = w->by_time
                            ? page_by_time(w, found, count, asked, visit, user)
                            : page_after(w, page, found, count, asked, visit, user);
    mem_free(found);
    return step;
}
