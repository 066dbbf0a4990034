#include "platforms/slack/pace.h"

#include <stddef.h>

static uint64_t hash(const char *text)
{
    uint64_t h = 0xCBF29CE484222325u; /* FNV-1a */

    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001B3u;
    return h;
}

/* Where a channel's slot may be: one of a few, beginning there. */
static size_t first_slot(uint64_t key)
{
    return (size_t)(key % (PACE_SLOTS / PACE_WAYS)) * PACE_WAYS;
}

int64_t sl_pace_wait(const struct sl_pace *p, const char *channel, int64_t now)
{
    int64_t from = p->held_until;
    uint64_t key = hash(channel);
    size_t first = first_slot(key);

    for (size_t i = first; i < first + PACE_WAYS; i++) {
        if (p->slot[i].channel == key && p->slot[i].free_at > from)
            from = p->slot[i].free_at;
    }
    return from > now ? from - now : 0;
}

void sl_pace_until(struct sl_pace *p, const char *channel, int64_t until)
{
    uint64_t key = hash(channel);
    size_t first = first_slot(key), at = first;

    /* Its own slot, else the one that has been free for longest. */
    for (size_t i = first; i < first + PACE_WAYS; i++) {
        if (p->slot[i].channel == key) {
            at = i;
            break;
        }
        if (p->slot[i].free_at < p->slot[at].free_at)
            at = i;
    }
    p->slot[at].channel = key;
    p->slot[at].free_at = until;
}

void sl_pace_hold(struct sl_pace *p, int64_t until)
{
    if (until > p->held_until)
        p->held_until = until;
}

int64_t sl_pace_budget(int64_t *at, int64_t every_ms, int burst, int64_t now)
{
    int64_t from = *at > now ? *at : now;
    int64_t wait = from - now - (burst - 1) * every_ms;

    if (wait > 0)
        return wait;
    *at = from + every_ms;
    return 0;
}
