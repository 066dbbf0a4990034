/* catchup_inside.h - what the files of catch-up share. */
#ifndef PLATFORMS_SLACK_CATCHUP_INSIDE_H
#define PLATFORMS_SLACK_CATCHUP_INSIDE_H

#include "platforms/slack/catchup.h"
#include "platforms/slack/conversations.h"
#include "platforms/slack/walk.h"

enum {
    SL_LANES = 3,     /* channels being read at once */
    SL_TRIES_MOST = 4 /* of one request, until its channel is left for later */
};

struct sl_lane { /* one channel being read */
    struct sl_catchup *c;
    struct sl_walk walk;
    struct sl_request *request;
    size_t index; /* in the list of all */
    int tries;
    bool busy;
};

enum sl_goal { IDLE, SWEEP, PROBE };

struct sl_catchup {
    struct slack *s;
    enum sl_goal goal;
    struct sl_conversations all;
    bool listed, late;
    bool again;  /* a sweep is due after this pass */
    size_t next; /* of all: the next to read */
    struct sl_lane lane[SL_LANES];
    struct sl_request *list;
    int tries;                /* of the list */
    int rounds;               /* over what was left for later */
    size_t left;              /* so many are, now */
    struct loop_timer *timer; /* set: nothing is sent until it fires */
    int64_t budget_at;        /* when all of BURST is to be had again */
    int64_t handed, failed;
};

/* catchup.c: nothing is sent before the pause is over; then, or at once, what may be. */
void sl_catchup_pause(struct sl_catchup *c, int tries, int64_t at_least_ms);
void sl_catchup_go_on(struct sl_catchup *c);

/* catchup_lane.c: takes over the channel with that index in the list of all. */
void sl_lane_begin(struct sl_lane *lane, size_t index);
void sl_lane_send(struct sl_lane *lane);

#endif
