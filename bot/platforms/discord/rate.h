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
    int64_t unsaid_until;
    unsigned unsaid; /* so many 429 in a row that did not say how long */
};

/* How long to wait after a 429 that does not say it: seconds at first, since a proxy may
 * have been short of breath, and a quarter of an hour when it goes on, since the address
 * is banned then; those that were under way together are one. dc_rate_taken: a request
 * went through. */
int64_t dc_rate_unsaid(struct dc_rate *r, int64_t now);
void dc_rate_taken(struct dc_rate *r);
/* How long a post to the channel has to wait yet, 0: not at all. */
int64_t dc_rate_wait(const struct dc_rate *r, const char *channel, int64_t now);
/* The channel's next post not before `until`; channel NULL: all. */
void dc_rate_hold(struct dc_rate *r, const char *channel, int64_t until);

#endif
