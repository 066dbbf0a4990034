/* branches.h - the alternatives of one pattern, and which of them matches went through.
 *
 * An alternative is a concept of {a|b}, or one of the texts between | in an expression.
 * Only for coverage: the engine itself never needs to know.
 *
 * Ownership: branches own what they compiled; the pattern outlives them. */
#ifndef FAQ_BRANCHES_H
#define FAQ_BRANCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faq/pattern.h"
#include "faq/score.h"

#define BRANCHES_MAX 128 /* of one pattern; further ones are not followed */

struct branch {
    uint16_t at, len; /* in the pattern's source */
    uint16_t term;
    int16_t concept;  /* of a macro; -1: an alternative of an expression */
    uint16_t capture; /* the group that holds it */
    unsigned used;
};

struct branches {
    struct branch *list;
    size_t count;
    pcre2_code *codes[PATTERN_TERMS]; /* each alternative in a group of its own */
};

/* False for want of memory. */
bool branches_find(struct branches *out, const struct pattern *p,
                   const struct lexicon *lexicon);
void branches_free(struct branches *b);

/* Notes what a match used that was found in this sentence (-1: across all). */
void branches_note(struct branches *b, const struct hearing *h, int sentence,
                   pcre2_match_data *data);

#endif
