#include "platforms/recent.h"

#include <string.h>

#include "base/map.h"
#include "base/mem.h"

enum { ID_MAX = 96 };

struct slot {
    char id[ID_MAX];
    size_t len; /* 0: free */
};

struct recent {
    struct map *known;
    struct slot *ring;
    size_t capacity, next;
};

struct recent *recent_new(size_t capacity, uint64_t seed)
{
    struct recent *r = mem_zero(1, sizeof *r);
    if (!r)
        return NULL;
    r->capacity = capacity ? capacity : 1;
    r->known = map_new(r->capacity, seed);
    r->ring = mem_zero(r->capacity, sizeof *r->ring);
    if (!r->known || !r->ring) {
        recent_free(r);
        return NULL;
    }
    return r;
}

void recent_free(struct recent *r)
{
    if (!r)
        return;
    map_free(r->known);
    mem_free(r->ring);
    mem_free(r);
}

bool recent_has(const struct recent *r, struct span id)
{
    return map_get(r->known, id) != NULL;
}

bool recent_add(struct recent *r, struct span id)
{
    if (recent_has(r, id))
        return false;
    if (id.len == 0 || id.len >= ID_MAX)
        return true;

    struct slot *slot = &r->ring[r->next];
    if (slot->len > 0)
        map_remove(r->known, (struct span){slot->id, slot->len});
    slot->len = 0;
    if (!map_put(r->known, id, slot))
        return true;
    memcpy(slot->id, id.ptr, id.len);
    slot->len = id.len;
    r->next = (r->next + 1) % r->capacity;
    return true;
}
