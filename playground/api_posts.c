/* api_posts.c - reading, changing and deleting posts; api_create.c makes them. */
#include <string.h>

#include "base/utf8.h"
#include "playground/api.h"
#include "playground/events.h"
#include "playground/posting.h"
#include "playground/print.h"

enum { PAGE_MAX = 48 << 20, POST_MAX = 2 << 20 };

static void answer_post(struct call *c, int status, const struct post *p)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, POST_MAX);
    json_write(&w, &out);
    print_post(&w, NULL, p, false);
    api_json(c, status, &out);
    buf_free(&out);
}

void posts_one(struct call *c)
{
    const struct post *p = api_post(c, c->param[0]);

    if (p)
        answer_post(c, 200, p);
}

void posts_thread(struct call *c)
{
    struct post *p = api_post(c, c->param[0]);
    struct json_writer w;
    struct pages pages;
    struct buf out;

    if (!p)
        return;
    pages_thread(&pages, c->room->store, p);
    buf_init(&out, PAGE_MAX);
    json_write(&w, &out);
    print_pages(&w, &pages, c->room->store, p->channel, NULL);
    api_json(c, 200, &out);
    buf_free(&out);
}

/* Go's strconv.ParseInt; false for what it refuses. */
static bool read_since(const char *text, int64_t *out)
{
    int64_t value = 0;

    if (strlen(text) == 0 || strlen(text) > 18)
        return false;
    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9')
            return false;
        value = value * 10 + (*p - '0');
    }
    *out = value;
    return true;
}

void posts_page(struct call *c)
{
    struct channel *channel = api_channel(c, c->param[0]);
    const char *since = request_query(c->request, "since");
    struct pages_query q = {.after = request_query(c->request, "after"),
                            .before = request_query(c->request, "before")};
    struct json_writer w;
    struct pages pages;
    struct buf out;

    if (!channel)
        return;
    pages_numbers(&q, request_query(c->request, "page"),
                  request_query(c->request, "per_page"));
    if (since && since[0] != '\0' && !read_since(since, &q.since)) {
        api_bad_param(c, "since");
        return;
    }
    if ((q.after && q.after[0] != '\0' && !ident_ok(q.after)) ||
        (q.before && q.before[0] != '\0' && !ident_ok(q.before))) {
        api_bad_param(c, q.after && q.after[0] != '\0' ? "after" : "before");
        return;
    }
    pages_read(&pages, c->room->store, channel, &q);
    buf_init(&out, PAGE_MAX);
    json_write(&w, &out);
    print_pages(&w, &pages, c->room->store, channel, &q);
    api_json(c, 200, &out);
    buf_free(&out);
}

/* Only one's own. */
static struct post *own_post(struct call *c)
{
    struct post *p = api_post(c, c->param[0]);

    if (!p || strcmp(p->user_id, c->user->id) == 0)
        return p;
    api_forbidden(c);
    return NULL;
}

void posts_patch(struct call *c)
{
    const char *message = json_get_text(c->body, "message");
    struct post *p = own_post(c);

    if (!p)
        return;
    if (message && utf8_count(span_of(message)) > POST_RUNES) {
        posting_too_long(c);
        return;
    }
    if (message && !posts_edit(c->room->store, p, message, c->now)) {
        api_error(c, 500, "app.post.update.app_error", "No memory for this.");
        return;
    }
    event_edited(c->room, p);
    answer_post(c, 200, p);
}

void posts_remove(struct call *c)
{
    struct post *p = own_post(c);

    if (!p)
        return;
    event_deleted(c->room, p, c->user);
    posts_delete(c->room->store, p, c->now);
    api_ok(c);
}
