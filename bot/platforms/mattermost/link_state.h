/* link_state.h - the link from the inside: link.c (life cycle) and frame.c (what is said
 * over the socket). */
#ifndef PLATFORMS_MATTERMOST_LINK_STATE_H
#define PLATFORMS_MATTERMOST_LINK_STATE_H

#include "base/backoff.h"
#include "net/ws.h"
#include "platforms/mattermost/adapter.h"
#include "platforms/mattermost/resume.h"

enum { MM_FRAME_MAX = 8 << 20, MM_REASON_SIZE = 240 };

enum link_state {
    LINK_WAITING, /* for the start or for the back-off; no socket */
    LINK_OPENING, /* socket without an open connection */
    LINK_OPENED,  /* neither hello nor the proof of a resume yet */
    LINK_LIVE,
    LINK_CLOSING,  /* we hang up; frames are dropped */
    LINK_CHECKING, /* GET /users/me is under way; no socket */
    LINK_OVER
};

struct mm_link {
    struct mattermost *m;
    enum link_state state;
    struct ws *ws;
    struct loop_timer *retry, *watch;
    struct backoff backoff;
    struct mm_resume resume;
    bool resuming;           /* this socket asked for a known connection */
    bool was_live;           /* at least once in this process */
    int64_t generation;      /* counts sockets */
    int64_t actions, pinged; /* number of the last action; of the unanswered ping, or 0 */
    int64_t live_at, event_at; /* loop_now */
    int64_t first_born_unix;   /* of this program's first socket; 0: none yet */
    int64_t born_unix;         /* the server's memory of us is at least as old */
    char reason[MM_REASON_SIZE];
};

/* link.c, for frame.c: hello or the proof of a resume was seen; end this socket with a
 * closing handshake and open another one. */
void mm_link_live(struct mm_link *l);
void mm_link_hang_up(struct mm_link *l, int code, const char *reason);

/* frame.c, for link.c. */
void mm_frame_in(struct mm_link *l, struct span message);
void mm_frame_ping(struct mm_link *l);
/* {"seq":n,"action":...,"data":{"channel_id":...,"parent_id":...}}; data only with a
 * channel. */
bool mm_frame_action(struct mm_link *l, const char *action, const char *channel,
                     const char *parent);

#endif
