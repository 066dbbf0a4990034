/* ws_fixture.h - a WebSocket client under test and what it reported. */
#ifndef TESTS_NET_WS_FIXTURE_H
#define TESTS_NET_WS_FIXTURE_H

#include <stdatomic.h>

#include "base/buf.h"
#include "net/ws.h"
#include "tests/unit/net/cm.h"
#include "tests/unit/net/peer.h"

struct fixture {
    struct loop *l;
    struct peer *peer;
    char base[64];
    struct ws_options options;
    struct ws *w;

    int opened, texts, binaries, oversized, closed;
    bool is_open, is_closed;
    struct buf first, last; /* messages */
    struct ws_closed why;
    enum { NEVER, IN_OPENED, IN_TEXT, IN_CLOSED, IN_OVERSIZED, IN_BINARY } free_in;
    int stop_after; /* texts: sets `enough` */
    bool enough;

    const char *say; /* for the server */
    size_t say_len;
    bool hang_up; /* when it was said */
    char request[16384];
    atomic_int served, seen_code, pings;
};

int ws_set_up(void **state);
int ws_tear_down(void **state);
void ws_serve(struct fixture *f, peer_serve *serve);
void ws_begin(struct fixture *f);      /* ws_open, must succeed */
void ws_until_open(struct fixture *f); /* ws_begin and wait */
void ws_until_closed(struct fixture *f);
/* Serves f->say once, in raw frames, then waits for the end. */
void say(struct fixture *f, const char *bytes, size_t len);
void pass(struct fixture *f, int64_t ms); /* runs that long */
int handles(struct fixture *f);           /* how many libuv handles there are */

/* Ways to serve. */
peer_serve serve_bytes;   /* f->say */
peer_serve serve_polite;  /* f->say, then closes as it is closed to */
peer_serve serve_deaf;    /* nothing after the upgrade, not even reading */
peer_serve serve_pong;    /* answers pings, counts them */
peer_serve serve_nothing; /* not even an upgrade */

#endif
