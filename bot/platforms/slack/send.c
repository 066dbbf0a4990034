#include "platforms/slack/send.h"

#include <stdio.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "platforms/ident.h"
#include "platforms/instance.h"
#include "platforms/slack/api.h"
#include "platforms/slack/event.h"
#include "platforms/slack/outcome.h"

enum {
    BODY_MAX = 1 << 19,
    SHORT_BYTES = 1500, /* of a text that was too long */
    QUESTION_MAX = 200
};

struct sl_sending {
    struct slack *s;
    struct sl_sending *prev, *next;
    void (*done)(void *user, const struct post_outcome *outcome);
    void *user;
    struct loop_timer *timer; /* waits for its pace */
    unsigned left_out;
    char channel[SL_ID_SIZE], thread[SL_SOURCE_SIZE], source[SL_SOURCE_SIZE];
    int part;
    char *payload;
    size_t len;
};

bool sl_send_key(struct platform *p, const char *channel, const char *source, int part,
                 char *out, size_t size)
{
    (void)p;
    return sl_key(out, size, channel, source, part);
}

int64_t sl_send_pace(struct platform *p, const char *channel)
{
    return sl_pace_wait(&sl_of(p)->pace, channel, loop_now(p->options.loop));
}

bool sl_send_mark(const char *channel, const char *source, int part, struct buf *out)
{
    return buf_format(out, "%s:%s:%d:", channel, source, part);
}

/* The blocks that `render` made, each with an id that says what it answers. */
static void put_blocks(struct json_writer *w, const struct json *blocks,
                       const struct post *post)
{
    struct buf id;
    int n = 0;

    buf_init(&id, 255); /* Slack's limit */
    json_open_array(w, "blocks");
    for (const struct json *b = json_first(blocks); b; b = json_after(b)) {
        json_open_object(w, NULL);
        for (const struct json *m = json_first(b); m; m = json_after(m))
            json_put_value(w, json_name(m), m);
        buf_clear(&id);
        if (sl_send_mark(post->channel, post->source, post->part, &id) &&
            buf_format(&id, "%d", n++))
            json_put_text(w, "block_id", id.data);
        json_close(w);
    }
    json_close(w);
    buf_free(&id);
}

static void put_metadata(struct json_writer *w, const struct post *post)
{
    char question[QUESTION_MAX];

    snprintf(question, sizeof question, "%s:%s", post->channel, post->source);
    json_open_object(w, "metadata"); /* what look.c finds */
    json_put_text(w, "event_type", "faq_reply");
    json_open_object(w, "event_payload");
    json_put_text(w, "q", question);
    json_put_int(w, "part", post->part);
    json_close(w);
    json_close(w);
}

static struct span shortened(struct span text, unsigned left_out)
{
    if (left_out & SL_WITHOUT_LENGTH && text.len > SHORT_BYTES)
        text.len = utf8_fit(text, SHORT_BYTES);
    return text;
}

bool sl_send_body(const struct post *post, unsigned left_out, struct buf *out)
{
    struct json *payload = NULL;
    struct json_writer w;

    if (!json_parse(&payload, post->payload, BODY_MAX, NULL))
        return false;
    const char *text = json_get_text(payload, "text");
    json_write(&w, out);
    json_open_object(&w, NULL);
    json_put_text(&w, "channel", post->channel);
    if (post->thread[0] && !(left_out & SL_WITHOUT_THREAD))
        json_put_text(&w, "thread_ts", post->thread);
    json_put_span(&w, "text", shortened(span_of(text ? text : ""), left_out));
    if (!(left_out & (SL_WITHOUT_BLOCKS | SL_WITHOUT_LENGTH)))
        put_blocks(&w, json_get(payload, "blocks"), post);
    json_put_bool(&w, "link_names", false);
    json_put_bool(&w, "unfurl_links", false);
    json_put_bool(&w, "unfurl_media", false);
    if (!(left_out & SL_WITHOUT_METADATA))
        put_metadata(&w, post);
    json_close(&w);
    json_free(payload);
    return json_done(&w);
}

static void unlink_sending(struct sl_sending *k)
{
    if (k->prev)
        k->prev->next = k->next;
    else
        k->s->sending = k->next;
    if (k->next)
        k->next->prev = k->prev;
}

static void release(struct sl_sending *k)
{
    loop_timer_free(k->timer);
    mem_free(k->payload);
    mem_free(k);
}

static void finish(struct sl_sending *k, const struct post_outcome *outcome)
{
    unlink_sending(k);
    k->done(k->user, outcome);
    release(k);
}

static void finish_with(struct sl_sending *k, enum post_result result, const char *reason)
{
    struct post_outcome outcome = {.result = result, .remote_id = "", .reason = reason};
    finish(k, &outcome);
}

static void set_off(struct sl_sending *k);

static void answered(void *user, struct sl_answer *answer)
{
    struct sl_sending *k = user;
    struct slack *s = k->s;
    int64_t now = loop_now(s->base.options.loop);
    struct sl_outcome outcome;
    enum sl_without without = sl_outcome(&outcome, answer, k->left_out);

    sl_pace_until(&s->pace, k->channel, now + s->timing.between_ms);
    if (answer->fault == SL_FAULT_LIMITED)
        sl_pace_hold(&s->pace, now + answer->retry_after_ms);
    if (answer->fault == SL_FAULT_SETUP)
        sl_log(s, LOG_ERROR, "cannot_post", outcome.reason);
    if (without != SL_WITHOUT_NOTHING && !s->stopped) {
        sl_log(s, LOG_WARN, "posting_differently", outcome.reason);
        k->left_out |= without;
        set_off(k);
        return;
    }
    finish(k, &outcome.post);
    sl_answer_fatal(s, answer, "chat.postMessage", false);
}

static void dropped(void *user)
{
    finish(user, &instance_dropped);
}

static struct post post_of(const struct sl_sending *k)
{
    return (struct post){.channel = k->channel,
                         .thread = k->thread,
                         .source = k->source,
                         .part = k->part,
                         .payload = {k->payload, k->len}};
}

/* From the timer: done may be called. */
static void send_now(void *user)
{
    struct sl_sending *k = user;
    struct post post = post_of(k);
    struct buf body;
    struct err e;

    int64_t now = loop_now(k->s->base.options.loop);
    if (sl_pace_wait(&k->s->pace, k->channel, now) > 0) { /* held meanwhile */
        set_off(k);
        return;
    }
    buf_init(&body, BODY_MAX);
    struct sl_call call = {
        .method = "chat.postMessage", .done = answered, .drop = dropped, .user = k};
    bool written = sl_send_body(&post, k->left_out, &body);
    call.body = buf_view(&body);
    bool sent = written ? sl_api_send(k->s, &call, &e) != NULL
                        : buf_fail(&body, "a reply in a Slack request", &e);
    if (sent)
        sl_pace_until(&k->s->pace, k->channel, now + k->s->timing.between_ms);
    buf_free(&body);
    if (!sent)
        finish_with(k, e.code == ERR_LIMIT ? POST_REFUSED : POST_UNSENT, e.text);
}

static void set_off(struct sl_sending *k)
{
    loop_timer_set(k->timer, sl_pace_wait(&k->s->pace, k->channel,
                                          loop_now(k->s->base.options.loop)));
}

static bool fill(struct sl_sending *k, const struct post *post)
{
    ident_copy(k->thread, sizeof k->thread, post->thread);
    k->part = post->part;
    k->payload = mem_copy(post->payload.ptr, post->payload.len);
    k->len = post->payload.len;
    return ident_copy(k->channel, sizeof k->channel, post->channel) &&
           ident_copy(k->source, sizeof k->source, post->source);
}

bool sl_send_post(struct platform *p, const struct post *post,
                  void (*done)(void *user, const struct post_outcome *outcome),
                  void *user, struct err *e)
{
    struct slack *s = sl_of(p);
    struct sl_sending *k = mem_zero(1, sizeof *k);

    if (!k)
        return err_set(e, ERR_MEMORY, "no memory to post a reply");
    *k = (struct sl_sending){.s = s, .done = done, .user = user};
    bool known = fill(k, post);
    k->timer = loop_timer_new(p->options.loop, send_now, k);
    if (!known || !k->payload || !k->timer) {
        release(k);
        return known ? err_set(e, ERR_MEMORY, "no memory to post a reply")
                     : err_set(e, ERR_VALUE, "a reply has ids that Slack cannot have");
    }
    k->next = s->sending;
    if (k->next)
        k->next->prev = k;
    s->sending = k;
    set_off(k);
    return true;
}

void sl_send_drop_all(struct slack *s)
{
    struct sl_sending *next;

    for (struct sl_sending *k = s->sending; k; k = next) {
        next = k->next;
        if (loop_timer_active(k->timer))
            finish_with(k, POST_UNSENT, "the connection is shut down");
    }
}
