/* spelling_parts.h - between spelling_index.c and spelling.c. */
#ifndef FAQ_SPELLING_PARTS_H
#define FAQ_SPELLING_PARTS_H

#include "faq/spelling.h"

#define TARGET_LETTERS 4 /* shorter words are never meant */
#define SOUND_LEAST    3 /* sounds of a key that says enough */
#define SOUND_LETTERS  5

/* Called for each hash of a word. */
struct visit {
    void (*hash)(struct visit *v, uint32_t hash);
    void *user;
    uint32_t word;
};

/* All ways to leave out up to `deep` letters of the word's prefix. */
void spelling_each_delete(struct visit *v, struct span word, unsigned deep);
/* Of the word's sounds; *sounds: how many they are. */
uint32_t spelling_sound_hash(struct span word, size_t *sounds);
/* How many slips a word of this length forgives. */
unsigned spelling_allowed(size_t len);
bool spelling_letters(struct span word); /* nothing but a to z */
uint32_t spelling_word_at(const struct spelling_index *x, uint32_t i);

static inline bool spelling_target(const struct lexicon_word *word)
{
    return word->flags & WORD_TARGET;
}

#endif
