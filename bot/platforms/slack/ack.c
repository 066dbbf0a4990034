#include "platforms/slack/ack.h"

#include "base/mem.h"

enum { WAITING_MOST = 2048 };

/* A handle tells its slot. The lowest free one is taken, so that only as much memory is
 * touched as envelopes ever waited at once. */
struct sl_acks {
    uint64_t last;
    struct sl_ack slot[WAITING_MOST];
};

struct sl_acks *sl_acks_new(void)
{
    return mem_zero(1, sizeof(struct sl_acks));
}

void sl_acks_free(struct sl_acks *a)
{
    mem_free(a);
}

static struct sl_ack *free_slot(struct sl_acks *a)
{
    struct sl_ack *oldest = &a->slot[0];

    for (size_t i = 0; i < WAITING_MOST; i++) {
        if (a->slot[i].handle == 0)
            return &a->slot[i];
        if (a->slot[i].handle < oldest->handle)
            oldest = &a->slot[i];
    }
    return oldest;
}

uint64_t sl_acks_add(struct sl_acks *a, const struct sl_ack *ack)
{
    struct sl_ack *slot = free_slot(a);

    *slot = *ack;
    slot->handle = ++a->last * WAITING_MOST + (uint64_t)(slot - a->slot);
    return slot->handle;
}

bool sl_acks_take(struct sl_acks *a, uint64_t handle, struct sl_ack *out)
{
    struct sl_ack *slot = &a->slot[handle % WAITING_MOST];

    if (handle == 0 || slot->handle != handle)
        return false;
    *out = *slot;
    slot->handle = 0;
    return true;
}
