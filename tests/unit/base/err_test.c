#include "unit.h"

#include <errno.h>

#include "base/err.h"
#include "base/utf8.h"

static void test_sets_and_returns_false(void **state)
{
    (void)state;
    struct err e;

    assert_false(err_set(&e, ERR_VALUE, "%s is %d", "x", 3));
    assert_int_equal(e.code, ERR_VALUE);
    assert_string_equal(e.text, "x is 3");
    assert_false(err_prefix(&e, "file %d", 7));
    assert_string_equal(e.text, "file 7: x is 3");
    assert_int_equal(e.code, ERR_VALUE);
    err_clear(&e);
    assert_int_equal(e.code, ERR_NONE);
    assert_string_equal(e.text, "");
}

static void test_no_error_wanted(void **state)
{
    (void)state;
    assert_false(err_set(NULL, ERR_IO, "x"));
    assert_false(err_errno(NULL, "x"));
    assert_false(err_prefix(NULL, "x"));
    err_clear(NULL);
}

static void test_errno_text(void **state)
{
    (void)state;
    struct err e;

    errno = ENOENT;
    assert_false(err_errno(&e, "cannot open %s", "f"));
    assert_int_equal(e.code, ERR_IO);
    assert_string_equal(e.text, "cannot open f: No such file or directory");
}

static void test_an_error_may_quote_itself(void **state)
{
    (void)state;
    struct err e;

    err_set(&e, ERR_IO, "inner");
    err_set(&e, ERR_BUG, "outer (%s)", e.text);
    assert_string_equal(e.text, "outer (inner)");
}

static void test_long_texts_are_cut_at_a_code_point(void **state)
{
    (void)state;
    struct err e;
    char text[3001];

    for (size_t lead = 0; lead < 4; lead++) {
        memset(text, 'a', lead);
        for (size_t i = lead; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "\xE2\x82\xAC", 4);
        err_set(&e, ERR_LIMIT, "%s", text);
        assert_true(utf8_valid(span_of(e.text), NULL));
        assert_in_range(strlen(e.text), sizeof e.text - 4, sizeof e.text - 1);
        err_prefix(&e, "%s", text);
        assert_true(utf8_valid(span_of(e.text), NULL));
        errno = EIO;
        err_errno(&e, "%s", text);
        assert_true(utf8_valid(span_of(e.text), NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sets_and_returns_false),
        cmocka_unit_test(test_no_error_wanted),
        cmocka_unit_test(test_errno_text),
        cmocka_unit_test(test_an_error_may_quote_itself),
        cmocka_unit_test(test_long_texts_are_cut_at_a_code_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
