#include "base/backoff.h"

static int64_t wanted(const struct backoff *b)
{
    int64_t d = b->first_ms > 0 ? b->first_ms : 1; /* never a hot loop */

    for (unsigned i = 0; i < b->tries && d < b->most_ms; i++)
        d = d > b->most_ms / 2 ? b->most_ms : d * 2;
    return d < b->most_ms || b->most_ms <= 0 ? d : b->most_ms;
}

int64_t backoff_next(struct backoff *b, struct rng *r, int64_t at_least_ms)
{
    int64_t d = wanted(b);
    int64_t least = d / 2;
    int64_t delay = least + (int64_t)rng_below(r, (uint64_t)(d - least) + 1);

    if (b->tries < 1000)
        b->tries++;
    return delay > at_least_ms ? delay : at_least_ms;
}

void backoff_reset(struct backoff *b)
{
    b->tries = 0;
}
