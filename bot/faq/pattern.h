/* pattern.h - one intent pattern: terms over concepts and PCRE2 expressions, compiled.
 *
 * The language is described in docs/authoring.md. `{spasms} & {night} & !{pump}` has
 * three terms; a term that is not just a concept is a PCRE2 expression over the
 * normalised words. Ownership: a pattern owns what it compiled; it is immutable after
 * pattern_compile. */
#ifndef FAQ_PATTERN_H
#define FAQ_PATTERN_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/faults.h"
#include "faq/heard.h"
#include "faq/lexicon.h"

#define PATTERN_TERMS 10
#define PATTERN_TEXT  1024 /* bytes of one pattern as the author wrote it */

/* "one of these concepts", in pattern.concepts[first .. first + count); or one of these
 * words (word_needs.h), in pattern.words. */
struct pattern_need {
    uint16_t first, count;
};

struct pattern_term {
    bool negative;
    bool within;               /* its expression never matches across sentences */
    pcre2_code *code;          /* NULL: the needs are all there is to it */
    uint16_t need, need_count; /* needs[need .. need + need_count): must be heard */
    uint16_t word_need, word_need_count; /* the same of word_needs */
};

struct pattern {
    struct pattern_term *terms;
    struct pattern_need *needs;
    uint16_t *concepts;
    struct pattern_need *word_needs;
    uint16_t *words; /* hashes */
    uint16_t term_count, need_count, concept_count, word_need_count, word_count;
    char *source; /* as written, for explain */
    struct fault_place at;
};

/* What matching needs and a message may overwrite: one per engine. */
struct matcher;
struct matcher *matcher_new(void);
void matcher_free(struct matcher *m);
/* Runs expressions by the interpreter instead of JIT: tests compare the two. */
void matcher_use_interpreter(struct matcher *m, bool on);
/* Pattern faults (a limit was hit) since the last call; such an expression does not
 * match. */
unsigned matcher_take_faults(struct matcher *m);
/* Searches text; *at and *end are offsets of the match. */
bool matcher_search(struct matcher *m, const pcre2_code *code, const char *text,
                    size_t len, size_t *at, size_t *end);

/* Compiles source. False: faults were added at their line and column. */
bool pattern_compile(struct pattern *out, const char *source, struct fault_place at,
                     bool quoted, const struct lexicon *lexicon, struct faults *faults);
void pattern_free(struct pattern *p);

#endif
