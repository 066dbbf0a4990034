#include "faq/learn.h"

#include <math.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "faq/perceptron.h"
#include "faq/svm.h"
#include "faq/worth.h"

/* How much a wrong example costs; chosen by cross-validation over labelled questions. */
static const double cost = 1.0;
static const uint64_t seed = 1;

/* Words of others' talk that come up less often are not kept: they are many, and say
 * little. Nor is a word that one question alone has, or a pair of a few. */
enum { strangers_least = 4, words_least = 2, chance_least = 6 };
/* Of what is left the rows that say most, so that more questions make no larger model. */
enum { rows_most = 26000 };
/* Talk that is for others counts less beside questions: there is so much of it. */
static const float others_weight = 0.3F;
/* What is too vague to answer is also, this much, about each of the topics to offer. */
static const float offer_share = 0.2F;

#define TRAITS_ROOM ((size_t)1 << 20) /* different ones, at most */

struct row {
    enum trait_kind kind;
    char *text;
    uint32_t documents; /* questions that have it, */
    bool ours;          /* among them one that is for us */
    float rarity;
};

struct learning {
    struct faq *f;
    const struct asked *asked;
    struct map *by_name;
    struct row *rows;
    size_t row_count, row_room;
    struct example_value *values;
    uint32_t *start;
    size_t value_count, value_room;
    struct model_class classes[MODEL_CLASSES];
    char names[MODEL_CLASSES][96];
    size_t class_count;
    struct traits traits;
    int8_t *side;
    float *weights; /* class by class, row_count + 1 each */
    struct perceptron_label *labels;
    struct perceptron perceptron;
};

static bool no_memory(struct err *e)
{
    return err_set(e, ERR_MEMORY, "out of memory for what is learned");
}

/* --- traits to columns ------------------------------------------------------------ */

static bool grow(void *list_of, size_t count, size_t *room, size_t size)
{
    void **list = list_of;

    if (count < *room)
        return true;
    size_t more = *room ? *room * 2 : 8192;
    void *grown = mem_resize(*list, more, size);
    if (!grown)
        return false;
    *list = grown;
    *room = more;
    return true;
}

/* The trait's column, or -1. */
static int64_t column_of(struct learning *l, const struct trait *t)
{
    char name[256] = {(char)t->kind};
    size_t len = t->text.len < sizeof name - 1 ? t->text.len : sizeof name - 1;
    struct span key = {name, len + 1};

    memcpy(name + 1, t->text.ptr, len);
    uintptr_t known = (uintptr_t)map_get(l->by_name, key);
    if (known)
        return (int64_t)known - 1;
    if (!grow(&l->rows, l->row_count, &l->row_room, sizeof *l->rows))
        return -1;
    l->rows[l->row_count] =
        (struct row){.kind = t->kind, .text = mem_copy(t->text.ptr, len)};
    if (!l->rows[l->row_count].text ||
        !map_put(l->by_name, key, (void *)(uintptr_t)(l->row_count + 1))) {
        mem_free(l->rows[l->row_count].text);
        return -1;
    }
    return (int64_t)l->row_count++;
}

/* Hears a question as it would be heard in a conversation. */
static bool hear(struct faq *f, const struct asked_question *q, struct err *e)
{
    struct heard_bits lent;
    struct faq_context context = {.at_ms = 1};
    bool lends = false;

    if (!lexicon_hear(f->intents.lexicon, span_of(q->text), &f->heard, e))
        return false;
    if (q->after >= 0) {
        strncpy(context.topics[0], f->intents.list[q->after].id, FAQ_TOPIC_MAX - 1);
        lends = context_lend(&context, &f->intents, &f->heard, &lent);
    }
    hearing_make(&f->hearing, &f->heard, f->intents.lexicon, lends ? &lent : NULL);
    if (q->after >= 0 && context_may_follow(&f->heard))
        f->hearing.before = f->intents.list[q->after].id;
    return true;
}

static bool read_question(struct learning *l, size_t i, struct err *e)
{
    const struct asked_question *q = &l->asked->list[i];

    if (!hear(l->f, q, e))
        return false;
    traits_of(&l->f->hearing, &l->traits);
    for (size_t k = 0; k < l->traits.count; k++) {
        int64_t column = column_of(l, &l->traits.list[k]);
        if (column < 0 ||
            !grow(&l->values, l->value_count, &l->value_room, sizeof *l->values))
            return no_memory(e);
        l->values[l->value_count++] =
            (struct example_value){(uint32_t)column, l->traits.list[k].share};
        l->rows[column].documents++;
        l->rows[column].ours |= q->labels[0].sense != MODEL_OTHERS;
    }
    l->start[i + 1] = (uint32_t)l->value_count;
    return true;
}

/* What met a few times by chance says nothing. */
static bool too_rare(const struct row *row)
{
    switch (row->kind) {
    case TRAIT_PAIR:
    case TRAIT_BEFORE:
        return row->documents < chance_least;
    case TRAIT_WORD:
    case TRAIT_STEM:
        return row->documents < words_least;
    default:
        return false;
    }
}

/* Rare traits say more; every question has the length 1 (tf-idf, as it is usual). */
static void scale_values(struct learning *l)
{
    double all = 1 + (double)l->asked->count;

    for (size_t c = 0; c < l->row_count; c++)
        l->rows[c].rarity =
            too_rare(&l->rows[c])
                ? 0
                : (float)(log(all / (1 + (double)l->rows[c].documents)) + 1);
    for (size_t i = 0; i < l->asked->count; i++) {
        double sum = 0;
        for (uint32_t k = l->start[i]; k < l->start[i + 1]; k++) {
            l->values[k].value *= l->rows[l->values[k].column].rarity;
            sum += (double)l->values[k].value * (double)l->values[k].value;
        }
        for (uint32_t k = l->start[i]; k < l->start[i + 1]; k++)
            l->values[k].value /= (float)sqrt(sum > 0 ? sum : 1);
    }
}

/* --- classes ---------------------------------------------------------------------- */

static bool same(struct model_class a, struct model_class b)
{
    return a.intent == b.intent && a.sense == b.sense;
}

static bool list_classes(struct learning *l, struct err *e)
{
    for (size_t i = 0; i < l->asked->count; i++) {
        struct model_class label = l->asked->list[i].labels[0];
        size_t k = 0;
        while (k < l->class_count && !same(l->classes[k], label))
            k++;
        if (k < l->class_count)
            continue;
        if (k == MODEL_CLASSES)
            return err_set(e, ERR_LIMIT, "more than %d topics have questions",
                           MODEL_CLASSES);
        l->classes[k] = label;
        asked_label(&l->f->intents, label, l->names[k], sizeof l->names[k]);
        l->class_count++;
    }
    return true;
}

/* A second label is neither right nor wrong. Talk that is for others teaches what is for
 * others, and what is no emergency ("home soon"): beside real questions it would drown
 * the rare topics. */
static void take_sides(const struct learning *l, struct model_class class)
{
    for (size_t i = 0; i < l->asked->count; i++) {
        const struct asked_question *q = &l->asked->list[i];
        bool others = q->labels[0].sense == MODEL_OTHERS;
        bool spared = class.sense == MODEL_TOPIC || class.sense == MODEL_VAGUE;
        int8_t side = others && spared ? 0 : -1;
        for (size_t k = 0; k < q->label_count; k++)
            if (same(q->labels[k], class))
                side = k == 0;
        l->side[i] = l->start[i + 1] > l->start[i] ? side : 0;
    }
}

static bool learn_classes(struct learning *l, struct err *e)
{
    struct examples x = {l->values, l->start, l->asked->count, l->row_count};
    struct rng rng;

    rng_seed(&rng, seed);
    for (size_t c = 0; c < l->class_count; c++) {
        take_sides(l, l->classes[c]);
        if (!svm_learn(&x, l->side, cost, &rng, l->weights + c * (l->row_count + 1)))
            return no_memory(e);
    }
    return true;
}

static int class_at(const struct learning *l, struct model_class label)
{
    for (size_t k = 0; k < l->class_count; k++)
        if (same(l->classes[k], label))
            return (int)k;
    return -1;
}

static bool learn_perceptron(struct learning *l, struct err *e)
{
    struct examples x = {l->values, l->start, l->asked->count, l->row_count};
    struct rng rng;

    for (size_t i = 0; i < l->asked->count; i++) {
        const struct asked_question *q = &l->asked->list[i];
        struct perceptron_label *label = &l->labels[i];
        bool others = q->labels[0].sense == MODEL_OTHERS;
        label->right = class_at(l, q->labels[0]);
        label->weight = others ? others_weight : 1;
        label->also_share = q->labels[0].sense == MODEL_VAGUE ? offer_share : 0;
        for (size_t k = 0; k < PERCEPTRON_LABELS - 1; k++)
            label->also[k] = k + 1 < q->label_count ? class_at(l, q->labels[k + 1]) : -1;
    }
    rng_seed(&rng, seed);
    return perceptron_learn(&x, l->labels, l->class_count, &rng, &l->perceptron) ||
           no_memory(e);
}

static bool is_left_out(const struct row *row)
{
    return too_rare(row) || (!row->ours && row->documents < strangers_least);
}

/* How much a row says: what is heard, always enough; of words, by their weights. */
static float worth_of(const struct learning *l, size_t r)
{
    const struct row *row = &l->rows[r];
    bool wording = strchr("wsp", (char)row->kind) != NULL;
    float sum = 0;

    for (size_t c = 0; c < l->class_count; c++) {
        float weight = l->weights[c * (l->row_count + 1) + r];
        sum += weight * weight;
    }
    return wording ? row->rarity * sqrtf(sum) : HUGE_VALF;
}

/* One for each row; below 0 for those to leave out. */
static float *make_worths(const struct learning *l)
{
    float *worths = mem_zero(l->row_count + 1, sizeof *worths);

    for (size_t r = 0; worths && r < l->row_count; r++)
        worths[r] = is_left_out(&l->rows[r]) ? -1 : worth_of(l, r);
    if (worths && worth_cut(worths, l->row_count, rows_most))
        return worths;
    mem_free(worths);
    return NULL;
}

static bool write_model(const struct learning *l, struct buf *out, struct err *e)
{
    const char *names[MODEL_CLASSES];
    float bias[MODEL_CLASSES], weights[MODEL_CLASSES];
    struct model_draft draft = {names, bias, l->class_count, &l->perceptron,
                                asked_digest(l->asked, &l->f->intents)};
    size_t stride = l->row_count + 1;
    float *worths = make_worths(l);

    if (!worths)
        return no_memory(e);
    for (size_t c = 0; c < l->class_count; c++) {
        names[c] = l->names[c];
        bias[c] = l->weights[c * stride + l->row_count];
    }
    model_write_head(&draft, out);
    for (size_t r = 0; r < l->row_count; r++) {
        if (worths[r] < 0)
            continue;
        for (size_t c = 0; c < l->class_count; c++)
            weights[c] = l->weights[c * stride + r];
        model_write_row(&draft, r, l->rows[r].kind, span_of(l->rows[r].text),
                        l->rows[r].rarity, weights, out);
    }
    mem_free(worths);
    return !out->failed || err_set(e, ERR_LIMIT, "what was learned is too large");
}

static bool make_room(struct learning *l, struct err *e)
{
    l->by_name = map_new(TRAITS_ROOM, seed);
    l->start = mem_zero(l->asked->count + 2, sizeof *l->start);
    l->side = mem_zero(l->asked->count + 1, sizeof *l->side);
    l->labels = mem_zero(l->asked->count + 1, sizeof *l->labels);
    return (l->by_name && l->start && l->side && l->labels) || no_memory(e);
}

bool learn_model(struct faq *f, const struct asked *asked, struct buf *out, struct err *e)
{
    struct learning *l = mem_zero(1, sizeof *l);
    bool ok = false;

    if (!l)
        return no_memory(e);
    l->f = f;
    l->asked = asked;
    if (!make_room(l, e) || !list_classes(l, e))
        goto out;
    for (size_t i = 0; i < l->asked->count; i++)
        if (!read_question(l, i, e))
            goto out;
    scale_values(l);
    l->weights = mem_zero(l->class_count * (l->row_count + 1) + 1, sizeof *l->weights);
    if (!l->weights) {
        no_memory(e);
        goto out;
    }
    ok = learn_classes(l, e) && learn_perceptron(l, e) && write_model(l, out, e);
out:
    for (size_t r = 0; r < l->row_count; r++)
        mem_free(l->rows[r].text);
    mem_free(l->rows);
    mem_free(l->values);
    mem_free(l->start);
    mem_free(l->side);
    mem_free(l->weights);
    mem_free(l->labels);
    perceptron_free(&l->perceptron);
    map_free(l->by_name);
    mem_free(l);
    return ok;
}

bool faq_learn(struct faq *f, struct buf *out, struct faq_learnt *counts,
               struct faults *faults, struct err *e)
{
    struct asked asked = {0};
    size_t before = faults_count(faults);
    bool ok = learn_gather(&asked, f, faults) ||
              err_set(e, ERR_MEMORY, "out of memory for the questions");

    *counts = (struct faq_learnt){asked.count, f->intents.count};
    ok = ok && faults_count(faults) == before && learn_model(f, &asked, out, e);
    asked_free(&asked);
    return ok;
}
