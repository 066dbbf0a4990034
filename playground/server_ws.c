/* server_ws.c - WebSocket peers: messages joined up to a limit, frames pulled one by one.
 */
#include <string.h>

#include "base/mem.h"
#include "playground/server_inside.h"

int ws_opened(struct server *s, struct lws *wsi, struct per_connection *c)
{
    struct request r;
    struct peer *p = mem_zero(1, sizeof *p);

    if (!p)
        return -1;
    p->server = s;
    p->wsi = wsi;
    buf_init(&p->incoming, s->options.max_frame);
    c->peer = p;
    request_read(&r, s, wsi, NULL);
    s->handlers.opened(s->user, p, &r);
    request_clear(&r);
    return p->cut ? -1 : 0;
}

static void too_large(struct peer *p)
{
    p->dropping = true;
    buf_free(&p->incoming);
    if (p->server->handlers.oversized)
        p->server->handlers.oversized(p->server->user, p);
    peer_close(p, 1009);
}

static void deliver(struct peer *p)
{
    const struct server_handlers *h = &p->server->handlers;

    if (lws_frame_is_binary(p->wsi)) {
        if (h->binary)
            h->binary(p->server->user, p);
    } else {
        h->text(p->server->user, p, buf_view(&p->incoming));
    }
    buf_free(&p->incoming);
}

int ws_received(struct per_connection *c, const void *data, size_t len)
{
    struct peer *p = c ? c->peer : NULL;
    bool last;

    if (!p || p->cut)
        return -1;
    if (peer_closing(p))
        return 0;
    if (lws_is_first_fragment(p->wsi))
        p->dropping = false;
    last = lws_is_final_fragment(p->wsi) && lws_remaining_packet_payload(p->wsi) == 0;
    if (!p->dropping && len > 0 && !buf_add(&p->incoming, data, len))
        too_large(p);
    else if (last && !p->dropping)
        deliver(p);
    return p->cut ? -1 : 0;
}

/* libwebsockets writes no close frame without a code by itself; its number for the frame
 * is left out of the public enum (lib/core/private-lib-core.h). */
enum { WRITE_CLOSE = 4 };

static int say_goodbye(struct peer *p)
{
    unsigned char space[LWS_PRE + 2];

    if (p->close_code != 1005) {
        lws_close_reason(p->wsi, (enum lws_close_status)p->close_code, NULL, 0);
        return -1;
    }
    (void)lws_write(p->wsi, space + LWS_PRE, 0, (enum lws_write_protocol)WRITE_CLOSE);
    return -1;
}

int ws_writable(struct per_connection *c)
{
    struct peer *p = c ? c->peer : NULL;
    unsigned char space[LWS_PRE + 2];

    if (!p || p->cut)
        return -1;
    if (p->stalled)
        return 0;
    if (p->close_code != 0)
        return say_goodbye(p);
    if (p->want_ping) {
        p->want_ping = false;
        if (p->want_write)
            (void)lws_callback_on_writable(p->wsi);
        /* With a payload, which the pong brings back: libwebsockets tells of no pong
         * without one. */
        space[LWS_PRE] = 'p';
        return lws_write(p->wsi, space + LWS_PRE, 1, LWS_WRITE_PING) < 0 ? -1 : 0;
    }
    p->want_write = false;
    p->wrote = false;
    p->server->handlers.writable(p->server->user, p);
    return p->cut ? -1 : 0;
}

void ws_pong(struct per_connection *c)
{
    if (c && c->peer && c->peer->server->handlers.pong)
        c->peer->server->handlers.pong(c->peer->server->user, c->peer);
}

void ws_closing(struct per_connection *c, const unsigned char *data, size_t len)
{
    struct peer *p = c ? c->peer : NULL;

    if (p && p->server->handlers.closing)
        p->server->handlers.closing(p->server->user, p,
                                    data && len >= 2 ? data[0] << 8 | data[1] : 1005);
}

void ws_ended(struct per_connection *c)
{
    struct peer *p = c ? c->peer : NULL;

    if (!p)
        return;
    c->peer = NULL;
    p->server->handlers.closed(p->server->user, p);
    buf_free(&p->incoming);
    mem_free(p);
}

void peer_attach(struct peer *p, void *data)
{
    p->data = data;
}

void *peer_data(const struct peer *p)
{
    return p->data;
}

void peer_want_write(struct peer *p)
{
    p->want_write = true;
    if (!p->stalled)
        (void)lws_callback_on_writable(p->wsi);
}

bool peer_write(struct peer *p, struct span text)
{
    unsigned char *space;
    bool ok;

    if (p->wrote || peer_closing(p))
        return false;
    p->wrote = true;
    space = mem_alloc(LWS_PRE + text.len + 1);
    if (!space) {
        peer_cut(p);
        return false;
    }
    if (text.len > 0)
        memcpy(space + LWS_PRE, text.ptr, text.len);
    ok = lws_write(p->wsi, space + LWS_PRE, text.len, LWS_WRITE_TEXT) >= 0;
    mem_free(space);
    if (!ok)
        peer_cut(p);
    return ok;
}

void peer_ping(struct peer *p)
{
    p->want_ping = true;
    if (!p->stalled)
        (void)lws_callback_on_writable(p->wsi);
}

void peer_close(struct peer *p, int code)
{
    if (p->close_code == 0)
        p->close_code = code;
    (void)lws_callback_on_writable(p->wsi);
}

void peer_cut(struct peer *p)
{
    if (p->cut)
        return;
    p->cut = true;
    lws_set_timeout(p->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

void peer_stall(struct peer *p, bool stalled)
{
    if (p->stalled == stalled)
        return;
    p->stalled = stalled;
    (void)lws_rx_flow_control(p->wsi, stalled ? 0 : 1);
    if (!stalled)
        (void)lws_callback_on_writable(p->wsi);
}

bool peer_closing(const struct peer *p)
{
    return p->cut || p->close_code != 0;
}
