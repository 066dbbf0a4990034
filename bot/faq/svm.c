#include "faq/svm.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

/* Rounds over all examples; it stops before when none is off by more than `near`. */
enum { ROUNDS = 60 };
static const double near = 0.05;

struct solver {
    const struct examples *x;
    const int8_t *side;
    float *weights;
    double *alpha, *square; /* per example: its multiplier, its own length squared */
    uint32_t *order;
    size_t count;  /* of order */
    size_t active; /* of these, at the front: not yet right by far */
    double by_far; /* how far, as the worst of the round before was off */
    double diagonal;
};

static double product(const struct solver *s, uint32_t i)
{
    const struct example_value *v = s->x->values + s->x->start[i];
    const struct example_value *end = s->x->values + s->x->start[i + 1];
    double sum = (double)s->weights[s->x->columns];

    for (; v < end; v++)
        sum += (double)v->value * (double)s->weights[v->column];
    return sum;
}

static void move(const struct solver *s, uint32_t i, double by)
{
    const struct example_value *v = s->x->values + s->x->start[i];
    const struct example_value *end = s->x->values + s->x->start[i + 1];

    for (; v < end; v++)
        s->weights[v->column] += (float)(by * (double)v->value);
    s->weights[s->x->columns] += (float)by;
}

/* One step. *off: how far the example was from its best. False: it is right by so much
 * that it may rest. */
static bool improve(struct solver *s, uint32_t i, double *off)
{
    double side = s->side[i];
    double gradient = side * product(s, i) - 1 + s->alpha[i] * s->diagonal;
    double projected = s->alpha[i] > 0 ? gradient : fmin(gradient, 0);
    double before = s->alpha[i];

    *off = 0;
    if (before <= 0 && gradient > s->by_far)
        return false;
    if (fabs(projected) < 1e-12)
        return true;
    s->alpha[i] = fmax(before - gradient / s->square[i], 0);
    move(s, i, (s->alpha[i] - before) * side);
    *off = fabs(projected);
    return true;
}

static void swap(uint32_t *a, uint32_t *b)
{
    uint32_t kept = *a;
    *a = *b;
    *b = kept;
}

static void shuffle(struct solver *s, struct rng *rng)
{
    for (size_t i = s->active; i > 1; i--)
        swap(&s->order[i - 1], &s->order[rng_below(rng, i)]);
}

static void begin(struct solver *s)
{
    for (uint32_t i = 0; i < s->x->count; i++) {
        double sum = 1 + s->diagonal; /* 1: the bias */
        for (uint32_t k = s->x->start[i]; k < s->x->start[i + 1]; k++)
            sum += (double)s->x->values[k].value * (double)s->x->values[k].value;
        s->square[i] = sum;
        if (s->side[i])
            s->order[s->count++] = i;
    }
}

/* One step for each active example; how far the worst of them was off. */
static double go_round(struct solver *s, struct rng *rng)
{
    double worst = 0, off;

    shuffle(s, rng);
    for (size_t k = 0; k < s->active;) {
        if (improve(s, s->order[k], &off))
            k++;
        else
            swap(&s->order[k], &s->order[--s->active]);
        worst = fmax(worst, off);
    }
    return worst;
}

bool svm_learn(const struct examples *x, const int8_t *side, double cost, struct rng *rng,
               float *weights)
{
    struct solver s = {.x = x,
                       .side = side,
                       .weights = weights,
                       .alpha = mem_zero(x->count + 1, sizeof *s.alpha),
                       .square = mem_zero(x->count + 1, sizeof *s.square),
                       .order = mem_zero(x->count + 1, sizeof *s.order),
                       .diagonal = 0.5 / cost};
    bool ok = s.alpha && s.square && s.order;

    if (ok) {
        memset(weights, 0, (x->columns + 1) * sizeof *weights);
        begin(&s);
    }
    s.active = s.count;
    s.by_far = HUGE_VAL;
    for (int round = 0; ok && round < ROUNDS; round++) {
        double worst = go_round(&s, rng);
        s.by_far = worst;
        if (worst >= near)
            continue;
        if (s.active == s.count)
            break;
        s.active = s.count; /* those that rested are looked at once more */
        s.by_far = HUGE_VAL;
    }
    mem_free(s.alpha);
    mem_free(s.square);
    mem_free(s.order);
    return ok;
}
