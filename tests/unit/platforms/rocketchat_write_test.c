/* What the bot posts to Rocket.Chat, and what the answers mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/md.h"
#include "platforms/rocketchat/outcome.h"
#include "platforms/rocketchat/send.h"
#include "platforms/rocketchat/text.h"

#define J "\xE2\x81\xA0"

static bool into_buf(void *user, struct span part)
{
    return buf_span(user, part);
}

static void prints(const char *markdown, const char *want)
{
    struct md *doc;
    struct buf out;
    struct err e = {0};

    buf_init(&out, 8192);
    assert_true(md_read(&doc, span_of(markdown), &e));
    assert_true(md_print(doc, &rc_printer, 4500, into_buf, &out, &e));
    assert_string_equal(out.data, want);
    md_free(doc);
    buf_free(&out);
}

static void test_mark_up(void **state)
{
    (void)state;
    prints("**bold** and *italic*", "*bold* and _italic_");
    prints("- one\n- two", "- one\n- two");
    prints("1. one\n2. two", "1. one\n2. two");
    prints("[NHS](https://www.nhs.uk/a_b)", "[NHS](https://www.nhs.uk/a_b)");
    prints("`code`", "`code`");
    prints("> quoted", "> quoted");
}

static void escapes(const char *text, const char *want)
{
    struct buf out;

    buf_init(&out, 8192);
    assert_true(rc_text(&out, span_of(text)));
    assert_string_equal(out.data ? out.data : "", want);
    buf_free(&out);
}

static void test_nothing_pings_links_or_marks(void **state)
{
    (void)state;
    escapes("@all @here", "@" J "all @" J "here");
    escapes("5 * 3 * 2", "5 \\* 3 \\* 2");
    escapes("~15~ _x_ `y` #z", "\\~15\\~ \\_x\\_ \\`y\\` \\#z");
    escapes("http://evil.example", "http:" J "//evil." J "example");
    escapes("[a](b)", "[a]" J "(b)");
    escapes("<http://x|y>", "<" J "http:" J "//x|y>");
    escapes("||spoiler||", "|" J "|spoiler|" J "|");
    escapes(":smile:", ":" J "smile:");
    escapes("- not a list", J "- not a list");
    escapes("a\xE2\x80\xAE"
            "b\xE2\x80\x8B"
            "c",
            "abc"); /* right-to-left, zero width */
    escapes("5 mg, 2.5 and e.g. so", "5 mg, 2.5 and e." J "g. so");
}

static void outcome_is(int status, const char *body, enum post_result result, bool look)
{
    struct http_answer answer = {
        .outcome = HTTP_ANSWERED, .status = status, .body = span_of(body)};
    struct rc_outcome out;

    rc_outcome(&out, &answer);
    if (out.post.result != result || out.look != look)
        fail_msg("%d %s: result %d, look %d (%s)", status, body, (int)out.post.result,
                 out.look, out.post.reason);
}

static void test_answers_to_a_post(void **state)
{
    (void)state;
    outcome_is(200, "{\"message\":{\"_id\":\"k\"},\"success\":true}", POST_DONE, false);
    outcome_is(200, "<html>", POST_UNKNOWN, false);
    outcome_is(401, "You must be logged in", POST_FATAL, false);
    outcome_is(429, "<html>", POST_UNSENT, false);
    outcome_is(400, "{\"success\":false,\"error\":\"[error-too-many-requests]\"}",
               POST_UNSENT, false);
    outcome_is(400,
               "{\"success\":false,\"error\":\"Cannot read properties of undefined "
               "(reading 'starred')\"}",
               POST_REFUSED, true);
    outcome_is(400, "{\"success\":false,\"error\":\"E11000 duplicate key error\"}",
               POST_REFUSED, true);
    outcome_is(400, "{\"success\":false,\"errorType\":\"error-invalid-room\"}",
               POST_REFUSED, true);
    outcome_is(403, "no", POST_REFUSED, true);
    outcome_is(403, "<html>", POST_UNKNOWN, false); /* a proxy's */
    outcome_is(401, "<html>", POST_UNKNOWN, false);
    outcome_is(404, "default backend - 404", POST_UNKNOWN, false);
    outcome_is(413, "<html>", POST_REFUSED, true); /* of the request itself */
    outcome_is(500, "", POST_UNKNOWN, false);
    outcome_is(502, "<html>", POST_UNKNOWN, false);
    outcome_is(301, "", POST_UNSENT, false);
}

/* When it is not there after all, an app of the server had it stopped. */
static void test_a_stopped_post_is_not_said_to_be_there(void **state)
{
    struct http_answer answer = {
        .outcome = HTTP_ANSWERED,
        .status = 400,
        .body = span_of("{\"success\":false,\"error\":\"Cannot read properties of "
                        "undefined (reading 'starred')\"}")};
    struct rc_outcome out;

    (void)state;
    rc_outcome(&out, &answer);
    assert_true(out.look);
    assert_string_equal(out.reason, "an app of the server stopped it");
}

static void test_a_limit_that_says_nothing_is_a_minute(void **state)
{
    struct http_answer answer = {
        .outcome = HTTP_ANSWERED, .status = 429, .body = span_of("<html>")};
    struct rc_outcome out;

    (void)state;
    rc_outcome(&out, &answer);
    assert_int_equal(out.post.retry_ms, 60000);
}

static void test_a_text_tells_how_long_to_wait(void **state)
{
    (void)state;
    struct http_answer answer = {
        .outcome = HTTP_ANSWERED,
        .status = 429,
        .body = span_of(
            "{\"success\":false,\"error\":\"Error, too many requests. Please slow "
            "down. You must wait 26 seconds before trying this endpoint again. "
            "[error-too-many-requests]\"}")};
    struct rc_outcome out;

    rc_outcome(&out, &answer);
    assert_int_equal(out.post.retry_ms, 26000);
}

static void test_ids_are_stable_and_differ(void **state)
{
    (void)state;
    char a[32], b[32], c[32];

    assert_true(rc_send_id(a, sizeof a, "bot", "m1", 0));
    assert_true(rc_send_id(b, sizeof b, "bot", "m1", 0));
    assert_true(rc_send_id(c, sizeof c, "bot", "m1", 1));
    assert_int_equal(strlen(a), 17);
    assert_string_equal(a, b);
    assert_string_not_equal(a, c);
    assert_int_equal(strspn(a, "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz"),
                     17);
    assert_false(rc_send_id(a, 17, "bot", "m1", 0));
}

static void test_the_body(void **state)
{
    (void)state;
    struct post post = {.channel = "GENERAL",
                        .thread = "m1",
                        .source = "m1",
                        .key = "k7RmZ3vTqXpB9wYcD",
                        .payload = span_of("{\"msg\":\"hi\",\"attachments\":[{}]}")};
    struct buf out;

    buf_init(&out, 4096);
    assert_true(rc_send_body(&post, &out));
    assert_string_equal(
        out.data,
        "{\"message\":{\"_id\":\"k7RmZ3vTqXpB9wYcD\",\"rid\":\"GENERAL\",\"tmid\":"
        "\"m1\",\"msg\":\"hi\",\"attachments\":[{}]},\"previewUrls\":[]}");
    buf_clear(&out);
    post.thread = "";
    post.payload = span_of("{\"msg\":\"hi\"}");
    assert_true(rc_send_body(&post, &out));
    assert_string_equal(out.data, "{\"message\":{\"_id\":\"k7RmZ3vTqXpB9wYcD\",\"rid\":"
                                  "\"GENERAL\",\"msg\":\"hi\"},\"previewUrls\":[]}");
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mark_up),
        cmocka_unit_test(test_nothing_pings_links_or_marks),
        cmocka_unit_test(test_answers_to_a_post),
        cmocka_unit_test(test_a_stopped_post_is_not_said_to_be_there),
        cmocka_unit_test(test_a_limit_that_says_nothing_is_a_minute),
        cmocka_unit_test(test_a_text_tells_how_long_to_wait),
        cmocka_unit_test(test_ids_are_stable_and_differ),
        cmocka_unit_test(test_the_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
