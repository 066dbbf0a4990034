/* frame.c - opcodes: what the gateway says, and what we say to it (sections 4, 5, 10). */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "platforms/discord/catchup.h"
#include "platforms/discord/dispatch.h"
#include "platforms/discord/link.h"
#include "platforms/discord/link_state.h"
#include "platforms/instance.h"

enum {
    OUT_MAX = 4096, /* the gateway closes on more */
    OP_DISPATCH = 0,
    OP_HEARTBEAT = 1,
    OP_IDENTIFY = 2,
    OP_RESUME = 6,
    OP_RECONNECT = 7,
    OP_INVALID = 9,
    OP_HELLO = 10,
    OP_ACK = 11,
    /* GUILDS, GUILD_MESSAGES, GUILD_MESSAGE_REACTIONS, DIRECT_MESSAGES,
     * DIRECT_MESSAGE_REACTIONS, MESSAGE_CONTENT (section 1) */
    INTENTS = 1 << 0 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 13 | 1 << 15,
    INTERVAL_LEAST_MS = 50,
    INTERVAL_MOST_MS = 300000,
    INVALID_FIRST_MS = 1000, /* after a refused session wait 1 to 5 s */
    INVALID_MORE_MS = 4000
};

static struct loop *loop_of(const struct dc_link *l)
{
    return l->d->base.options.loop;
}

static bool send_and_wipe(struct dc_link *l, struct buf *out, bool ok)
{
    ok = ok && ws_send(l->ws, buf_view(out));
    if (out->data)
        explicit_bzero(out->data, out->len); /* it may hold the token */
    buf_free(out);
    return ok;
}

static void open_frame(struct json_writer *w, struct buf *out, int op)
{
    buf_init(out, OUT_MAX);
    json_write(w, out);
    json_open_object(w, NULL);
    json_put_int(w, "op", op);
}

bool dc_frame_beat(struct dc_link *l)
{
    struct json_writer w;
    struct buf out;

    open_frame(&w, &out, OP_HEARTBEAT);
    if (l->d->session.sequence >= 0)
        json_put_int(&w, "d", l->d->session.sequence);
    else
        json_put_null(&w, "d");
    json_close(&w);
    return send_and_wipe(l, &out, json_done(&w));
}

static bool identify(struct dc_link *l)
{
    struct json_writer w;
    struct buf out;

    open_frame(&w, &out, OP_IDENTIFY);
    json_open_object(&w, "d");
    json_put_text(&w, "token", secret_reveal(l->d->base.options.token));
    json_put_int(&w, "intents", INTENTS);
    json_open_object(&w, "properties");
    json_put_text(&w, "os", "linux");
    json_put_text(&w, "browser", "limber");
    json_put_text(&w, "device", "limber");
    json_close(&w);
    json_close(&w);
    json_close(&w);
    return send_and_wipe(l, &out, json_done(&w));
}

static bool resume(struct dc_link *l)
{
    struct json_writer w;
    struct buf out;

    open_frame(&w, &out, OP_RESUME);
    json_open_object(&w, "d");
    json_put_text(&w, "token", secret_reveal(l->d->base.options.token));
    json_put_text(&w, "session_id", l->d->session.id);
    json_put_int(&w, "seq", l->d->session.sequence);
    json_close(&w);
    json_close(&w);
    return send_and_wipe(l, &out, json_done(&w));
}

/* The first heartbeat comes after a random part of the interval, so that many clients of
 * a restarted gateway do not beat at once. */
static void on_hello(struct dc_link *l, const struct json *data)
{
    int64_t interval = json_get_int(data, "heartbeat_interval", 0);

    if (l->state != LINK_GREETED)
        return;
    if (interval < INTERVAL_LEAST_MS)
        interval = INTERVAL_LEAST_MS;
    l->interval_ms = interval > INTERVAL_MOST_MS ? INTERVAL_MOST_MS : interval;
    loop_timer_set(l->beat,
                   (int64_t)rng_below(loop_rng(loop_of(l)), (uint64_t)l->interval_ms));
    l->state = LINK_PROVING;
    loop_timer_set(l->watch, l->d->timing.ready_ms);
    if (!(l->resuming ? resume(l) : identify(l)))
        dc_link_retry(l->d, "the socket takes nothing", 0);
}

static void on_ready(struct dc_link *l, const struct json *data)
{
    struct discord *d = l->d;
    const char *id = json_get_text(json_get(data, "user"), "id");

    if (!snowflake_ok(id) || !ident_copy(d->session.id, sizeof d->session.id,
                                         json_get_text(data, "session_id"))) {
        dc_link_retry(d, "READY tells no session", 0);
        return;
    }
    ident_copy(d->self.id, sizeof d->self.id, id);
    ident_copy(d->session.self, sizeof d->session.self, id);
    if (!ident_copy(d->session.resume_url, sizeof d->session.resume_url,
                    json_get_text(data, "resume_gateway_url")))
        ident_copy(d->session.resume_url, sizeof d->session.resume_url, l->gateway);
    dc_link_live(l, false);
    dc_catchup_start(d);
    dc_keep_session(d);
}

/* The gateway counts a session's events one by one. An old one may come again, and then
 * the count stands; where numbers are missing, what they were to tell is read. */
static void take_number(struct discord *d, int64_t sequence)
{
    if (sequence <= d->session.sequence)
        return;
    bool gap = d->session.sequence >= 0 && sequence > d->session.sequence + 1;
    d->session.sequence = sequence;
    if (gap)
        dc_catchup_gap(d);
}

static void on_dispatch(struct dc_link *l, const struct json *frame)
{
    struct discord *d = l->d;
    const char *name = json_get_text(frame, "t");
    const struct json *data = json_get(frame, "d");
    int64_t sequence = json_get_int(frame, "s", -1);

    l->event_at = loop_now(loop_of(l));
    if (name && strcmp(name, "READY") == 0) {
        if (sequence >= 0)
            d->session.sequence = sequence;
        on_ready(l, data);
        return;
    }
    take_number(d, sequence);
    if (name && strcmp(name, "RESUMED") == 0) {
        if (l->state == LINK_PROVING)
            dc_link_live(l, true);
        dc_catchup_go_on(
            d); /* it brought everything since; what was to be read before? */
        return;
    }
    if (l->state != LINK_LIVE && l->state != LINK_PROVING)
        return;
    dc_dispatch(d, name, data);
    /* Written in the same turn as what it brought. */
    if (name && strncmp(name, "MESSAGE_", 8) == 0)
        dc_keep_session(d);
}

static void on_invalid(struct dc_link *l, const struct json *frame)
{
    struct discord *d = l->d;
    uint64_t more = rng_below(loop_rng(loop_of(l)), INVALID_MORE_MS);
    int64_t wait = INVALID_FIRST_MS + (int64_t)more;

    /* `d` is no object: read as a member of the frame. */
    if (!json_get_bool(frame, "d", false)) {
        dc_session_forget(&d->session);
        if (wait < d->timing.again_ms)
            wait = d->timing.again_ms;
    }
    dc_link_retry(d, "the gateway refused the session",
                  instance_at_most(wait, d->base.options.backoff_most_ms));
}

void dc_frame_in(struct dc_link *l, struct span message)
{
    struct json *frame = NULL;
    struct err e;

    if (!json_parse(&frame, message, DC_FRAME_MAX, &e)) {
        if (e.code == ERR_MEMORY) { /* it comes again after a resume */
            dc_link_retry(l->d, e.text, 0);
            return;
        }
        /* A resume would bring the same again; what it was to tell is read instead. */
        dc_log(l->d, LOG_WARN, "frame_malformed", e.text);
        dc_catchup_again(l->d);
        return;
    }
    switch (json_get_int(frame, "op", -1)) {
    case OP_DISPATCH:
        on_dispatch(l, frame);
        break;
    case OP_HEARTBEAT:
        dc_frame_beat(l);
        break;
    case OP_RECONNECT:
        dc_link_hang_up(l, "the gateway asked for it");
        break;
    case OP_INVALID:
        on_invalid(l, frame);
        break;
    case OP_HELLO:
        on_hello(l, json_get(frame, "d"));
        break;
    case OP_ACK:
        l->unacked = false;
        break;
    default:
        break;
    }
    json_free(frame);
}
