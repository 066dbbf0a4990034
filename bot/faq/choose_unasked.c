/* choose_unasked.c - in a channel, where nobody called Limber: may it speak? */
#include "faq/choose_parts.h"

/* Talk for others: values as in model.h. */
static const float others_most = -0.4F, others_declined = -0.6F;
/* What proves the subject to an unasked reader: one sure word, or two that point to it.
 * One that points to it will do where the model is sure of a topic and sees nothing of
 * talk for others. */
static const float domain_least = 1.0F, domain_hint = 0.5F;
static const float ours_others = -0.8F, ours_sure = 0.0F;
/* Here the model is so sure that neither a proof nor the form of a question is needed. */
static const float certain_others = -1.8F, certain_sure = 0.35F;
/* The same, for one answer that leads clearly (choose_sure.c). */
static const float leads_others = -1.3F, leads_sure = 2.5F;
/* How far, in sentences, the subject may stand from the question. */
enum { subject_reach = 2 };

/* How far the concepts of a few sentences prove the subject; each counts once. */
static float domain_of(const struct hearing *h, size_t from, size_t to)
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

static bool certain(const struct ranking *r)
{
    return r->modelled && r->others <= certain_others && r->best >= certain_sure;
}

static bool leads_clearly(const struct choosing *c)
{
    const struct standing *s = choosing_best_answer(c);

    return s && s->learned && c->ranking->others <= leads_others &&
           choosing_sureness(c, s) >= leads_sure;
}

static bool clearly_asked(const struct choosing *c)
{
    const struct ranking *r = c->ranking;
    const struct hearing *h = c->hearing;
    bool ours = r->modelled && r->others <= ours_others && r->best >= ours_sure;
    float least = ours ? domain_hint : domain_least;

    if (certain(r) || leads_clearly(c))
        return true;
    for (size_t s = 0; s < h->heard->sentence_count; s++) {
        size_t from = s > subject_reach ? s - subject_reach : 0;
        if (h->heard->sentences[s].asks && domain_of(h, from, s + subject_reach) >= least)
            return true;
    }
    return false;
}

static bool surely_declined(const struct choosing *c)
{
    const struct standing *s = choosing_best(c, INTENT_SAFETY);

    return s && s->learned && choosing_value(s) > SAFETY_SURE &&
           c->ranking->others < others_declined;
}

bool choosing_may_speak(const struct choosing *c, bool quiet, struct verdict *v)
{
    const struct ranking *r = c->ranking;

    if (!choosing_unasked(c))
        return true;
    if (quiet && !certain(r))
        return !choosing_settle(v, FAQ_IGNORE, NULL,
                                "meant for somebody else, or no question to a bot");
    if (r->modelled && r->others > others_most)
        return !choosing_settle(v, FAQ_IGNORE, NULL,
                                "it is like talk that was not for the bot");
    return clearly_asked(c) || surely_declined(c) ||
           !choosing_settle(v, FAQ_IGNORE, NULL,
                            "no question that is certainly about spasticity");
}
