#include "net/header.h"

#include "tests/unit/net/cm.h"

static void test_lines(void **state)
{
    static const char *const good[] = {"A: b", "X-Y_z.1:v", "Cookie: a=b; c=\"d\""};
    static const char *const bad[] = {
        "",       "A",        ": b",         "A B: c",     "A:",
        "A:  ",   "A: b\r\n", "A: b\nC: d",  "A: b\rC: d", "A: \x01",
        "A\t: b", "A: \x7f",  "A: \xc3\xa9", "(A): b",     "A: b\r\nX: y\r\n\r\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(header_line_ok(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (header_line_ok(bad[i]))
            fail_msg("accepted: %s", bad[i]);
    assert_true(header_value_ok("xoxb-1"));
    assert_false(header_value_ok(""));
    assert_false(header_value_ok("a\nb"));
}

static void test_find(void **state)
{
    struct span lines = span_of("Content-Type: text/plain\r\nRETRY-AFTER:  3 \r\n"
                                "Retry-After: 4\r\nX-Retry-After: 5\nEmpty:\r\nlast: 1");

    (void)state;
    assert_true(span_is(header_find(lines, "retry-after"), "3"));
    assert_true(span_is(header_find(lines, "X-Retry-After"), "5"));
    assert_true(span_is(header_find(lines, "content-type"), "text/plain"));
    assert_true(span_is(header_find(lines, "Last"), "1"));
    assert_int_equal(header_find(lines, "empty").len, 0);
    assert_int_equal(header_find(lines, "after").len, 0);
    assert_int_equal(header_find(lines, "Content").len, 0);
    assert_int_equal(header_find((struct span){NULL, 0}, "a").len, 0);
}

static int64_t after(const char *value)
{
    return header_retry_after(span_of(value), INT64_C(1445412479500));
}

static void test_retry_after(void **state)
{
    (void)state;
    assert_int_equal(after("0"), 0);
    assert_int_equal(after("1"), 1000);
    assert_int_equal(after(" 120 "), 120000);
    assert_int_equal(after("0.35"), 350);
    assert_int_equal(after("1.2345"), 1234);
    assert_int_equal(after("2."), 2000);
    assert_int_equal(after("86400"), 86400000);
    assert_int_equal(after("99999999999999999999"), 86400000);
    assert_int_equal(after("Wed, 21 Oct 2015 07:28:00 GMT"), 500);
    assert_int_equal(after("Wed, 21 Oct 2015 07:27:00 GMT"), 0);
    assert_int_equal(after("Wed, 21 Oct 2037 07:28:00 GMT"), 86400000);
    assert_int_equal(after(""), 0);
    assert_int_equal(after("-5"), 0);
    assert_int_equal(after("soon"), 0);
    assert_int_equal(after("5x"), 0);
    assert_int_equal(after(".5"), 0);
    assert_int_equal(
        after("a text that is longer than any date and any number of seconds is"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_retry_after),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
