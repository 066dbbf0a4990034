#include "faq/model.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "faq/model_parts.h"

#define FILE_MAX ((size_t)64 * 1024 * 1024)

/* What the perceptron's doubt takes from the value of a class, and gives to that of being
 * too vague where it holds that likelier than any topic; by cross-validation. Talk for
 * others it does not judge: there silence is safer. An emergency loses less by it. */
static const float vote_share = 0.3F, now_share = 0.2F;
static const float votes_least = -8; /* beyond, a doubt is no more than a doubt */

static size_t slot_of(const struct model *m, uint64_t key)
{
    size_t at = (size_t)(key ^ key >> 29) & m->slot_mask;

    while (m->slots[at] && m->rows[m->slots[at] - 1].key != key)
        at = (at + 1) & m->slot_mask;
    return at;
}

static bool index_rows(struct model *m)
{
    size_t size = 64;

    while (size < 2 * m->row_count)
        size *= 2;
    m->slots = mem_zero(size, sizeof *m->slots);
    if (!m->slots)
        return false;
    m->slot_mask = size - 1;
    for (size_t i = 0; i < m->row_count; i++)
        m->slots[slot_of(m, m->rows[i].key)] = (uint32_t)i + 1;
    return true;
}

bool model_load(struct model **out, const char *path, const struct intents *set,
                struct faults *faults)
{
    struct model *m = NULL;
    struct err e = {0};
    struct buf text;
    bool ok = false;

    *out = NULL;
    if (!file_exists(path))
        return true;
    buf_init(&text, FILE_MAX);
    m = mem_zero(1, sizeof *m);
    if (!m || !file_read(path, &text, &e)) {
        faults_add(faults, (struct fault_place){path, 0, 0}, NULL, "%s",
                   m ? e.text : "out of memory");
        goto out;
    }
    if (!model_read(m, buf_view(&text), path, set, faults))
        goto out;
    ok = index_rows(m);
    if (!ok)
        faults_no_memory(faults, (struct fault_place){path, 0, 0});
out:
    buf_free(&text);
    if (!ok) {
        model_free(m);
        m = NULL;
    }
    *out = m;
    return ok;
}

void model_free(struct model *m)
{
    if (!m)
        return;
    mem_free(m->rows);
    mem_free(m->weights);
    mem_free(m->begins);
    mem_free(m->hidden);
    mem_free(m->slots);
    mem_free(m);
}

size_t model_classes(const struct model *m)
{
    return m->class_count;
}

const struct model_class *model_class(const struct model *m, size_t i)
{
    return &m->classes[i];
}

float model_offered(const struct model *m, size_t i)
{
    return m->offered[i];
}

uint64_t model_digest(const struct model *m)
{
    return m->digest;
}

static const struct model_row *row_of(const struct model *m, const struct trait *t)
{
    uint32_t slot = m->slots[slot_of(m, t->key)];
    return slot ? &m->rows[slot - 1] : NULL;
}

/* The length of the message as the model sees it, so that long ones do not shout. */
static float length_of(const struct model *m, const struct traits *t)
{
    float sum = 0;

    for (size_t i = 0; i < t->count; i++) {
        const struct model_row *row = row_of(m, &t->list[i]);
        float value = row ? t->list[i].share * row->rarity : 0;
        sum += value * value;
    }
    return sum > 0 ? sqrtf(sum) : 1;
}

static float share_of(enum model_sense sense)
{
    switch (sense) {
    case MODEL_OTHERS:
        return 0;
    case MODEL_NOW:
        return now_share;
    default:
        return vote_share;
    }
}

/* The logarithms of what the perceptron holds likely, with its likeliest topic at 0. */
static void fill_votes(const struct model *m, const float *hidden, float *votes)
{
    float most = -HUGE_VALF;

    memcpy(votes, m->vote_bias, m->class_count * sizeof *votes);
    for (size_t d = 0; d < PERCEPTRON_HIDDEN; d++)
        for (size_t k = 0; hidden[d] > 0 && k < m->class_count; k++)
            votes[k] += hidden[d] * m->votes[d][k];
    for (size_t k = 0; k < m->class_count; k++)
        if (m->classes[k].intent >= 0)
            most = fmaxf(most, votes[k]);
    for (size_t k = 0; k < m->class_count; k++)
        votes[k] = fmaxf(votes[k] - most, votes_least);
}

static void add_row(const struct model *m, const struct model_row *row, float value,
                    float *out, float *hidden)
{
    size_t at = (size_t)(row - m->rows);
    const int8_t *to_hidden = m->hidden + at * PERCEPTRON_HIDDEN;

    for (uint32_t k = m->begins[at]; k < m->begins[at + 1]; k++)
        out[m->weights[k].class] += value * row->scale * (float)m->weights[k].weight;
    for (size_t d = 0; d < PERCEPTRON_HIDDEN; d++)
        hidden[d] += value * row->hidden_scale * (float)to_hidden[d];
}

float model_weigh(const struct model *m, const struct traits *t, float *out)
{
    float length = length_of(m, t), for_others = votes_least;
    float hidden[PERCEPTRON_HIDDEN], votes[MODEL_CLASSES];

    memcpy(out, m->bias, m->class_count * sizeof *out);
    memcpy(hidden, m->hidden_bias, sizeof hidden);
    for (size_t i = 0; i < t->count; i++) {
        const struct model_row *row = row_of(m, &t->list[i]);
        if (row)
            add_row(m, row, t->list[i].share * row->rarity / length, out, hidden);
    }
    fill_votes(m, hidden, votes);
    for (size_t k = 0; k < m->class_count; k++) {
        out[k] += share_of(m->classes[k].sense) * votes[k];
        if (m->classes[k].sense == MODEL_OTHERS)
            for_others = votes[k];
    }
    return for_others;
}
