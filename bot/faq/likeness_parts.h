/* likeness_parts.h - the inside of struct likeness, for likeness*.c only. */
#ifndef FAQ_LIKENESS_PARTS_H
#define FAQ_LIKENESS_PARTS_H

#include "faq/likeness.h"

/* A trait is a concept (its id) or a word (CONCEPT_MAX + its number in the lexicon). */
struct trait_weight {
    uint32_t trait;
    float weight; /* more (or, negative, less) than what an unseen trait says */
};

struct likeness {
    const struct intents *set;
    uint32_t *start; /* weights of intent i: start[i] .. start[i + 1], by trait */
    struct trait_weight *weights;
    float *unseen; /* what a trait says that was never seen with intent i */
    /* Intents by concept, for the search. */
    uint32_t post_start[CONCEPT_MAX + 1];
    uint32_t *posts;
    bool *known; /* by trait: seen in any question */
    size_t trait_count;
    float *score;      /* scratch of the search, per intent */
    uint32_t *touched; /* scratch of the search */
    bool *is_touched;
};

/* Words of a message count half: concepts say what they mean. */
#define LIKENESS_WORD 0.5F

#endif
