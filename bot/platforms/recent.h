/* recent.h - remembers the last few thousand message ids, so that what comes twice (live
 * and by catch-up, or sent again after a resume) is handed over once.
 *
 * Ids are kept as keyed hashes of 64 bits: of some thousand, two are taken for one
 * another once in 10^15. Bounded: the oldest is forgotten first. It is a cheap filter
 * only; what must hold over restarts is the ledger's work. */
#ifndef PLATFORMS_RECENT_H
#define PLATFORMS_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct recent;

struct recent *recent_new(size_t capacity, uint64_t seed); /* NULL: out of memory */
void recent_free(struct recent *r);
/* True when the id was not there; it is now. An empty one never is. */
bool recent_add(struct recent *r, struct span id);
bool recent_has(const struct recent *r, struct span id);

#endif
