/* catchup_inside.h - what the files of catch-up share. */
#ifndef PLATFORMS_ROCKETCHAT_CATCHUP_INSIDE_H
#define PLATFORMS_ROCKETCHAT_CATCHUP_INSIDE_H

#include "platforms/rocketchat/catchup.h"
#include "platforms/rocketchat/rest.h"

enum {
    RC_TRIES_MOST = 4 /* of one request, until its room is left for later */
};

struct rc_room {
    char id[RC_ID_SIZE], type[2];
    bool left; /* could not be read for now */
};

enum rc_goal { IDLE, FULL, PROBE };

struct rc_catchup {
    struct rocketchat *m;
    enum rc_goal goal;
    struct rc_room *rooms;
    size_t count, at; /* the room being read */
    int tries, pages;
    int rounds;        /* over what was left for later */
    size_t left;       /* so many are, now */
    int64_t cursor_ms; /* of this room as the pass began; 0: none */
    int64_t from_ms;   /* of this room: all that was updated since */
    bool listed, paged, late;
    bool again;  /* something was lost: all is to be read once more */
    bool unread; /* a pass was broken off: the next connection reads it */
    struct call *call;
    struct loop_timer *timer; /* set: nothing is sent until it fires */
    int64_t handed, failed;
};

/* catchup.c: nothing is sent before the pause is over; then, or at once, what may be. */
void rc_catchup_pause(struct rc_catchup *c, int64_t at_least_ms);
void rc_catchup_go_on(struct rc_catchup *c);

/* catchup_room.c: makes the room at `at` the one being read; asks for its next page. */
void rc_room_begin(struct rc_catchup *c);
void rc_room_ask(struct rc_catchup *c);

#endif
