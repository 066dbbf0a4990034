#include "faq/perceptron.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

#define HIDDEN PERCEPTRON_HIDDEN

/* Chosen by cross-validation over labelled questions, as the rates below. */
enum { ROUNDS = 12, BATCH = 64 };
static const float values_dropped = 0.5F, hidden_dropped = 0.2F;
/* How fast it learns, falling to nothing over the rounds. A column is in few batches, so
 * each time it takes larger steps. */
static const float rate_first = 0.001F, column_share = 30;
/* Adam's own, as its authors give them. */
static const float mean_kept = 0.9F, square_kept = 0.999F, least = 1e-8F;
static const float spread_first = 0.1F;
/* A class this surely right or wrong teaches nothing. */
static const float settled = 1e-5F;

/* Weights that are learned, with what Adam keeps of each. */
struct block {
    float *weights; /* the perceptron's */
    float *slope, *mean, *square;
    size_t count;
};

struct learner {
    const struct examples *x;
    const struct perceptron_label *labels;
    struct perceptron *p;
    struct rng *rng;
    struct block in, in_bias, out, out_bias;
    uint32_t *order;   /* of the examples */
    uint32_t *touched; /* columns of the batch, */
    size_t touched_count;
    uint32_t *last; /* the step in which a column was moved; */
    bool *is_touched;
    float *kept; /* the values of the longest example, after dropping */
    float *class_slope;
    float hidden[HIDDEN], hidden_scale[HIDDEN];
    uint32_t step;
};

static float chance(struct rng *rng)
{
    return (float)rng_below(rng, 1u << 24) * (1.0F / (1u << 24));
}

/* Normal enough: Irwin and Hall's sum of twelve. */
static float bell(struct rng *rng)
{
    float sum = -6;
    for (int i = 0; i < 12; i++)
        sum += chance(rng);
    return sum;
}

/* --- one example ------------------------------------------------------------------ */

static size_t length_of(const struct examples *x, size_t i)
{
    return x->start[i + 1] - x->start[i];
}

static void add_scaled(float *restrict sum, const float *restrict row, float scale)
{
    for (size_t d = 0; d < HIDDEN; d++)
        sum[d] += scale * row[d];
}

static float product(const float *restrict a, const float *restrict b)
{
    float sum[16] = {0}, all = 0;

    for (size_t d = 0; d < HIDDEN; d += 16)
        for (size_t k = 0; k < 16; k++)
            sum[k] += a[d + k] * b[d + k];
    for (size_t k = 0; k < 16; k++)
        all += sum[k];
    return all;
}

static void fill_hidden(struct learner *l, size_t i)
{
    const struct example_value *v = l->x->values + l->x->start[i];
    size_t count = length_of(l->x, i);

    memcpy(l->hidden, l->p->in_bias, sizeof l->hidden);
    for (size_t k = 0; k < count; k++) {
        bool drop = chance(l->rng) < values_dropped;
        l->kept[k] = drop ? 0 : v[k].value / (1 - values_dropped);
        if (l->kept[k] > 0)
            add_scaled(l->hidden, l->p->in + (size_t)v[k].column * HIDDEN, l->kept[k]);
    }
    for (size_t d = 0; d < HIDDEN; d++) {
        bool off = l->hidden[d] <= 0 || chance(l->rng) < hidden_dropped;
        l->hidden_scale[d] = off ? 0 : 1 / (1 - hidden_dropped);
        l->hidden[d] *= l->hidden_scale[d];
    }
}

/* z: what is said for each class; then, how much the loss changes with it: softmax,
 * cross-entropy. */
static void turn_to_slope(const struct perceptron_label *label, float *z, size_t classes)
{
    float most = -HUGE_VALF, sum = 0, share = 1;

    for (size_t c = 0; c < classes; c++)
        most = fmaxf(most, z[c]);
    for (size_t c = 0; c < classes; c++)
        sum += z[c] = expf(z[c] - most);
    for (size_t c = 0; c < classes; c++)
        z[c] /= sum;
    for (size_t k = 0; k < PERCEPTRON_LABELS - 1; k++) {
        if (label->also[k] < 0)
            continue;
        z[label->also[k]] =
            label->also_share > 0 ? z[label->also[k]] - label->also_share : 0;
        share -= label->also_share;
    }
    z[label->right] -= share;
    for (size_t c = 0; c < classes; c++)
        z[c] *= label->weight / BATCH;
}

static void fill_class_slope(struct learner *l, const struct perceptron_label *label)
{
    const struct perceptron *p = l->p;

    for (size_t c = 0; c < p->classes; c++)
        l->class_slope[c] = p->out_bias[c] + product(p->out + c * HIDDEN, l->hidden);
    turn_to_slope(label, l->class_slope, p->classes);
}

static void touch(struct learner *l, uint32_t column)
{
    if (l->is_touched[column])
        return;
    l->is_touched[column] = true;
    l->touched[l->touched_count++] = column;
}

static void learn_example(struct learner *l, size_t i)
{
    const struct example_value *v = l->x->values + l->x->start[i];
    size_t count = length_of(l->x, i);
    float back[HIDDEN] = {0};

    fill_hidden(l, i);
    fill_class_slope(l, &l->labels[i]);
    for (size_t c = 0; c < l->p->classes; c++) {
        float slope = l->class_slope[c];
        if (fabsf(slope) < settled)
            continue;
        l->out_bias.slope[c] += slope;
        add_scaled(back, l->p->out + c * HIDDEN, slope);
        add_scaled(l->out.slope + c * HIDDEN, l->hidden, slope);
    }
    for (size_t d = 0; d < HIDDEN; d++)
        back[d] *= l->hidden_scale[d];
    add_scaled(l->in_bias.slope, back, 1);
    for (size_t k = 0; k < count; k++) {
        if (l->kept[k] <= 0)
            continue;
        touch(l, v[k].column);
        add_scaled(l->in.slope + (size_t)v[k].column * HIDDEN, back, l->kept[k]);
    }
}

/* --- one batch -------------------------------------------------------------------- */

static void move(const struct block *b, size_t from, size_t count, float rate)
{
    float *restrict weights = b->weights + from, *restrict slope = b->slope + from;
    float *restrict mean = b->mean + from, *restrict square = b->square + from;

    for (size_t i = 0; i < count; i++) {
        mean[i] = mean_kept * mean[i] + (1 - mean_kept) * slope[i];
        square[i] = square_kept * square[i] + (1 - square_kept) * slope[i] * slope[i];
        weights[i] -= rate * mean[i] / (sqrtf(square[i]) + least);
        slope[i] = 0;
    }
}

/* What a column would have forgotten in the batches that did not have it. */
static void forget(struct learner *l, uint32_t column)
{
    float steps = (float)(l->step - l->last[column]) - 1;
    float mean = powf(mean_kept, steps), square = powf(square_kept, steps);

    l->last[column] = l->step;
    for (size_t d = 0; steps > 0 && d < HIDDEN; d++) {
        l->in.mean[(size_t)column * HIDDEN + d] *= mean;
        l->in.square[(size_t)column * HIDDEN + d] *= square;
    }
}

static void finish_batch(struct learner *l, float left)
{
    float step = (float)++l->step;
    float rate = rate_first * left * sqrtf(1 - powf(square_kept, step)) /
                 (1 - powf(mean_kept, step));

    for (size_t k = 0; k < l->touched_count; k++) {
        uint32_t column = l->touched[k];
        l->is_touched[column] = false;
        forget(l, column);
        move(&l->in, (size_t)column * HIDDEN, HIDDEN, rate * column_share);
    }
    l->touched_count = 0;
    move(&l->in_bias, 0, l->in_bias.count, rate);
    move(&l->out, 0, l->out.count, rate);
    move(&l->out_bias, 0, l->out_bias.count, rate);
}

/* --- all of them ------------------------------------------------------------------ */

static void shuffle(uint32_t *order, size_t count, struct rng *rng)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = rng_below(rng, i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

static void learn_rounds(struct learner *l)
{
    size_t count = 0, done = 0;

    for (size_t i = 0; i < l->x->count; i++)
        if (l->labels[i].right >= 0 && length_of(l->x, i))
            l->order[count++] = (uint32_t)i;
    for (int round = 0; round < ROUNDS; round++) {
        shuffle(l->order, count, l->rng);
        for (size_t i = 0; i < count; i++) {
            learn_example(l, l->order[i]);
            if ((i + 1) % BATCH == 0 || i + 1 == count)
                finish_batch(l, 1 - (float)done / (float)(count * ROUNDS));
            done++;
        }
    }
}

static bool block_make(struct block *b, float **weights, size_t count)
{
    b->count = count;
    b->weights = *weights = mem_zero(count + 1, sizeof *b->weights);
    b->slope = mem_zero(count + 1, sizeof *b->slope);
    b->mean = mem_zero(count + 1, sizeof *b->mean);
    b->square = mem_zero(count + 1, sizeof *b->square);
    return b->weights && b->slope && b->mean && b->square;
}

static void block_free(struct block *b)
{
    mem_free(b->slope);
    mem_free(b->mean);
    mem_free(b->square);
}

static bool make_room(struct learner *l)
{
    const struct examples *x = l->x;
    struct perceptron *p = l->p;
    size_t longest = 1;

    for (size_t i = 0; i < x->count; i++)
        if (length_of(x, i) > longest)
            longest = length_of(x, i);
    l->order = mem_zero(x->count + 1, sizeof *l->order);
    l->touched = mem_zero(x->columns + 1, sizeof *l->touched);
    l->last = mem_zero(x->columns + 1, sizeof *l->last);
    l->is_touched = mem_zero(x->columns + 1, sizeof *l->is_touched);
    l->kept = mem_zero(longest, sizeof *l->kept);
    l->class_slope = mem_zero(p->classes + 1, sizeof *l->class_slope);
    return l->order && l->touched && l->last && l->is_touched && l->kept &&
           l->class_slope && block_make(&l->in, &p->in, x->columns * HIDDEN) &&
           block_make(&l->in_bias, &p->in_bias, HIDDEN) &&
           block_make(&l->out, &p->out, p->classes * HIDDEN) &&
           block_make(&l->out_bias, &p->out_bias, p->classes);
}

static void spread(struct block *b, float by, struct rng *rng)
{
    for (size_t i = 0; i < b->count; i++)
        b->weights[i] = by * bell(rng);
}

bool perceptron_learn(const struct examples *x, const struct perceptron_label *labels,
                      size_t classes, struct rng *rng, struct perceptron *out)
{
    struct learner l = {.x = x, .labels = labels, .p = out, .rng = rng};
    bool ok;

    *out = (struct perceptron){.columns = x->columns, .classes = classes};
    ok = make_room(&l);
    if (ok) {
        spread(&l.in, spread_first, rng);
        spread(&l.out, 1 / sqrtf(HIDDEN), rng);
        learn_rounds(&l);
    } else {
        perceptron_free(out);
    }
    block_free(&l.in);
    block_free(&l.in_bias);
    block_free(&l.out);
    block_free(&l.out_bias);
    mem_free(l.order);
    mem_free(l.touched);
    mem_free(l.last);
    mem_free(l.is_touched);
    mem_free(l.kept);
    mem_free(l.class_slope);
    return ok;
}

void perceptron_free(struct perceptron *p)
{
    mem_free(p->in);
    mem_free(p->in_bias);
    mem_free(p->out);
    mem_free(p->out_bias);
    *p = (struct perceptron){0};
}
