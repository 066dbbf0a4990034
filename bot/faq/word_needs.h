/* word_needs.h - which words a message must have for an expression to match at all.
 *
 * Read off the author's text: of "(when|how soon) ... botox (again|)" a match needs
 * "when" or "soon", and "botox". To look a word up costs a nanosecond, to run an
 * expression a few hundred. Words are known by a hash; two that share one cost a run,
 * never a match.
 */
#ifndef FAQ_WORD_NEEDS_H
#define FAQ_WORD_NEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define WORD_HASHES      4096
#define WORD_NEEDS       2  /* of one expression; the most telling ones are kept */
#define WORD_NEEDS_WORDS 48 /* alternatives of one; with more, it tells too little */

struct word_bits {
    uint64_t bit[WORD_HASHES / 64];
};

uint16_t word_hash(struct span word);

static inline void word_bits_put(struct word_bits *b, uint16_t hash)
{
    b->bit[hash / 64] |= (uint64_t)1 << (hash % 64);
}

static inline bool word_bits_has(const struct word_bits *b, uint16_t hash)
{
    return (b->bit[hash / 64] >> (hash % 64)) & 1;
}

/* One of these must be there. */
struct word_need {
    uint16_t hash[WORD_NEEDS_WORDS];
    size_t count;
};

/* What an expression (pattern_text.h) needs; fills out, returns how many (0: anything may
 * match). */
size_t word_needs_find(struct span expression, struct word_need out[WORD_NEEDS]);

#endif
