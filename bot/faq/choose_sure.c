/* choose_sure.c - how sure it is that the likeliest answer is the one that was meant.
 *
 * A logistic regression over questions that the model had not learned from, each either
 * answered rightly or not: of all that could be asked of a ranking, how far the answer
 * leads says most. It tells right from wrong answers better (area under the curve 0.92)
 * than how high the answer's own value is (0.84). */
#include <math.h>

#include "faq/choose_parts.h"

static const float lead_weight = 3.0F;    /* over the next topic, in the model's values */
static const float vague_weight = -0.85F; /* like what says too little */
static const float fit_weight = 0.25F, fit_most = 8; /* its patterns agree */
static const float words_weight = 0.75F;             /* more words, less guessing */
static const float follows_worth = 0.95F;            /* the conversation helps */
/* "my leg", "the tablets": could mean many things. */
static const float few_worth = -0.9F;
enum { few_words = 3 };
static const float even = -4.1F;

static float lead_of(const struct choosing *c, const struct standing *answer)
{
    const struct ranking *r = c->ranking;

    for (size_t i = 0; i < r->count; i++)
        if (&r->list[i] != answer)
            return (float)((answer->score - r->list[i].score) / RANK_STEP);
    return 1;
}

float choosing_sureness(const struct choosing *c, const struct standing *answer)
{
    const struct hearing *h = c->hearing;
    bool follows = h->any_borrowed || h->before;
    float fit = fminf((float)answer->fit, fit_most);
    float sure = even + lead_weight * lead_of(c, answer) +
                 vague_weight * c->ranking->vague + fit_weight * fit +
                 words_weight * logf(1 + (float)h->heard->word_count);

    if (follows)
        return sure + follows_worth;
    return h->heard->word_count <= few_words ? sure + few_worth : sure;
}
