/* A line through points: between them, at them, and beyond the ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "faq/curve.h"

static const struct curve bent = {3, {{-2, 4}, {0, 0}, {1, 10}}};

static void at_its_points_it_is_what_they_say(void **state)
{
    (void)state;
    assert_true(curve_worth(&bent, -2) == 4);
    assert_true(curve_worth(&bent, 0) == 0);
    assert_true(curve_worth(&bent, 1) == 10);
}

static void between_two_points_it_is_straight(void **state)
{
    (void)state;
    assert_true(curve_worth(&bent, -1) == 2);
    assert_true(curve_worth(&bent, 0.5F) == 5);
}

static void beyond_its_ends_it_is_flat(void **state)
{
    (void)state;
    assert_true(curve_worth(&bent, -9) == 4);
    assert_true(curve_worth(&bent, 9) == 10);
}

static void one_point_is_the_same_everywhere(void **state)
{
    const struct curve flat = {1, {{3, 7}}};

    (void)state;
    assert_true(curve_worth(&flat, -1) == 7);
    assert_true(curve_worth(&flat, 3) == 7);
    assert_true(curve_worth(&flat, 5) == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_its_points_it_is_what_they_say),
        cmocka_unit_test(between_two_points_it_is_straight),
        cmocka_unit_test(beyond_its_ends_it_is_flat),
        cmocka_unit_test(one_point_is_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
