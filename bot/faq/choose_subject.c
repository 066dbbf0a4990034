/* choose_subject.c - do the words themselves say that a message is about our subject, or
 * about another? */
#include "faq/choose_parts.h"

/* Shorter words of no list are mostly slips. */
enum { unknown_letters = 4 };

float choosing_domain(const struct hearing *h, size_t from, size_t to)
{
    struct heard_bits seen = {0};
    float sum = 0;

    for (size_t i = 0; i < h->heard->hit_count; i++) {
        const struct heard_hit *hit = &h->heard->hits[i];
        if (hit->sentence < from || hit->sentence > to || hit->denied ||
            heard_has(&seen, hit->concept))
            continue;
        heard_put(&seen, hit->concept);
        sum += lexicon_concept(h->lexicon, hit->concept)->domain;
    }
    return sum;
}

float choosing_unknown(const struct hearing *h)
{
    const struct heard *heard = h->heard;
    float count = 0;

    for (size_t i = 0; i < heard->word_count; i++)
        count += !heard->words[i].known && heard->words[i].len >= unknown_letters;
    return count;
}
