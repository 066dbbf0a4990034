/* likeness_build.c - counts words and concepts of known questions and turns the counts
 * into weights. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "faq/likeness_parts.h"

/* Observations that every topic is thought to have had of ordinary questions: the more,
 * the slower a topic learns. Chosen by cross-validation over the labelled questions. */
static const double held_back = 40;
static const float share_title = 1.0F;
static const float share_about = 2.0F;

/* While building: how often a trait was seen with an intent. */
struct count {
    uint32_t intent, trait;
    float seen;
};

struct builder {
    struct likeness *l;
    struct heard *scratch;
    struct traits traits;
    struct count *list;
    size_t count, room;
    double *total; /* per intent */
    double *all;   /* per trait */
    double sum;
    bool no_memory;
};

static void add_count(struct builder *b, size_t intent, uint32_t trait, float seen)
{
    if (b->count == b->room) {
        size_t room = b->room ? b->room * 2 : 8192;
        struct count *list = mem_resize(b->list, room, sizeof *list);
        if (!list) {
            b->no_memory = true;
            return;
        }
        b->list = list;
        b->room = room;
    }
    b->list[b->count++] = (struct count){(uint32_t)intent, trait, seen};
    b->total[intent] += (double)seen;
    b->all[trait] += (double)seen;
    b->sum += (double)seen;
}

static bool learn_text(struct builder *b, size_t intent, const char *text, float share,
                       struct err *e)
{
    struct hearing hearing;

    if (!text)
        return true;
    if (!lexicon_hear(b->l->set->lexicon, span_of(text), b->scratch, e))
        return false;
    hearing_make(&hearing, b->scratch, b->l->set->lexicon, NULL);
    likeness_traits(NULL, &hearing, &b->traits);
    for (size_t i = 0; i < b->traits.count; i++)
        add_count(b, intent, b->traits.id[i], share * b->traits.share[i]);
    return true;
}

static bool learn_intent(struct builder *b, size_t i, const char *title, struct err *e)
{
    const struct intent *in = &b->l->set->list[i];

    for (size_t k = 0; k < in->about_count; k++)
        add_count(b, i, in->about[k], share_about);
    if (!learn_text(b, i, title, share_title, e))
        return false;
    for (size_t k = 0; k < in->example_count; k++)
        if (!in->examples[k].after && !learn_text(b, i, in->examples[k].text, 1, e))
            return false;
    return true;
}

static bool learn_asked(struct builder *b, struct err *e)
{
    const struct intents *set = b->l->set;

    for (size_t i = 0; i < set->asked_count; i++)
        if (!learn_text(b, set->asked[i].intent, set->asked[i].text, set->asked[i].share,
                        e))
            return false;
    return true;
}

static int by_intent_and_trait(const void *a, const void *b)
{
    const struct count *x = a, *y = b;
    if (x->intent != y->intent)
        return x->intent < y->intent ? -1 : 1;
    return x->trait < y->trait ? -1 : x->trait > y->trait;
}

/* Joins what was counted several times. */
static void join_counts(struct builder *b)
{
    size_t kept = 0;

    if (!b->count)
        return;
    qsort(b->list, b->count, sizeof *b->list, by_intent_and_trait);
    for (size_t i = 1; i < b->count; i++) {
        struct count *last = &b->list[kept];
        if (last->intent == b->list[i].intent && last->trait == b->list[i].trait)
            last->seen += b->list[i].seen;
        else
            b->list[++kept] = b->list[i];
    }
    b->count = kept + 1;
}

/* log P(trait | intent) / P(trait), less what an unseen trait says. */
static float weight_of(const struct builder *b, const struct count *c)
{
    double general = b->all[c->trait] / b->sum;
    return (float)log(((double)c->seen + held_back * general) / (held_back * general));
}

static bool fill_weights(struct builder *b)
{
    struct likeness *l = b->l;

    l->weights = mem_zero(b->count + 1, sizeof *l->weights);
    if (!l->weights)
        return false;
    for (size_t i = 0; i < l->set->count; i++)
        l->unseen[i] = (float)log(held_back / (b->total[i] + held_back));
    for (size_t i = 0; i < b->count; i++) {
        const struct count *c = &b->list[i];
        l->weights[i] = (struct trait_weight){c->trait, weight_of(b, c)};
        l->start[c->intent + 1]++;
        l->post_start[c->trait + 1]++;
        l->known[c->trait] = true;
    }
    for (size_t i = 0; i < l->set->count; i++)
        l->start[i + 1] += l->start[i];
    return true;
}

/* The weights once more, by trait. */
static bool fill_posts(struct builder *b)
{
    struct likeness *l = b->l;
    uint32_t *next = mem_zero(l->trait_count + 1, sizeof *next);

    l->posts = mem_zero(b->count + 1, sizeof *l->posts);
    if (!next || !l->posts) {
        mem_free(next);
        return false;
    }
    for (size_t t = 0; t < l->trait_count; t++) {
        next[t] = l->post_start[t];
        l->post_start[t + 1] += l->post_start[t];
    }
    for (size_t i = 0; i < b->count; i++)
        l->posts[next[b->list[i].trait]++] =
            (struct trait_post){b->list[i].intent, l->weights[i].weight};
    mem_free(next);
    return true;
}

static bool begin(struct builder *b, const struct intents *set)
{
    struct likeness *l = b->l = mem_zero(1, sizeof *b->l);

    if (!l)
        return false;
    l->set = set;
    l->trait_count = CONCEPT_MAX + lexicon_word_count(set->lexicon);
    l->start = mem_zero(set->count + 2, sizeof *l->start);
    l->unseen = mem_zero(set->count + 1, sizeof *l->unseen);
    l->known = mem_zero(l->trait_count + 1, sizeof *l->known);
    l->post_start = mem_zero(l->trait_count + 2, sizeof *l->post_start);
    l->sum = mem_zero(set->count + 1, sizeof *l->sum);
    l->touched = mem_zero(set->count + 1, sizeof *l->touched);
    l->is_touched = mem_zero(set->count + 1, sizeof *l->is_touched);
    b->total = mem_zero(set->count + 1, sizeof *b->total);
    b->all = mem_zero(l->trait_count + 1, sizeof *b->all);
    return l->start && l->unseen && l->known && l->post_start && l->sum && l->touched &&
           l->is_touched && b->total && b->all;
}

static bool learn_all(struct builder *b,
                      const char *(*title_of)(void *user, size_t intent), void *user,
                      struct err *e)
{
    for (size_t i = 0; i < b->l->set->count; i++)
        if (!learn_intent(b, i, title_of(user, i), e))
            return false;
    return learn_asked(b, e);
}

bool likeness_build(struct likeness **out, const struct intents *set,
                    const char *(*title_of)(void *user, size_t intent), void *user,
                    struct heard *scratch, struct err *e)
{
    struct builder *b = mem_zero(1, sizeof *b);
    bool ok = false;

    *out = NULL;
    if (!b)
        return err_set(e, ERR_MEMORY, "out of memory for the known questions");
    b->scratch = scratch;
    if (!begin(b, set)) {
        err_set(e, ERR_MEMORY, "out of memory for the known questions");
        goto out;
    }
    if (!learn_all(b, title_of, user, e))
        goto out;
    join_counts(b);
    if (b->no_memory || !fill_weights(b) || !fill_posts(b)) {
        err_set(e, ERR_MEMORY, "out of memory for the known questions");
        goto out;
    }
    *out = b->l;
    b->l = NULL;
    ok = true;
out:
    mem_free(b->list);
    mem_free(b->total);
    mem_free(b->all);
    likeness_free(b->l);
    mem_free(b);
    return ok;
}

void likeness_free(struct likeness *l)
{
    if (!l)
        return;
    mem_free(l->start);
    mem_free(l->weights);
    mem_free(l->unseen);
    mem_free(l->posts);
    mem_free(l->known);
    mem_free(l->post_start);
    mem_free(l->sum);
    mem_free(l->touched);
    mem_free(l->is_touched);
    mem_free(l);
}
