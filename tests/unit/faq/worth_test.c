/* Only the rows that say most stay in a model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "faq/worth.h"

static void the_least_are_cut(void **state)
{
    float worths[] = {3, -1, 7, 0.5F, 5};

    (void)state;
    assert_true(worth_cut(worths, 5, 2));
    assert_true(worths[2] == 7 && worths[4] == 5);
    assert_true(worths[0] == -1 && worths[1] == -1 && worths[3] == -1);
}

static void no_more_than_allowed_stay_as_they_are(void **state)
{
    float worths[] = {3, -1, 0};

    (void)state;
    assert_true(worth_cut(worths, 3, 3));
    assert_true(worths[0] == 3 && worths[1] == -1 && worths[2] == 0);
    assert_true(worth_cut(worths, 0, 1));
}

static void as_good_as_the_last_kept_stays(void **state)
{
    float worths[] = {2, 1, 2, 2};

    (void)state;
    assert_true(worth_cut(worths, 4, 2));
    assert_true(worths[0] == 2 && worths[1] == -1 && worths[2] == 2 && worths[3] == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_are_cut),
        cmocka_unit_test(no_more_than_allowed_stay_as_they_are),
        cmocka_unit_test(as_good_as_the_last_kept_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
