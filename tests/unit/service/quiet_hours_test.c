#include "service/quiet_hours.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static struct quiet_hours parsed(const char *text)
{
    struct quiet_hours q;

    if (!quiet_hours_parse(text, &q))
        fail_msg("\"%s\" is refused", text);
    return q;
}

static void test_over_midnight_and_not(void **state)
{
    struct quiet_hours night = parsed("22:00-07:00"), noon = parsed("12:30-13:00"),
                       none = parsed("none");

    (void)state;
    assert_true(quiet_hours_hold(&night, 22 * 60));
    assert_true(quiet_hours_hold(&night, 0));
    assert_true(quiet_hours_hold(&night, 7 * 60 - 1));
    assert_false(quiet_hours_hold(&night, 7 * 60));
    assert_false(quiet_hours_hold(&night, 12 * 60));
    assert_true(quiet_hours_hold(&noon, 12 * 60 + 30));
    assert_false(quiet_hours_hold(&noon, 13 * 60));
    for (int minute = 0; minute < 24 * 60; minute++)
        assert_false(quiet_hours_hold(&none, minute));
}

static void test_what_are_no_hours(void **state)
{
    static const char *const texts[] = {"",
                                        "22-7",
                                        "22:00",
                                        "24:00-07:00",
                                        "22:60-07:00",
                                        "22:00-07:00 ",
                                        "22:00 07:00",
                                        "07:00-07:00",
                                        "-1:00-07:00"};
    struct quiet_hours q;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (quiet_hours_parse(texts[i], &q))
            fail_msg("\"%s\" is taken", texts[i]);
}

static void test_the_machines_time_zone(void **state)
{
    (void)state;
    setenv("TZ", "UTC-2", 1); /* POSIX: two hours east */
    tzset();
    assert_int_equal(quiet_hours_minute(INT64_C(1700000000000)), 13);
    setenv("TZ", "UTC", 1);
    tzset();
    assert_int_equal(quiet_hours_minute(INT64_C(1700000000000)), 22 * 60 + 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_over_midnight_and_not),
        cmocka_unit_test(test_what_are_no_hours),
        cmocka_unit_test(test_the_machines_time_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
