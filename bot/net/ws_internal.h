/* ws_internal.h - what ws.c (state and rules) and ws_lws.c (libwebsockets) share. */
#ifndef NET_WS_INTERNAL_H
#define NET_WS_INTERNAL_H

#include "base/buf.h"
#include "net/loop_internal.h"
#include "net/resolve.h"
#include "net/url.h"
#include "net/ws.h"

enum ws_state {
    WS_RESOLVING,
    WS_CONNECTING, /* an address is being tried, or the next is due */
    WS_OPEN,
    WS_CLOSING, /* our close frame is on its way or sent */
    WS_DONE     /* `closed` was called, or ws_free */
};

struct ws_frame { /* one message waiting to be sent */
    struct ws_frame *next;
    size_t len;
    unsigned char data[]; /* LWS_PRE bytes of room for the header, then the text */
};

/* What is asked for; fixed once opened. */
struct ws_setup {
    struct url url;
    char authority[128];
    char **headers; /* NULL-ended; may be NULL */
    char *bearer;
    char *ca_file;
    char *proxy_host; /* NULL: direct */
    uint16_t proxy_port;
    size_t max_message, max_queue;
    int64_t connect_timeout_ms, ping_every_ms, hangup_after_ms, message_within_ms;
};

struct ws {
    struct loop_guest guest; /* first */
    struct loop *l;
    struct ws_setup setup;
    struct ws_events events;
    void *user;
    enum ws_state state;
    unsigned busy; /* how deep inside libwebsockets or a callback */
    bool freed;    /* ws_free came while busy */

    struct resolve *resolving;
    struct resolved addresses;
    size_t tried;
    int64_t deadline; /* of connecting, all addresses together */
    bool attempt_failed;
    char certificate[96]; /* what was wrong with the peer's, if anything */

    struct lws *wsi;          /* NULL: none alive that is ours */
    struct loop_timer *clock; /* what it means depends on the state */
    int64_t last_heard, last_ping;
    bool ping_due;

    struct buf joined; /* the fragments of the message that is coming in */
    int64_t joining_since;
    bool joining, dropping;

    struct ws_frame *first, *last;
    size_t queued;
    int close_code; /* in WS_CLOSING: what we send */
    bool close_sent;
    bool deaf; /* the peer broke the protocol: nothing more is read */

    bool heard_close; /* the peer's close frame came, with why.code */
    struct ws_closed why;
};

/* ws_setup.c */
bool ws_setup_fill(struct ws_setup *s, const struct ws_options *o, struct loop *l,
                   struct err *e);
void ws_setup_free(struct ws_setup *s);

/* ws_lws.c: starts a connection to one numeric address. False: *e says why, and no event
 * follows. */
bool ws_lws_connect(struct ws *w, const char *address, struct err *e);
void ws_lws_drop(struct ws *w);       /* at once, no event follows */
void ws_lws_want_write(struct ws *w); /* have ws_write_some called */

/* ws.c: events from ws_lws.c. Between ws_enter and ws_leave w stays valid; ws_leave tells
 * whether it still is. */
void ws_enter(struct ws *w);
bool ws_leave(struct ws *w);
void ws_saw_status(struct ws *w, int status, int64_t retry_after_ms);
void ws_saw_bad_certificate(struct ws *w, const char *reason);
void ws_failed(struct ws *w, const char *reason);
void ws_opened(struct ws *w);
void ws_heard(struct ws *w);
void ws_piece(struct ws *w, struct span piece, bool binary, bool final);
void ws_peer_closes(struct ws *w, int code, struct span reason);
void ws_gone(struct ws *w);

/* ws_queue.c: what to write now: a frame is w->first. */
enum ws_output { WS_WRITE_NOTHING, WS_WRITE_PING, WS_WRITE_FRAME, WS_WRITE_CLOSE };
enum ws_output ws_next_output(struct ws *w);
void ws_frame_done(struct ws *w); /* the frame last given was handed over */
void ws_queue_free(struct ws *w);

#endif
