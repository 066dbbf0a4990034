/* choose_sure.c - how sure it is that the likeliest answer is the one that was meant.
 *
 * A logistic regression over questions that the model had not learned from, each either
 * answered rightly or not, or too vague to answer (these counting three times, since they
 * are few). It tells right from wrong better (area under the curve 0.97) than how high
 * the answer's own value is. */
#include <math.h>

#include "faq/choose_parts.h"

static const float lead_weight = 1.74F, lead_most = 2; /* over the next, in values */
static const float value_weight = 0.78F;               /* how surely it is about this */
static const float vague_weight = -1.27F;              /* like what says too little */
static const float fit_weight = 0.25F, fit_most = 8;   /* its patterns agree */
static const float follows_worth = 2.48F;              /* the conversation helps */
/* "my leg", "the tablets": could mean many things; "legs" still more. */
static const float few_worth = -2.15F, one_worth = -1.79F;
enum { few_words = 3 };
static const float even = -4.68F;

/* What a message loses by being short. */
static float brevity(const struct heard *heard)
{
    if (heard->word_count > few_words)
        return 0;
    return few_worth + (heard->word_count <= 1 ? one_worth : 0);
}

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
    float fit = fminf((float)answer->fit, fit_most);
    float sure = even + lead_weight * fminf(lead_of(c, answer), lead_most) +
                 value_weight * choosing_value(answer) +
                 vague_weight * c->ranking->vague + fit_weight * fit;

    return sure + (h->any_borrowed || h->before ? follows_worth : brevity(h->heard));
}
