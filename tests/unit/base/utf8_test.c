#include "unit.h"

#include "base/utf8.h"

static const struct {
    const char *bytes;
    size_t bad_at;
} bad[] = {
    {"\x80", 0},
    {"a\xBF", 1},
    {"\xC0\x80", 0},
    {"\xC1\xBF", 0},
    {"ab\xC3", 2},
    {"\xE0\x9F\xBF", 0},
    {"\xED\xA0\x80", 0},
    {"\xED\xBF\xBF", 0},
    {"\xE2\x82", 0},
    {"\xF0\x8F\xBF\xBF", 0},
    {"\xF4\x90\x80\x80", 0},
    {"\xF5\x80\x80\x80", 0},
    {"\xFF", 0},
    {"\xC3(", 0},
    {"\xF0\x9F\x98x", 0},
};

static void test_valid(void **state)
{
    (void)state;
    assert_true(utf8_valid(span_of(NULL), NULL));
    assert_true(utf8_valid(span_of("a\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80"
                                   "\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"),
                           NULL));
    assert_true(utf8_valid((struct span){"a\0b", 3}, NULL));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t at = 99;
        assert_false(utf8_valid(span_of(bad[i].bytes), &at));
        assert_int_equal(at, bad[i].bad_at);
        assert_false(utf8_valid(span_of(bad[i].bytes), NULL));
    }
}

/* Every code point there and back; every other number refused. */
static void test_all_code_points(void **state)
{
    (void)state;
    for (uint32_t rune = 0; rune < 0x110010; rune++) {
        char bytes[4];
        size_t len = utf8_encode(rune, bytes), at = 0;
        bool good = rune < 0xD800 || (rune > 0xDFFF && rune < 0x110000);
        assert_int_equal(len > 0, good);
        if (!good)
            continue;
        struct span s = {bytes, len};
        if (!utf8_valid(s, NULL) || utf8_next(s, &at) != rune || at != len)
            fail_msg("U+%04X", rune);
    }
}

static void test_bad_bytes_count_one_each(void **state)
{
    (void)state;
    struct span s = span_of("a\xE2\x82z\xFF");
    size_t at = 1;

    assert_int_equal(utf8_count(s), 5);
    assert_int_equal(utf8_next(s, &at), 0xFFFD);
    assert_int_equal(at, 2);
}

static void test_counts(void **state)
{
    (void)state;
    struct span s = span_of("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");

    assert_int_equal(utf8_count(s), 4);
    assert_int_equal(utf8_count_utf16(s), 5);
    assert_int_equal(utf8_count(span_of("")), 0);
}

static void test_fit(void **state)
{
    (void)state;
    static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10, 10};
    struct span s = span_of("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");

    for (size_t max = 0; max < sizeof want / sizeof *want; max++)
        assert_int_equal(utf8_fit(s, max), want[max]);
    /* bad bytes are cut anywhere */
    assert_int_equal(utf8_fit(span_of("\x80\x80\x80\x80\x80\x80"), 4), 4);
    assert_int_equal(utf8_fit(span_of("\xFF\xFF"), 1), 1);
}

static void test_repair(void **state)
{
    (void)state;
    struct buf b;

    buf_init(&b, 100);
    assert_true(utf8_repair(&b, span_of("\xFFok\xC3\xA4\xE2\x82!")));
    assert_string_equal(b.data, "\xEF\xBF\xBDok\xC3\xA4\xEF\xBF\xBD\xEF\xBF\xBD!");
    buf_clear(&b);
    assert_true(utf8_repair(&b, span_of(NULL)));
    assert_string_equal(b.data, "");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        buf_clear(&b);
        assert_true(utf8_repair(&b, span_of(bad[i].bytes)));
        assert_true(utf8_valid(buf_view(&b), NULL));
    }
    buf_free(&b);
    buf_init(&b, 3);
    assert_false(utf8_repair(&b, span_of("ab\xFF")));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_all_code_points),
        cmocka_unit_test(test_bad_bytes_count_one_each),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_repair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
