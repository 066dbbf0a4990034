/* map.h - a hash table from text to a pointer, with chosen capacity growth and a maximum.
 *
 * Ownership: keys are copied, values are borrowed. Hashing is seeded, so that chosen
 * input cannot make it slow. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct map;

struct map *map_new(size_t max_entries, uint64_t seed);
void map_free(struct map *m);
/* NULL when absent. */
void *map_get(const struct map *m, struct span key);
/* False when full or out of memory; value must not be NULL. Replaces. */
bool map_put(struct map *m, struct span key, void *value);
bool map_remove(struct map *m, struct span key);
size_t map_count(const struct map *m);

#endif
