/* link_state.h - the link from the inside: link.c (life cycle) and frame.c (what is said
 * over the socket). */
#ifndef PLATFORMS_DISCORD_LINK_STATE_H
#define PLATFORMS_DISCORD_LINK_STATE_H

#include "base/backoff.h"
#include "net/ws.h"
#include "platforms/discord/adapter.h"

enum { DC_FRAME_MAX = 16 << 20, DC_REASON_SIZE = 240, DC_CLOSE_KEEP = 4200 };

enum link_state {
    LINK_WAITING, /* for the start or for the back-off; no socket */
    LINK_OPENING,
    LINK_GREETED, /* open, waits for Hello */
    LINK_PROVING, /* Identify or Resume is sent */
    LINK_LIVE,
    LINK_CLOSING, /* we hang up; frames are dropped */
    LINK_OVER
};

struct dc_link {
    struct discord *d;
    enum link_state state;
    struct ws *ws;
    struct loop_timer *retry, *watch, *beat;
    struct backoff backoff;
    char gateway[DC_URL_SIZE];
    bool resuming; /* this socket asks for the kept session */
    int resumes;   /* in a row without success */
    bool unacked;  /* the last heartbeat has no answer yet */
    int64_t interval_ms;
    int64_t generation;
    int64_t live_at, event_at; /* loop_now */
    char reason[DC_REASON_SIZE];
};

/* link.c, for frame.c. */
void dc_link_live(struct dc_link *l, bool resumed);
/* Hangs up so that the session lives on; the socket's end brings the retry. */
void dc_link_hang_up(struct dc_link *l, const char *reason);

/* frame.c, for link.c. */
void dc_frame_in(struct dc_link *l, struct span message);
bool dc_frame_beat(struct dc_link *l);

#endif
