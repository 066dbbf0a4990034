/* pace.h - pure: when a post may leave. One a second and channel: beyond it Slack answers
 * 429 or hides messages (section 8); after a 429 the whole method waits.
 *
 * A plain value; channels are kept as hashes, so two may share a pace. Of very many busy
 * ones at once some may be forgotten. Time is passed in. */
#ifndef PLATFORMS_SLACK_PACE_H
#define PLATFORMS_SLACK_PACE_H

#include <stdint.h>

enum { PACE_SLOTS = 2048, PACE_WAYS = 8 };

struct sl_pace {
    struct {
        uint64_t channel;
        int64_t free_at;
    } slot[PACE_SLOTS];
    int64_t held_until; /* all channels */
};

/* How long a post to the channel has to wait yet, 0: not at all. */
int64_t sl_pace_wait(const struct sl_pace *p, const char *channel, int64_t now);
/* One was posted, or is being posted: the next not before `until`. */
void sl_pace_until(struct sl_pace *p, const char *channel, int64_t until);
/* Asked for patience. */
void sl_pace_hold(struct sl_pace *p, int64_t until);

/* For calls that read: so many at once, then one per every_ms. 0: one is taken; else how
 * long to wait. *at is the caller's memory, 0 at first. */
int64_t sl_pace_budget(int64_t *at, int64_t every_ms, int burst, int64_t now);

#endif
