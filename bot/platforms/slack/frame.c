/* What is said over a socket: envelopes in, acknowledgements out. */
#include <string.h>

#include "base/json.h"
#include "platforms/ident.h"
#include "platforms/slack/account.h"
#include "platforms/slack/ack.h"
#include "platforms/slack/catchup.h"
#include "platforms/slack/handover.h"
#include "platforms/slack/link_state.h"

enum { ACK_MAX = 1024 };

bool sl_frame_acknowledge(struct ws *ws, const char *envelope)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, ACK_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_text(&w, "envelope_id", envelope);
    json_close(&w);
    bool ok = json_done(&w) && ws_send(ws, buf_view(&out));
    buf_free(&out);
    return ok;
}

static bool is(const char *text, const char *other)
{
    return text && strcmp(text, other) == 0;
}

/* Events of the account, not of a conversation. */
static void on_account_event(struct slack *s, const char *type)
{
    if (is(type, "tokens_revoked") || is(type, "app_uninstalled"))
        sl_account_check(s);
}

static void on_events(struct sl_socket *k, const struct json *payload,
                      const char *envelope)
{
    struct slack *s = k->link->s;
    const struct json *event = json_get(payload, "event");

    /* Over its limit Slack sends a notice instead of events (section 5). */
    if (is(json_get_text(payload, "type"), "app_rate_limited")) {
        sl_log(s, LOG_WARN, "events_limited",
               "Slack holds events back; they are read by catch-up");
        sl_catchup_start(s);
    }
    on_account_event(s, json_get_text(event, "type"));
    sl_handover_event(s, event, k->generation, envelope);
}

static void on_envelope(struct sl_socket *k, const struct json *frame, const char *type,
                        const char *envelope)
{
    const struct json *payload = json_get(frame, "payload");

    k->link->heard_at = loop_now(k->link->s->base.options.loop);
    if (is(type, "events_api"))
        on_events(k, payload, envelope);
    else if (is(type, "interactive"))
        sl_handover_click(k->link->s, payload, k->generation, envelope);
    else /* nothing of ours: slash_commands, and what may come */
        sl_frame_acknowledge(k->ws, envelope);
}

/* What we cannot read will not get better by being sent again: its id is looked for, so
 * that it can be let go. What it was to tell is read by catch-up. */
static void on_malformed(struct sl_socket *k, struct span message, const struct err *e)
{
    static const char name[] = "\"envelope_id\"";
    char id[SL_ENVELOPE_SIZE] = "";
    const char *at = memmem(message.ptr, message.len, name, strlen(name));
    const char *end = message.ptr + message.len;

    sl_log(k->link->s, LOG_WARN, "frame_malformed", e->text);
    sl_catchup_again(k->link->s);
    if (!at)
        return;
    at += strlen(name);
    while (at < end && (*at == ' ' || *at == ':'))
        at++;
    if (at == end || *at++ != '"')
        return;
    size_t len = 0;
    while (at + len < end && at[len] != '"' && at[len] != '\\' && len + 1 < sizeof id)
        len++;
    if (at + len == end || at[len] != '"')
        return;
    memcpy(id, at, len);
    sl_frame_acknowledge(k->ws, id);
}

void sl_frame_in(struct sl_socket *k, struct span message)
{
    struct json *frame = NULL;
    struct err e;

    if (!json_parse(&frame, message, SL_FRAME_MAX, &e)) {
        if (e.code == ERR_MEMORY) /* not acknowledged, it comes again */
            sl_log(k->link->s, LOG_WARN, "frame_lost", e.text);
        else
            on_malformed(k, message, &e);
        return;
    }
    const char *type = json_get_text(frame, "type");
    const char *envelope = json_get_text(frame, "envelope_id");
    if (envelope && envelope[0]) {
        on_envelope(k, frame, type, envelope);
    } else if (is(type, "hello")) {
        sl_link_hello(k, json_get_int(frame, "num_connections", 0));
    } else if (is(type, "disconnect")) {
        const char *reason = json_get_text(frame, "reason");
        sl_link_disconnect(k, reason ? reason : "no reason given");
    }
    json_free(frame);
}
