/* rate.c - the generic cell rate algorithm: one time per client, no counters. */
#include "playground/rate.h"

static int64_t seconds_up(int64_t us)
{
    return us <= 0 ? 0 : (us + 999999) / 1000000;
}

struct rate_verdict rate_ask(const struct rate *r, int64_t *full_at, int64_t now_us)
{
    struct rate_verdict v = {.allowed = true};
    int64_t each, room, next;

    if (r->per_second <= 0)
        return v;
    each = r->per_second < 1000000 ? 1000000 / r->per_second : 1;
    room = each * (r->burst + 1);
    next = (*full_at > now_us ? *full_at : now_us) + each;
    v.limit = r->burst + 1;
    v.allowed = next - now_us <= room;
    if (v.allowed)
        *full_at = next;
    else
        v.retry_after_s = seconds_up(next - now_us - room);
    v.remaining = (room - (*full_at > now_us ? *full_at - now_us : 0)) / each;
    v.reset_s = seconds_up(*full_at - now_us);
    return v;
}
