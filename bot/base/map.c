/* Open addressing with linear probing; removal shifts later entries back, so there are no
 * tombstones. */
#include "base/map.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

enum { FIRST_SLOTS = 16 };

struct entry {
    uint64_t hash;
    char *key;
    size_t len;
    void *value; /* NULL: the slot is free */
};

struct map {
    struct entry *slots;
    size_t slot_count; /* 0 or a power of two */
    size_t count, max;
    struct hash_key key;
};

struct map *map_new(size_t max_entries, uint64_t seed)
{
    struct map *m = mem_zero(1, sizeof *m);

    if (!m)
        return NULL;
    m->max = max_entries;
    m->key = hash_key_of(seed);
    return m;
}

void map_free(struct map *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->slot_count; i++)
        mem_free(m->slots[i].key);
    mem_free(m->slots);
    mem_free(m);
}

/* The slot that holds the key, or the free one where it belongs; NULL without slots. */
static struct entry *find(const struct map *m, struct span key, uint64_t hash)
{
    if (m->slot_count == 0)
        return NULL;
    for (size_t i = (size_t)hash;; i++) {
        struct entry *e = &m->slots[i & (m->slot_count - 1)];
        if (!e->value)
            return e;
        if (e->hash == hash && span_equal((struct span){e->key, e->len}, key))
            return e;
    }
}

void *map_get(const struct map *m, struct span key)
{
    const struct entry *e = find(m, key, hash_span(&m->key, key));

    return e ? e->value : NULL;
}

/* Doubles the slots once three quarters are taken. */
static bool grow(struct map *m)
{
    if (m->slot_count && m->count < m->slot_count / 4 * 3)
        return true;
    struct map larger = *m;
    larger.slot_count = m->slot_count ? m->slot_count * 2 : FIRST_SLOTS;
    larger.slots = mem_zero(larger.slot_count, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < m->slot_count; i++) {
        const struct entry *e = &m->slots[i];
        if (e->value)
            *find(&larger, (struct span){e->key, e->len}, e->hash) = *e;
    }
    mem_free(m->slots);
    *m = larger;
    return true;
}

bool map_put(struct map *m, struct span key, void *value)
{
    uint64_t hash = hash_span(&m->key, key);
    struct entry *e = find(m, key, hash);

    if (!value)
        return false;
    if (e && e->value) {
        e->value = value;
        return true;
    }
    if (m->count >= m->max || !grow(m))
        return false;
    char *copy = mem_copy(key.ptr, key.len);
    if (!copy)
        return false;
    *find(m, key, hash) = (struct entry){hash, copy, key.len, value};
    m->count++;
    return true;
}

bool map_remove(struct map *m, struct span key)
{
    struct entry *e = find(m, key, hash_span(&m->key, key));

    if (!e || !e->value)
        return false;
    mem_free(e->key);
    m->count--;
    size_t mask = m->slot_count - 1;
    size_t hole = (size_t)(e - m->slots);
    for (size_t i = (hole + 1) & mask; m->slots[i].value; i = (i + 1) & mask) {
        size_t home = (size_t)m->slots[i].hash & mask;
        /* An entry may move back only if its home is not after the hole. */
        if (((i - home) & mask) < ((i - hole) & mask))
            continue;
        m->slots[hole] = m->slots[i];
        hole = i;
    }
    m->slots[hole] = (struct entry){0};
    return true;
}

size_t map_count(const struct map *m)
{
    return m->count;
}
