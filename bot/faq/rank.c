#include "faq/rank.h"

#include <stdlib.h>

/* A second pattern of the same intent adds a little certainty, not a new meaning. */
static const double further_match = 0.1;
static const double further_most = 0.3;
static const double further_part = 0.5;
/* Likeness to known questions moves a score by at most this. */
static const double like_share = 0.6, like_most = 8.0;
/* The score of a topic that only its likeness speaks for, before that is added. */
static const double nominated = 0.5;
#define NEAR_MOST 8

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
    if (s->matches++ == 0 || match.score > s->best.score)
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

/* Topics that the message is like although no pattern of theirs matched. */
static void nominate(const struct walk *w)
{
    uint32_t near[NEAR_MOST];
    size_t count = likeness_find(w->query->likeness, near, NEAR_MOST);

    for (size_t i = 0; i < count; i++) {
        const struct intent *in = &w->set->list[near[i]];
        if (in->priority != INTENT_URGENT && (int)near[i] != w->query->skip)
            standing_for(w->out, near[i], nominated);
    }
}

/* Anything that points to the subject. */
static bool on_subject(const struct hearing *h)
{
    for (size_t i = 0; i < h->heard->hit_count; i++) {
        const struct concept *c = lexicon_concept(h->lexicon, h->heard->hits[i].concept);
        if (c->domain > 0)
            return true;
    }
    return false;
}

static double bounded(double value)
{
    return value < -like_most ? -like_most : value > like_most ? like_most : value;
}

static int by_score(const void *a, const void *b)
{
    const struct standing *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->intent < y->intent ? -1 : x->intent > y->intent; /* same order every time */
}

void rank_intents(const struct intents *set, struct candidates *candidates,
                  struct matcher *m, const struct rank_query *query, struct ranking *out)
{
    struct walk walk = {set, m, query, out};
    size_t kept = 0;

    out->count = 0;
    if (query->everything)
        candidates_walk_all(candidates, try_rule, &walk);
    else
        candidates_walk(candidates, &query->hearing->bits, try_rule, &walk);
    bool likeness = query->likeness && (query->addressed || on_subject(query->hearing));
    if (likeness) {
        likeness_traits(query->likeness, query->hearing, query->traits);
        likeness_begin(query->likeness, query->traits);
        nominate(&walk);
    }
    for (size_t i = 0; i < out->count; i++) {
        struct standing s = out->list[i];
        if (excluded(&walk, &set->list[s.intent]))
            continue;
        s.fit = s.matches ? s.best.score + further(&s) : nominated;
        if (likeness && set->list[s.intent].priority != INTENT_URGENT)
            s.like = bounded(like_share * likeness_weigh(query->likeness, s.intent));
        s.score = s.fit + s.like;
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
