#include "platforms/mattermost/send.h"

#include "base/json.h"
#include "base/mem.h"
#include "platforms/instance.h"
#include "platforms/mattermost/account.h"
#include "platforms/mattermost/event.h"
#include "platforms/mattermost/link.h"
#include "platforms/mattermost/outcome.h"
#include "platforms/mattermost/rest.h"

enum { BODY_MAX = 300000 /* MaximumPayloadSizeBytes (section 11) */ };

struct sending {
    struct mattermost *m;
    void (*done)(void *user, const struct post_outcome *outcome);
    void *user;
};

bool mm_send_key(struct platform *p, const char *channel, const char *source, int part,
                 char *out, size_t size)
{
    (void)channel;
    return mm_key(out, size, mm_of(p)->self.id, source, part);
}

/* The server remembers a key in one process's memory: beside the 30 s it must still be
 * the process that got the first try, which a live connection as old as that try proves
 * (Mattermost 11.6, app/post.go, deduplicateCreatePost). */
bool mm_send_may_repeat(struct platform *p, const struct post *post)
{
    int64_t age = post->now_ms - post->last_try_ms;

    return post->last_try_ms > 0 && age >= 0 && age < MM_KEY_LIVES_MS &&
           mm_link_same_server_since(mm_of(p), post->last_try_ms);
}

bool mm_send_body(const struct post *post, struct buf *out)
{
    struct json_writer w;

    json_write(&w, out);
    json_open_object(&w, NULL);
    json_put_text(&w, "channel_id", post->channel);
    json_put_text(&w, "root_id", post->thread);
    json_put_span(&w, "message", post->payload);
    json_put_text(&w, "pending_post_id", post->key);
    json_open_object(&w, "props"); /* the marker that look.c finds */
    json_put_text(&w, "faq_src", post->source);
    json_put_int(&w, "faq_part", post->part);
    json_close(&w);
    json_close(&w);
    return json_done(&w);
}

static void answered(void *user, const struct http_answer *answer)
{
    struct sending *s = user;
    struct mattermost *m = s->m;
    struct mm_outcome outcome;

    mm_outcome(&outcome, answer);
    s->done(s->user, &outcome.post);
    mem_free(s);
    if (outcome.post.result == POST_FATAL)
        mm_account_revoked(m, "POST /posts");
}

static void dropped(void *user)
{
    struct sending *s = user;

    s->done(s->user, &instance_dropped);
    mem_free(s);
}

bool mm_send_post(struct platform *p, const struct post *post,
                  void (*done)(void *user, const struct post_outcome *outcome),
                  void *user, struct err *e)
{
    struct mattermost *m = mm_of(p);
    struct sending *s = mem_zero(1, sizeof *s);
    struct buf body;
    bool ok = false;

    buf_init(&body, BODY_MAX);
    if (!s) {
        err_set(e, ERR_MEMORY, "no memory to post a reply");
        goto out;
    }
    if (!mm_send_body(post, &body)) {
        buf_fail(&body, "a reply in a Mattermost request", e);
        goto out;
    }
    *s = (struct sending){m, done, user};
    struct rest_request call = {.method = "POST",
                                .path = "/posts",
                                .body = buf_view(&body),
                                .done = answered,
                                .drop = dropped,
                                .user = s};
    ok = mm_rest_send(m, &call, e) != NULL;
out:
    if (!ok)
        mem_free(s);
    buf_free(&body);
    return ok;
}
