#include "platforms/mattermost/look.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/mattermost/account.h"
#include "platforms/mattermost/link.h"
#include "platforms/mattermost/rest.h"

enum {
    PAGE = 200,
    PAGES_MOST = 10,
    SINCE_MOST = 1000,
    UNDER_WAY_MS = 30000, /* a request ends by then, on our side (net/http.h) */
    CLOCKS_MS = 300000    /* our clock and the server's may differ by so much */
};

enum where { IN_THREAD, AFTER_SOURCE, BY_TIME };

struct look {
    struct mattermost *m;
    void (*done)(void *user, enum look_result result, const char *remote_id);
    void *user;
    enum where where;
    char bot[MM_ID_SIZE], channel[MM_ID_SIZE], thread[MM_ID_SIZE], source[MM_ID_SIZE];
    int part, page;
    int64_t since_ms;
    bool early; /* the last try may still be on its way: "absent" proves nothing yet */
};

static void finish(struct look *k, enum look_result result, const char *remote_id)
{
    if (result == LOOK_ABSENT && k->early)
        result = LOOK_UNSURE;
    k->done(k->user, result, remote_id);
    mem_free(k);
}

static bool is_part(const struct json *props, int part)
{
    const char *text = json_get_text(props, "faq_part");
    return (text ? strtol(text, NULL, 10) : json_get_int(props, "faq_part", 0)) == part;
}

const char *mm_look_find(const struct json *list, const char *bot, const char *source,
                         int part)
{
    const struct json *post = json_first(json_get(list, "posts"));

    for (; post; post = json_after(post)) {
        const struct json *props = json_get(post, "props");
        const char *user = json_get_text(post, "user_id");
        const char *marker = json_get_text(props, "faq_src");
        if (user && marker && strcmp(user, bot) == 0 && strcmp(marker, source) == 0 &&
            is_part(props, part))
            return json_get_text(post, "id");
    }
    return NULL;
}

static bool ask(struct look *k, struct err *e);

static void ask_again(struct look *k)
{
    struct err e;

    if (!ask(k, &e))
        finish(k, LOOK_UNSURE, "");
}

/* A page without our post: where to look next, or that it is not there. */
static void not_here(struct look *k, const struct json *list)
{
    size_t count = json_len(json_get(list, "order"));

    if (k->where == AFTER_SOURCE && count == 0 && k->page == 0) {
        k->where = BY_TIME; /* also what a deleted question's id gives (section 14) */
        ask_again(k);
    } else if (k->where == AFTER_SOURCE && count >= PAGE && k->page + 1 < PAGES_MOST) {
        k->page++;
        ask_again(k);
    } else if ((k->where == AFTER_SOURCE && count >= PAGE) ||
               (k->where == BY_TIME && count >= SINCE_MOST)) {
        finish(k, LOOK_UNSURE, "");
    } else {
        finish(k, LOOK_ABSENT, "");
    }
}

static void answered(void *user, const struct http_answer *answer)
{
    struct look *k = user;
    struct mattermost *m = k->m;

    /* Gone or closed to us: then the reply is not there, and posting it will say so. */
    if (answer->outcome == HTTP_ANSWERED && !rest_is_foreign(answer) &&
        (answer->status == 403 || answer->status == 404)) {
        finish(k, LOOK_ABSENT, "");
        return;
    }
    struct json *list = rest_json(answer);
    if (!json_is_object(json_get(list, "posts"))) {
        finish(k, LOOK_UNSURE, "");
        if (answer->outcome == HTTP_ANSWERED && answer->status == 401)
            mm_account_check(m, "looking for a reply was refused (status 401)");
        json_free(list);
        return;
    }
    const char *id = mm_look_find(list, k->bot, k->source, k->part);
    if (id)
        finish(k, LOOK_FOUND, id);
    else
        not_here(k, list);
    json_free(list);
}

static void dropped(void *user)
{
    finish(user, LOOK_UNSURE, "");
}

static bool write_path(const struct look *k, struct buf *out)
{
    switch (k->where) {
    case IN_THREAD:
        return buf_format(out, "/posts/%s/thread", k->thread);
    case AFTER_SOURCE:
        return buf_format(out, "/channels/%s/posts?after=%s&page=%d&per_page=%d",
                          k->channel, k->source, k->page, PAGE);
    default:
        return buf_format(out, "/channels/%s/posts?since=%" PRId64, k->channel,
                          k->since_ms);
    }
}

static bool ask(struct look *k, struct err *e)
{
    struct buf path;
    bool ok = false;

    buf_init(&path, 512);
    if (!write_path(k, &path)) {
        err_set(e, ERR_MEMORY, "no memory to look for a reply");
        goto out;
    }
    struct rest_request call = {
        .method = "GET", .path = path.data, .done = answered, .drop = dropped, .user = k};
    ok = mm_rest_send(k->m, &call, e) != NULL;
out:
    buf_free(&path);
    return ok;
}

/* The bot's id begins each key, so a look needs no answer of /users/me. */
static bool fill(struct look *k, const struct post *post)
{
    size_t len = strcspn(post->key, ":");

    if (len < sizeof k->bot)
        memcpy(k->bot, post->key, len);
    ident_copy(k->thread, sizeof k->thread, post->thread);
    return ident_ok(k->bot, MM_ID_SIZE) &&
           ident_copy(k->channel, sizeof k->channel, post->channel) &&
           ident_copy(k->source, sizeof k->source, post->source) &&
           ident_ok(k->channel, MM_ID_SIZE) && ident_ok(k->source, MM_ID_SIZE) &&
           (!k->thread[0] || ident_ok(k->thread, MM_ID_SIZE));
}

/* What is still under way is stopped by its twin's key. Not so where the socket was lost
 * since: the server may be another process, which knows no keys, while the old one still
 * stores what it had. */
static int64_t proves_after(const struct mattermost *m, const struct post *post)
{
    return mm_link_lost_since(m, post->last_try_ms) ? UNDER_WAY_MS : m->timing.settle_ms;
}

bool mm_look(struct platform *p, const struct post *post,
             void (*done)(void *user, enum look_result result, const char *remote_id),
             void *user, struct err *e)
{
    struct mattermost *m = mm_of(p);
    struct look *k = mem_zero(1, sizeof *k);

    if (!k)
        return err_set(e, ERR_MEMORY, "no memory to look for a reply");
    *k = (struct look){.m = m, .done = done, .user = user, .part = post->part};
    if (!fill(k, post)) {
        mem_free(k);
        return err_set(e, ERR_VALUE, "a reply has ids that Mattermost cannot have");
    }
    k->where = k->thread[0] ? IN_THREAD : AFTER_SOURCE;
    k->early = post->now_ms - post->last_try_ms < proves_after(m, post);
    k->since_ms =
        (post->first_try_ms > 0 ? post->first_try_ms : post->now_ms) - CLOCKS_MS;
    if (k->since_ms < 1)
        k->since_ms = 1;
    if (!ask(k, e)) {
        mem_free(k);
        return false;
    }
    return true;
}
