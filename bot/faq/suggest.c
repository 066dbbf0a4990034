#include "faq/suggest.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

/* BM25's usual constants (Robertson and Zaragoza 2009): saturation and length. */
static const double bm25_k = 1.2;
static const double bm25_b = 0.75;
/* An offer must be worth at least this, and this share of the best one. */
static const double least_score = 1.0;
static const double least_share = 0.45;

struct posting {
    uint32_t intent;
    float count;
};

struct suggest {
    const struct intents *set;
    struct posting *posts;
    uint32_t start[CONCEPT_MAX + 1];
    float *length;     /* concepts per intent's text */
    double *score;     /* scratch, all zero between searches */
    uint32_t *touched; /* scratch: intents with a score */
    double mean_length;
};

/* While building: concept counts of one intent after another, as (concept, intent,
 * count). */
struct triple {
    uint32_t concept, intent;
    float count;
};

struct builder {
    struct suggest *s;
    struct heard *scratch;
    struct triple *list;
    size_t count, room;
    float *counts; /* CONCEPT_MAX, of the intent at hand */
};

static bool count_text(struct builder *b, const char *text, struct err *e)
{
    if (!text)
        return true;
    if (!lexicon_hear(b->s->set->lexicon, span_of(text), b->scratch, e))
        return false;
    for (size_t i = 0; i < b->scratch->hit_count; i++)
        if (!b->scratch->hits[i].denied)
            b->counts[b->scratch->hits[i].concept] += 1;
    return true;
}

static bool keep_counts(struct builder *b, size_t intent, struct err *e)
{
    for (size_t c = 0; c < CONCEPT_MAX; c++) {
        if (b->counts[c] <= 0)
            continue;
        if (b->count == b->room) {
            size_t room = b->room ? b->room * 2 : 4096;
            struct triple *list = mem_resize(b->list, room, sizeof *list);
            if (!list)
                return err_set(e, ERR_MEMORY, "out of memory for the search index");
            b->list = list;
            b->room = room;
        }
        b->list[b->count++] =
            (struct triple){(uint32_t)c, (uint32_t)intent, b->counts[c]};
        b->s->length[intent] += b->counts[c];
        b->counts[c] = 0;
    }
    return true;
}

static bool count_intent(struct builder *b, size_t i, const char *title, struct err *e)
{
    const struct intent *in = &b->s->set->list[i];

    for (size_t k = 0; k < in->about_count; k++)
        b->counts[in->about[k]] += 2; /* what the author says it is about counts double */
    if (!count_text(b, title, e))
        return false;
    for (size_t k = 0; k < in->example_count; k++)
        if (!count_text(b, in->examples[k].text, e))
            return false;
    return keep_counts(b, i, e);
}

/* Sorts the triples by concept by counting. */
static bool place_posts(struct builder *b, struct err *e)
{
    struct suggest *s = b->s;
    uint32_t *next = mem_zero(CONCEPT_MAX, sizeof *next);

    s->posts = mem_zero(b->count + 1, sizeof *s->posts);
    if (!next || !s->posts) {
        mem_free(next);
        return err_set(e, ERR_MEMORY, "out of memory for the search index");
    }
    for (size_t i = 0; i < b->count; i++)
        s->start[b->list[i].concept + 1]++;
    for (size_t c = 0; c < CONCEPT_MAX; c++) {
        next[c] = s->start[c];
        s->start[c + 1] += s->start[c];
    }
    for (size_t i = 0; i < b->count; i++)
        s->posts[next[b->list[i].concept]++] =
            (struct posting){b->list[i].intent, b->list[i].count};
    mem_free(next);
    return true;
}

static bool new_index(struct builder *b, const struct intents *set)
{
    b->s = mem_zero(1, sizeof *b->s);
    b->counts = mem_zero(CONCEPT_MAX, sizeof *b->counts);
    if (!b->s || !b->counts)
        return false;
    b->s->set = set;
    b->s->length = mem_zero(set->count + 1, sizeof *b->s->length);
    b->s->score = mem_zero(set->count + 1, sizeof *b->s->score);
    b->s->touched = mem_zero(set->count + 1, sizeof *b->s->touched);
    return b->s->length && b->s->score && b->s->touched;
}

bool suggest_build(struct suggest **out, const struct intents *set,
                   const char *(*title_of)(void *user, size_t intent), void *user,
                   struct heard *scratch, struct err *e)
{
    struct builder b = {.scratch = scratch};
    double total = 0;
    bool ok = false;

    *out = NULL;
    if (!new_index(&b, set)) {
        err_set(e, ERR_MEMORY, "out of memory for the search index");
        goto out;
    }
    for (size_t i = 0; i < set->count; i++) {
        if (!count_intent(&b, i, title_of(user, i), e))
            goto out;
        total += (double)b.s->length[i];
    }
    b.s->mean_length = set->count ? total / (double)set->count : 1;
    if (!place_posts(&b, e))
        goto out;
    *out = b.s;
    b.s = NULL;
    ok = true;
out:
    mem_free(b.list);
    mem_free(b.counts);
    suggest_free(b.s);
    return ok;
}

void suggest_free(struct suggest *s)
{
    if (!s)
        return;
    mem_free(s->posts);
    mem_free(s->length);
    mem_free(s->score);
    mem_free(s->touched);
    mem_free(s);
}

/* Adds one concept's share to the scores; returns how many intents are touched by now. */
static size_t add_concept(struct suggest *s, size_t concept, size_t touched)
{
    uint32_t first = s->start[concept], end = s->start[concept + 1];
    double n = (double)s->set->count, df = (double)(end - first);
    double idf = log(1 + (n - df + 0.5) / (df + 0.5));

    for (uint32_t i = first; i < end; i++) {
        uint32_t intent = s->posts[i].intent;
        double tf = (double)s->posts[i].count;
        double norm = 1 - bm25_b + bm25_b * (double)s->length[intent] / s->mean_length;
        if (s->score[intent] == 0)
            s->touched[touched++] = intent;
        s->score[intent] += idf * tf * (bm25_k + 1) / (tf + bm25_k * norm);
    }
    return touched;
}

/* The best of the touched ones; its score is taken out. */
static uint32_t take_best(struct suggest *s, size_t touched, double *score)
{
    uint32_t best = s->touched[0];
    for (size_t i = 1; i < touched; i++)
        if (s->score[s->touched[i]] > s->score[best])
            best = s->touched[i];
    *score = s->score[best];
    s->score[best] = 0;
    return best;
}

size_t suggest_near(struct suggest *s, const struct heard_bits *bits, uint32_t *out,
                    size_t max)
{
    size_t touched = 0, found = 0;
    double best = 0, score;
    bool on_subject = false;

    for (size_t c = 0; c < lexicon_count(s->set->lexicon); c++) {
        if (!heard_has(bits, (unsigned)c))
            continue;
        enum concept_kind kind = lexicon_concept(s->set->lexicon, c)->kind;
        on_subject |= kind == CONCEPT_SUBJECT || kind == CONCEPT_ASPECT;
        if (kind != CONCEPT_FORM)
            touched = add_concept(s, c, touched);
    }
    while (on_subject && touched && found < max) {
        uint32_t intent = take_best(s, touched, &score);
        best = found ? best : score;
        if (score < least_score || score < least_share * best)
            break;
        if (s->set->list[intent].priority != INTENT_SOCIAL)
            out[found++] = intent;
    }
    for (size_t i = 0; i < touched; i++)
        s->score[s->touched[i]] = 0;
    return found;
}
