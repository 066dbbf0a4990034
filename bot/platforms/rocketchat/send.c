#include "platforms/rocketchat/send.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "platforms/instance.h"
#include "platforms/rocketchat/account.h"
#include "platforms/rocketchat/look.h"
#include "platforms/rocketchat/outcome.h"
#include "platforms/rocketchat/rest.h"

enum { BODY_MAX = 300000, ID_SIGNS = 17 };

/* A try to post: the refusal is kept while it is looked for. */
struct sending {
    struct rocketchat *m;
    struct platform *platform;
    void (*done)(void *user, const struct post_outcome *outcome);
    void *user;
    char key[RC_ID_SIZE];
    struct rc_outcome refusal;
};

bool rc_send_id(char *out, size_t size, const char *bot, const char *source, int part)
{
    /* Meteor's: without the signs that are easily mistaken for one another. */
    static const char alphabet[] =
        "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";
    unsigned char digest[DIGEST_SIZE];
    char text[512];
    int len = snprintf(text, sizeof text, "faq1|%s|%s|%d", bot, source, part);

    if (len < 0 || (size_t)len >= sizeof text || size <= ID_SIGNS ||
        !digest_sha256(text, (size_t)len, digest))
        return false;
    for (size_t i = 0; i < ID_SIGNS; i++)
        out[i] = alphabet[digest[i] % (sizeof alphabet - 1)];
    out[ID_SIGNS] = '\0';
    return true;
}

bool rc_send_key(struct platform *p, const char *channel, const char *source, int part,
                 char *out, size_t size)
{
    (void)channel;
    return rc_send_id(out, size, rc_of(p)->self.id, source, part);
}

/* The id is unique among all messages for as long as the message is there. */
bool rc_send_may_repeat(struct platform *p, const struct post *post)
{
    (void)p, (void)post;
    return true;
}

bool rc_send_body(const struct post *post, struct buf *out)
{
    struct json *payload = NULL;
    struct json_writer w;
    bool ok = false;

    if (!json_parse(&payload, post->payload, BODY_MAX, NULL))
        return false;
    json_write(&w, out);
    json_open_object(&w, NULL);
    json_open_object(&w, "message");
    json_put_text(&w, "_id", post->key);
    json_put_text(&w, "rid", post->channel);
    if (post->thread && *post->thread)
        json_put_text(&w, "tmid", post->thread);
    json_put_text(&w, "msg", json_get_text(payload, "msg"));
    if (json_get(payload, "attachments"))
        json_put_value(&w, "attachments", json_get(payload, "attachments"));
    json_close(&w);
    json_open_array(&w, "previewUrls"); /* none, and no event for them */
    json_close(&w);
    json_close(&w);
    ok = json_done(&w);
    json_free(payload);
    return ok;
}

static void finish(struct sending *s, const struct post_outcome *outcome)
{
    s->done(s->user, outcome);
    mem_free(s);
}

static void looked(void *user, enum look_result result, const char *remote_id)
{
    struct sending *s = user;
    struct post_outcome outcome = s->refusal.post;

    if (result == LOOK_FOUND)
        outcome = (struct post_outcome){
            .result = POST_DONE, .remote_id = remote_id, .reason = ""};
    else if (result == LOOK_UNSURE)
        outcome.result = POST_UNKNOWN;
    finish(s, &outcome);
}

static void answered(void *user, const struct http_answer *answer)
{
    struct sending *s = user;
    struct rocketchat *m = s->m;
    struct post post = {.key = s->key};
    struct err e;

    rc_outcome(&s->refusal, answer);
    bool fatal = s->refusal.post.result == POST_FATAL;
    if (s->refusal.look && rc_look(s->platform, &post, looked, s, &e))
        return;
    if (s->refusal.look)
        s->refusal.post.result = POST_UNKNOWN;
    finish(s, &s->refusal.post);
    if (fatal)
        rc_account_refused(m, "posting a reply, status 401");
}

static void dropped(void *user)
{
    finish(user, &instance_dropped);
}

bool rc_send_post(struct platform *p, const struct post *post,
                  void (*done)(void *user, const struct post_outcome *outcome),
                  void *user, struct err *e)
{
    struct rocketchat *m = rc_of(p);
    struct sending *s = mem_zero(1, sizeof *s);
    struct buf body;
    bool ok = false;

    buf_init(&body, BODY_MAX);
    if (!s) {
        err_set(e, ERR_MEMORY, "no memory to post a reply");
        goto out;
    }
    *s = (struct sending){.m = m, .platform = p, .done = done, .user = user};
    if (!ident_copy(s->key, sizeof s->key, post->key)) {
        err_set(e, ERR_VALUE, "a reply has a key that Rocket.Chat cannot have");
        goto out;
    }
    if (!rc_send_body(post, &body)) {
        buf_fail(&body, "a reply in a Rocket.Chat request", e);
        goto out;
    }
    struct rest_request request = {.method = "POST",
                                   .path = "/chat.sendMessage",
                                   .body = buf_view(&body),
                                   .done = answered,
                                   .drop = dropped,
                                   .user = s};
    ok = rc_rest_send(m, &request, e) != NULL;
out:
    if (!ok)
        mem_free(s);
    buf_free(&body);
    return ok;
}
