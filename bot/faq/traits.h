/* traits.h - what a message has that a model can learn from: its words, their stems,
 * pairs of words, the concepts heard, and the topic answered before. Pure.
 *
 * Ownership: texts are borrowed from the hearing and its lexicon. */
#ifndef FAQ_TRAITS_H
#define FAQ_TRAITS_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "faq/score.h"

#define TRAITS_MAX 512

enum trait_kind {
    TRAIT_WORD = 'w',
    TRAIT_STEM = 's',
    TRAIT_PAIR = 'p', /* two words beside one another */
    TRAIT_CONCEPT = 'c',
    TRAIT_DENIED = 'd', /* "not the pump" */
    TRAIT_BEFORE = 'b'  /* the topic answered before, and its group */
};

struct trait {
    uint64_t key; /* of kind and text */
    enum trait_kind kind;
    struct span text;
    float share; /* how much its sentence counts: what is asked more than the story */
};

struct traits {
    struct trait list[TRAITS_MAX];
    size_t count;
};

void traits_of(const struct hearing *h, struct traits *out);
uint64_t traits_key(enum trait_kind kind, struct span text);

#endif
