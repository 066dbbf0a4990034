#include "net/ws.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "net/ws_internal.h"

enum { CLOSE_GRACE_MS = 2000, LEAST_ATTEMPT_MS = 2000, KEEP_JOINED = 64 * 1024 };

/* Lets go of everything but the memory of w itself. */
static void detach(struct ws *w)
{
    w->state = WS_DONE;
    resolve_cancel(w->resolving);
    w->resolving = NULL;
    ws_lws_drop(w);
    loop_timer_free(w->clock);
    w->clock = NULL;
    ws_queue_free(w);
}

static void destroy(struct ws *w)
{
    buf_free(&w->joined); /* not before: a callback may still be reading its message */
    ws_setup_free(&w->setup);
    mem_free(w);
}

void ws_enter(struct ws *w)
{
    w->busy++;
}

bool ws_leave(struct ws *w)
{
    w->busy--;
    if (!w->freed)
        return true;
    if (w->busy == 0)
        destroy(w);
    return false;
}

void ws_free(struct ws *w)
{
    if (!w || w->freed)
        return;
    w->freed = true;
    loop_part(w->l, &w->guest);
    detach(w);
    if (w->busy == 0)
        destroy(w);
}

/* The one place where `closed` is called. */
static void finish(struct ws *w, int code)
{
    struct ws_closed why;

    if (w->state == WS_DONE)
        return;
    detach(w);
    w->why.code = code;
    why = w->why;
    ws_enter(w);
    w->events.closed(w->user, w, &why);
    ws_leave(w);
}

/* ---- connecting ---- */

static void try_next_address(struct ws *w);

/* Failures are told from the loop, not from where they happened: that is inside
 * libwebsockets, half-way through its closing of the connection, or inside ws_open. */
void ws_failed(struct ws *w, const char *reason)
{
    w->attempt_failed = true;
    if (w->why.http_status != 0)
        err_set(&w->why.err, ERR_REFUSED, "WebSocket to %s refused with HTTP status %d",
                w->setup.authority, w->why.http_status);
    else if (w->certificate[0])
        err_set(&w->why.err, ERR_NETWORK,
                "WebSocket to %s failed: its certificate is not trusted: %s",
                w->setup.authority, w->certificate);
    else
        err_set(&w->why.err, ERR_NETWORK, "WebSocket to %s failed: %s",
                w->setup.authority, *reason ? reason : "no reason given");
    loop_timer_set(w->clock, 0);
}

void ws_saw_bad_certificate(struct ws *w, const char *reason)
{
    snprintf(w->certificate, sizeof w->certificate, "%s", reason);
}

void ws_saw_status(struct ws *w, int status, int64_t retry_after_ms)
{
    if (status == 101)
        return;
    w->why.http_status = status;
    w->why.retry_after_ms = retry_after_ms;
}

static void on_connect_clock(struct ws *w)
{
    bool failed = w->attempt_failed;

    w->attempt_failed = false;
    if (!failed) {
        ws_lws_drop(w);
        err_set(&w->why.err, ERR_NETWORK, "WebSocket to %s: no connection in time",
                w->setup.authority);
    }
    /* A server that answered has decided; another address is the same server. */
    if (w->why.http_status == 0 && w->tried < w->addresses.count &&
        loop_now(w->l) < w->deadline)
        try_next_address(w);
    else
        finish(w, 0);
}

static void try_next_address(struct ws *w)
{
    size_t left = w->addresses.count - w->tried;
    int64_t time_left = w->deadline - loop_now(w->l);
    int64_t share = time_left / (int64_t)left;
    struct err e = {0};

    if (share < LEAST_ATTEMPT_MS)
        share = time_left < LEAST_ATTEMPT_MS ? time_left : LEAST_ATTEMPT_MS;
    loop_timer_set(w->clock, share);
    if (!ws_lws_connect(w, w->addresses.address[w->tried++], &e))
        ws_failed(w, e.text);
}

static void on_resolved(void *user, const struct resolved *result, const struct err *why)
{
    struct ws *w = user;

    w->resolving = NULL;
    w->state = WS_CONNECTING;
    if (!result) {
        ws_failed(w, why->text);
        return;
    }
    w->addresses = *result;
    try_next_address(w);
}

static void on_clock(void *user);

static void leave_loop(struct loop_guest *g)
{
    ws_free((struct ws *)g);
}

bool ws_open(struct ws **out, struct loop *l, const struct ws_options *options,
             const struct ws_events *events, void *user, struct err *e)
{
    struct ws *w = mem_zero(1, sizeof *w);
    const char *host;

    *out = NULL;
    if (!w)
        return err_set(e, ERR_MEMORY, "WebSocket: out of memory");
    w->l = l;
    w->events = *events;
    w->user = user;
    if (!ws_setup_fill(&w->setup, options, l, e)) {
        destroy(w);
        return false;
    }
    buf_init(&w->joined, w->setup.max_message);
    host = w->setup.proxy_host ? w->setup.proxy_host : w->setup.url.host;
    w->clock = loop_timer_new(l, on_clock, w);
    w->resolving = w->clock ? resolve_start(l, host, on_resolved, w) : NULL;
    if (!w->resolving) {
        detach(w);
        destroy(w);
        return err_set(e, ERR_MEMORY, "WebSocket: out of memory");
    }
    w->deadline = loop_now(l) + w->setup.connect_timeout_ms;
    loop_timer_set(w->clock, w->setup.connect_timeout_ms);
    loop_join(l, &w->guest, leave_loop);
    *out = w;
    return true;
}

/* ---- open ---- */

static void plan_heartbeat(struct ws *w)
{
    int64_t since = w->last_ping > w->last_heard ? w->last_ping : w->last_heard;
    int64_t ping_at = since + w->setup.ping_every_ms;
    int64_t hangup_at = w->last_heard + w->setup.hangup_after_ms;

    loop_timer_set(w->clock,
                   (ping_at < hangup_at ? ping_at : hangup_at) - loop_now(w->l));
}

static void on_heartbeat(struct ws *w)
{
    int64_t now = loop_now(w->l);
    int64_t since = w->last_ping > w->last_heard ? w->last_ping : w->last_heard;

    if (now - w->last_heard >= w->setup.hangup_after_ms) {
        err_set(&w->why.err, ERR_NETWORK,
                "WebSocket to %s: no sign of life for %lld ms, hung up",
                w->setup.authority, (long long)(now - w->last_heard));
        finish(w, 1006);
        return;
    }
    if (w->joining && now - w->joining_since >= w->setup.message_within_ms) {
        err_set(&w->why.err, ERR_NETWORK,
                "WebSocket to %s: a message was not whole after %lld ms, hung up",
                w->setup.authority, (long long)(now - w->joining_since));
        finish(w, 1006);
        return;
    }
    if (now - since >= w->setup.ping_every_ms) {
        w->last_ping = now;
        w->ping_due = true;
        ws_lws_want_write(w);
    }
    plan_heartbeat(w);
}

static void on_clock(void *user)
{
    struct ws *w = user;

    switch (w->state) {
    case WS_RESOLVING:
        err_set(&w->why.err, ERR_NETWORK, "host %s: its address was not found in time",
                w->setup.proxy_host ? w->setup.proxy_host : w->setup.url.host);
        finish(w, 0);
        break;
    case WS_CONNECTING:
        on_connect_clock(w);
        break;
    case WS_OPEN:
        on_heartbeat(w);
        break;
    case WS_CLOSING: /* the peer did not finish the closing handshake */
        finish(w, w->why.was_open ? w->close_code : 0);
        break;
    case WS_DONE:
        break;
    }
}

void ws_heard(struct ws *w)
{
    w->last_heard = loop_now(w->l);
}

void ws_opened(struct ws *w)
{
    w->state = WS_OPEN;
    w->why.was_open = true;
    err_clear(&w->why.err);
    ws_heard(w);
    plan_heartbeat(w);
    w->events.opened(w->user, w);
}

static void start_closing(struct ws *w, int code)
{
    w->state = WS_CLOSING;
    w->close_code = code;
    loop_timer_set(w->clock, CLOSE_GRACE_MS);
    ws_lws_want_write(w);
}

static void deliver(struct ws *w, struct span message, bool binary)
{
    if (binary) {
        if (w->events.binary)
            w->events.binary(w->user, w, message);
        return;
    }
    if (utf8_valid(message, NULL)) {
        w->events.text(w->user, w, message);
        return;
    }
    /* RFC 6455 section 8.1: fail the connection, 1007. */
    w->deaf = true;
    err_set(&w->why.err, ERR_SYNTAX,
            "WebSocket to %s: the peer sent text that is no UTF-8", w->setup.authority);
    if (w->state == WS_OPEN)
        start_closing(w, 1007);
}

static void end_message(struct ws *w, bool binary)
{
    bool dropped = w->dropping;

    w->joining = false;
    w->dropping = false;
    if (dropped) {
        if (w->events.oversized)
            w->events.oversized(w->user, w);
        return;
    }
    deliver(w, buf_view(&w->joined), binary);
    if (w->joined.cap > KEEP_JOINED)
        buf_free(&w->joined);
    else
        buf_clear(&w->joined);
}

void ws_piece(struct ws *w, struct span piece, bool binary, bool final)
{
    if (w->deaf || (w->state != WS_OPEN && w->state != WS_CLOSING))
        return;
    if (!w->joining && final && piece.len <= w->setup.max_message) {
        deliver(w, piece, binary);
        return;
    }
    if (!w->joining)
        w->joining_since = w->last_heard; /* just now */
    w->joining = true;
    /* Over the limit (or out of memory): this message is lost, the connection is not. */
    if (!w->dropping && !buf_add(&w->joined, piece.ptr, piece.len)) {
        w->dropping = true;
        buf_free(&w->joined);
        buf_clear(&w->joined);
    }
    if (final)
        end_message(w, binary);
}

/* ---- closing ---- */

void ws_close(struct ws *w, int code)
{
    switch (w->state) {
    case WS_OPEN:
        err_set(&w->why.err, ERR_NONE, "WebSocket to %s: closed by us",
                w->setup.authority);
        start_closing(w, code);
        break;
    case WS_RESOLVING:
    case WS_CONNECTING:
        resolve_cancel(w->resolving);
        w->resolving = NULL;
        ws_lws_drop(w);
        err_set(&w->why.err, ERR_NONE, "WebSocket to %s: closed by us before it was open",
                w->setup.authority);
        w->state = WS_CLOSING;
        loop_timer_set(w->clock, 0);
        break;
    case WS_CLOSING:
    case WS_DONE:
        break;
    }
}

void ws_peer_closes(struct ws *w, int code, struct span reason)
{
    if (w->state != WS_OPEN)
        return;
    w->heard_close = true;
    w->why.code = code;
    /* The reason is the peer's text (RFC 6455 section 7.1.6), at most 123 bytes. */
    if (reason.len > 0 && utf8_valid(reason, NULL))
        err_set(&w->why.err, ERR_NETWORK, "WebSocket to %s: closed by the peer, %d: %.*s",
                w->setup.authority, code, (int)reason.len, reason.ptr);
    else
        err_set(&w->why.err, ERR_NETWORK, "WebSocket to %s: closed by the peer, %d",
                w->setup.authority, code);
}

void ws_gone(struct ws *w)
{
    if (w->state == WS_CONNECTING) {
        ws_failed(w, "the connection broke");
    } else if (w->state == WS_CLOSING) {
        finish(w, w->close_code);
    } else if (w->heard_close) {
        finish(w, w->why.code);
    } else {
        err_set(&w->why.err, ERR_NETWORK,
                "WebSocket to %s: the connection broke without a close frame",
                w->setup.authority);
        finish(w, 1006);
    }
}

int64_t ws_last_heard(const struct ws *w)
{
    return w->last_heard;
}
