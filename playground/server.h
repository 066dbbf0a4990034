/* server.h - a small HTTP and WebSocket server: the base of the playground and of every
 * simulator of a chat platform (libwebsockets with its own poll loop, one thread).
 *
 * It knows nothing of any platform: it reads requests whole (bodies capped), gives
 * answers out piecemeal, can delay or lose an answer on purpose, and carries WebSocket
 * peers whose frames are pulled by `writable`, so that queues and their limits belong to
 * the platform.
 *
 * Ownership: requests and peers belong to the server and live from their first callback
 * to their last; texts handed to a callback are borrowed for the call; what is handed to
 * the server is copied. */
#ifndef PLAYGROUND_SERVER_H
#define PLAYGROUND_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

struct server;
struct request; /* one HTTP request */
struct peer;    /* one WebSocket connection */
struct server_timer;

struct server_handlers {
    /* A whole request. It must be answered before this returns. */
    void (*request)(void *user, struct request *r);
    /* A request to become a WebSocket. False: it was answered, there will be none. */
    bool (*upgrade)(void *user, struct request *r);
    void (*opened)(void *user, struct peer *p, struct request *r);
    void (*text)(void *user, struct peer *p, struct span message);
    void (*binary)(void *user, struct peer *p);
    void (*oversized)(void *user, struct peer *p); /* the peer is closed with 1009 */
    void (*pong)(void *user, struct peer *p);
    /* The peer takes one more frame: call peer_write at most once. */
    void (*writable)(void *user, struct peer *p);
    /* The peer sent a close frame; 1005: one without a code. closed follows. */
    void (*closing)(void *user, struct peer *p, int code);
    void (*closed)(void *user, struct peer *p);
};

struct server_options {
    const char *listen; /* an address of this machine or localhost; NULL: 127.0.0.1 */
    int port;           /* 0: any free one */
    size_t max_body;    /* of a request; larger ones arrive with request_too_large */
    size_t max_frame;   /* of a WebSocket message from a client */
    unsigned max_open;  /* connections at once; fewer if the process may have no more */
    int stall_s;        /* whoever takes nothing of an answer is cut off; 0: 30 */
};

bool server_new(struct server **out, const struct server_options *options,
                const struct server_handlers *handlers, void *user, struct err *e);
void server_free(struct server *s); /* NULL is fine */
int server_port(const struct server *s);
/* SIGTERM and SIGINT end server_run from now on. */
bool server_stop_on_signals(struct server *s, struct err *e);
void server_run(struct server *s);
/* One turn of at most about wait_ms; for tests. */
void server_turn(struct server *s, int wait_ms);
void server_stop(struct server *s);

/* One-shot timers; setting one from its own callback is fine. */
struct server_timer *server_timer_new(struct server *s, void (*fire)(void *user),
                                      void *user);
void server_timer_set(struct server_timer *t, int64_t delay_ms);
void server_timer_free(struct server_timer *t); /* NULL is fine */

/* What a request says. All texts are "" when absent and live as long as the request. */
const char *request_method(const struct request *r);
const char *request_path(const struct request *r);
struct span request_body(const struct request *r);
bool request_too_large(const struct request *r);
const char *request_bearer(const struct request *r); /* of "Bearer", "BEARER", "Token" */
const char *request_type(const struct request *r);   /* Content-Type */
const char *request_origin(const struct request *r);
const char *request_host(const struct request *r);
/* "Authorization", "User-Agent", "X-User-Id" or "X-Auth-Token", whole; no other. */
const char *request_field(const struct request *r, const char *name);
/* A query field, decoded; NULL when absent. */
const char *request_query(const struct request *r, const char *name);

/* Before the answer. At most 10 headers: further ones are left out. */
void request_header(struct request *r, const char *name, const char *value);
void request_delay(struct request *r, int64_t ms); /* the answer leaves so much later */
void request_lose(struct request *r); /* break the connection instead of answering */
/* False: no memory; the connection breaks. type is a Content-Type. */
bool request_answer(struct request *r, int status, const char *type, struct span body);
bool request_answered(const struct request *r);

void peer_attach(struct peer *p, void *data); /* the platform's own state */
void *peer_data(const struct peer *p);
void peer_want_write(struct peer *p);
/* From `writable` only. False: the peer is gone or going. */
bool peer_write(struct peer *p, struct span text);
void peer_ping(struct peer *p);
/* Closes with a close frame; 1005: one without a code. */
void peer_close(struct peer *p, int code);
/* Cuts the TCP connection without a close frame. */
void peer_cut(struct peer *p);
/* Neither reads nor writes while stalled, as a dead network does. */
void peer_stall(struct peer *p, bool stalled);
bool peer_closing(const struct peer *p);

#endif
