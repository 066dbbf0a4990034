/* choose_unasked.c - in a channel, where nobody called Limber: may it speak? */
#include <math.h>

#include "faq/choose_parts.h"

/* How surely a message is a question that Limber should answer: a logistic regression
 * over questions and talk of channels that the model had not learned from, like that of
 * choose_sure.c. Values as in model.h, strange as in rank.h. */
static const float others_weight = -3.68F, others_least = -2, others_most = 1.5F;
static const float strange_weight = -0.5F, strange_least = -6, strange_most = 3;
static const float value_weight = 1.06F, value_least = -2;
static const float sure_weight = 0.47F, sure_most = 8;       /* of the answer */
static const float domain_weight = 2.04F, domain_most = 1;   /* the subject is named */
static const float unknown_weight = -1.5F, unknown_most = 2; /* a word of no list */
static const float asks_worth = 2.2F;
/* More than was fitted: authors write such patterns to have silence. */
static const float quiet_worth = -3;
static const float even = -11.05F;
/* Silence is safer than a reply that nobody wanted. */
static const float speak_least = 1.2F;
/* For a request to decline, and a topic that the model does not know: one sure word of
 * the subject, or two that point to it, and little of talk for others. Where the model is
 * sure of the request, no such word is needed. */
static const float plain_domain = 1, plain_others = -0.4F, declined_others = -0.6F;
/* Patterns that fit so well, for the topic that was learned, say that it is asked. */
static const double agreed_fit = 4;
/* How far, in sentences, the subject may stand from the question. */
enum { subject_reach = 2 };

/* How far the subject is named near a question; below 0: nothing is asked. */
static float domain_asked(const struct hearing *h)
{
    float most = -1;

    for (size_t s = 0; s < h->heard->sentence_count; s++) {
        size_t from = s > subject_reach ? s - subject_reach : 0;
        if (h->heard->sentences[s].asks)
            most = fmaxf(most, choosing_domain(h, from, s + subject_reach));
    }
    return most;
}

static float between(float least, float value, float most)
{
    return fmaxf(least, fminf(value, most));
}

bool choosing_plainly_asked(const struct choosing *c)
{
    const struct ranking *r = c->ranking;

    return domain_asked(c->hearing) >= plain_domain &&
           (!r->modelled || r->others <= plain_others);
}

static bool answer_is_asked(const struct choosing *c, bool quiet)
{
    const struct ranking *r = c->ranking;
    const struct standing *s = choosing_best_answer(c);
    float domain = domain_asked(c->hearing), sum = even;

    if (!s || !s->learned)
        return s && !quiet && choosing_plainly_asked(c);
    sum += others_weight * between(others_least, r->others, others_most);
    sum += strange_weight * between(strange_least, r->strange, strange_most);
    sum += value_weight * fmaxf(value_least, choosing_value(s));
    sum += sure_weight * fminf(sure_most, choosing_sureness(c, s));
    sum += domain >= 0 ? asks_worth + domain_weight * fminf(domain, domain_most) : 0;
    sum += unknown_weight * fminf(choosing_unknown(c->hearing), unknown_most);
    sum += quiet ? quiet_worth : 0;
    if (!quiet && domain >= plain_domain && r->others <= declined_others &&
        choosing_value(s) > 0 && s->fit >= agreed_fit)
        return true;
    return sum >= speak_least;
}

/* A pattern of silence gives way where the model, the words and the subject agree. */
static bool refusal_is_asked(const struct choosing *c, bool quiet)
{
    const struct standing *s = choosing_best(c, INTENT_SAFETY);
    bool plainly = choosing_plainly_asked(c);
    bool sure = s && s->learned && choosing_value(s) > safety_sure;

    if (quiet)
        return sure && plainly && s->fit >= safety_fit;
    return s && (plainly || (sure && c->ranking->others < declined_others));
}

bool choosing_may_speak(const struct choosing *c, bool quiet, struct verdict *v)
{
    if (!choosing_unasked(c) || answer_is_asked(c, quiet) || refusal_is_asked(c, quiet))
        return true;
    return !choosing_settle(v, FAQ_IGNORE, NULL,
                            "talk for others, or no question that is certainly about "
                            "spasticity");
}
