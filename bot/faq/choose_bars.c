/* choose_bars.c - what a topic must reach to be spoken of. */
#include "faq/choose_parts.h"

/* The bars. A subject weighs 3 and an aspect 2 (lexicon), so addressed a subject with
 * anything, or a subject alone where its intent says so, is enough; unasked it takes a
 * subject and what is asked of it, in a question. Urgent signs count the same wherever
 * they are said. */
static const double bars[4][2] = {
    /* addressed, channel */
    {3.0, 3.0}, /* urgent */
    {2.4, 4.0}, /* safety */
    {3.0, 3.6}, /* normal */
    {1.5, 99},  /* social: never unasked */
};
/* Addressed, how sure it is of a topic that was learned decides (choose_sure.c); this
 * keeps out what is like nothing at all. */
static const double learned_least = 2.2;
/* Hardly talk for others, as the model sees it. */
static const float others_hardly = -1.2F;
/* "Thanks, and what is clonus" asks something beside. */
static const double social_ahead = 0.8;
/* A refusal that is asked for in so many words need not be likely; but words like those,
 * "just tell me", are none where the model holds one for less likely than this. */
static const double refusal_fit_unasked = 4.0;
static const float refusal_least = -1.75F;
/* What patterns alone must give: an emergency and, unasked, a refusal are theirs. */
static const double pattern_bars[4][2] = {
    {3.0, 3.0},
    {0.0, 4.0},
    {0.0, 0.0},
    {0.0, 99},
};

double choose_bar(enum intent_priority priority, enum faq_setting setting)
{
    return bars[priority][setting == FAQ_CHANNEL];
}

static bool refusal_is_asked(const struct choosing *c, const struct standing *s)
{
    return s->fit >= (choosing_unasked(c) ? refusal_fit_unasked : safety_fit) &&
           (!s->learned || choosing_value(s) >= refusal_least);
}

/* Unasked it may be other words, where the model is sure of them. */
static bool refusal_is_sure(const struct choosing *c, const struct standing *s)
{
    float least = choosing_plainly_asked(c) ? safety_likely : safety_sure;

    return choosing_unasked(c) && s->learned && choosing_value(s) > least &&
           c->ranking->others < others_hardly;
}

bool choosing_over_bar(const struct choosing *c, const struct standing *s)
{
    enum intent_priority priority = choosing_intent(c, s)->priority;
    bool unasked = choosing_unasked(c);
    bool learned = s->learned && priority == INTENT_NORMAL && !unasked;
    double bar = learned ? learned_least : choose_bar(priority, c->setting);
    bool by_score = priority == INTENT_URGENT || s->score >= bar;

    if (priority == INTENT_SAFETY && (refusal_is_asked(c, s) || refusal_is_sure(c, s)))
        return true;
    return by_score && s->fit >= pattern_bars[priority][unasked];
}

const struct standing *choosing_best(const struct choosing *c,
                                     enum intent_priority priority)
{
    const struct ranking *r = c->ranking;

    for (size_t i = 0; i < r->count; i++) {
        const struct intent *in = choosing_intent(c, &r->list[i]);
        if (in->priority != priority || !choosing_over_bar(c, &r->list[i]))
            continue;
        if (choosing_unasked(c) && !in->channel)
            continue;
        return &r->list[i];
    }
    return NULL;
}

/* A question about an emergency ("what are the signs of ...") is an ordinary one. */
static const struct standing *best_asked(const struct choosing *c)
{
    const struct ranking *r = c->ranking;

    for (size_t i = 0; i < r->count; i++) {
        const struct standing *s = &r->list[i];
        if (choosing_intent(c, s)->priority == INTENT_URGENT && s->learned &&
            s->asked > s->now && s->score >= choose_bar(INTENT_NORMAL, c->setting))
            return s;
    }
    return NULL;
}

const struct standing *choosing_best_answer(const struct choosing *c)
{
    const struct standing *normal = choosing_best(c, INTENT_NORMAL);
    const struct standing *asked = best_asked(c);
    const struct standing *social = choosing_best(c, INTENT_SOCIAL);

    if (asked && (!normal || asked->score > normal->score))
        normal = asked;
    if (social && social->learned &&
        (!normal || social->score > normal->score + social_ahead))
        return social;
    return normal;
}
