/* choose_urgent.c - is an emergency told? What was learned and the patterns decide
 * together. */
#include <math.h>

#include "faq/choose_parts.h"

/* How likely it is that an emergency is happening, not asked about or only named: a
 * logistic regression, like that of choose_sure.c, over emergencies, questions and talk
 * that the model had not learned from, each as said to Limber and in a channel. Values as
 * in model.h. */
static const float now_weight = 2.64F;                /* of the emergency as happening, */
static const float asked_weight = -0.14F;             /* as asked about in general, */
static const float topic_weight = -0.44F;             /* of the likeliest other topic */
static const float fit_weight = 0.17F, fit_most = 12; /* its patterns agree */
static const float others_weight = 0.72F;             /* talk for others */
/* A tale says more than a few words, which may be an idiom. */
static const float length_weight = 1.5F, length_most = 20;
/* Unasked, talk for others weighs against it. */
static const float unasked_worth = -1.56F, unasked_others = -1.72F;
static const float even = -0.21F;
/* An emergency missed is worse than one too many, above all where patterns heard signs.
 * Unasked, where all sorts of talk goes on, it must be surer. */
static const float least_signs = -1.75F, least_none = -0.3F;
static const float least_unasked_signs = -0.25F, least_unasked_none = 1.5F;
/* Patterns that heard this much need nobody's consent. */
static const float many_signs = 8;
static const float hardly = -4; /* the value of what there is no sign of */
/* "Tell me tomorrow's date" is like a farewell: without signs, what is this surely about
 * something else is no cry for help. */
static const float foreign_most = 2.5F;

/* The value of the likeliest topic that is no emergency. */
static float topic_value(const struct choosing *c)
{
    const struct ranking *r = c->ranking;
    float most = hardly;

    for (size_t i = 0; i < r->count; i++)
        if (r->list[i].learned &&
            choosing_intent(c, &r->list[i])->priority >= INTENT_NORMAL)
            most = fmaxf(most, choosing_value(&r->list[i]));
    return most;
}

/* What does not depend on which emergency it is. */
static float common_part(const struct choosing *c)
{
    float words = fminf((float)c->hearing->heard->word_count, length_most);
    float sum = even + topic_weight * topic_value(c) +
                others_weight * c->ranking->others + length_weight * words / length_most;

    if (choosing_unasked(c))
        sum += unasked_worth + unasked_others * c->ranking->others;
    return sum;
}

static float own_part(const struct standing *s)
{
    return now_weight * fmaxf(s->now, hardly) + asked_weight * fmaxf(s->asked, hardly) +
           fit_weight * fminf((float)s->fit, fit_most);
}

/* What is told of a film or of a machine sounds like the real thing to the model, too: in
 * talk among others an intent that is excluded raises no alarm. */
static bool may_alarm(const struct choosing *c, const struct standing *s)
{
    bool excluded = s->matches && s->fit <= 0;

    return s->learned && choosing_intent(c, s)->priority == INTENT_URGENT &&
           !(excluded && choosing_unasked(c));
}

static const struct standing *likeliest(const struct choosing *c, float *part)
{
    const struct ranking *r = c->ranking;
    const struct standing *best = NULL;

    for (size_t i = 0; i < r->count; i++) {
        const struct standing *s = &r->list[i];
        if (!may_alarm(c, s))
            continue;
        if (!best || own_part(s) > *part) {
            best = s;
            *part = own_part(s);
        }
    }
    return best;
}

static float least_for(const struct choosing *c, bool signs)
{
    if (choosing_unasked(c))
        return signs ? least_unasked_signs : least_unasked_none;
    return signs ? least_signs : least_none;
}

bool choosing_urgent(const struct choosing *c, struct verdict *v)
{
    const struct standing *by_patterns = choosing_best(c, INTENT_URGENT);
    const struct standing *s;
    float part = 0;

    if (by_patterns && (!by_patterns->learned || by_patterns->fit >= many_signs))
        return choosing_settle(v, FAQ_EMERGENCY, by_patterns,
                               "urgent signs come before everything else");
    s = likeliest(c, &part);
    if (!s || part + common_part(c) < least_for(c, by_patterns != NULL))
        return false;
    if (!by_patterns && !choosing_unasked(c) && choosing_foreignness(c) >= foreign_most)
        return false;
    return choosing_settle(v, FAQ_EMERGENCY, s,
                           s == by_patterns
                               ? "urgent signs come before everything else"
                               : "it is like the emergencies that were learned");
}
