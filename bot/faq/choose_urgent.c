/* choose_urgent.c - is an emergency told? Patterns and what was learned watch over each
 * other. */
#include "faq/choose_parts.h"

/* The model's own word for an emergency that is happening: addressed, and unasked, where
 * it must be surer, less so where a sign of one is told or nothing sounds like talk among
 * others. Values as in model.h. */
static const float now_least = -1.0F, now_least_unasked = 0.2F;
static const float now_least_sign = -0.4F, now_least_unasked_sign = -0.1F;
static const float others_hardly = -1.0F, others_slack = 0.3F;
/* No emergency at all; and talk among others. */
static const float now_hardly = -0.4F, others_likely = 0.0F, others_ahead = 1.0F;
/* Patterns raise the alarm on words. Where only a few of them do, and the model is sure
 * that a topic is asked about and sees so much less of an emergency, it is a question or
 * a tale. Of 195 emergencies held out none was silenced so. */
static const double few_signs = 8.0;
static const float surely_asked = -0.1F, asked_ahead = 1.0F;

/* Is a sign of illness or danger told at all? */
static bool any_sign(const struct hearing *h)
{
    for (size_t i = 0; i < h->heard->hit_count; i++)
        if (!h->heard->hits[i].denied &&
            lexicon_concept(h->lexicon, h->heard->hits[i].concept)->sign)
            return true;
    return false;
}

/* "Nearly fainted when I saw the bill", "her neck arches back: is that a spasm?" */
static bool only_sounds_so(const struct choosing *c, const struct standing *s)
{
    const struct ranking *r = c->ranking;

    if (!r->modelled || !s->learned)
        return false;
    if (choosing_unasked(c) && r->others > others_likely &&
        (r->now < now_hardly || r->others - r->now > others_ahead))
        return true;
    if (r->now >= now_hardly)
        return false;
    return s->fit < few_signs && r->best > surely_asked && r->best - r->now > asked_ahead;
}

static float least_now(const struct choosing *c)
{
    bool sign = any_sign(c->hearing);

    if (!choosing_unasked(c))
        return now_least;
    if (c->ranking->others > others_hardly)
        return sign ? now_least_unasked_sign : now_least_unasked;
    return now_least_sign;
}

bool choosing_urgent(const struct choosing *c, struct verdict *v)
{
    const struct ranking *r = c->ranking;
    const struct standing *s = choosing_best(c, INTENT_URGENT);
    float least = least_now(c);
    float others = c->ranking->others - (choosing_unasked(c) ? 0 : others_slack);

    if (s && !only_sounds_so(c, s))
        return choosing_settle(v, FAQ_EMERGENCY, s,
                               "urgent signs come before everything else");
    for (size_t i = 0; r->modelled && i < r->count; i++) {
        s = &r->list[i];
        if (s->now >= least && s->now >= r->best && s->now > others && s->now > r->vague)
            return choosing_settle(v, FAQ_EMERGENCY, s,
                                   "it is like the emergencies that were learned");
    }
    return false;
}
