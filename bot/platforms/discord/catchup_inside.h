/* catchup_inside.h - what the files of catch-up share. */
#ifndef PLATFORMS_DISCORD_CATCHUP_INSIDE_H
#define PLATFORMS_DISCORD_CATCHUP_INSIDE_H

#include "platforms/discord/catchup.h"
#include "platforms/discord/channels.h"
#include "platforms/discord/known.h"

struct dc_catchup {
    struct discord *d;
    struct dc_channels *channels;
    struct dc_channel *now; /* being read */
    char after[SNOWFLAKE_SIZE];
    int64_t session; /* counts those that were not resumed */
    int read, tries;
    int rounds;  /* over what was left for later */
    size_t left; /* so many are, now */
    struct call *call;
    struct loop_timer *timer, *patience;
    bool probing, late, impatient;
    bool busy;         /* something is pending */
    bool once_more;    /* `now` is to be read again when it is done */
    bool gap;          /* it is read for a gap in the events' numbers */
    int64_t gaps_from; /* loop's now: gaps before it mean nothing */
    int64_t handed, failed;
    struct dc_known direct; /* a bot cannot ask for its direct channels */
    char alive[24];         /* when an earlier process heard last, Unix ms */
};

/* catchup_read.c: one channel's reading. */

/* Where it begins. False: the channel is met for the first time. */
bool dc_read_begin(struct dc_catchup *c, const char *channel, char after[SNOWFLAKE_SIZE]);
/* From here on its messages are for us, also those that a crash takes from this process.
 * `newest` is its newest message (NULL: unknown). */
void dc_read_meet(struct discord *d, const char *channel, const char *newest);
/* Asks for the next page of `now`; dc_catchup_go_on follows the answer. */
void dc_read_ask(struct dc_catchup *c);
/* `now` is read: what came live meanwhile is handed over. Read once more when
 * `once_more`. */
void dc_read_done(struct dc_catchup *c);
/* Hands over the live messages that were held for the channel. */
void dc_read_release(struct dc_catchup *c, struct dc_channel *channel);

#endif
