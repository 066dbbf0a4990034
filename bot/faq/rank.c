#include "faq/rank.h"

#include <math.h>
#include <stdlib.h>

#include "faq/curve.h"

/* A second pattern of the same intent adds a little certainty, not a new meaning. */
static const double further_match = 0.1;
static const double further_most = 0.3;
static const double further_part = 0.5;
/* Topics that the model alone speaks for: the best of them join the ranking. */
#define NEAR_MOST 8
/* The model's values become scores on the scale of patterns, where a bar is 3: a value of
 * `even` is just worth it. What patterns heard adds a little, since they were weighed
 * when the model learned from the concepts they stand on. */
static const double bar = 3.0, even = -0.55;
static const double fit_share = 0.06, fit_most = 8.0;
/* Shorter words say nothing by themselves. */
enum { word_least = 3 };
/* A topic that the model does not know is an operator's own: where its patterns match, it
 * was meant, and stands beside what the model is sure of. */
static const double own_lead = 4.0;
/* A value that no topic has. */
static const float never = -9;
/* How much it counts that a topic is often offered, by how vague a message is. */
static const struct curve often_curve = {2, {{-1.5F, 0}, {0, 0.3F}}};
static const float seldom = -9;

struct walk {
    const struct intents *set;
    struct matcher *matcher;
    const struct rank_query *query;
    struct ranking *out;
};

static struct standing *weakest(struct ranking *r)
{
    struct standing *least = &r->list[0];
    for (size_t i = 1; i < r->count; i++)
        if (r->list[i].score < least->score)
            least = &r->list[i];
    return least;
}

static struct standing *standing_for(struct ranking *r, size_t intent, double score)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->list[i].intent == intent)
            return &r->list[i];
    struct standing *s = r->count < RANK_MAX ? &r->list[r->count++] : weakest(r);
    if (s->matches && r->count == RANK_MAX && s->score >= score)
        return NULL;
    *s = (struct standing){.intent = (uint32_t)intent};
    return s;
}

static void add_parts(struct standing *s, const struct match *m)
{
    for (size_t i = 0; i < m->part_count; i++) {
        size_t k = 0;
        while (k < s->part_count && s->parts[k].concept != m->parts[i].concept)
            k++;
        if (k == s->part_count && k < STANDING_PARTS)
            s->parts[s->part_count++] = m->parts[i];
        else if (k < s->part_count && s->parts[k].value < m->parts[i].value)
            s->parts[k].value = m->parts[i].value;
    }
}

/* What the further patterns are worth: a little for being there, and half of what they
 * heard beyond the best one. */
static double further(const struct standing *s)
{
    double sum = 0, more = further_match * (double)(s->matches - 1);

    for (size_t i = 0; i < s->part_count; i++) {
        size_t k = 0;
        while (k < s->best.part_count && s->best.parts[k].concept != s->parts[i].concept)
            k++;
        if (k == s->best.part_count)
            sum += (double)s->parts[i].value;
    }
    return further_part * sum + (more < further_most ? more : further_most);
}

/* Of two as good the one written first: the order of trying must not matter. */
static bool better(const struct match *a, const struct match *b)
{
    return a->score > b->score || (a->score == b->score && a->rule < b->rule);
}

static void try_rule(void *user, size_t intent, const struct intent_rule *rule)
{
    struct walk *w = user;
    struct match match;
    bool urgent = w->set->list[intent].priority == INTENT_URGENT;

    if ((int)intent == w->query->skip || (rule->addressed && !w->query->addressed))
        return;
    if (!score_rule(w->query->hearing, w->matcher, rule, urgent, &match))
        return;
    /* "cheers" after a question about a medicine asks nothing of it. */
    if (match.borrowed && evidence_empty(&match.evidence))
        return;
    struct standing *s = standing_for(w->out, intent, match.score);
    if (!s)
        return;
    add_parts(s, &match);
    if (s->matches++ == 0 || better(&match, &s->best))
        s->best = match;
}

static bool excluded(const struct walk *w, const struct intent *in)
{
    struct match match;
    for (size_t i = 0; i < in->exclude_count; i++)
        if (score_rule(w->query->hearing, w->matcher, &in->excludes[i], true, &match))
            return true;
    return false;
}

static bool excluded_by_patterns(const struct walk *w, const struct standing *s)
{
    return s->matches && excluded(w, &w->set->list[s->intent]);
}

typedef bool (*may_stand)(const struct walk *w, size_t class);

/* The classes of the highest worth among those that may, best first, into best. */
static size_t best_classes(const struct walk *w, const float *worth, may_stand may,
                           size_t *best, size_t most)
{
    size_t found = 0;

    for (size_t i = 0; i < model_classes(w->query->model); i++) {
        size_t at = found;
        if ((at == most && worth[best[at - 1]] >= worth[i]) || !may(w, i))
            continue;
        if (at == most)
            at--;
        else
            found++;
        for (; at > 0 && worth[best[at - 1]] < worth[i]; at--)
            best[at] = best[at - 1];
        best[at] = i;
    }
    return found;
}

static bool may_be_meant(const struct walk *w, size_t class)
{
    int intent = model_class(w->query->model, class)->intent;
    return intent >= 0 && intent != w->query->skip;
}

/* Alarms and refusals are no choices, nor is what never speaks unasked, small talk and
 * the bot itself, where it is not offered by habit. */
static bool may_be_offered(const struct walk *w, size_t class)
{
    const struct model *m = w->query->model;
    const struct intent *in;

    if (!may_be_meant(w, class) || model_class(m, class)->sense != MODEL_TOPIC)
        return false;
    in = &w->set->list[model_class(m, class)->intent];
    return in->priority >= INTENT_NORMAL &&
           (in->channel || model_offered(m, class) > MODEL_NEVER);
}

/* Topics that the model speaks for although no pattern of theirs matched. */
static void nominate(const struct walk *w, const float *values)
{
    size_t near[NEAR_MOST], count;

    count = best_classes(w, values, may_be_meant, near, NEAR_MOST);
    for (size_t i = 0; i < count; i++) {
        int intent = model_class(w->query->model, near[i])->intent;
        standing_for(w->out, (size_t)intent, 0);
    }
}

/* What is likely; and the vaguer the message, what is often offered for such. */
static void note_offers(const struct walk *w, const float *values)
{
    enum { near_most = 2 * RANK_OFFERS };
    const struct model *m = w->query->model;
    float often = curve_worth(&often_curve, w->out->vague);
    float worth[MODEL_CLASSES] = {0};
    size_t best[near_most], count;

    for (size_t i = 0; i < model_classes(m); i++)
        worth[i] = values[i] + often * fmaxf(model_offered(m, i), seldom);
    count = best_classes(w, worth, may_be_offered, best, near_most);
    for (size_t i = 0; i < count && w->out->offer_count < RANK_OFFERS; i++) {
        uint32_t intent = (uint32_t)model_class(m, best[i])->intent;
        if (i == 0 || w->set->list[intent].channel) /* of the bot: first or not at all */
            w->out->offers[w->out->offer_count++] = intent;
    }
}

static void note_values(const struct model *m, const float *values, struct ranking *out)
{
    for (size_t i = 0; i < out->count; i++)
        out->list[i].asked = out->list[i].now = never;
    for (size_t k = 0; k < model_classes(m); k++) {
        const struct model_class *c = model_class(m, k);
        if (c->sense == MODEL_OTHERS)
            out->others = values[k];
        else if (c->sense == MODEL_VAGUE)
            out->vague = values[k];
        if (c->sense == MODEL_NOW && values[k] > out->now)
            out->now = values[k];
        for (size_t i = 0; i < out->count; i++) {
            struct standing *s = &out->list[i];
            if ((int)s->intent != c->intent)
                continue;
            s->learned = true;
            *(c->sense == MODEL_NOW ? &s->now : &s->asked) = values[k];
        }
    }
}

static double score_of(const struct standing *s, bool modelled)
{
    if (!s->learned)
        return modelled && s->fit >= bar ? s->fit + own_lead : s->fit;
    double value = (double)(s->asked > s->now ? s->asked : s->now);
    return bar + rank_step * (value - even) +
           fit_share * (s->fit < fit_most ? s->fit : fit_most);
}

static int by_score(const void *a, const void *b)
{
    const struct standing *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->intent < y->intent ? -1 : x->intent > y->intent; /* same order every time */
}

static bool hears_anything(const struct hearing *h)
{
    for (size_t i = 0; i < CONCEPT_MAX / 64; i++)
        if (h->bits.bit[i])
            return true;
    for (size_t i = 0; i < h->heard->word_count; i++)
        if (h->heard->words[i].known && h->heard->words[i].len >= word_least)
            return true;
    return false;
}

void rank_intents(const struct intents *set, struct candidates *candidates,
                  struct matcher *m, const struct rank_query *query, struct ranking *out)
{
    struct walk walk = {set, m, query, out};
    float values[MODEL_CLASSES];
    size_t kept = 0;

    out->count = out->offer_count = 0;
    out->modelled = query->model != NULL;
    out->others = out->strange = out->vague = out->now = never;
    if (query->everything)
        candidates_walk_all(candidates, try_rule, &walk);
    else
        candidates_walk(candidates, &query->hearing->bits, try_rule, &walk);
    for (size_t i = 0; i < out->count; i++) {
        struct standing *s = &out->list[i];
        s->fit = excluded_by_patterns(&walk, s) ? 0 : s->best.score + further(s);
    }
    /* Of what says nothing ("2", "asdf") every value is chance. */
    if (query->model && hears_anything(query->hearing)) {
        traits_of(query->hearing, query->traits);
        out->strange = model_weigh(query->model, query->traits, values);
        nominate(&walk, values);
        note_values(query->model, values, out);
        if (query->addressed) /* unasked, nothing is offered */
            note_offers(&walk, values);
    }
    for (size_t i = 0; i < out->count; i++) {
        struct standing s = out->list[i];
        if (s.fit <= 0 && !s.learned)
            continue;
        s.score = score_of(&s, out->modelled);
        out->list[kept++] = s;
    }
    out->count = kept;
    qsort(out->list, out->count, sizeof out->list[0], by_score);
}

bool rank_quiet(const struct intents *set, struct matcher *m,
                const struct hearing *hearing)
{
    struct match match;
    for (size_t i = 0; i < set->quiet_count; i++)
        if (score_rule(hearing, m, &set->quiet[i], true, &match))
            return true;
    return false;
}
