/* server_inside.h - what the files of the server base share. */
#ifndef PLAYGROUND_SERVER_INSIDE_H
#define PLAYGROUND_SERVER_INSIDE_H

#include "base/buf.h"
#include "playground/lws.h"
#include "playground/server.h"

enum {
    REQUEST_ARGS = 16,
    REQUEST_HEADERS = 10,
    REQUEST_FIELDS = 4,
    REQUEST_PIECE = 16384
};

struct request {
    struct server *server;
    struct lws *wsi;
    char method[8], path[1024], host[256], origin[256], authorization[300],
        content_type[128];
    char field[REQUEST_FIELDS][300]; /* see request_field */
    char args[2048]; /* "name=value" one after the other, each NUL-ended */
    size_t args_len;
    struct buf body;
    bool too_large, handed_over, answered, lost, headers_sent, due, head_only;
    int status;
    char type[80];
    struct {
        char name[40], value[400];
    } header[REQUEST_HEADERS];
    size_t headers;
    int64_t delay_ms;
    struct server_timer *delay;
    struct buf answer;
    size_t sent;
};

struct peer {
    struct server *server;
    struct lws *wsi;
    void *data;
    struct buf incoming;
    bool dropping; /* the message that is arriving is over the limit */
    bool stalled, want_write, want_ping, wrote, cut;
    int close_code; /* 0: stays open */
};

/* What libwebsockets keeps per connection: one of the two, or neither. */
struct per_connection {
    struct request *request;
    struct peer *peer;
};

struct server {
    struct lws_context *context;
    struct lws_vhost *vhost;
    struct server_options options;
    struct server_handlers handlers;
    void *user;
    int port, signals;
    bool stop;
};

/* server_request.c */
/* Fills r, which may hold anything, from what the client sent; request_clear releases it.
 * path: NULL for an upgrade, whose path is read, too. */
void request_read(struct request *r, struct server *s, struct lws *wsi, const char *path);
void request_clear(struct request *r);
bool request_has_body(struct lws *wsi);

/* server_http.c: what libwebsockets calls back for; as there, other than 0 ends the
 * connection. */
int http_begin(struct server *s, struct lws *wsi, struct per_connection *c,
               const char *path);
int http_body(struct per_connection *c, const void *data, size_t len);
int http_complete(struct per_connection *c);
int http_writable(struct per_connection *c);
void http_end(struct per_connection *c);
int http_upgrade(struct server *s, struct lws *wsi);

/* server_ws.c */
int ws_opened(struct server *s, struct lws *wsi, struct per_connection *c);
int ws_received(struct per_connection *c, const void *data, size_t len);
int ws_writable(struct per_connection *c);
void ws_pong(struct per_connection *c);
void ws_closing(struct per_connection *c, const unsigned char *data, size_t len);
void ws_ended(struct per_connection *c);

#endif
