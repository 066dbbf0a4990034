/* What is learned from: a column for each trait that comes up often enough. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "faq/columns.h"

static void add_trait(struct traits *t, enum trait_kind kind, const char *text,
                      float share)
{
    struct trait *trait = &t->list[t->count++];

    *trait = (struct trait){.kind = kind, .text = span_of(text), .share = share};
}

static void a_rare_trait_has_no_column(void **state)
{
    static struct traits both, alone;
    struct columns c;

    (void)state;
    both.count = alone.count = 0;
    add_trait(&both, TRAIT_WORD, "stiff", 1);
    add_trait(&both, TRAIT_PAIR, "stiff leg", 0.4F);
    add_trait(&alone, TRAIT_WORD, "stiff", 1);
    add_trait(&alone, TRAIT_WORD, "banjo", 1);
    assert_true(columns_init(&c, 2));
    assert_true(columns_add(&c, &both, true));
    assert_true(columns_add(&c, &alone, false));
    assert_false(columns_add(&c, &alone, true)); /* there was room for two */
    assert_true(columns_finish(&c));
    assert_int_equal(c.count, 1);
    assert_string_equal(c.list[0].text, "stiff");
    assert_int_equal(c.list[0].documents, 2);
    assert_true(c.list[0].ours);
    assert_int_equal(columns_examples(&c).count, 2);
    assert_int_equal(columns_examples(&c).start[2], 2);
    columns_free(&c);
}

static void every_example_has_the_length_one(void **state)
{
    static struct traits often, seldom;
    struct columns c;
    double square = 0;

    (void)state;
    often.count = seldom.count = 0;
    add_trait(&often, TRAIT_CONCEPT, "leg", 1);
    add_trait(&seldom, TRAIT_CONCEPT, "leg", 1);
    add_trait(&seldom, TRAIT_CONCEPT, "pump", 1);
    assert_true(columns_init(&c, 3));
    for (int i = 0; i < 2; i++)
        assert_true(columns_add(&c, &often, true));
    assert_true(columns_add(&c, &seldom, true));
    assert_true(columns_finish(&c));
    struct examples x = columns_examples(&c);
    assert_true(fabs((double)x.values[x.start[0]].value - 1) < 1e-6);
    for (uint32_t k = x.start[2]; k < x.start[3]; k++)
        square += (double)x.values[k].value * (double)x.values[k].value;
    assert_true(fabs(square - 1) < 1e-6);
    /* What is rarer says more. */
    assert_true(x.values[x.start[2] + 1].value > x.values[x.start[2]].value);
    columns_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rare_trait_has_no_column),
        cmocka_unit_test(every_example_has_the_length_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
