/* normalise.h - any bytes -> plain lower-case words and sentence stops.
 *
 * UTF-8 is repaired; case, width, ligatures, accents and smart quotes are folded; emoji,
 * zero-width and bidi characters, mark-up, addresses and mentions are left out. Words are
 * letters and digits, and may hold "'" (contractions), "." (2.5) or "/" (w/o).
 * Ownership: the word handed to the sink lives during that call. No allocation; cost is
 * linear in the text. */
#ifndef FAQ_NORMALISE_H
#define FAQ_NORMALISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define NORMAL_WORD 48 /* bytes of one word; the rest of a longer one is dropped */

struct normal_sink {
    void (*word)(void *user, struct span word);
    void (*stop)(void *user, bool asks); /* . ! ? or a line's end; may repeat */
    void *user;
};

/* Returns how many times somebody was mentioned (@name, <@U1>). */
unsigned normalise(struct span text, const struct normal_sink *sink);

enum rune_kind {
    RUNE_DROP,  /* as if it were not there: zero-width, bidi, combining marks */
    RUNE_BLANK, /* parts words: emoji, symbols, blanks */
    RUNE_ASCII, /* to be read as the one ASCII character out[0], if upper case as lower */
    RUNE_LETTERS /* out holds the bytes it adds to a word */
};

/* What a code point from U+0080 on stands for. */
enum rune_kind normalise_rune(uint32_t rune, char out[4], size_t *len);

/* Lengths of things in text at s that are no words; 0 when there is none. */
size_t normalise_shortcode(struct span s);            /* ":smile:" */
size_t normalise_angle(struct span s, bool *mention); /* "<@U1>", "<https://x|" */
size_t normalise_entity(struct span s, char *as);     /* "&amp;": *as is '&' */
size_t normalise_address(struct span s);              /* up to the next blank */

#endif
