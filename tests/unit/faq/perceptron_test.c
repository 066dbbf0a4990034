/* A perceptron tells apart what no line can, leaves out what it is told to, and is the
 * same each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "faq/perceptron.h"

enum { EXAMPLES = 400, COLUMNS = 20, CLASSES = 3, EACH = 2 };

struct set {
    struct example_value values[EXAMPLES * EACH];
    uint32_t start[EXAMPLES + 1];
    struct perceptron_label labels[EXAMPLES];
};

/* Two words of ten each: the class is whether both are of the first half, both of the
 * second, or one of each: no sum of single words tells. */
static int class_of(uint32_t first, uint32_t second)
{
    bool low = first < 5, also_low = second < 5;
    return low && also_low ? 0 : low || also_low ? 1 : 2;
}

static void fill(struct set *s, struct rng *rng)
{
    for (uint32_t i = 0; i < EXAMPLES; i++) {
        uint32_t first = (uint32_t)rng_below(rng, 10),
                 second = (uint32_t)rng_below(rng, 10);
        struct example_value *v = &s->values[i * EACH];

        s->start[i] = i * EACH;
        v[0] = (struct example_value){first, 0.7F};
        v[1] = (struct example_value){10 + second, 0.7F};
        s->labels[i] = (struct perceptron_label){class_of(first, second), {-1, -1}, 0, 1};
    }
    s->start[EXAMPLES] = EXAMPLES * EACH;
}

static int likeliest(const struct perceptron *p, const struct example_value *v)
{
    float best = -1e9F;
    int at = -1;

    for (size_t c = 0; c < p->classes; c++) {
        float sum = p->out_bias[c];
        for (size_t d = 0; d < PERCEPTRON_HIDDEN; d++) {
            float unit = p->in_bias[d];
            for (size_t k = 0; k < EACH; k++)
                unit += v[k].value * p->in[v[k].column * PERCEPTRON_HIDDEN + d];
            sum += (unit > 0 ? unit : 0) * p->out[c * PERCEPTRON_HIDDEN + d];
        }
        if (sum > best) {
            best = sum;
            at = (int)c;
        }
    }
    return at;
}

static size_t right_of(const struct perceptron *p, const struct set *s)
{
    size_t right = 0;

    for (size_t i = 0; i < EXAMPLES; i++)
        right +=
            likeliest(p, &s->values[i * EACH]) ==
            class_of(s->values[i * EACH].column, s->values[i * EACH + 1].column - 10);
    return right;
}

static void learns_what_words_mean_together(void **state)
{
    static struct set s;
    struct examples x = {s.values, s.start, EXAMPLES, COLUMNS};
    struct perceptron p, again;
    struct rng rng;

    (void)state;
    rng_seed(&rng, 7);
    fill(&s, &rng);
    rng_seed(&rng, 1);
    assert_true(perceptron_learn(&x, s.labels, CLASSES, &rng, &p));
    assert_true(right_of(&p, &s) >= EXAMPLES * 9 / 10);
    rng_seed(&rng, 1);
    assert_true(perceptron_learn(&x, s.labels, CLASSES, &rng, &again));
    assert_memory_equal(p.in, again.in, COLUMNS * PERCEPTRON_HIDDEN * sizeof *p.in);
    assert_memory_equal(p.out, again.out, CLASSES * PERCEPTRON_HIDDEN * sizeof *p.out);
    perceptron_free(&p);
    perceptron_free(&again);
    assert_null(p.in);
}

/* Of what is left out nothing is learned: the last class never wins. */
static void leaves_out_what_it_is_told(void **state)
{
    static struct set s;
    struct examples x = {s.values, s.start, EXAMPLES, COLUMNS};
    struct perceptron p;
    struct rng rng;

    (void)state;
    rng_seed(&rng, 11);
    fill(&s, &rng);
    for (size_t i = 0; i < EXAMPLES; i++)
        if (s.labels[i].right == CLASSES - 1)
            s.labels[i].right = -1;
    assert_true(perceptron_learn(&x, s.labels, CLASSES, &rng, &p));
    for (size_t i = 0; i < EXAMPLES; i++)
        assert_true(likeliest(&p, &s.values[i * EACH]) != CLASSES - 1);
    perceptron_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learns_what_words_mean_together),
        cmocka_unit_test(leaves_out_what_it_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
