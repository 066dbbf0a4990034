/* rng.h - random numbers for jitter and keys of tests: small, seeded, passed in. Not for
 * secrets. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t state[4];
};

void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_next(struct rng *r);
/* Uniform in [0, below); below > 0. */
uint64_t rng_below(struct rng *r, uint64_t below);

#endif
