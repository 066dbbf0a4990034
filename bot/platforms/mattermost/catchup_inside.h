/* catchup_inside.h - what the files of catch-up share. */
#ifndef PLATFORMS_MATTERMOST_CATCHUP_INSIDE_H
#define PLATFORMS_MATTERMOST_CATCHUP_INSIDE_H

#include "platforms/mattermost/catchup.h"
#include "platforms/mattermost/walk.h"

enum {
    MM_TRIES_MOST = 4 /* of one request, until its channel is left for later */
};

struct mm_lane { /* one channel being read */
    struct mm_catchup *c;
    struct mm_walk walk;
    struct call *request;
    int tries;
    bool done, left; /* left: could not be read for now */
};

enum mm_goal { IDLE, FIRST_PASS, SECOND_PASS, PROBE };

struct mm_catchup {
    struct mattermost *m;
    enum mm_goal goal;
    struct mm_lane *lanes;
    size_t count, turn;
    unsigned in_flight;
    int tries;   /* of the channel list */
    int rounds;  /* over what was left for later */
    size_t left; /* so many are, now */
    struct call *list;
    struct loop_timer *timer; /* set: nothing is sent until it fires */
    bool listed, late;
    int64_t handed, failed;
};

/* catchup.c: nothing is sent before the pause is over; then, or at once, what may be. */
void mm_catchup_pause(struct mm_catchup *c, int tries, int64_t at_least_ms);
void mm_catchup_go_on(struct mm_catchup *c);
/* Is it a failure that may pass, so that the same is worth asking again? */
bool mm_catchup_passes(const struct http_answer *answer);

/* catchup_lane.c: asks for the next page of a channel that is neither done nor waits for
 * an answer; the lane must outlive its request. */
void mm_lane_send(struct mm_lane *lane);

#endif
