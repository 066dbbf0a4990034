#include "unit.h"

#include "base/backoff.h"

static void test_doubles_to_the_cap_with_jitter(void **state)
{
    (void)state;
    static const int64_t want[] = {100, 200, 400, 800, 1000, 1000, 1000};
    struct rng r;

    rng_seed(&r, 1);
    for (int round = 0; round < 200; round++) {
        struct backoff b = {.first_ms = 100, .most_ms = 1000};
        for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
            int64_t d = backoff_next(&b, &r, 0);
            assert_true(d >= want[i] / 2 && d <= want[i]);
        }
    }
}

static void test_jitter_differs(void **state)
{
    (void)state;
    struct rng r;
    int64_t least = INT64_MAX, most = 0;

    rng_seed(&r, 1);
    for (int i = 0; i < 1000; i++) {
        struct backoff b = {.first_ms = 1000, .most_ms = 1000};
        int64_t d = backoff_next(&b, &r, 0);
        least = d < least ? d : least;
        most = d > most ? d : most;
    }
    assert_true(least < 520 && most > 980);
}

static void test_retry_after_is_never_undercut(void **state)
{
    (void)state;
    struct rng r;
    struct backoff b = {.first_ms = 100, .most_ms = 1000};

    rng_seed(&r, 1);
    assert_int_equal(backoff_next(&b, &r, 5000), 5000);
    assert_int_equal(b.tries, 1);
    assert_true(backoff_next(&b, &r, 1) >= 100);
    backoff_reset(&b);
    assert_int_equal(b.tries, 0);
    assert_true(backoff_next(&b, &r, 0) <= 100);
}

static void test_extremes(void **state)
{
    (void)state;
    struct rng r;
    struct backoff huge = {.first_ms = INT64_MAX / 3, .most_ms = INT64_MAX};
    struct backoff none = {.first_ms = 0, .most_ms = 0};
    struct backoff crossed = {.first_ms = 500, .most_ms = 100};

    rng_seed(&r, 1);
    for (int i = 0; i < 2000; i++) {
        assert_true(backoff_next(&huge, &r, 0) > 0);
        assert_true(backoff_next(&none, &r, 0) >= 0);
        assert_true(backoff_next(&crossed, &r, 0) <= 100);
    }
    huge.tries = UINT32_MAX;
    assert_true(backoff_next(&huge, &r, 0) > 0);
    assert_true(huge.tries == UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doubles_to_the_cap_with_jitter),
        cmocka_unit_test(test_jitter_differs),
        cmocka_unit_test(test_retry_after_is_never_undercut),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
