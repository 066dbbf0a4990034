/* A ring of hashes in the order they came, and chains of ring places by hash. A place is
 * its index and one more; 0 is none. */
#include "platforms/recent.h"

#include "base/hash.h"
#include "base/mem.h"

struct recent {
    struct hash_key key;
    size_t capacity, next; /* next: the ring index to be written */
    uint64_t *ring;
    uint32_t *older; /* by ring index: the next place of the chain */
    uint32_t *chain; /* by hash: its first place */
    bool full;
};

struct recent *recent_new(size_t capacity, uint64_t seed)
{
    struct recent *r = mem_zero(1, sizeof *r);
    if (!r)
        return NULL;
    r->key = hash_key_of(seed);
    r->capacity = capacity ? capacity : 1;
    r->ring = mem_zero(r->capacity, sizeof *r->ring);
    r->older = mem_zero(r->capacity, sizeof *r->older);
    r->chain = mem_zero(r->capacity, sizeof *r->chain);
    if (!r->ring || !r->older || !r->chain) {
        recent_free(r);
        return NULL;
    }
    return r;
}

void recent_free(struct recent *r)
{
    if (!r)
        return;
    mem_free(r->ring);
    mem_free(r->older);
    mem_free(r->chain);
    mem_free(r);
}

static bool find(const struct recent *r, uint64_t hash)
{
    uint32_t place = r->chain[hash % r->capacity];

    while (place && r->ring[place - 1] != hash)
        place = r->older[place - 1];
    return place != 0;
}

/* The oldest of all is also the last of its chain. */
static void forget_oldest(struct recent *r)
{
    uint32_t *at = &r->chain[r->ring[r->next] % r->capacity];

    while (*at != r->next + 1)
        at = &r->older[*at - 1];
    *at = 0;
}

bool recent_has(const struct recent *r, struct span id)
{
    return id.len > 0 && find(r, hash_span(&r->key, id));
}

bool recent_add(struct recent *r, struct span id)
{
    uint64_t hash = hash_span(&r->key, id);

    if (id.len == 0)
        return true;
    if (find(r, hash))
        return false;
    if (r->full)
        forget_oldest(r);
    uint32_t *first = &r->chain[hash % r->capacity];
    r->ring[r->next] = hash;
    r->older[r->next] = *first;
    *first = (uint32_t)r->next + 1;
    r->next = (r->next + 1) % r->capacity;
    r->full = r->full || r->next == 0;
    return true;
}
