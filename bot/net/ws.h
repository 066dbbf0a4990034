/* ws.h - a WebSocket client connection on the loop (libwebsockets).
 *
 * One struct ws is one attempt: it is opened once, ends once, and is never reused; an
 * adapter makes a new one per generation. Names are resolved with uv_getaddrinfo before
 * connecting, TLS is verified with SNI, no extension is offered, fragments are joined up
 * to max_message, text is checked for UTF-8 (bad: closed with 1007). Own pings: a peer
 * that sends nothing (no frame, no pong) for hangup_after_ms is dropped, and so is one
 * whose message is not whole after message_within_ms. A message over max_message is
 * dropped and counted (`oversized` event), the connection lives on. HTTP status of a
 * refused upgrade is reported.
 *
 * Ownership: ws_open copies what it is given. Callbacks get borrowed data. After `closed`
 * was called, or ws_free, no callback follows. ws_free may be called from inside a
 * callback. */
#ifndef NET_WS_H
#define NET_WS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"
#include "net/loop.h"

struct ws;

struct ws_closed {
    int code;        /* RFC 6455 close code; 1005 none given, 1006 no close frame, 0 never
                        open. libwebsockets 4.1.6 shows 1012..1014 as 1002 */
    int http_status; /* of a refused upgrade, else 0 */
    int64_t retry_after_ms; /* of a refused upgrade where it could be seen, else 0 */
    bool was_open;
    struct err err; /* the cause in words */
};

struct ws_events {
    void (*opened)(void *user, struct ws *w);
    void (*text)(void *user, struct ws *w, struct span message);
    void (*binary)(void *user, struct ws *w,
                   struct span message);         /* may be NULL: ignored */
    void (*oversized)(void *user, struct ws *w); /* may be NULL */
    void (*closed)(void *user, struct ws *w, const struct ws_closed *why);
};

struct ws_options {
    const char *url;            /* ws:// or wss://, passes url_parse */
    const char *const *headers; /* "Name: value", NULL-ended; may be NULL */
    const char *bearer;         /* Authorization: Bearer on the upgrade; may be NULL */
    size_t max_message;         /* 0: 4 MiB */
    size_t max_queue;           /* bytes waiting to be sent; 0: 1 MiB */
    int64_t connect_timeout_ms; /* 0: 15 s, resolving and TLS included */
    int64_t ping_every_ms;      /* 0: 20 s */
    int64_t hangup_after_ms;    /* 0: 30 s; more than ping_every_ms */
    int64_t message_within_ms;  /* from its first piece to its last; 0: 2 min */
    const char *ca_file;        /* NULL: system */
    const char *proxy;          /* NULL: none */
};

/* Is it http://HOST:PORT, without a password, as a WebSocket needs it? */
bool ws_proxy_ok(const char *proxy);
/* False: wrong in itself; no callback will come. */
bool ws_open(struct ws **out, struct loop *l, const struct ws_options *options,
             const struct ws_events *events, void *user, struct err *e);
/* Queues a text message. False when not open or the queue is full. */
bool ws_send(struct ws *w, struct span text);
/* Starts the closing handshake; `closed` follows within 2 s. */
void ws_close(struct ws *w, int code);
/* Drops the connection at once, no callback follows. NULL is fine. */
void ws_free(struct ws *w);
/* loop_now of the last piece of a message or pong. The peer's own pings do not count:
 * libwebsockets answers them without telling. */
int64_t ws_last_heard(const struct ws *w);

#endif
