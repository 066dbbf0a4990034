/* A linear classifier finds the line between two kinds of examples, whatever rests on the
 * way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "faq/svm.h"

enum { EXAMPLES = 400, COLUMNS = 20, EACH = 3 };

struct set {
    struct example_value values[EXAMPLES * EACH];
    uint32_t start[EXAMPLES + 1];
    int8_t side[EXAMPLES];
};

/* Column 0 speaks for the class, column 1 against it, the others are chance. */
static void fill(struct set *s, struct rng *rng)
{
    for (uint32_t i = 0; i < EXAMPLES; i++) {
        bool of_class = rng_below(rng, 8) == 0;
        struct example_value *v = &s->values[i * EACH];

        s->start[i] = i * EACH;
        s->side[i] = of_class ? 1 : -1;
        v[0] = (struct example_value){of_class ? 0 : 1, 0.6F};
        v[1] = (struct example_value){2 + (uint32_t)rng_below(rng, 9), 0.5F};
        v[2] = (struct example_value){11 + (uint32_t)rng_below(rng, 9), 0.5F};
    }
    s->start[EXAMPLES] = EXAMPLES * EACH;
}

static float value_of(const struct set *s, uint32_t i, const float *weights)
{
    float sum = weights[COLUMNS];

    for (uint32_t k = s->start[i]; k < s->start[i + 1]; k++)
        sum += s->values[k].value * weights[s->values[k].column];
    return sum;
}

static void learns_the_difference(void **state)
{
    static struct set s;
    struct examples x = {s.values, s.start, EXAMPLES, COLUMNS};
    float weights[COLUMNS + 1], again[COLUMNS + 1];
    struct rng rng;

    (void)state;
    rng_seed(&rng, 7);
    fill(&s, &rng);
    rng_seed(&rng, 1);
    assert_true(svm_learn(&x, s.side, 1.0, &rng, weights));
    for (uint32_t i = 0; i < EXAMPLES; i++)
        assert_true((value_of(&s, i, weights) > 0) == (s.side[i] > 0));
    rng_seed(&rng, 1);
    assert_true(svm_learn(&x, s.side, 1.0, &rng, again));
    assert_memory_equal(weights, again, sizeof weights);
}

static void what_is_left_out_teaches_nothing(void **state)
{
    static struct set s;
    struct examples x = {s.values, s.start, EXAMPLES, COLUMNS};
    float weights[COLUMNS + 1];
    struct rng rng;

    (void)state;
    rng_seed(&rng, 7);
    fill(&s, &rng);
    memset(s.side, 0, sizeof s.side);
    assert_true(svm_learn(&x, s.side, 1.0, &rng, weights));
    for (size_t i = 0; i <= COLUMNS; i++)
        assert_true(weights[i] >= 0 && weights[i] <= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learns_the_difference),
        cmocka_unit_test(what_is_left_out_teaches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
