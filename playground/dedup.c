/* dedup.c - a ring of keys with a map over it. */
#include "playground/dedup.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

enum { DEDUP_KEYS = 4096 };

struct entry {
    char *key;
    char post_id[IDENT_SIZE];
    int64_t expires, busy_until;
};

struct dedup {
    struct map *map;
    int64_t lifetime;
    size_t next;
    struct entry entry[DEDUP_KEYS];
};

struct dedup *dedup_new(int64_t lifetime_ms)
{
    struct dedup *d = mem_zero(1, sizeof *d);

    if (!d)
        return NULL;
    d->lifetime = lifetime_ms;
    d->map = map_new(DEDUP_KEYS, (uint64_t)ident_now());
    if (d->map)
        return d;
    mem_free(d);
    return NULL;
}

static void forget(struct dedup *d, struct entry *e)
{
    if (!e->key)
        return;
    (void)map_remove(d->map, span_of(e->key));
    mem_free(e->key);
    e->key = NULL;
}

void dedup_clear(struct dedup *d)
{
    for (size_t i = 0; i < DEDUP_KEYS; i++)
        forget(d, &d->entry[i]);
}

void dedup_free(struct dedup *d)
{
    if (!d)
        return;
    dedup_clear(d);
    map_free(d->map);
    mem_free(d);
}

void dedup_set_lifetime(struct dedup *d, int64_t lifetime_ms)
{
    d->lifetime = lifetime_ms;
}

enum dedup_state dedup_find(struct dedup *d, const char *key, int64_t now,
                            char post_id[IDENT_SIZE])
{
    struct entry *e = key && key[0] != '\0' ? map_get(d->map, span_of(key)) : NULL;

    if (!e)
        return DEDUP_NEW;
    if (e->expires <= now) {
        forget(d, e);
        return DEDUP_NEW;
    }
    if (e->busy_until > now)
        return DEDUP_PENDING;
    (void)snprintf(post_id, IDENT_SIZE, "%s", e->post_id);
    return DEDUP_DONE;
}

bool dedup_put(struct dedup *d, const char *key, const char *post_id, int64_t now,
               int64_t busy_until)
{
    struct entry *e;

    if (!key || key[0] == '\0')
        return true;
    e = map_get(d->map, span_of(key));
    if (e)
        forget(d, e);
    e = &d->entry[d->next];
    forget(d, e);
    e->key = mem_copy_text(key);
    if (!e->key || !map_put(d->map, span_of(e->key), e)) {
        mem_free(e->key);
        e->key = NULL;
        return false;
    }
    d->next = (d->next + 1) % DEDUP_KEYS;
    (void)snprintf(e->post_id, sizeof e->post_id, "%s", post_id);
    e->expires = (busy_until > now ? busy_until : now) + d->lifetime;
    e->busy_until = busy_until;
    return true;
}
