/* choose_foreign.c - addressed, but about something else: then Limber says what it is
 * for.
 *
 * A logistic regression over questions about spasticity on one side, and everyday
 * requests and questions about other illnesses on the other, which the model had not
 * learned from. Of 3,045 questions one is taken for foreign; of the others 9 in 10 are.
 */
#include <math.h>

#include "faq/choose_parts.h"

static const float strange_weight = 0.59F; /* of talk for others, as in rank.h */
static const float others_weight = 1.79F;  /* and as in model.h */
static const float others_least = -3, others_most = 2;
static const float domain_weight = -2.6F, domain_most = 2; /* the subject is named */
static const float unknown_weight = 1.64F, unknown_most = 3;
static const float even = 0.61F;
/* It must be surer of this than not; less so where the conversation would make a question
 * about spasticity look like one. */
static const float foreign_least = 1, foreign_least_follows = -1;
/* What is asked of Limber itself, as patterns agree, has no words of the subject either;
 * "do you have information about biopsies" is foreign all the same. */
static const float foreign_least_own = 3;

float choosing_foreignness(const struct choosing *c)
{
    const struct hearing *h = c->hearing;
    const struct ranking *r = c->ranking;
    float others = fmaxf(others_least, fminf(r->others, others_most));
    float domain = choosing_domain(h, 0, h->heard->sentence_count);

    return even + strange_weight * r->strange + others_weight * others +
           domain_weight * fminf(domain, domain_most) +
           unknown_weight * fminf(choosing_unknown(h), unknown_most);
}

bool choosing_foreign(const struct choosing *c)
{
    const struct standing *s = choosing_best_answer(c);
    float least = c->hearing->before ? foreign_least_follows : foreign_least;

    if (choosing_unasked(c) || !c->ranking->modelled)
        return false;
    /* A topic that the model does not know is an operator's own. */
    if (s && !s->learned)
        return false;
    if (s && s->matches && !choosing_intent(c, s)->channel)
        least = foreign_least_own;
    return choosing_foreignness(c) >= least;
}
