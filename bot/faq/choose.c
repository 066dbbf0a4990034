#include "faq/choose.h"

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
/* The model's scores spread wider than those of patterns: an answer takes a little more.
 */
static const double learned_more = 0.4;
/* What patterns alone must give: an emergency and, unasked, a refusal are theirs. */
static const double pattern_bars[4][2] = {
    {3.0, 3.0},
    {0.0, 4.0},
    {0.0, 0.0},
    {0.0, 99},
};
/* The model's own word for an emergency that is happening, less sure where a sign of one
 * is told, surer unasked; and for talk that is not for us: values as in model.h. */
static const float now_least[2] = {-0.2F, 0.2F}, now_least_sign[2] = {-0.4F, -0.1F};
static const float now_hardly = -0.4F, others_likely = 0.0F, others_hardly = -1.0F;
static const float others_most = -0.4F;
/* A message that says too little has a lead: an offer that is not needed costs a person
 * one more tap, a wrong answer costs trust. */
static const float vague_ahead = 0.2F, vague_ahead_few = 1.0F;
enum { few_words = 3 }; /* "my leg", "the tablets": could mean many things */
/* A winner this close to a runner-up about other words is no winner. */
static const double margin = 0.5, learned_margin = 0.2;
/* A second topic must be about as clearly asked as the first. */
static const double second_share = 0.8;
/* A request to decline need not be the likeliest reading; less so when its patterns hold.
 */
static const double safety_fit = 3.0, safety_lead_fit = 7.0, safety_lead_bare = 1.0;
static const float safety_sure = 0.2F;
/* Worth offering: half a bar. */
static const double offer_share = 0.5;
/* What proves the subject to an unasked reader: one sure word, or two that point to it.
 * One that points to it will do where the model is sure of a topic and sees nothing of
 * talk for others. */
static const float domain_least = 1.0F, domain_hint = 0.5F;
static const float ours_others = -0.8F, ours_sure = 0.0F;
/* Here the model is so sure that neither a proof nor the form of a question is needed. */
static const float certain_others = -1.8F, certain_sure = 0.35F;
/* How far, in sentences, the subject may stand from the question in a channel. */
enum { subject_reach = 2 };

double choose_bar(enum intent_priority priority, enum faq_setting setting)
{
    return bars[priority][setting == FAQ_CHANNEL];
}

/* An urgent topic is over its bar as an emergency by its patterns alone. */
static bool over_bar(const struct standing *s, enum intent_priority priority,
                     enum faq_setting setting)
{
    bool more = s->learned && priority == INTENT_NORMAL && setting != FAQ_CHANNEL;
    double bar = choose_bar(priority, setting) + (more ? learned_more : 0);
    bool by_score = priority == INTENT_URGENT || s->score >= bar;

    return by_score && s->fit >= pattern_bars[priority][setting == FAQ_CHANNEL];
}

static const struct intent *intent_of(const struct intents *set, const struct standing *s)
{
    return &set->list[s->intent];
}

/* The best standing of a priority that is over its bar, or NULL. */
static const struct standing *best_of(const struct intents *set, const struct ranking *r,
                                      enum intent_priority priority,
                                      enum faq_setting setting)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct intent *in = intent_of(set, &r->list[i]);
        if (in->priority != priority || !over_bar(&r->list[i], priority, setting))
            continue;
        if (setting == FAQ_CHANNEL && !in->channel)
            continue;
        return &r->list[i];
    }
    return NULL;
}

/* A question about an emergency ("what are the signs of ...") is an ordinary one. */
static const struct standing *best_asked(const struct intents *set,
                                         const struct ranking *r,
                                         enum faq_setting setting)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct standing *s = &r->list[i];
        if (intent_of(set, s)->priority == INTENT_URGENT && s->learned &&
            s->asked > s->now && s->score >= choose_bar(INTENT_NORMAL, setting))
            return s;
    }
    return NULL;
}

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

/* Unasked, Limber speaks only to a question that is certainly about its subject. */
static bool clearly_asked(const struct hearing *h, const struct ranking *r)
{
    bool ours = r->modelled && r->others <= ours_others && r->best >= ours_sure;
    float least = ours ? domain_hint : domain_least;

    if (certain(r))
        return true;
    for (size_t s = 0; s < h->heard->sentence_count; s++) {
        size_t from = s > subject_reach ? s - subject_reach : 0;
        if (h->heard->sentences[s].asks && domain_of(h, from, s + subject_reach) >= least)
            return true;
    }
    return false;
}

static void add_topic(struct verdict *v, const struct standing *s)
{
    for (size_t i = 0; i < v->topic_count; i++)
        if (v->topics[i] == s->intent)
            return;
    if (v->topic_count < FAQ_TOPICS)
        v->topics[v->topic_count++] = s->intent;
    if (v->topic_count == 1)
        v->score = s->score;
}

static void add_offer(struct verdict *v, const struct standing *s)
{
    for (size_t i = 0; i < v->offer_count; i++)
        if (v->offers[i] == s->intent)
            return;
    if (v->offer_count < FAQ_TOPICS)
        v->offers[v->offer_count++] = s->intent;
}

static float value_of(const struct standing *s)
{
    return s->asked > s->now ? s->asked : s->now;
}

/* The runner-up about the same words is only the less specific reading of them. */
static bool rivals(const struct standing *winner, const struct standing *other)
{
    if (winner->learned && other->learned)
        return winner->score - other->score < learned_margin;
    return winner->score - other->score < margin &&
           !evidence_within(&other->best.evidence, &winner->best.evidence);
}

/* Adds what was asked beside the winner: over the bar, about other words. */
static void add_seconds(const struct intents *set, const struct ranking *r,
                        const struct standing *winner, enum faq_setting setting,
                        struct verdict *v)
{
    for (size_t i = 0; i < r->count && v->topic_count < FAQ_TOPICS; i++) {
        const struct standing *s = &r->list[i];
        const struct intent *in = intent_of(set, s);
        if (s == winner || in->priority > INTENT_NORMAL ||
            evidence_empty(&s->best.evidence))
            continue;
        if (!over_bar(s, in->priority, setting) || s->fit < second_share * winner->fit)
            continue;
        if (evidence_disjoint(&s->best.evidence, &winner->best.evidence))
            add_topic(v, s);
    }
}

static void offer_near(const struct intents *set, const struct ranking *r,
                       enum faq_setting setting, struct verdict *v)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct intent *in = intent_of(set, &r->list[i]);
        if (in->priority == INTENT_NORMAL && in->channel &&
            r->list[i].score >= offer_share * choose_bar(in->priority, setting))
            add_offer(v, &r->list[i]);
    }
}

static bool settle(struct verdict *v, enum faq_action action, const struct standing *s,
                   const char *why)
{
    v->action = action;
    v->why = why;
    if (s)
        add_topic(v, s);
    return true;
}

/* Is a sign of illness or danger told at all? */
static bool any_sign(const struct hearing *h)
{
    for (size_t i = 0; i < h->heard->hit_count; i++)
        if (!h->heard->hits[i].denied &&
            lexicon_concept(h->lexicon, h->heard->hits[i].concept)->sign)
            return true;
    return false;
}

/* "Nearly fainted when I saw the bill": unasked, the patterns' alarm falls silent where
 * the model takes the message for talk among others and for no emergency at all. */
static bool only_sounds_so(const struct ranking *r, const struct standing *s)
{
    if (!r->modelled || !s->learned)
        return false;
    return r->now < now_hardly && r->others > others_likely;
}

/* Emergencies before and above everything else. */
static bool choose_urgent(const struct intents *set, const struct ranking *r,
                          const struct hearing *h, enum faq_setting setting,
                          struct verdict *v)
{
    const struct standing *s = best_of(set, r, INTENT_URGENT, setting);
    bool channel = setting == FAQ_CHANNEL;
    bool surer = channel && r->others > others_hardly;
    float least = any_sign(h) ? now_least_sign[surer] : now_least[surer];

    if (s && !(channel && only_sounds_so(r, s)))
        return settle(v, FAQ_EMERGENCY, s, "urgent signs come before everything else");
    for (size_t i = 0; r->modelled && i < r->count; i++) {
        s = &r->list[i];
        if (s->now >= least && s->now >= r->best && s->now > r->others)
            return settle(v, FAQ_EMERGENCY, s,
                          "it is like the emergencies that were learned");
    }
    return false;
}

/* How far a general topic may lead before it is what was meant: "how much exercise should
 * I do" is no question about a dose. */
static double safety_lead(const struct standing *s)
{
    return s->fit >= safety_fit ? safety_lead_fit : safety_lead_bare;
}

/* A personal dose or diagnosis is declined; the general topic may follow. */
static bool choose_safety(const struct intents *set, const struct ranking *r,
                          enum faq_setting setting, struct verdict *v)
{
    const struct standing *s = best_of(set, r, INTENT_SAFETY, setting);
    const struct standing *n = best_of(set, r, INTENT_NORMAL, setting);

    if (!s || (n && r->modelled && n->score > s->score + safety_lead(s)))
        return false;
    if (r->modelled && s->fit < safety_fit && r->vague + vague_ahead > value_of(s))
        return false; /* "my leg" */
    settle(v, FAQ_DECLINE, s,
           "a personal dose, medicine change or diagnosis is asked for");
    if (n)
        add_topic(v, n);
    return true;
}

/* "baclofen??" names a subject and asks nothing: its topics are offered, likest first. */
static bool choose_vague(const struct ranking *r, enum faq_setting setting,
                         struct verdict *v)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->list[i].matches && r->list[i].best.rule->offers)
            add_offer(v, &r->list[i]);
    return settle(v, setting == FAQ_CHANNEL ? FAQ_IGNORE : FAQ_SUGGEST, NULL,
                  "names a subject and asks nothing of it");
}

/* The likeliest answer: a topic, or, where a model can weigh the two, small talk. */
static const struct standing *best_answer(const struct intents *set,
                                          const struct ranking *r,
                                          enum faq_setting setting)
{
    const struct standing *normal = best_of(set, r, INTENT_NORMAL, setting);
    const struct standing *asked = best_asked(set, r, setting);
    const struct standing *social = best_of(set, r, INTENT_SOCIAL, setting);

    if (asked && (!normal || asked->score > normal->score))
        normal = asked;
    if (social && social->learned && (!normal || social->score > normal->score))
        return social;
    return normal;
}

/* How far a message may be from what is too vague and still be that. What is asked of the
 * bot itself, or in a conversation that lends the subject, may be short. */
static float vague_lead(const struct intents *set, const struct standing *s,
                        const struct hearing *h)
{
    bool few = h->heard->word_count <= few_words && !h->any_borrowed &&
               intent_of(set, s)->channel;

    return few ? vague_ahead_few : vague_ahead;
}

static bool choose_normal(const struct intents *set, const struct ranking *r,
                          const struct hearing *h, enum faq_setting setting,
                          struct verdict *v)
{
    const struct standing *s = best_answer(set, r, setting);

    if (!s)
        return false;
    if (s->matches && s->best.rule->offers && !(s->learned && value_of(s) > 0))
        return choose_vague(r, setting, v);
    /* A command in the words of the bot's own topics, "help", is never too vague. */
    bool command = s->matches && !intent_of(set, s)->channel;
    if (r->modelled && s->learned && !command &&
        r->vague + vague_lead(set, s, h) > value_of(s)) {
        offer_near(set, r, setting, v);
        return settle(v, setting == FAQ_CHANNEL ? FAQ_IGNORE : FAQ_SUGGEST, NULL,
                      "it is like messages that were too vague to answer");
    }
    settle(v, FAQ_ANSWER, s, "the best topic, over the bar and ahead of the rest");
    for (size_t i = 0; i < r->count; i++) {
        const struct standing *other = &r->list[i];
        if (other == s || intent_of(set, other)->priority != INTENT_NORMAL ||
            !rivals(s, other) ||
            (!s->learned && evidence_disjoint(&other->best.evidence, &s->best.evidence)))
            continue;
        v->topic_count = 0;
        add_offer(v, s);
        add_offer(v, other);
        return settle(v, setting == FAQ_CHANNEL ? FAQ_IGNORE : FAQ_SUGGEST, NULL,
                      "two topics fit about equally well");
    }
    add_seconds(set, r, s, setting, v);
    return true;
}

/* "Should I go up to twenty?" names no medicine; patterns and model agree what it asks.
 */
static bool surely_declined(const struct intents *set, const struct ranking *r)
{
    const struct standing *s = best_of(set, r, INTENT_SAFETY, FAQ_CHANNEL);

    return s && s->learned && value_of(s) > safety_sure && r->others < others_most;
}

void choose(const struct intents *set, const struct ranking *r,
            const struct hearing *hearing, enum faq_setting setting, bool quiet,
            struct verdict *v)
{
    *v = (struct verdict){.action = FAQ_IGNORE};
    if (choose_urgent(set, r, hearing, setting, v))
        return;
    if (setting == FAQ_CHANNEL && quiet && !certain(r)) {
        settle(v, FAQ_IGNORE, NULL, "meant for somebody else, or no question to a bot");
        return;
    }
    if (setting == FAQ_CHANNEL && r->modelled && r->others > others_most) {
        settle(v, FAQ_IGNORE, NULL, "it is like talk that was not for the bot");
        return;
    }
    if (setting == FAQ_CHANNEL && !clearly_asked(hearing, r) &&
        !surely_declined(set, r)) {
        settle(v, FAQ_IGNORE, NULL, "no question that is certainly about spasticity");
        return;
    }
    if (choose_safety(set, r, setting, v) || choose_normal(set, r, hearing, setting, v))
        return;
    if (setting == FAQ_CHANNEL) {
        settle(v, FAQ_IGNORE, NULL, "nothing over the bar for an unaddressed message");
        return;
    }
    const struct standing *social = best_of(set, r, INTENT_SOCIAL, setting);
    if (social) {
        settle(v, FAQ_ANSWER, social,
               "nothing but small talk or a question about the bot");
        return;
    }
    offer_near(set, r, setting, v);
    settle(v, FAQ_SUGGEST, NULL,
           v->offer_count ? "nothing over the bar; these are near" : "nothing near");
}
