/* choose_sure.c - how sure it is that the likeliest answer is the one that was meant.
 *
 * A logistic regression over questions that the model had not learned from, each either
 * answered rightly or not, or too vague to answer (these counting three times, since they
 * are few). Most measures tell nothing more beyond some point, so each has a curve.
 * Together they tell right from wrong (area under the curve 0.98) better than how high
 * the answer's own value is. */
#include "faq/choose_parts.h"
#include "faq/curve.h"

/* How far it leads the next, in values. */
static const struct curve lead_curve = {2, {{0.2F, 0}, {2, 3.7F}}};
/* How surely it is about this. */
static const struct curve value_curve = {2, {{-3, 0}, {-0.5F, 4.45F}}};
/* How much it is like what says too little. */
static const struct curve vague_curve = {3, {{-6, 0}, {-1, -4.4F}, {-0.3F, -8.7F}}};
/* How far its patterns agree. */
static const struct curve fit_curve = {2, {{3, 0}, {8, 2.3F}}};
static const float follows_worth = 1.57F; /* the conversation helps */
/* "my leg", "the tablets": could mean many things; "legs" still more. */
static const float few_worth = -1.9F, one_worth = -1.99F;
enum { few_words = 3 };
/* "Prognosis?" asks for an answer, where "prognosis" may only begin. */
static const float few_asked_worth = 1.5F;
/* The nearer it is to being about something else: "what helps with jet lag". */
static const struct curve foreign_curve = {2, {{-1.5F, 0}, {4, -11}}};
static const float even = -1.9F;

/* Does it ask for something by name: "prognosis?", but not "baclofen?" */
static bool asks_something(const struct hearing *h)
{
    const struct heard *heard = h->heard;

    for (size_t i = 0; i < heard->hit_count; i++) {
        const struct heard_hit *hit = &heard->hits[i];
        if (heard->sentences[hit->sentence].asks && !hit->implied &&
            lexicon_concept(h->lexicon, hit->concept)->kind == CONCEPT_ASPECT)
            return true;
    }
    return false;
}

/* What a message loses by being short. */
static float brevity(const struct hearing *h)
{
    if (h->heard->word_count > few_words)
        return 0;
    return few_worth + (h->heard->word_count <= 1 ? one_worth : 0) +
           (asks_something(h) ? few_asked_worth : 0);
}

static float lead_of(const struct choosing *c, const struct standing *answer)
{
    const struct ranking *r = c->ranking;

    for (size_t i = 0; i < r->count; i++)
        if (&r->list[i] != answer)
            return (float)((answer->score - r->list[i].score) / rank_step);
    return 1;
}

float choosing_sureness(const struct choosing *c, const struct standing *answer)
{
    const struct hearing *h = c->hearing;
    float sure = even + curve_worth(&lead_curve, lead_of(c, answer)) +
                 curve_worth(&value_curve, choosing_value(answer)) +
                 curve_worth(&vague_curve, c->ranking->vague) +
                 curve_worth(&fit_curve, (float)answer->fit);

    /* What is asked of Limber itself has no words of the subject. */
    if (choosing_intent(c, answer)->channel)
        sure += curve_worth(&foreign_curve, choosing_foreignness(c));
    return sure + (h->any_borrowed || h->before ? follows_worth : brevity(h));
}
