/* backoff.h - how long to wait before the next try: exponential, capped, its upper half
 * jittered.
 */
#ifndef BASE_BACKOFF_H
#define BASE_BACKOFF_H

#include <stdint.h>

#include "base/rng.h"

struct backoff {
    int64_t first_ms, most_ms; /* bounds of the un-jittered delay */
    unsigned tries;            /* failures since the last success */
};

/* The delay before the next try, in [d/2, d] with d = min(most, first * 2^tries); counts
 * a try. at_least_ms (a server's Retry-After, 0 for none) is never undercut. */
int64_t backoff_next(struct backoff *b, struct rng *r, int64_t at_least_ms);
void backoff_reset(struct backoff *b);

#endif
