/* http_listen.h - a very small HTTP server on the loop, for metrics and health: GET and
 * HEAD, no body read, one answer per connection, then it is closed.
 *
 * Bounded: 16 connections at once (one more, and the oldest that has not asked is
 * closed), 8 KiB of request, 10 s for all of it. Ownership: the handler fills the
 * answer's body, which is sent and freed here. */
#ifndef NET_HTTP_LISTEN_H
#define NET_HTTP_LISTEN_H

#include "base/buf.h"
#include "base/err.h"
#include "net/loop.h"

struct http_listen;

struct http_page {
    int status;               /* 200 when left alone */
    const char *content_type; /* text/plain when left alone */
    struct buf *body;
};

/* Is it an address with a port? */
bool http_listen_check(const char *address, struct err *e);
/* address: "127.0.0.1:9090", "[::1]:9090"; a port of 0 takes any. The handler gets the
 * path without its query; false: there is no such page (404). */
bool http_listen_open(struct http_listen **out, struct loop *l, const char *address,
                      bool (*page)(void *user, const char *path, struct http_page *page),
                      void *user, struct err *e);
int http_listen_port(const struct http_listen *h);
void http_listen_close(struct http_listen *h); /* NULL is fine */

#endif
