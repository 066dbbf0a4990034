/* pattern_text.h - one expression of a pattern, from the author's notation to PCRE2's.
 *
 * `{name}` becomes a word or phrase that carries the concept, a blank the gap between
 * words, `...` a gap of at most six words; matches begin and end at word borders.
 * Constructs that could run away or that PCRE2's JIT of Debian 12 gets wrong are refused.
 */
#ifndef FAQ_PATTERN_TEXT_H
#define FAQ_PATTERN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"
#include "faq/lexicon.h"

#define PATTERN_TEXT_OUT 16384 /* bytes of PCRE2 text that one expression may become */

/* One {a|b} of an expression. */
struct pattern_macro {
    size_t at, end; /* in the source, braces included */
    bool required;  /* outside every group and not optional: must be heard for a match */
};

/* Where and why an expression is refused. */
struct pattern_refusal {
    size_t at; /* offset in the source */
    char message[160], hint[160];
};

/* True when source[at] opens a macro, not a quantifier; *end is the offset behind its
 * brace. */
bool pattern_macro_at(struct span source, size_t at, size_t *end);

/* Refuses what is banned; fills macros in order (at most max). */
bool pattern_text_scan(struct span source, struct pattern_macro *macros, size_t max,
                       size_t *count, struct pattern_refusal *why);

/* Translates; from[i] is the source offset that output byte i comes from
 * (PATTERN_TEXT_OUT entries). Every macro name must be known to the lexicon by now. */
bool pattern_text_translate(struct span source, const struct lexicon *lexicon,
                            struct buf *out, uint16_t *from);

#endif
