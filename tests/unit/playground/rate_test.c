/* The rate limit: bursts, refusal with the real server's numbers, recovery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "playground/rate.h"

static void without_a_limit_all_pass(void **state)
{
    const struct rate none = {0, 0};
    int64_t full_at = 0;

    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_true(rate_ask(&none, &full_at, 5).allowed);
}

static void more_than_the_clock_tells_apart(void **state)
{
    const struct rate r = {.per_second = 2000000, .burst = 1};
    int64_t full_at = 0;

    (void)state;
    assert_true(rate_ask(&r, &full_at, 5).allowed);
}

static void a_burst_passes_then_one_per_tick(void **state)
{
    const struct rate r = {.per_second = 10, .burst = 100};
    int64_t full_at = 0, now = 1000000000;
    struct rate_verdict v;

    (void)state;
    for (int i = 0; i < 101; i++) {
        v = rate_ask(&r, &full_at, now);
        assert_true(v.allowed);
        assert_int_equal(v.remaining, 100 - i);
    }
    v = rate_ask(&r, &full_at, now);
    assert_false(v.allowed);
    assert_int_equal(v.limit, 101);
    assert_int_equal(v.remaining, 0);
    assert_int_equal(v.reset_s, 11);
    assert_int_equal(v.retry_after_s, 1);
    /* A tenth of a second makes room for exactly one more. */
    now += 100000;
    assert_true(rate_ask(&r, &full_at, now).allowed);
    assert_false(rate_ask(&r, &full_at, now).allowed);
}

static void a_refusal_costs_nothing(void **state)
{
    const struct rate r = {.per_second = 1, .burst = 0};
    int64_t full_at = 0;

    (void)state;
    assert_true(rate_ask(&r, &full_at, 1000000).allowed);
    for (int i = 0; i < 50; i++)
        assert_false(rate_ask(&r, &full_at, 1500000).allowed);
    assert_true(rate_ask(&r, &full_at, 2000000).allowed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_limit_all_pass),
        cmocka_unit_test(more_than_the_clock_tells_apart),
        cmocka_unit_test(a_burst_passes_then_one_per_tick),
        cmocka_unit_test(a_refusal_costs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
