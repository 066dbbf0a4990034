/* spelling.h - the right word for a wrong one: by edit distance, then by sound.
 *
 * Two indexes over the words that may be meant (WORD_TARGET in lexicon_words.h): the
 * words with up to three letters left out, as in SymSpell, and the words' sounds. Plain
 * English words compete at distance 1, so that "plasic" becomes "plastic" and not
 * "spastic". Ownership: owns the indexes; the words are the lexicon's. Built once. */
#ifndef FAQ_SPELLING_H
#define FAQ_SPELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faq/lexicon_words.h"

#define SPELLING_LONGEST 30 /* letters of a word that is corrected */

/* Hash -> numbers of words, as one array cut into buckets. */
struct spelling_index {
    uint32_t *bucket; /* where each begins in low/word; one more than there are */
    uint16_t *low;    /* the low bits of each hash: the high ones name its bucket */
    uint16_t *word;   /* its number, low 16 bits; */
    uint8_t *page;    /* and the others, NULL while all are 0 */
    unsigned shift;
};

struct spelling {
    struct spelling_index deletes, sounds;
};

struct spelling_guess {
    uint32_t word;
    unsigned distance;
    bool same_sound; /* the keys of sound.h are equal */
    bool plain;      /* an everyday word, none of the lexicon's */
};

bool spelling_build(struct spelling *s, const struct lexicon_words *w);
void spelling_free(struct spelling *s);

/* The nearest word within `most` edits and within what its length allows. */
bool spelling_near(const struct spelling *s, const struct lexicon_words *w,
                   struct span word, unsigned most, struct spelling_guess *out);
/* The nearest word with the same sound. */
bool spelling_sounds(const struct spelling *s, const struct lexicon_words *w,
                     struct span word, struct spelling_guess *out);

/* Optimal string alignment distance (a swap of neighbours is one edit), or most + 1.
 * Words over 63 letters are never near. */
unsigned spelling_distance(struct span a, struct span b, unsigned most);

#endif
