#include "platforms/discord/send.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "platforms/discord/account.h"
#include "platforms/discord/event.h"
#include "platforms/discord/outcome.h"
#include "platforms/discord/rest.h"
#include "platforms/instance.h"

enum {
    BODY_MAX = 64 * 1024,
    FLAG_NO_PREVIEWS = 4,
    PARTS_MOST = 26 /* one letter tells them apart */
};

struct sending {
    struct discord *d;
    void (*done)(void *user, const struct post_outcome *outcome);
    void *user;
    char channel[SNOWFLAKE_SIZE];
};

void dc_send_reference(const char *source, char out[SNOWFLAKE_SIZE])
{
    size_t len = strcspn(source, ":");

    out[0] = '\0';
    if (len < SNOWFLAKE_SIZE) {
        memcpy(out, source, len);
        out[len] = '\0';
    }
}

/* At most 25 signs: "q", an id of up to 20 digits, and the part's letter. */
bool dc_send_key(struct platform *p, const char *channel, const char *source, int part,
                 char *out, size_t size)
{
    const char *colon = strchr(source, ':');
    const char *id = colon ? colon + 1 : source;
    int len = snprintf(out, size, "q%s%c", id, 'a' + part);

    (void)p, (void)channel;
    return snowflake_ok(id) && part >= 0 && part < PARTS_MOST && len > 0 &&
           (size_t)len < size && len < DC_KEY_SIZE;
}

/* The nonce counts from the first try that may have been stored. */
bool dc_send_may_repeat(struct platform *p, const struct post *post)
{
    int64_t age = post->now_ms - post->first_try_ms;

    (void)p;
    return post->first_try_ms > 0 && age >= 0 && age < DC_NONCE_MS;
}

int64_t dc_send_pace(struct platform *p, const char *channel)
{
    struct discord *d = dc_of(p);
    return dc_rate_wait(&d->rate, channel, loop_now(d->base.options.loop));
}

static void put_no_mentions(struct json_writer *w)
{
    json_open_object(w, "allowed_mentions");
    json_open_array(w, "parse");
    json_close(w);
    json_put_bool(w, "replied_user", false);
    json_close(w);
}

/* Of Create Message. post->payload is what text.c rendered. */
static bool write_body(const struct post *post, bool with_reference, struct buf *out)
{
    struct json *payload = NULL;
    struct json_writer w;
    char reference[SNOWFLAKE_SIZE];
    bool ok = false;

    if (!json_parse(&payload, post->payload, BODY_MAX, NULL))
        return false;
    dc_send_reference(post->source, reference);
    json_write(&w, out);
    json_open_object(&w, NULL);
    json_put_text(&w, "content", json_get_text(payload, "content"));
    json_put_text(&w, "nonce", post->key);
    json_put_bool(&w, "enforce_nonce", true);
    if (with_reference && snowflake_ok(reference)) {
        json_open_object(&w, "message_reference");
        json_put_text(&w, "message_id", reference);
        json_close(&w);
    }
    put_no_mentions(&w);
    json_put_int(&w, "flags", FLAG_NO_PREVIEWS);
    if (json_get(payload, "components"))
        json_put_value(&w, "components", json_get(payload, "components"));
    json_close(&w);
    ok = json_done(&w);
    json_free(payload);
    return ok;
}

/* Limits are the channel's business, a global one everybody's. */
static void note_limits(struct sending *s, struct dc_outcome *outcome)
{
    struct discord *d = s->d;
    int64_t now = loop_now(d->base.options.loop);

    if (outcome->spent_ms > 0)
        dc_rate_hold(&d->rate, s->channel, now + outcome->spent_ms);
    if (outcome->unsaid)
        outcome->post.retry_ms = dc_rate_unsaid(&d->rate, now);
    else if (outcome->post.result == POST_DONE)
        dc_rate_taken(&d->rate);
    if (outcome->post.result == POST_UNSENT && outcome->post.retry_ms > 0 &&
        !outcome->no_reference)
        dc_rate_hold(&d->rate, outcome->global ? NULL : s->channel,
                     now + outcome->post.retry_ms);
    if (outcome->no_reference)
        recent_add(d->closed, span_of(s->channel));
}

static void answered(void *user, const struct http_answer *answer)
{
    struct sending *s = user;
    struct discord *d = s->d;
    struct dc_outcome outcome;

    dc_outcome(&outcome, answer);
    note_limits(s, &outcome);
    s->done(s->user, &outcome.post);
    mem_free(s);
    if (outcome.post.result == POST_FATAL)
        dc_account_refused(d, "posting a reply, status 401");
}

static void dropped(void *user)
{
    struct sending *s = user;

    s->done(s->user, &instance_dropped);
    mem_free(s);
}

bool dc_send_post(struct platform *p, const struct post *post,
                  void (*done)(void *user, const struct post_outcome *outcome),
                  void *user, struct err *e)
{
    struct discord *d = dc_of(p);
    struct sending *s = mem_zero(1, sizeof *s);
    struct buf body;
    char path[80];
    bool ok = false;

    buf_init(&body, BODY_MAX);
    if (!s) {
        err_set(e, ERR_MEMORY, "no memory to post a reply");
        goto out;
    }
    *s = (struct sending){.d = d, .done = done, .user = user};
    if (!snowflake_ok(post->channel) ||
        !ident_copy(s->channel, sizeof s->channel, post->channel)) {
        err_set(e, ERR_VALUE, "a reply has ids that Discord cannot have");
        goto out;
    }
    if (!write_body(post, !recent_has(d->closed, span_of(post->channel)), &body)) {
        buf_fail(&body, "a reply in a Discord request", e);
        goto out;
    }
    snprintf(path, sizeof path, "/channels/%s/messages", s->channel);
    struct rest_request request = {.method = "POST",
                                   .path = path,
                                   .body = buf_view(&body),
                                   .done = answered,
                                   .drop = dropped,
                                   .user = s};
    ok = dc_rest_send(d, &request, e) != NULL;
out:
    if (!ok)
        mem_free(s);
    buf_free(&body);
    return ok;
}
