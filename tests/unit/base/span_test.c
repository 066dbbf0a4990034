#include "unit.h"

#include "base/span.h"

static void test_equal(void **state)
{
    (void)state;
    assert_true(span_equal(span_of(NULL), span_of("")));
    assert_true(span_is((struct span){"abcd", 3}, "abc"));
    assert_false(span_is((struct span){"a\0b", 3}, "a"));
    assert_false(span_is(span_of("abc"), "abd"));
}

static void test_trim(void **state)
{
    (void)state;
    assert_true(span_is(span_trim(span_of(" \t\r\n a b \n")), "a b"));
    assert_int_equal(span_trim(span_of(" \n")).len, 0);
    assert_int_equal(span_trim(span_of(NULL)).len, 0);
    assert_int_equal(span_trim(span_of("\xC2\xA0")).len, 2); /* no ASCII blank */
}

static void test_starts(void **state)
{
    (void)state;
    assert_true(span_starts(span_of("abc"), "ab"));
    assert_true(span_starts(span_of("abc"), ""));
    assert_true(span_starts(span_of(NULL), ""));
    assert_false(span_starts(span_of("a"), "ab"));
}

static void finds_a_word_in_a_list(void **state)
{
    static const char *const list[] = {"is", "are", NULL};

    (void)state;
    assert_true(span_in(span_of("are"), list));
    assert_false(span_in(span_of("a"), list));
    assert_false(span_in(span_of(NULL), list));
}

static void test_lines_one_by_one(void **state)
{
    struct span rest = span_of("one\n\nthree"), line;

    (void)state;
    assert_true(span_line(&rest, &line) && span_is(line, "one"));
    assert_true(span_line(&rest, &line) && span_is(line, ""));
    assert_true(span_line(&rest, &line) && span_is(line, "three"));
    assert_false(span_line(&rest, &line));
    rest = span_of("end\n");
    assert_true(span_line(&rest, &line) && span_is(line, "end"));
    assert_false(span_line(&rest, &line));
}

static void test_takes_up_to_a_sign(void **state)
{
    (void)state;
    struct span rest = span_of("a,,b");

    assert_true(span_is(span_take(&rest, ','), "a"));
    assert_true(span_is(span_take(&rest, ','), ""));
    assert_true(span_is(span_take(&rest, ','), "b"));
    assert_int_equal(rest.len, 0);
    assert_int_equal(span_take(&rest, ',').len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_a_word_in_a_list),
        cmocka_unit_test(test_equal),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_starts),
        cmocka_unit_test(test_lines_one_by_one),
        cmocka_unit_test(test_takes_up_to_a_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
