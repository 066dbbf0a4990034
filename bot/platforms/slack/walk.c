#include "platforms/slack/walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/ident.h"
#include "platforms/slack/api.h"

enum { BEYOND_MOST = 2 };

void sl_walk_begin(struct sl_walk *w, const char *channel, const char *type,
                   const struct sl_range *range)
{
    *w = (struct sl_walk){.since_us = range->since_us,
                          .oldest_us = range->oldest_us < range->since_us
                                           ? range->oldest_us
                                           : range->since_us,
                          .latest_us = range->latest_us,
                          .most = range->most};
    ident_copy(w->channel, sizeof w->channel, channel);
    ident_copy(w->type, sizeof w->type, type);
}

void sl_walk_free(struct sl_walk *w)
{
    for (size_t i = 0; i < w->pages; i++)
        json_free(w->page[i]);
    w->pages = 0;
}

static void put_time(struct buf *out, const char *name, int64_t micros)
{
    char stamp[STAMP_SIZE];

    stamp_write(stamp, micros);
    sl_form(out, name, stamp);
}

const char *sl_walk_ask(const struct sl_walk *w, struct buf *out)
{
    bool thread = w->at > 0;

    sl_form(out, "channel", w->channel);
    if (thread)
        sl_form(out, "ts", w->thread[w->at - 1]);
    /* Both bounds: with one alone the order of pages is not sure. */
    put_time(out, "oldest", thread ? w->since_us : w->oldest_us);
    put_time(out, "latest", w->latest_us);
    sl_form(out, "inclusive", "false");
    sl_form(out, "limit", "200");
    sl_form(out, "include_all_metadata", "true");
    if (w->cursor[0])
        sl_form(out, "cursor", w->cursor);
    return thread ? "conversations.replies" : "conversations.history";
}

static int64_t time_of(const struct json *message)
{
    return stamp_micros(json_get_text(message, "ts"));
}

/* A parent with news, or one that does not say. */
static bool has_news(const struct sl_walk *w, const struct json *message)
{
    const char *thread = json_get_text(message, "thread_ts");
    const char *latest = json_get_text(message, "latest_reply");
    bool parent = json_get_int(message, "reply_count", 0) > 0 ||
                  (thread && stamp_micros(thread) == time_of(message));

    return parent && (!latest || stamp_micros(latest) > w->since_us);
}

/* A reply that was sent to the channel, too, names an older thread with news. */
static void note_thread(struct sl_walk *w, const char *ts)
{
    if (!stamp_ok(ts) || strlen(ts) >= STAMP_SIZE)
        return;
    for (size_t i = 0; i < w->threads; i++) {
        if (strcmp(w->thread[i], ts) == 0)
            return;
    }
    if (w->threads == SL_THREADS_MOST)
        w->cut = true;
    else
        ident_copy(w->thread[w->threads++], STAMP_SIZE, ts);
}

static bool is_news(const struct sl_walk *w, const struct json *message)
{
    int64_t at = time_of(message);
    return at > w->since_us && at <= w->latest_us;
}

/* Reads one page of the channel: gives true when older ones may matter. */
static bool read_channel(struct sl_walk *w, const struct json *messages)
{
    bool all_old = json_len(messages) > 0;

    for (const struct json *m = json_first(messages); m; m = json_after(m)) {
        if (is_news(w, m)) {
            all_old = false;
            w->count++;
            if (json_get_text(m, "thread_ts"))
                note_thread(w, json_get_text(m, "thread_ts"));
        }
        if (has_news(w, m))
            note_thread(w, json_get_text(m, "ts"));
    }
    w->beyond += all_old;
    if (w->most > 0 && w->count >= w->most) {
        w->cut = w->cut || w->count > w->most || !all_old;
        return false;
    }
    return w->beyond < BEYOND_MOST;
}

static void read_thread(struct sl_walk *w, const struct json *messages)
{
    for (const struct json *m = json_first(messages); m; m = json_after(m))
        w->count += is_news(w, m);
}

/* On to the next thread, when there is one. */
static enum sl_step go_on(struct sl_walk *w)
{
    w->cursor[0] = '\0';
    w->at++;
    return w->at <= w->threads ? SL_STEP_MORE : SL_STEP_DONE;
}

bool sl_walk_skip(struct sl_walk *w)
{
    return w->at > 0 && go_on(w) == SL_STEP_MORE;
}

enum sl_step sl_walk_page(struct sl_walk *w, struct json *page)
{
    const struct json *messages = json_get(page, "messages");
    const char *next = json_get_text(json_get(page, "response_metadata"), "next_cursor");
    bool more = true;

    if (!json_is_array(messages)) {
        json_free(page);
        return SL_STEP_BAD;
    }
    w->page[w->pages++] = page;
    if (w->at == 0)
        more = read_channel(w, messages);
    else
        read_thread(w, messages);
    bool room = w->pages < SL_PAGES_MOST;
    if (more && next && next[0] && room && ident_copy(w->cursor, SL_CURSOR_SIZE, next))
        return SL_STEP_MORE;
    if (!room) {
        w->cut = true;
        return SL_STEP_DONE;
    }
    return go_on(w);
}

static int by_time(const void *a, const void *b)
{
    int64_t x = time_of(*(const struct json *const *)a);
    int64_t y = time_of(*(const struct json *const *)b);

    return x < y ? -1 : x > y;
}

/* All that is new, in order; a parent comes with each page of its thread. */
static size_t collect(const struct sl_walk *w, const struct json **found)
{
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < w->pages; i++) {
        const struct json *m = json_first(json_get(w->page[i], "messages"));
        for (; m; m = json_after(m)) {
            if (is_news(w, m))
                found[n++] = m;
        }
    }
    qsort(found, n, sizeof *found, by_time);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || time_of(found[kept - 1]) != time_of(found[i]))
            found[kept++] = found[i];
    }
    return kept;
}

bool sl_walk_each(struct sl_walk *w, int64_t fresh_us,
                  void (*visit)(void *user, const struct sl_caught *caught), void *user)
{
    const struct json **found = mem_zero((size_t)w->count + 1, sizeof *found);

    if (!found)
        return false;
    size_t count = collect(w, found);
    size_t first = w->most > 0 && count > (size_t)w->most ? count - (size_t)w->most : 0;
    for (size_t i = first; i < count; i++) {
        struct sl_caught caught = {.message = found[i],
                                   .channel = w->channel,
                                   .type = w->type,
                                   .fresh = time_of(found[i]) >= fresh_us,
                                   .in_order = true};
        visit(user, &caught);
    }
    mem_free(found);
    return true;
}
