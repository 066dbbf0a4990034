/* lexicon_words.h - every word that the engine knows, with a number each.
 *
 * Ownership: copies its words. Built once, then only read. */
#ifndef FAQ_LEXICON_WORDS_H
#define FAQ_LEXICON_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

#define WORD_NONE UINT32_MAX

enum {
    WORD_COMMON = 1,   /* plain English: never corrected */
    WORD_LEXICON = 2,  /* in a phrase of the lexicon */
    WORD_TARGET = 4,   /* may be the right spelling of something */
    WORD_MISHEARD = 8, /* known, if nothing else is set, only as a mishearing */
    WORD_LITTLE = 16   /* may stand between the words of a loose phrase */
};

struct lexicon_word {
    uint32_t at;      /* in text */
    uint32_t node;    /* where phrases that begin with it begin; 0 = nowhere */
    uint32_t rewrite; /* 1 + the number of its rewrite; 0 = none */
    uint16_t uses;    /* in how many phrases */
    uint8_t len;
    uint8_t flags;
};

struct lexicon_words {
    struct buf text;
    struct lexicon_word *word;
    uint32_t count;
    size_t room;
    struct words_slot *slot; /* a hash table with linear probing */
    uint32_t mask;           /* its size less one */
};

struct words_slot {
    uint32_t hash;
    uint32_t word; /* 1 + number; 0 = free */
};

void words_init(struct lexicon_words *w);
void words_free(struct lexicon_words *w);
/* WORD_NONE when unknown. */
uint32_t words_find(const struct lexicon_words *w, struct span word);
/* Finds or adds. WORD_NONE when out of memory, or for an empty or overlong word. */
uint32_t words_add(struct lexicon_words *w, struct span word);
struct span words_text(const struct lexicon_words *w, uint32_t word);

/* A word that the message's writer meant as it stands: no correction needed. */
static inline bool words_plain(const struct lexicon_words *w, uint32_t word)
{
    return word != WORD_NONE && (w->word[word].flags & (WORD_COMMON | WORD_LEXICON));
}

#endif
