/* rate.h - pure: when a post may leave (section 13). The server tells the limit of each
 * channel in its answers; after a 429 that is global, or a ban, everything waits.
 *
 * A plain value; channels are kept as hashes. Time is passed in. */
#ifndef PLATFORMS_DISCORD_RATE_H
#define PLATFORMS_DISCORD_RATE_H

#include <stdint.h>

enum { DC_RATE_SLOTS = 512 };

struct dc_rate {
    struct {
        uint64_t channel;
        int64_t free_at;
    } slot[DC_RATE_SLOTS];
    int64_t held_until; /* all channels */
};

/* How long a post to the channel has to wait yet, 0: not at all. */
int64_t dc_rate_wait(const struct dc_rate *r, const char *channel, int64_t now);
/* The channel's next post not before `until`; channel NULL: all. */
void dc_rate_hold(struct dc_rate *r, const char *channel, int64_t until);

#endif
