#include "faq/choose.h"

#include "faq/choose_parts.h"

/* Less sure than this of what was meant, topics are offered instead: an offer that is not
 * needed costs a person one more tap, a wrong answer costs trust. Below 0, since the
 * regression counts what is too vague three times (choose_sure.c). */
static const float sure_least = -0.5F;
/* By patterns alone: a winner this close to a runner-up about other words is no winner.
 */
static const double margin = 0.5;
/* A second topic must be about as clearly asked as the first. */
static const double second_share = 0.8;
/* How far, in scores, a general topic may lead a request to decline for which no pattern
 * speaks: "how much exercise should I do" is no question about a dose. */
static const double safety_behind = 2.0;
/* Nor is "how many inches would I need": so near to something else it takes patterns. */
static const float safety_foreign = -1;
/* "My leg" may be like a request: it must be this much more so than too vague. */
static const float vague_ahead = 0.6F;
/* Under this a topic is not worth offering, unless the message is too vague to answer. */
static const double offer_least = 0.5;
static const float vague_near = -1.2F;

/* Does the topic's pattern say that the message names a subject and asks nothing of it?
 * Not where another sentence asks: "I have CP. Why am I stiff?" */
static bool only_names(const struct choosing *c, const struct standing *s)
{
    const struct heard *heard = c->hearing->heard;

    if (!s->matches || !s->best.rule->offers)
        return false;
    for (size_t i = 0; i < heard->sentence_count; i++)
        if (heard->sentences[i].asks && (int)i != s->best.sentence)
            return false;
    return true;
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

static void add_offer(struct verdict *v, uint32_t intent)
{
    for (size_t i = 0; i < v->offer_count; i++)
        if (v->offers[i] == intent)
            return;
    if (v->offer_count < FAQ_TOPICS)
        v->offers[v->offer_count++] = intent;
}

bool choosing_settle(struct verdict *v, enum faq_action action, const struct standing *s,
                     const char *why)
{
    v->action = action;
    v->why = why;
    if (s)
        add_topic(v, s);
    return true;
}

/* Offers what was added to v; unasked, silence is better than a guess. */
static bool settle_offer(const struct choosing *c, struct verdict *v, const char *why)
{
    return choosing_settle(v, choosing_unasked(c) ? FAQ_IGNORE : FAQ_SUGGEST, NULL, why);
}

/* Adds what was asked beside the winner: over the bar, about other words. */
static void add_seconds(const struct choosing *c, const struct standing *winner,
                        struct verdict *v)
{
    const struct ranking *r = c->ranking;

    for (size_t i = 0; i < r->count && v->topic_count < FAQ_TOPICS; i++) {
        const struct standing *s = &r->list[i];
        enum intent_priority priority = choosing_intent(c, s)->priority;
        /* An alarm leads or is none. */
        if (s == winner || priority > INTENT_NORMAL || priority == INTENT_URGENT ||
            evidence_empty(&s->best.evidence))
            continue;
        if (!choosing_over_bar(c, s) || s->fit < second_share * winner->fit)
            continue;
        if (evidence_disjoint(&s->best.evidence, &winner->best.evidence))
            add_topic(v, s);
    }
}

/* Of "the weather in london" even the likeliest topic is not near. */
static bool anything_near(const struct choosing *c)
{
    const struct ranking *r = c->ranking;
    size_t i = 0;

    while (i < r->count && choosing_intent(c, &r->list[i])->priority != INTENT_NORMAL)
        i++;
    return r->vague > vague_near || (i < r->count && r->list[i].score > offer_least);
}

/* Adds what could be meant: topics whose patterns say so, those that only patterns know
 * and that come near, then what was learned to be offered. */
static void offer_near(const struct choosing *c, struct verdict *v)
{
    const struct ranking *r = c->ranking;

    if (!anything_near(c))
        return;
    for (size_t i = 0; i < r->count; i++) {
        const struct standing *s = &r->list[i];
        const struct intent *in = choosing_intent(c, s);
        bool named = only_names(c, s);
        bool near = !s->learned && s->score > offer_least && in->channel;
        if ((named || near) && in->priority == INTENT_NORMAL)
            add_offer(v, s->intent);
    }
    for (size_t i = 0; i < r->offer_count; i++)
        add_offer(v, r->offers[i]);
}

/* "My toddler has CP" tells something; "my toddler has CP?" asks. */
static bool only_tells(const struct choosing *c)
{
    const struct ranking *r = c->ranking;

    for (size_t i = 0; i < r->count; i++)
        if (only_names(c, &r->list[i]) && r->list[i].best.sentence >= 0 &&
            !c->hearing->heard->sentences[r->list[i].best.sentence].asks)
            return true;
    return false;
}

/* Does a request to decline stand, for which no pattern speaks? */
static bool refusal_stands(const struct choosing *c, const struct standing *s,
                           const struct standing *general)
{
    const struct ranking *r = c->ranking;

    if (!r->modelled)
        return true;
    if (only_tells(c))
        return false;
    if (general && general->score > s->score + safety_behind)
        return false;
    return choosing_foreignness(c) <= safety_foreign &&
           r->vague + vague_ahead <= choosing_value(s);
}

/* A personal dose or diagnosis is declined; the general topic may follow. */
static bool choose_safety(const struct choosing *c, struct verdict *v)
{
    const struct standing *s = choosing_best(c, INTENT_SAFETY);
    const struct standing *n = choosing_best(c, INTENT_NORMAL);

    if (!s || (s->fit < safety_fit && !refusal_stands(c, s, n)))
        return false;
    choosing_settle(v, FAQ_DECLINE, s,
                    "a personal dose, medicine change or diagnosis is asked for");
    if (n)
        add_topic(v, n);
    return true;
}

/* "baclofen??" names a subject and asks nothing: its topics are offered, likest first. */
static bool choose_subject(const struct choosing *c, const struct standing *s,
                           struct verdict *v)
{
    const struct ranking *r = c->ranking;

    add_offer(v, s->intent);
    for (size_t i = 0; i < r->count; i++)
        if (only_names(c, &r->list[i]))
            add_offer(v, r->list[i].intent);
    for (size_t i = 0; i < r->offer_count; i++)
        add_offer(v, r->offers[i]);
    return settle_offer(c, v, "names a subject and asks nothing of it");
}

/* By patterns alone, a runner-up about the same words is only the less specific reading
 * of them. */
static const struct standing *rival_of(const struct choosing *c,
                                       const struct standing *winner)
{
    const struct ranking *r = c->ranking;

    for (size_t i = 0; i < r->count; i++) {
        const struct standing *s = &r->list[i];
        if (s != winner && choosing_intent(c, s)->priority == INTENT_NORMAL &&
            winner->score - s->score < margin &&
            !evidence_within(&s->best.evidence, &winner->best.evidence) &&
            !evidence_disjoint(&s->best.evidence, &winner->best.evidence))
            return s;
    }
    return NULL;
}

/* Is it too unsure what was meant? Then the offers are in v. */
static bool choose_offers(const struct choosing *c, const struct standing *s,
                          struct verdict *v)
{
    /* A command in the words of the bot's own topics, "help", is never too vague. */
    bool command = s->matches && !choosing_intent(c, s)->channel;

    if (s->learned) {
        if (command || choosing_sureness(c, s) >= sure_least)
            return false;
        offer_near(c, v);
        return settle_offer(c, v, "too vague, or too like several topics, to be sure");
    }
    const struct standing *rival = rival_of(c, s);
    if (!rival)
        return false;
    add_offer(v, s->intent);
    add_offer(v, rival->intent);
    return settle_offer(c, v, "two topics fit about equally well");
}

static bool choose_normal(const struct choosing *c, struct verdict *v)
{
    const struct standing *s = choosing_best_answer(c);

    if (!s)
        return false;
    /* After something else was talked of, the model may know what is asked of it. */
    bool known = c->hearing->before && s->learned && choosing_value(s) > 0;
    if ((only_names(c, s) || only_tells(c)) && !known)
        return choose_subject(c, s, v);
    if (choose_offers(c, s, v))
        return true;
    choosing_settle(v, FAQ_ANSWER, s,
                    "the best topic, over the bar and ahead of the rest");
    add_seconds(c, s, v);
    return true;
}

/* Addressed, and nothing to answer: small talk, or what could be meant. */
static void choose_last(const struct choosing *c, struct verdict *v)
{
    const struct standing *social = choosing_best(c, INTENT_SOCIAL);

    if (social) {
        choosing_settle(v, FAQ_ANSWER, social,
                        "nothing but small talk or a question about the bot");
        return;
    }
    if (v->foreign) {
        choosing_settle(v, FAQ_SUGGEST, NULL, "about something else");
        return;
    }
    offer_near(c, v);
    choosing_settle(v, FAQ_SUGGEST, NULL,
                    v->offer_count ? "nothing over the bar; these are near"
                                   : "nothing near");
}

void choose(const struct intents *set, const struct ranking *r,
            const struct hearing *hearing, enum faq_setting setting, bool quiet,
            struct verdict *v)
{
    const struct choosing c = {set, r, hearing, setting};

    *v = (struct verdict){.action = FAQ_IGNORE};
    if (choosing_urgent(&c, v) || !choosing_may_speak(&c, quiet, v))
        return;
    v->foreign = choosing_foreign(&c);
    if (!v->foreign && (choose_safety(&c, v) || choose_normal(&c, v)))
        return;
    if (choosing_unasked(&c)) {
        choosing_settle(v, FAQ_IGNORE, NULL,
                        "nothing over the bar for an unaddressed message");
        return;
    }
    choose_last(&c, v);
}
