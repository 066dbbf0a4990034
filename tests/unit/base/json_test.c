#include "unit.h"

#include "base/json.h"

enum { MAX = 1 << 24 };

static bool parses(const char *text, enum err_code *code)
{
    struct json *root;
    struct err e = {0};
    bool ok = json_parse(&root, span_of(text), MAX, &e);

    assert_int_equal(ok, root != NULL);
    if (!ok)
        assert_true(e.text[0] != '\0');
    *code = e.code;
    json_free(root);
    return ok;
}

static void test_reads_values(void **state)
{
    (void)state;
    struct json *root;
    struct err e;

    assert_true(
        json_parse(&root,
                   span_of(" {\"t\":\"x\\u00e9\\n\",\"n\":-12,\"d\":1.5,\"b\":true,"
                           "\"z\":null,\"a\":[1,[],{}],\"o\":{\"Id\":\"7\"}} "),
                   MAX, &e));
    assert_string_equal(json_get_text(root, "t"), "x\xC3\xA9\n");
    assert_int_equal(json_get_int(root, "n", 0), -12);
    assert_true(json_get_number(root, "d", 0) > 1.4);
    assert_true(json_get_bool(root, "b", false));
    assert_true(json_is_null(json_get(root, "z")));
    const struct json *a = json_get(root, "a");
    assert_true(json_is_array(a));
    assert_int_equal(json_len(a), 3);
    assert_true(json_is_object(json_at(a, 2)));
    assert_null(json_at(a, 3));
    assert_null(json_at(a, SIZE_MAX));
    assert_string_equal(json_name(json_first(root)), "t");
    size_t count = 0;
    for (const struct json *m = json_first(root); m; m = json_after(m))
        count++;
    assert_int_equal(count, json_len(root));
    /* case matters */
    assert_null(json_get(json_get(root, "o"), "id"));
    assert_string_equal(json_get_text(json_get(root, "o"), "Id"), "7");
    json_free(root);
}

static void test_absent_and_wrong_kind_give_the_fallback(void **state)
{
    (void)state;
    struct json *root;
    struct err e;

    assert_true(json_parse(&root, span_of("{\"t\":\"5\",\"n\":5}"), MAX, &e));
    assert_null(json_get(NULL, "x"));
    assert_null(json_text(NULL));
    assert_null(json_get_text(root, "n"));
    assert_int_equal(json_get_int(root, "t", 9), 9);
    assert_int_equal(json_get_int(root, "none", 9), 9);
    assert_true(json_get_bool(root, "n", true));
    assert_int_equal(json_len(json_get(root, "t")), 0);
    assert_null(json_first(NULL));
    assert_null(json_after(NULL));
    assert_null(json_name(NULL));
    assert_null(json_at(root, 0));
    json_free(root);
    json_free(NULL);
}

static void test_refuses_what_cjson_lets_pass(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        "{",
        "]",
        "{} x",
        "{}{}",
        "1 2",
        "nullx",
        "\"\\u0000\"",
        "{\"\\u0000\":1}",
        "\"a\x01\"",
        "\x01{}",
        "\"a\xFF\"",
        "\"\xED\xA0\x80\"",
        "\"\\uD800\"",
        "\"\\uDC00\"",
        "\"\\uD800\\u0041\"",
        "\"\\u12G4\"",
        "\"\\q\"",
        "\"",
        "\"\\",
        "\"\\u",
        "9007199254740992",
        "9007199254740993",
        "-9007199254740993",
        "1e999",
        "01",
        "1.",
        ".5",
        "-",
        "1e",
        "+1",
        "0x10",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "NaN",
        "True",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"b\":{},\"\\u0061\":2}",
        "[{\"x\":{\"k\":1,\"k\":1}}]",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        enum err_code code;
        if (parses(bad[i], &code))
            fail_msg("accepted: %s", bad[i]);
        assert_int_equal(code, ERR_SYNTAX);
    }
}

static void test_accepts_what_is_right(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{}",
        "[]",
        "0",
        "-0",
        "1e5",
        "1.25E-3",
        "null",
        "true",
        "\"\"",
        "9007199254740991",
        " \t\r\n[1] ",
        "\"\\/\"",
        "[[],[[]]]",
        "\"\\uD83D\\uDE00\"",
        "{\"a\":{\"a\":1},\"b\":{\"a\":1}}",
        "{\"a\":1,\"A\":2,\"\":3}",
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        enum err_code code;
        if (!parses(good[i], &code))
            fail_msg("refused: %s", good[i]);
    }
}

static void test_a_nul_inside_ends_nothing(void **state)
{
    (void)state;
    struct json *root;
    struct err e;

    assert_false(json_parse(&root, (struct span){"{}\0x", 4}, MAX, &e));
    assert_false(json_parse(&root, (struct span){"\"a\0b\"", 5}, MAX, &e));
    assert_false(json_parse(&root, (struct span){NULL, 0}, MAX, &e));
    /* not NUL-ended: only len counts */
    assert_true(json_parse(&root, (struct span){"[1]garbage", 3}, MAX, &e));
    json_free(root);
}

static void test_limits(void **state)
{
    (void)state;
    struct json *root;
    struct err e;
    char deep[200];

    assert_false(json_parse(&root, span_of("[1,2]"), 4, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    for (int depth = 64; depth <= 65; depth++) {
        memset(deep, '[', (size_t)depth);
        memset(deep + depth, ']', (size_t)depth);
        deep[2 * depth] = '\0';
        assert_int_equal(json_parse(&root, span_of(deep), MAX, &e), depth == 64);
        json_free(root);
    }
}

/* A million brackets or names must cost neither the stack nor minutes. */
static void test_hostile_shapes(void **state)
{
    (void)state;
    enum { N = 200000 };
    struct json *root;
    struct err e;
    struct buf b;

    buf_init(&b, MAX);
    for (int i = 0; i < N; i++)
        buf_char(&b, '[');
    assert_false(json_parse(&root, buf_view(&b), MAX, &e));
    buf_clear(&b);
    for (int i = 0; i < N; i++)
        buf_format(&b, "%s\"n%d\":0", i ? "," : "{", i);
    buf_char(&b, '}');
    assert_false(b.failed);
    assert_true(json_parse(&root, buf_view(&b), MAX, &e));
    assert_int_equal(json_len(root), N);
    json_free(root);
    buf_cut(&b, b.len - 1);
    buf_text(&b, ",\"n77\":1}");
    assert_false(json_parse(&root, buf_view(&b), MAX, &e));
    assert_non_null(strstr(e.text, "\"n77\" stands twice"));
    buf_free(&b);
}

static void test_writes(void **state)
{
    (void)state;
    struct buf b;
    struct json_writer w;
    struct json *part;
    struct err e;

    buf_init(&b, 4096);
    assert_true(json_parse(&part, span_of("{\"k\":[1]}"), MAX, &e));
    json_write(&w, &b);
    json_open_object(&w, NULL);
    json_put_text(&w, "t", "a\"\\\n\x01\xC3\xA9\xFF");
    json_put_text(&w, "none", NULL);
    json_put_int(&w, "i", INT64_MIN);
    json_put_bool(&w, "b", false);
    json_open_array(&w, "a");
    json_open_object(&w, NULL);
    json_close(&w);
    json_put_null(&w, NULL);
    json_put_span(&w, NULL, (struct span){"ab", 1});
    json_close(&w);
    json_put_value(&w, "v", part);
    json_close(&w);
    assert_true(json_done(&w));
    assert_string_equal(b.data, "{\"t\":\"a\\\"\\\\\\n\\u0001\xC3\xA9\xEF\xBF\xBD\","
                                "\"none\":null,\"i\":-9223372036854775808,"
                                "\"b\":false,\"a\":[{},null,\"a\"],\"v\":{\"k\":[1]}}");
    json_free(part);
    buf_free(&b);
}

static void test_writer_notices_mistakes(void **state)
{
    (void)state;
    struct buf b;
    struct json_writer w;

    buf_init(&b, 1024);
    json_write(&w, &b);
    assert_false(json_done(&w)); /* nothing was written */
    json_open_object(&w, NULL);
    assert_false(json_done(&w)); /* not closed */
    json_put_int(&w, NULL, 1);   /* no name in an object */
    json_close(&w);
    assert_false(json_done(&w));

    buf_clear(&b);
    json_write(&w, &b);
    json_close(&w);
    assert_false(json_done(&w));

    buf_clear(&b);
    json_write(&w, &b);
    json_put_int(&w, NULL, 1);
    assert_true(json_done(&w));
    json_put_int(&w, NULL, 2); /* a second root */
    assert_false(json_done(&w));

    buf_clear(&b);
    json_write(&w, &b);
    for (int i = 0; i < 64; i++)
        json_open_array(&w, NULL);
    for (int i = 0; i < 64; i++)
        json_close(&w);
    assert_false(json_done(&w));
    buf_free(&b);

    buf_init(&b, 3);
    json_write(&w, &b);
    json_put_text(&w, NULL, "long");
    assert_false(json_done(&w));
    buf_free(&b);
}

static void test_what_is_written_can_be_read(void **state)
{
    (void)state;
    struct buf b, again;
    struct json_writer w;
    struct json *root;
    struct err e;
    char all[128];

    for (int i = 0; i < 127; i++)
        all[i] = (char)(i + 1);
    all[127] = '\0';
    buf_init(&b, 4096);
    buf_init(&again, 4096);
    json_write(&w, &b);
    json_open_array(&w, NULL);
    json_put_text(&w, NULL, all);
    json_close(&w);
    assert_true(json_done(&w));
    assert_true(json_parse(&root, buf_view(&b), MAX, &e));
    assert_string_equal(json_text(json_at(root, 0)), all);
    assert_true(json_print(root, &again));
    assert_false(json_print(NULL, &again));
    json_free(root);
    buf_free(&b);
    buf_free(&again);
}

static bool parse_wide(void)
{
    struct json *root;
    struct err e = {0};
    bool ok = json_parse(
        &root,
        span_of("{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,"
                "\"i\":9,\"j\":10,\"k\":11,\"l\":12,\"m\":13,\"n\":14,\"o\":15,"
                "\"p\":16,\"q\":17,\"r\":[{\"s\":\"t\"}]}"),
        MAX, &e);
    struct buf b;
    struct json_writer w;

    if (!ok)
        assert_int_equal(e.code, ERR_MEMORY);
    json_free(root);
    buf_init(&b, 4096);
    json_write(&w, &b);
    json_put_text(&w, NULL, "some text that needs memory");
    ok = json_done(&w) && ok;
    buf_free(&b);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(parse_wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_values),
        cmocka_unit_test(test_absent_and_wrong_kind_give_the_fallback),
        cmocka_unit_test(test_refuses_what_cjson_lets_pass),
        cmocka_unit_test(test_accepts_what_is_right),
        cmocka_unit_test(test_a_nul_inside_ends_nothing),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile_shapes),
        cmocka_unit_test(test_writes),
        cmocka_unit_test(test_writer_notices_mistakes),
        cmocka_unit_test(test_what_is_written_can_be_read),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
