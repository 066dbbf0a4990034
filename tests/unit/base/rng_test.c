#include "unit.h"

#include "base/rng.h"

static void test_the_same_seed_gives_the_same_numbers(void **state)
{
    (void)state;
    struct rng a, b, c;
    int same = 0;

    rng_seed(&a, 7);
    rng_seed(&b, 7);
    rng_seed(&c, 8);
    for (int i = 0; i < 1000; i++) {
        uint64_t x = rng_next(&a);
        assert_true(x == rng_next(&b));
        same += x == rng_next(&c);
    }
    assert_int_equal(same, 0);
}

static void test_a_zero_seed_works(void **state)
{
    (void)state;
    struct rng r;

    rng_seed(&r, 0);
    assert_true((rng_next(&r) | rng_next(&r)) != 0);
}

static void test_below_is_uniform(void **state)
{
    (void)state;
    struct rng r;
    int seen[10] = {0};

    rng_seed(&r, 1);
    for (int i = 0; i < 100000; i++) {
        uint64_t x = rng_below(&r, 10);
        assert_true(x < 10);
        seen[x]++;
    }
    for (int i = 0; i < 10; i++)
        assert_in_range(seen[i], 9500, 10500);
    for (int i = 0; i < 100; i++)
        assert_true(rng_below(&r, UINT64_MAX) < UINT64_MAX);
    assert_true(rng_below(&r, 1) == 0);
    assert_true(rng_below(&r, 0) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_seed_gives_the_same_numbers),
        cmocka_unit_test(test_a_zero_seed_works),
        cmocka_unit_test(test_below_is_uniform),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
