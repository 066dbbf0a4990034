/* hash.h - SipHash-1-3 (Aumasson and Bernstein): without the key nobody can find texts
 * that collide. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

#include "base/span.h"

struct hash_key {
    uint64_t half[2];
};

struct hash_key hash_key_of(uint64_t seed);
uint64_t hash_span(const struct hash_key *key, struct span s);

#endif
