/* libwebsockets behind ws.c: one callback that hands each reason to a small function. */
#include "net/ws_lws.h"

#include <string.h>

#include "net/header.h"
#include "net/ws_internal.h"

enum { FRAMES_AT_ONCE = 64 };

static struct ws *owner(struct lws *wsi)
{
    return lws_get_opaque_user_data(wsi);
}

/* Runs a handler; -1 makes the library close the connection of a ws that is no more. */
static int with(struct lws *wsi, void (*handle)(struct ws *w))
{
    struct ws *w = owner(wsi);

    if (!w)
        return -1;
    ws_enter(w);
    handle(w);
    return ws_leave(w) ? 0 : -1;
}

static bool put(char **at, size_t *room, const char *a, const char *b)
{
    size_t need = strlen(a) + strlen(b) + 2;

    if (need > *room)
        return false;
    *at = stpcpy(stpcpy(stpcpy(*at, a), b), "\r\n");
    *room -= need;
    return true;
}

static int add_headers(struct lws *wsi, void *in, size_t room)
{
    struct ws *w = owner(wsi);
    char **at = in;

    if (!w)
        return -1;
    for (size_t i = 0; w->setup.headers[i]; i++)
        if (!put(at, &room, w->setup.headers[i], ""))
            return -1;
    if (w->setup.bearer && !put(at, &room, "Authorization: Bearer ", w->setup.bearer))
        return -1;
    return 0;
}

/* Called with the answer to the upgrade, whatever its status, while its headers can be
 * read. */
static int on_status(struct lws *wsi)
{
    struct ws *w = owner(wsi);
    char text[64];
    int64_t retry_ms = 0;
    int len;

    if (!w)
        return -1;
    len = lws_hdr_copy(wsi, text, sizeof text, WSI_TOKEN_HTTP_RETRY_AFTER);
    if (len > 0)
        retry_ms = header_retry_after((struct span){text, (size_t)len}, loop_unix(w->l));
    ws_saw_status(w, (int)lws_http_client_http_response(wsi), retry_ms);
    return 0;
}

/* Only listens, to say later why TLS failed; the verdict stays OpenSSL's: what the
 * library does with our 0 lets no certificate pass that failed. */
static int on_certificate(struct lws *wsi, void *x509, bool good)
{
    struct ws *w = owner(wsi);

    if (w && !good)
        ws_saw_bad_certificate(
            w, X509_verify_cert_error_string(X509_STORE_CTX_get_error(x509)));
    return 0;
}

static int on_failed(struct lws *wsi, const char *reason, size_t len)
{
    struct ws *w = owner(wsi);
    char text[160];

    if (!w)
        return 0;
    if (len >= sizeof text)
        len = sizeof text - 1;
    memcpy(text, reason ? reason : "", reason ? len : 0);
    text[reason ? len : 0] = '\0';
    w->wsi = NULL; /* it closes after this call */
    lws_set_opaque_user_data(wsi, NULL);
    ws_failed(w, text);
    return 0;
}

static int on_piece(struct lws *wsi, const char *data, size_t len)
{
    struct ws *w = owner(wsi);

    if (!w)
        return -1;
    ws_enter(w);
    ws_heard(w);
    ws_piece(w, (struct span){data, len}, lws_frame_is_binary(wsi) != 0,
             lws_is_final_fragment(wsi) != 0);
    return ws_leave(w) ? 0 : -1;
}

static int on_peer_close(struct lws *wsi, const unsigned char *data, size_t len)
{
    struct ws *w = owner(wsi);

    if (!w)
        return -1;
    if (len < 2)
        ws_peer_closes(w, 1005, (struct span){NULL, 0});
    else
        ws_peer_closes(w, data[0] << 8 | data[1],
                       (struct span){(const char *)data + 2, len - 2});
    /* Both have now said it: done. Else the library answers with a close frame. */
    return w->close_sent ? -1 : 0;
}

static int on_gone(struct lws *wsi)
{
    struct ws *w = owner(wsi);

    if (!w)
        return 0;
    w->wsi = NULL;
    lws_set_opaque_user_data(wsi, NULL);
    ws_enter(w);
    ws_gone(w);
    ws_leave(w);
    return 0;
}

static int write_ping(struct lws *wsi)
{
    unsigned char room[LWS_PRE + 1] = {0};

    return lws_write(wsi, room + LWS_PRE, 0, LWS_WRITE_PING) < 0 ? -1 : 0;
}

/* As many as the socket takes: one for each writable event would be one for each turn of
 * the loop, whose commit takes milliseconds, and a burst's acknowledgements would come
 * seconds late. */
static int write_frames(struct ws *w, struct lws *wsi)
{
    for (int i = 0; w->first && i < FRAMES_AT_ONCE; i++) {
        struct ws_frame *frame = w->first;
        if (lws_write(wsi, frame->data + LWS_PRE, frame->len, LWS_WRITE_TEXT) < 0)
            return -1;
        /* What the socket did not take the library keeps and sends first. */
        ws_frame_done(w);
        if (lws_send_pipe_choked(wsi))
            break;
    }
    lws_callback_on_writable(wsi);
    return 0;
}

/* LWS_WRITE_CLOSE: an argument of lws_write that only its private headers name. */
static const enum lws_write_protocol write_a_close = (enum lws_write_protocol)4;

/* Not by lws_close_reason and -1 as the library's manual says: with an event
 * library 4.1.6 then closes twice in a row ("uv repeat test"), and the frame is never
 * sent. */
static int write_close(struct ws *w, struct lws *wsi)
{
    unsigned char room[LWS_PRE + 2] = {0};

    room[LWS_PRE] = (unsigned char)(w->close_code >> 8);
    room[LWS_PRE + 1] = (unsigned char)w->close_code;
    w->close_sent = true;
    return lws_write(wsi, room + LWS_PRE, 2, write_a_close) < 0 ? -1 : 0;
}

static int on_writable(struct lws *wsi)
{
    struct ws *w = owner(wsi);

    if (!w)
        return -1;
    switch (ws_next_output(w)) {
    case WS_WRITE_PING:
        lws_callback_on_writable(wsi);
        return write_ping(wsi);
    case WS_WRITE_FRAME:
        return write_frames(w, wsi);
    case WS_WRITE_CLOSE:
        return write_close(w, wsi);
    case WS_WRITE_NOTHING:
        break;
    }
    return 0;
}

static void free_handle(uv_handle_t *handle)
{
    lws_realloc(handle, 0, "uvh");
}

static void close_if_of(uv_handle_t *handle, void *wsi)
{
    if (handle->type == UV_POLL && handle->data == wsi && !uv_is_closing(handle))
        uv_close(handle, free_handle);
}

/* A connection that is refused leaves its uv_poll_t behind in 4.1.6: the socket is closed
 * and marked invalid first (client-handshake.c, try_next_result_fds), and for an invalid
 * socket the libuv plugin then skips its closing of the handle. One such leak for each
 * try of a long outage, and a loop that cannot be closed; so it is closed here. */
static int on_destroyed(struct lws *wsi)
{
    uv_walk(lws_context_user(lws_get_context(wsi)), close_if_of, wsi);
    on_gone(wsi); /* if no other event said so */
    return 0;
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user,
                    void *in, size_t len)
{
    switch (reason) {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        return add_headers(wsi, in, len);
    case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
        return on_status(wsi);
    case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
        return -1; /* a token never goes to another host */
    case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
        return on_certificate(wsi, user, len != 0);
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        return on_failed(wsi, in, len);
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        return with(wsi, ws_opened);
    case LWS_CALLBACK_CLIENT_RECEIVE:
        return on_piece(wsi, in, len);
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
        return with(wsi, ws_heard);
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        return on_writable(wsi);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        return on_peer_close(wsi, in, len);
    case LWS_CALLBACK_CLIENT_CLOSED:
        return on_gone(wsi);
    case LWS_CALLBACK_WSI_DESTROY:
        return on_destroyed(wsi);
    default:
        return 0;
    }
}

const struct lws_protocols ws_lws_protocols[] = {
    {.name = "limber", .callback = on_event, .rx_buffer_size = 4096},
    {0},
};

static bool point_at_proxy(struct ws *w, struct lws_vhost *vhost, const char *address,
                           struct err *e)
{
    char text[RESOLVE_TEXT + 16];

    snprintf(text, sizeof text, strchr(address, ':') ? "[%s]:%u" : "%s:%u", address,
             (unsigned)w->setup.proxy_port);
    return lws_set_proxy(vhost, text) == 0 ||
           err_set(e, ERR_VALUE, "proxy %s cannot be used", text);
}

bool ws_lws_connect(struct ws *w, const char *address, struct err *e)
{
    const struct ws_setup *s = &w->setup;
    struct lws_client_connect_info info = {
        .context = loop_lws(w->l),
        .address = s->proxy_host ? s->url.host : address, /* numeric unless proxied */
        .port = s->url.port,
        .path = s->url.path,
        .host = s->authority, /* also the name for SNI and for the certificate */
        .alpn = "http/1.1",
        .local_protocol_name = ws_lws_protocols[0].name,
        .retry_and_idle_policy = &ws_lws_validity,
        .opaque_user_data = w,
        .ietf_version_or_minus_one = -1,
        .ssl_connection = LCCSCF_HTTP_NO_FOLLOW_REDIRECT,
    };

    if (s->url.tls)
        info.ssl_connection |= LCCSCF_USE_SSL;
    info.vhost = loop_lws_vhost(w->l, s->ca_file, s->url.tls, s->proxy_host != NULL, e);
    if (!info.vhost)
        return false;
    if (s->proxy_host && !point_at_proxy(w, info.vhost, address, e))
        return false;
    w->wsi = lws_client_connect_via_info(&info);
    loop_lws_kick(w->l);
    return w->wsi || err_set(e, ERR_NETWORK, "%s cannot be connected to", address);
}

void ws_lws_drop(struct ws *w)
{
    if (!w->wsi)
        return;
    lws_set_opaque_user_data(w->wsi, NULL);
    /* Not at once: this may be inside a callback for it. */
    lws_set_timeout(w->wsi, PENDING_TIMEOUT_KILLED_BY_PARENT, LWS_TO_KILL_ASYNC);
    w->wsi = NULL;
    loop_lws_kick(w->l);
}

void ws_lws_want_write(struct ws *w)
{
    if (w->wsi)
        lws_callback_on_writable(w->wsi);
}
