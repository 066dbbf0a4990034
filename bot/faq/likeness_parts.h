/* likeness_parts.h - the inside of struct likeness, for likeness*.c only. */
#ifndef FAQ_LIKENESS_PARTS_H
#define FAQ_LIKENESS_PARTS_H

#include "faq/likeness.h"

/* A trait is a concept (its id) or a word (CONCEPT_MAX + its number in the lexicon). */
struct trait_weight {
    uint32_t trait;
    float weight; /* more (or, negative, less) than what an unseen trait says */
};

/* The same by trait: what it says of an intent. */
struct trait_post {
    uint32_t intent;
    float weight;
};

struct likeness {
    const struct intents *set;
    uint32_t *start; /* weights of intent i: start[i] .. start[i + 1], by trait */
    struct trait_weight *weights;
    float *unseen;        /* what a trait says that was never seen with intent i */
    uint32_t *post_start; /* posts of trait t: post_start[t] .. post_start[t + 1] */
    struct trait_post *posts;
    bool *known; /* by trait: seen in any question */
    size_t trait_count;
    /* Of the message at hand, from likeness_begin. */
    const struct traits *traits;
    float *sum;                    /* per intent: of the traits whose posts were read */
    uint8_t rest[LIKENESS_TRAITS]; /* those that were not, by their place in traits */
    size_t rest_count;
    float longer;      /* what a sum is divided by */
    uint32_t *touched; /* intents that share a concept */
    size_t touched_count;
    bool *is_touched;
};

/* Words of a message count half: concepts say what they mean. */
#define LIKENESS_WORD 0.5F

#endif
