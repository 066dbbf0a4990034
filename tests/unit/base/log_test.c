#include "unit.h"

#include "base/json.h"
#include "base/log.h"

static int64_t clock_ms = 1767323045678; /* 2026-01-02T03:04:05.678Z */

static int64_t fixed(void)
{
    return clock_ms;
}

struct page {
    char *text;
    size_t size;
    FILE *stream;
    struct log *log;
};

static void begin(struct page *p, enum log_format format)
{
    p->stream = open_memstream(&p->text, &p->size);
    assert_non_null(p->stream);
    p->log = log_new(p->stream, LOG_INFO, format, fixed);
    assert_non_null(p->log);
}

static void end(struct page *p)
{
    log_free(p->log);
    fclose(p->stream);
    free(p->text);
}

static void test_text_lines(void **state)
{
    (void)state;
    struct page p;

    begin(&p, LOG_AS_TEXT);
    log_event(p.log, LOG_INFO, "net", "connected",
              LOG_WITH(log_text("connection", "main"), log_int("ms", -12),
                       log_text("why", "two words"), log_text("none", NULL),
                       log_text("empty", "")));
    log_event(p.log, LOG_WARN, "net", "odd", NULL);
    log_event(p.log, LOG_DEBUG, "net", "unwanted", NULL);
    assert_string_equal(p.text, "2026-01-02T03:04:05.678Z INFO net connected "
                                "connection=main ms=-12 why=\"two words\" none=- "
                                "empty=\"\"\n"
                                "2026-01-02T03:04:05.678Z WARN net odd\n");
    end(&p);
}

static void test_a_value_cannot_leave_its_line(void **state)
{
    (void)state;
    struct page p;

    begin(&p, LOG_AS_TEXT);
    log_event(p.log, LOG_ERROR, "a", "b",
              LOG_WITH(log_text("v", "x\ny\r\t\"\\\x1B[31m\x7F"
                                     "\xC2\x85\xE2\x80\xA8\xE2\x80\xAE\xFF\xC3\xA4=")));
    assert_string_equal(
        p.text, "2026-01-02T03:04:05.678Z ERROR a b v=\"x\\ny\\r\\t\\\"\\\\"
                "\\u001b[31m\\u007f\\u0085\\u2028\\u202e\xEF\xBF\xBD\xC3\xA4=\"\n");
    end(&p);
}

static void test_json_lines(void **state)
{
    (void)state;
    struct page p;
    struct json *line;
    struct err e;

    begin(&p, LOG_AS_JSON);
    log_event(p.log, LOG_INFO, "net", "connected",
              LOG_WITH(log_text("who", "a\"\n\xFF"), log_int("ms", 5),
                       log_text("none", NULL), log_text("level", "x")));
    assert_true(json_parse(&line, (struct span){p.text, p.size}, 4096, &e));
    assert_int_equal(strcspn(p.text, "\n"), p.size - 1);
    assert_string_equal(json_get_text(line, "time"), "2026-01-02T03:04:05.678Z");
    assert_string_equal(json_get_text(line, "level"), "info");
    assert_string_equal(json_get_text(line, "part"), "net");
    assert_string_equal(json_get_text(line, "event"), "connected");
    assert_string_equal(json_get_text(line, "who"), "a\"\n\xEF\xBF\xBD");
    assert_int_equal(json_get_int(line, "ms", 0), 5);
    assert_true(json_is_null(json_get(line, "none")));
    assert_string_equal(json_get_text(line, "level_"), "x"); /* does not shadow */
    json_free(line);
    end(&p);
}

static void test_levels(void **state)
{
    (void)state;
    struct page p;

    begin(&p, LOG_AS_TEXT);
    assert_false(log_wants(p.log, LOG_DEBUG));
    assert_true(log_wants(p.log, LOG_ERROR));
    end(&p);
}

static void test_no_log(void **state)
{
    (void)state;
    log_event(NULL, LOG_ERROR, "a", "b", NULL);
    assert_false(log_wants(NULL, LOG_ERROR));
    log_free(NULL);
}

static void test_limits(void **state)
{
    (void)state;
    struct page p;
    struct log_field fields[31] = {{0}};
    char big[5000];

    for (size_t i = 0; i + 2 < sizeof big; i += 2)
        memcpy(big + i, "\xC3\xA4", 3);
    for (int i = 0; i < 30; i++)
        fields[i] = log_text("f", big);
    begin(&p, LOG_AS_TEXT);
    log_event(p.log, LOG_INFO, "a", "b", fields);
    size_t count = 0;
    for (const char *at = p.text; (at = strstr(at, " f=")) != NULL; at++)
        count++;
    assert_int_equal(count, 24);
    assert_in_range(p.size, 24 * 1024, 24 * 1030 + 100);
    end(&p);
}

static void test_times(void **state)
{
    (void)state;
    struct page p;

    begin(&p, LOG_AS_TEXT);
    clock_ms = 0;
    log_event(p.log, LOG_INFO, "a", "b", NULL);
    clock_ms = -1;
    log_event(p.log, LOG_INFO, "a", "b", NULL);
    clock_ms = 1767323045678;
    assert_string_equal(p.text, "1970-01-01T00:00:00.000Z INFO a b\n"
                                "1969-12-31T23:59:59.999Z INFO a b\n");
    end(&p);
}

static bool write_lines(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    struct log *log = log_new(stream, LOG_INFO, LOG_AS_JSON, fixed);

    log_event(log, LOG_INFO, "a", "b", LOG_WITH(log_text("c", "d")));
    fflush(stream);
    if (log)
        assert_true(size > 0 && text[size - 1] == '\n'); /* a line in any case */
    bool ok = log && strstr(text, "\"c\":\"d\"");
    log_free(log);
    fclose(stream);
    free(text);
    return ok;
}

static void test_hides_secrets(void **state)
{
    (void)state;
    static const enum log_format formats[] = {LOG_AS_TEXT, LOG_AS_JSON};
    struct secret *token;
    struct err e;

    assert_true(secret_new(&token, "token-of-the-bot", &e));
    for (size_t i = 0; i < 2; i++) {
        struct page p;
        char kept[] = "refused token-of-the-bot";

        begin(&p, formats[i]);
        assert_true(log_hide(p.log, token) && log_hide(p.log, NULL));
        log_event(p.log, LOG_ERROR, "net", "the server said token-of-the-bot",
                  LOG_WITH(log_text("why", "bad \"token-of-the-bot\"")));
        assert_null(strstr(p.text, "token-of-the-bot"));
        assert_non_null(strstr(p.text, "****************"));
        log_cover(p.log, kept);
        assert_string_equal(kept, "refused ****************");
        log_cover(NULL, kept);
        end(&p);
    }
    secret_free(token);
}

/* Tokens of one workspace begin alike; and one may hold what is escaped in a line. */
static void test_hides_each_of_several(void **state)
{
    (void)state;
    static const char *const texts[] = {"xoxb-123456789012-AAAAAAAAAAAAAAAA",
                                        "xoxb-123456789012-BBBBBBBBBBBBBBBB",
                                        "pass\"word\\of-the-proxy"};
    static const enum log_format formats[] = {LOG_AS_TEXT, LOG_AS_JSON};
    struct secret *secrets[3];
    struct err e;

    for (size_t k = 0; k < 3; k++)
        assert_true(secret_new(&secrets[k], texts[k], &e));
    for (size_t i = 0; i < 2; i++) {
        struct page p;

        begin(&p, formats[i]);
        for (size_t k = 0; k < 3; k++)
            assert_true(log_hide(p.log, secrets[k]));
        for (size_t k = 0; k < 3; k++)
            log_event(p.log, LOG_ERROR, "net", "refused",
                      LOG_WITH(log_text("why", texts[k])));
        assert_null(strstr(p.text, "AAAA"));
        assert_null(strstr(p.text, "BBBB"));
        assert_null(strstr(p.text, "the-proxy"));
        end(&p);
    }
    for (size_t k = 0; k < 3; k++)
        secret_free(secrets[k]);
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(write_lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_lines),
        cmocka_unit_test(test_a_value_cannot_leave_its_line),
        cmocka_unit_test(test_json_lines),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_no_log),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_hides_secrets),
        cmocka_unit_test(test_hides_each_of_several),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
