/* link_state.h - the link from the inside: link.c (life cycle) and frame.c (what is said
 * over the socket). */
#ifndef PLATFORMS_ROCKETCHAT_LINK_STATE_H
#define PLATFORMS_ROCKETCHAT_LINK_STATE_H

#include "base/backoff.h"
#include "net/ws.h"
#include "platforms/rocketchat/adapter.h"

enum { RC_FRAME_MAX = 8 << 20, RC_REASON_SIZE = 240 };

enum link_state {
    LINK_WAITING, /* for the start or for the back-off; no socket */
    LINK_OPENING,
    LINK_GREETING,
    LINK_LOGGING_IN,
    LINK_SUBSCRIBING,
    LINK_LIVE,
    LINK_OVER
};

struct rc_link {
    struct rocketchat *m;
    enum link_state state;
    struct ws *ws;
    struct loop_timer *retry, *watch;
    struct backoff backoff;
    int64_t generation, next_id;
    int64_t live_at, heard_at, event_at; /* loop_now */
    int64_t typing_from;                 /* of the signs of typing that are counted */
    size_t watched, typed;
    char reason[RC_REASON_SIZE];
};

/* link.c, for frame.c: the messages are subscribed to. */
void rc_link_live(struct rc_link *l);

/* frame.c, for link.c. */
void rc_frame_greet(struct rc_link *l); /* the first step of the handshake */
void rc_frame_ping(struct rc_link *l);
void rc_frame_in(struct rc_link *l, struct span message);

#endif
