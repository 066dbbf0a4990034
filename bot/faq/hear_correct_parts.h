/* hear_correct_parts.h - between hear_correct.c and hear_join.c. */
#ifndef FAQ_HEAR_CORRECT_PARTS_H
#define FAQ_HEAR_CORRECT_PARTS_H

#include "faq/hear_parts.h"
#include "faq/spelling_parts.h"

enum fix_kind { FIX_NONE, FIX_ONE, FIX_SPLIT };

struct fix {
    enum fix_kind kind;
    bool sure; /* one slip away from a word of the lexicon */
    uint32_t word, second;
    const char *how;
};

struct correct {
    const struct draft *d;
    const struct lexicon *l;
    struct heard *out;
    struct heard_ids *ids;
    struct fix fix[HEARD_WORDS];
    size_t unknown; /* how many words are */
};

static inline bool correct_plain(const struct correct *c, size_t i)
{
    return words_plain(&c->l->words, c->d->word[i].id);
}

/* What the words [i, i + k) are when joined. Strong evidence is the exact word, its
 * sound, or few slips in a long word; weak evidence counts only when nothing else
 * explains the unknown words. */
bool correct_join(const struct correct *c, size_t i, size_t k, struct spelling_guess *g);

#endif
