/* rate.h - pure: the real server's rate limit (GCRA, Mattermost 11.6 app/ratelimit.go).
 */
#ifndef PLAYGROUND_RATE_H
#define PLAYGROUND_RATE_H

#include <stdbool.h>
#include <stdint.h>

struct rate {
    int64_t per_second; /* 0: no limit */
    int64_t burst;      /* so many more at once */
};

struct rate_verdict {
    bool allowed;
    int64_t limit, remaining, reset_s, retry_after_s; /* the headers' values */
};

/* full_at is the caller's memory, in microseconds; 0 at first. */
struct rate_verdict rate_ask(const struct rate *r, int64_t *full_at, int64_t now_us);

#endif
