/* readability.h - how easy a text reads: Flesch-Kincaid grade and mean sentence length.
 *
 * Kincaid et al. 1975: 0.39 words/sentence + 11.8 syllables/word - 15.59. Syllables are
 * counted by groups of vowels without a silent final e. A paragraph or bullet ends a
 * sentence. Medical terms that an answer needs and explains (its front matter's `terms`)
 * count as two syllables. */
#ifndef FAQ_READABILITY_H
#define FAQ_READABILITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/span.h"

struct reading {
    size_t words, sentences, syllables;
    double grade, mean_sentence;
};

bool readability_measure(struct span markdown, char *const *terms, size_t term_count,
                         struct reading *out, struct err *e);

#endif
