#include "platforms/discord/rate.h"

#include "platforms/discord/snowflake.h"

enum { UNSAID_MS = 5000, BAN_MS = 15 * 60 * 1000 };

/* Ids differ in their middle bits most. */
static uint64_t slot_of(uint64_t channel)
{
    return (channel * 0x9E3779B97F4A7C15u) >> 55;
}

int64_t dc_rate_unsaid(struct dc_rate *r, int64_t now)
{
    if (r->unsaid_until <= now) {
        int64_t wait = (int64_t)UNSAID_MS << r->unsaid;
        r->unsaid += wait < BAN_MS;
        r->unsaid_until = now + (wait < BAN_MS ? wait : BAN_MS);
    }
    return r->unsaid_until - now;
}

void dc_rate_taken(struct dc_rate *r)
{
    r->unsaid = 0;
    r->unsaid_until = 0;
}

int64_t dc_rate_wait(const struct dc_rate *r, const char *channel, int64_t now)
{
    uint64_t id = snowflake_number(channel), at = slot_of(id);
    int64_t until = r->held_until;

    if (r->slot[at].channel == id && r->slot[at].free_at > until)
        until = r->slot[at].free_at;
    return until > now ? until - now : 0;
}

/* Of two channels in one slot the later limit stays; the other learns of its own by a
 * 429, which stores nothing. */
void dc_rate_hold(struct dc_rate *r, const char *channel, int64_t until)
{
    uint64_t id = snowflake_number(channel), at = slot_of(id);

    if (!channel) {
        if (until > r->held_until)
            r->held_until = until;
        return;
    }
    if (r->slot[at].channel == id || until > r->slot[at].free_at) {
        r->slot[at].channel = id;
        r->slot[at].free_at = until;
    }
}
