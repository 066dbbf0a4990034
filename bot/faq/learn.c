#include "faq/learn.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "faq/columns.h"
#include "faq/perceptron.h"
#include "faq/svm.h"
#include "faq/worth.h"

/* How much a wrong example costs; chosen by cross-validation over labelled questions. */
static const double cost = 1.0;
static const uint64_t seed = 1;

/* Words of others' talk that come up less often are not kept: they are many, and say
 * little. */
enum { strangers_least = 4 };
/* Of what is left the rows that say most, so that more questions make no larger model. */
enum { rows_most = 26000 };
/* Talk that is for others counts less beside questions: there is so much of it. */
static const float others_weight = 0.3F;
/* What is too vague to answer is also, this much, about each of the topics to offer. */
static const float offer_share = 0.2F;
/* Less often than this it is no habit to offer a topic. */
enum { offers_least = 3 };

struct learning {
    struct faq *f;
    const struct asked *asked;
    struct columns columns;
    struct model_class classes[MODEL_CLASSES];
    char names[MODEL_CLASSES][96];
    size_t class_count;
    struct traits traits;
    int8_t *side;
    float *weights; /* class by class, a column each and one for the bias */
    struct perceptron_label *labels;
    struct perceptron perceptron;
    bool perceptron_learned;
};

static bool no_memory(struct err *e)
{
    return err_set(e, ERR_MEMORY, "out of memory for what is learned");
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
    bool ours = q->labels[0].sense != MODEL_OTHERS;

    if (!hear(l->f, q, e))
        return false;
    traits_of(&l->f->hearing, &l->traits);
    return columns_add(&l->columns, &l->traits, ours) || no_memory(e);
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
        l->side[i] = l->columns.start[i + 1] > l->columns.start[i] ? side : 0;
    }
}

static bool learn_classes(struct learning *l, struct err *e)
{
    struct examples x = columns_examples(&l->columns);
    struct rng rng;

    rng_seed(&rng, seed);
    for (size_t c = 0; c < l->class_count; c++) {
        take_sides(l, l->classes[c]);
        if (!svm_learn(&x, l->side, cost, &rng, l->weights + c * (l->columns.count + 1)))
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

static bool learn_perceptron(struct learning *l)
{
    struct examples x = columns_examples(&l->columns);
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
    return perceptron_learn(&x, l->labels, l->class_count, &rng, &l->perceptron);
}

static void *learn_aside(void *user)
{
    struct learning *l = user;

    l->perceptron_learned = learn_perceptron(l);
    return NULL;
}

/* Both classifiers at once: each takes half a minute, and neither looks at the other. */
static bool learn_both(struct learning *l, struct err *e)
{
    pthread_t thread;
    bool aside = pthread_create(&thread, NULL, learn_aside, l) == 0;
    bool ok = learn_classes(l, e);

    if (aside)
        pthread_join(thread, NULL);
    else
        learn_aside(l);
    return ok && (l->perceptron_learned || no_memory(e));
}

static bool is_left_out(const struct column *column)
{
    return !column->ours && column->documents < strangers_least;
}

/* How much a column says: what is heard, always enough; of words, by their weights. */
static float worth_of(const struct learning *l, size_t r)
{
    const struct column *column = &l->columns.list[r];
    bool wording = strchr("wsp", (char)column->kind) != NULL;
    float sum = 0;

    for (size_t c = 0; c < l->class_count; c++) {
        float weight = l->weights[c * (l->columns.count + 1) + r];
        sum += weight * weight;
    }
    return wording ? column->rarity * sqrtf(sum) : HUGE_VALF;
}

/* One for each column; below 0 for those to leave out. */
static float *make_worths(const struct learning *l)
{
    float *worths = mem_zero(l->columns.count + 1, sizeof *worths);

    for (size_t r = 0; worths && r < l->columns.count; r++)
        worths[r] = is_left_out(&l->columns.list[r]) ? -1 : worth_of(l, r);
    if (worths && worth_cut(worths, l->columns.count, rows_most))
        return worths;
    mem_free(worths);
    return NULL;
}

/* How often each class is offered for what is too vague, as model_offered tells it. */
static void fill_offered(const struct learning *l, float *offered)
{
    size_t counts[MODEL_CLASSES] = {0}, all = 0;

    for (size_t i = 0; i < l->asked->count; i++) {
        const struct asked_question *q = &l->asked->list[i];
        for (size_t k = 1; k < q->label_count; k++) {
            int class = class_at(l, q->labels[k]);
            if (q->labels[0].sense != MODEL_VAGUE || class < 0)
                continue;
            counts[class]++;
            all++;
        }
    }
    for (size_t c = 0; c < l->class_count; c++)
        offered[c] =
            counts[c] < offers_least ? MODEL_NEVER : logf((float)counts[c] / (float)all);
}

static bool write_model(const struct learning *l, struct buf *out, struct err *e)
{
    const char *names[MODEL_CLASSES];
    float bias[MODEL_CLASSES], offered[MODEL_CLASSES], weights[MODEL_CLASSES];
    struct model_draft draft = {.class_names = names,
                                .bias = bias,
                                .offered = offered,
                                .class_count = l->class_count,
                                .perceptron = &l->perceptron,
                                .digest = asked_digest(l->asked, &l->f->intents)};
    size_t stride = l->columns.count + 1;
    float *worths = make_worths(l);

    if (!worths)
        return no_memory(e);
    for (size_t c = 0; c < l->class_count; c++) {
        names[c] = l->names[c];
        bias[c] = l->weights[c * stride + l->columns.count];
    }
    fill_offered(l, offered);
    model_write_head(&draft, out);
    for (size_t r = 0; r < l->columns.count; r++) {
        if (worths[r] < 0)
            continue;
        for (size_t c = 0; c < l->class_count; c++)
            weights[c] = l->weights[c * stride + r];
        const struct column *column = &l->columns.list[r];
        model_write_row(&draft, r, column->kind, span_of(column->text), column->rarity,
                        weights, out);
    }
    mem_free(worths);
    return !out->failed || err_set(e, ERR_LIMIT, "what was learned is too large");
}

static bool make_room(struct learning *l, struct err *e)
{
    l->side = mem_zero(l->asked->count + 1, sizeof *l->side);
    l->labels = mem_zero(l->asked->count + 1, sizeof *l->labels);
    return (columns_init(&l->columns, l->asked->count) && l->side && l->labels) ||
           no_memory(e);
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
    if (columns_finish(&l->columns))
        l->weights =
            mem_zero(l->class_count * (l->columns.count + 1) + 1, sizeof *l->weights);
    if (!l->weights) {
        no_memory(e);
        goto out;
    }
    ok = learn_both(l, e) && write_model(l, out, e);
out:
    columns_free(&l->columns);
    mem_free(l->side);
    mem_free(l->weights);
    mem_free(l->labels);
    perceptron_free(&l->perceptron);
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
