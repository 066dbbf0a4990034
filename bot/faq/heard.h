/* heard.h - what was heard in one message: words, sentences, and the concepts found in
 * them.
 *
 * Made by hear.c and the steps in hear_parts.h, read by everything after. All sizes are
 * fixed, so that a message's cost and memory are bounded: what is over a limit is cut
 * (the first and the last part of a long message are kept, since people ask at the start
 * or at the end). Ownership: one struct heard is scratch of one faq, overwritten by the
 * next message. */
#ifndef FAQ_HEARD_H
#define FAQ_HEARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define HEARD_WORDS       400  /* words of one message */
#define HEARD_TEXT        8192 /* bytes of normalised text */
#define HEARD_SENTENCES   48
#define HEARD_HITS        600
#define HEARD_CORRECTIONS 32
#define CONCEPT_MAX       2048 /* concepts of all content: ids are 0 .. CONCEPT_MAX - 1 */

/* In the matching text each concept heard is a private-use character before its first
 * word and another one behind its last: U+F0000 + id and U+F0800 + id (plane 15, never in
 * normalised input). */
#define CONCEPT_MARK 0xF0000u
#define CONCEPT_END  0xF0800u

struct heard_word {
    uint16_t at, len; /* in `text` */
    uint8_t sentence;
    bool known;  /* in the lexicon, common, or corrected */
    uint32_t id; /* its number in the lexicon, or WORD_NONE */
};

struct heard_sentence {
    uint16_t first, count; /* words */
    bool asks;
};

struct heard_hit {
    uint16_t concept;
    uint16_t first, count; /* words */
    uint8_t sentence;
    bool implied;   /* through another concept's `also` */
    bool denied;    /* "not the pump" */
    bool corrected; /* through spelling or sound */
};

struct heard_correction {
    uint16_t word, count;  /* which words were replaced */
    char from[48], to[48]; /* cut where longer */
    const char *how;       /* "spelling", "sound", "joined", "split" */
};

struct heard_bits {
    uint64_t bit[CONCEPT_MAX / 64];
};

struct heard {
    char text[HEARD_TEXT]; /* normalised, corrected words separated by one blank */
    size_t text_len;
    struct heard_word words[HEARD_WORDS];
    size_t word_count;
    struct heard_sentence sentences[HEARD_SENTENCES];
    size_t sentence_count;
    struct heard_hit hits[HEARD_HITS];
    size_t hit_count;
    struct heard_correction corrections[HEARD_CORRECTIONS];
    size_t correction_count;
    struct heard_bits all; /* not denied, whole message */
    struct heard_bits in_sentence[HEARD_SENTENCES];
    /* The matching text of the whole message: marks and words, " . " between sentences;
     * and where each sentence begins and ends in it. */
    char match[HEARD_TEXT * 3];
    size_t match_len;
    uint16_t sentence_at[HEARD_SENTENCES], sentence_end[HEARD_SENTENCES];
    unsigned
        mentions; /* how many others were addressed (@name); their names are left out */
    bool cut;     /* the message was longer than the limits */
};

static inline bool heard_has(const struct heard_bits *b, unsigned concept)
{
    return (b->bit[concept / 64] >> (concept % 64)) & 1;
}

static inline void heard_put(struct heard_bits *b, unsigned concept)
{
    b->bit[concept / 64] |= (uint64_t)1 << (concept % 64);
}

#endif
