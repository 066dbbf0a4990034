#include "platforms/slack/ack.h"

#include "base/mem.h"

enum { WAITING_MOST = 2048 };

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

uint64_t sl_acks_add(struct sl_acks *a, const struct sl_ack *ack)
{
    uint64_t handle = ++a->last;
    struct sl_ack *slot = &a->slot[handle % WAITING_MOST];

    *slot = *ack;
    slot->handle = handle;
    return handle;
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
