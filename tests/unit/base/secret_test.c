#include "unit.h"

#include "base/secret.h"

static void test_keeps_a_token(void **state)
{
    (void)state;
    struct secret *s;
    struct err e;

    assert_true(secret_new(&s, "xoxb-1 2\r\n", &e));
    assert_string_equal(secret_reveal(s), "xoxb-1 2");
    secret_free(s);
    secret_free(NULL);
    assert_null(secret_reveal(NULL));
}

static void assert_unusable(const char *text)
{
    struct secret *s;
    struct err e;

    assert_false(secret_new(&s, text, &e));
    assert_null(s);
    assert_int_equal(e.code, ERR_VALUE);
    assert_null(strstr(e.text, "hush"));
}

static void test_refuses_without_showing(void **state)
{
    (void)state;
    char longest[4098];

    assert_unusable("");
    assert_unusable(NULL);
    assert_unusable(" \r\n");
    assert_unusable("hush\nhush");
    assert_unusable("hush\x1F");
    assert_unusable("hush\x7F");
    assert_unusable("hush\xC3\xA4");
    memset(longest, 'a', 4097);
    longest[4097] = '\0';
    assert_unusable(longest);
}

static void test_reads_a_file(void **state)
{
    (void)state;
    struct secret *s;
    struct err e;
    char path[64], longest[4098];

    write_file(path, "token-1\n");
    assert_true(secret_read(&s, path, &e));
    assert_string_equal(secret_reveal(s), "token-1");
    secret_free(s);
    unlink(path);

    write_file(path, "\n");
    assert_false(secret_read(&s, path, &e));
    assert_int_equal(e.code, ERR_VALUE);
    assert_memory_equal(e.text, path, strlen(path)); /* names the file */
    unlink(path);

    memset(longest, 'a', 4097);
    longest[4097] = '\0';
    write_file(path, longest);
    assert_false(secret_read(&s, path, &e));
    assert_int_equal(e.code, ERR_VALUE);
    unlink(path);
    assert_false(secret_read(&s, path, &e));
    assert_int_equal(e.code, ERR_IO);
    assert_null(s);
    assert_false(secret_read(&s, "/tmp", &e));
    assert_int_equal(e.code, ERR_IO);
}

static void test_covers_it_in_what_others_say(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"no: xoxb-1234567890-abc!", "no: *******************!"},
        {"xoxb-1234567890-abc", "*******************"},
        {"cut within it: xoxb-1234567", "cut within it: ************"},
        {"too little to tell: xoxb-123456", "too little to tell: xoxb-123456"},
        {"xoxb-1234567890-xoxb-1234567890-abc", "****************"
                                                "*******************"},
        {"", ""},
    };
    struct secret *s, *little;
    struct err e;

    assert_true(secret_new(&s, "xoxb-1234567890-abc", &e));
    assert_true(secret_new(&little, "seven77", &e));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", texts[i][0]);
        secret_cover(s, text, strlen(text));
        secret_cover(little, text, strlen(text));
        assert_string_equal(text, texts[i][1]);
    }
    secret_cover(NULL, NULL, 0);
    secret_free(s);
    secret_free(little);
}

static bool make_one(void)
{
    struct secret *s;
    struct err e;
    bool ok = secret_new(&s, "abc", &e);

    assert_int_equal(ok, s != NULL);
    secret_free(s);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(make_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keeps_a_token),
        cmocka_unit_test(test_refuses_without_showing),
        cmocka_unit_test(test_reads_a_file),
        cmocka_unit_test(test_covers_it_in_what_others_say),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
