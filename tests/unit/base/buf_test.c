#include "unit.h"

#include "base/buf.h"

static void test_appends(void **state)
{
    (void)state;
    struct buf b;

    buf_init(&b, 1000);
    assert_true(buf_text(&b, "a"));
    assert_true(buf_char(&b, 'b'));
    assert_true(buf_span(&b, (struct span){"cd", 1}));
    assert_true(buf_add(&b, "\0x", 2));
    assert_true(buf_rune(&b, 0x20AC));
    assert_true(buf_format(&b, "%d-%s", 42, "y"));
    assert_int_equal(b.len, 12);
    assert_memory_equal(b.data,
                        "abc\0x\xE2\x82\xAC"
                        "42-y",
                        13);
    assert_int_equal(buf_view(&b).len, 12);
    buf_free(&b);
    assert_null(b.data);
    assert_int_equal(b.max, 1000);
}

static void test_nothing_appended_is_still_a_text(void **state)
{
    (void)state;
    struct buf b;

    buf_init(&b, 10);
    assert_true(buf_add(&b, NULL, 0));
    assert_string_equal(b.data, "");
    buf_free(&b);
}

static void test_the_maximum_is_exact_and_failure_sticks(void **state)
{
    (void)state;
    struct buf b;

    buf_init(&b, 5);
    assert_true(buf_text(&b, "12345"));
    assert_false(buf_char(&b, '6'));
    assert_true(b.failed);
    assert_string_equal(b.data, "12345");
    assert_false(buf_text(&b, "")); /* a chain fails as a whole */
    buf_clear(&b);
    assert_false(b.failed);
    assert_string_equal(b.data, "");
    assert_false(buf_format(&b, "%s", "123456"));
    assert_int_equal(b.len, 0);
    assert_null(buf_take(&b));
    buf_free(&b);
    assert_false(b.failed);
}

static void test_no_room_for_anything(void **state)
{
    (void)state;
    struct buf b;

    buf_init(&b, 0);
    assert_true(buf_text(&b, ""));
    assert_false(buf_char(&b, 'x'));
    buf_free(&b);
    buf_init(&b, SIZE_MAX);
    assert_true(buf_text(&b, "x"));
    assert_false(buf_add(&b, "y", SIZE_MAX - 1));
    assert_string_equal(b.data, "x");
    buf_free(&b);
}

static void test_what_is_no_code_point(void **state)
{
    (void)state;
    struct buf b;

    buf_init(&b, 10);
    assert_false(buf_rune(&b, 0xD800));
    buf_clear(&b);
    assert_false(buf_rune(&b, 0x110000));
    buf_free(&b);
}

static void test_cut(void **state)
{
    (void)state;
    struct buf b;

    buf_init(&b, 10);
    buf_cut(&b, 3); /* nothing there */
    buf_text(&b, "abc");
    buf_cut(&b, 9);
    assert_int_equal(b.len, 3);
    buf_cut(&b, 1);
    assert_string_equal(b.data, "a");
    buf_free(&b);
}

static void test_take(void **state)
{
    (void)state;
    struct buf b;

    buf_init(&b, 10);
    char *empty = buf_take(&b);
    assert_string_equal(empty, "");
    buf_text(&b, "abc");
    char *text = buf_take(&b);
    assert_string_equal(text, "abc");
    assert_null(b.data);
    assert_true(buf_text(&b, "again"));
    buf_free(&b);
    mem_free(text);
    mem_free(empty);
}

static bool grow_much(void)
{
    struct buf b;

    buf_init(&b, 10000);
    for (int i = 0; i < 1000; i++)
        buf_format(&b, "%d,", i);
    bool ok = !b.failed;
    if (ok)
        assert_true(b.len == 3890);
    buf_free(&b);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(grow_much);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_appends),
        cmocka_unit_test(test_nothing_appended_is_still_a_text),
        cmocka_unit_test(test_the_maximum_is_exact_and_failure_sticks),
        cmocka_unit_test(test_no_room_for_anything),
        cmocka_unit_test(test_what_is_no_code_point),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_take),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
