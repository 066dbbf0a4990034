/* What Discord's ids, texts and answers mean, and what is written for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/md.h"
#include "platforms/discord/event.h"
#include "platforms/discord/inbound.h"
#include "platforms/discord/known.h"
#include "platforms/discord/look.h"
#include "platforms/discord/outcome.h"
#include "platforms/discord/rate.h"
#include "platforms/discord/send.h"
#include "platforms/discord/text.h"

#define Z "\xE2\x80\x8B"

static const struct dc_self self = {.id = "900", .roles = {"777"}, .role_count = 1};

static struct json *parse(const char *text)
{
    struct json *root = NULL;
    struct err e = {0};

    if (!json_parse(&root, span_of(text), 1 << 20, &e))
        fail_msg("%s: %s", text, e.text);
    return root;
}

static void test_ids_are_times(void **state)
{
    (void)state;
    char id[SNOWFLAKE_SIZE];

    assert_int_equal(snowflake_ms("175928847299117063"), 1462015105796);
    assert_true(snowflake_ok("18446744073709551615"));
    assert_false(snowflake_ok("18446744073709551616"));
    assert_false(snowflake_ok("12a"));
    assert_false(snowflake_ok(""));
    assert_false(snowflake_ok(NULL));
    snowflake_at(id, 1462015105796);
    assert_int_equal(snowflake_ms(id), 1462015105796);
    assert_true(snowflake_number(id) <= snowflake_number("175928847299117063"));
}

static void keep_note(void *user, struct platform *p, const char *name, const char *value)
{
    (void)p;
    assert_string_equal(name, "direct");
    snprintf(user, DC_KNOWN_TEXT, "%s", value);
}

static void get_note(void *user, struct platform *p, const char *name, char *out,
                     size_t size)
{
    (void)p, (void)name;
    snprintf(out, size, "%s", (const char *)user);
}

static void test_what_is_known_is_kept_newest_last(void **state)
{
    (void)state;
    char kept[DC_KNOWN_TEXT] = " 5 x 6 99999999999999999999999 7 ", id[SNOWFLAKE_SIZE];
    struct platform p = {
        .host = {.user = kept, .note_get = get_note, .note_set = keep_note}};
    struct dc_known k;

    dc_known_load(&k, &p, "direct");
    dc_known_add(&k, &p, "5");
    dc_known_add(&k, &p, "no id");
    assert_string_equal(kept, "6 7 5");
    for (int i = 0; i < 3 * DC_KNOWN_IDS; i++) {
        snprintf(id, sizeof id, "1100000000000000%03u", (unsigned)i % 1000);
        dc_known_add(&k, &p, id);
    }
    assert_true(strlen(kept) < DC_KNOWN_TEXT && !strstr(kept, "6 7 5"));
    dc_known_load(&k, &p, "direct");
    const char *at = k.text, *last = NULL;
    for (size_t count = 0; dc_known_next(&at, id); count++)
        last = count >= DC_KNOWN_IDS - 1 ? id : NULL;
    assert_non_null(last);
    assert_string_equal(last, "1100000000000000383");
}

static void test_sessions_survive_as_text(void **state)
{
    (void)state;
    struct dc_session s = {.id = "a1b2",
                           .resume_url = "wss://x.example",
                           .self = "900",
                           .sequence = 7},
                      back;
    char text[DC_SESSION_TEXT];

    assert_true(dc_session_write(&s, text, sizeof text));
    assert_true(dc_session_read(&back, text));
    assert_string_equal(back.id, "a1b2");
    assert_string_equal(back.resume_url, "wss://x.example");
    assert_int_equal(back.sequence, 7);
    assert_false(dc_session_read(&back, "nonsense"));
    assert_false(dc_session_can_resume(&back));
    assert_false(dc_session_read(&back, ""));
    dc_session_forget(&s);
    assert_false(dc_session_write(&s, text, sizeof text));
}

static void hears(const char *text, const char *want, bool mentioned)
{
    struct buf out;
    bool found;

    buf_init(&out, 4096);
    assert_true(dc_inbound(span_of(text), &self, &out, &found));
    struct span heard = span_trim(buf_view(&out));
    if (!span_is(heard, want) || found != mentioned)
        fail_msg("\"%s\" is heard as \"%.*s\"", text, (int)heard.len, heard.ptr);
    buf_free(&out);
}

static void test_tokens_are_no_words(void **state)
{
    (void)state;
    hears("<@900> what is clonus", "what is clonus", true);
    hears("<@!900>, what is clonus", "what is clonus", true);
    hears("<@&777> what is clonus", "what is clonus", true);
    hears("<@&778> what is clonus", "@someone what is clonus", false);
    hears("what is clonus <:smile:123>", "what is clonus", false);
    hears("ask <@901>", "ask @someone", false);
    hears("2 < 3 and <b>", "2 < 3 and <b>", false);
    hears("<@900", "<@900", false);
}

static void is(const char *message, enum dc_what what, bool mentioned)
{
    struct json *root = parse(message);
    struct dc_item item;

    assert_true(dc_item_read(&item, &self, root, true));
    if (item.what != what || item.mentioned != mentioned)
        fail_msg("%s: %d, %d", message, (int)item.what, item.mentioned);
    dc_item_free(&item);
    json_free(root);
}

#define HEAD   "\"id\":\"10\",\"channel_id\":\"20\","
#define BY(id) "\"author\":{\"id\":\"" id "\"}"

static void test_who_speaks(void **state)
{
    (void)state;
    is("{" HEAD BY("700") ",\"content\":\"hi\",\"type\":0}", DC_ASKED, false);
    is("{" HEAD BY("700") ",\"content\":\"hi\",\"mentions\":[{\"id\":\"900\"}]}",
       DC_ASKED, true);
    is("{" HEAD BY("700") ",\"content\":\"hi\",\"mention_roles\":[\"777\"]}", DC_ASKED,
       true);
    is("{" HEAD BY("700") ",\"content\":\"hi\",\"type\":19,\"referenced_message\":{" BY(
           "900") "}}",
       DC_ASKED, true);
    is("{" HEAD BY("700") ",\"content\":\"hi\",\"edited_timestamp\":\"2026\"}", DC_EDITED,
       false);
    is("{" HEAD BY("700") ",\"content\":\"hi\",\"edited_timestamp\":null}", DC_ASKED,
       false);
    is("{" HEAD BY("900") ",\"content\":\"hi\",\"nonce\":\"q1a\"}", DC_OWN, false);
    is("{" HEAD BY("700") ",\"content\":\"hi\",\"webhook_id\":\"1\"}", DC_SEEN, false);
    is("{" HEAD BY("700") ",\"content\":\"hi\",\"type\":7}", DC_SEEN, false);
    is("{" HEAD BY("700") ",\"content\":\"hi\",\"flags\":64}", DC_SEEN, false);
    is("{" HEAD "\"author\":{\"id\":\"5\",\"bot\":true}}", DC_SEEN, false);
    is("{" HEAD "\"content\":\"partial\"}", DC_SEEN, false);
    is("{" HEAD BY("700") ",\"message_reference\":{\"type\":1}}", DC_SEEN, false);
}

static void outcome_is(int status, const char *body, enum post_result result)
{
    struct http_answer answer = {
        .outcome = HTTP_ANSWERED, .status = status, .body = span_of(body)};
    struct dc_outcome out;

    dc_outcome(&out, &answer);
    if (out.post.result != result)
        fail_msg("%d %s: %d", status, body, (int)out.post.result);
}

static void test_answers_to_a_post(void **state)
{
    (void)state;
    outcome_is(200, "{\"id\":\"5\"}", POST_DONE);
    outcome_is(200, "<html>", POST_UNKNOWN);
    outcome_is(401, "{\"message\":\"401: Unauthorized\",\"code\":0}", POST_FATAL);
    outcome_is(429, "{\"retry_after\":1.25,\"global\":false}", POST_UNSENT);
    outcome_is(403, "{\"code\":50013}", POST_REFUSED);
    outcome_is(403, "{\"code\":160002}", POST_UNSENT);
    outcome_is(404, "{\"code\":10003}", POST_REFUSED);
    outcome_is(404, "{\"code\":10008}", POST_DONE);
    outcome_is(400, "{\"code\":50035}", POST_REFUSED);
    outcome_is(500, "", POST_UNKNOWN);
    outcome_is(502, "<html>", POST_UNKNOWN);
}

static void test_limits_and_bans(void **state)
{
    (void)state;
    struct http_answer answer = {.outcome = HTTP_ANSWERED,
                                 .status = 429,
                                 .body =
                                     span_of("{\"retry_after\":1.25,\"global\":true}")};
    struct dc_outcome out;

    dc_outcome(&out, &answer);
    assert_int_equal(out.post.retry_ms, 1251);
    assert_true(out.global);
    answer.body = span_of("<html>banned");
    dc_outcome(&out, &answer);
    assert_true(out.global && out.unsaid);
    answer.body = span_of("{\"retry_after\":-5}");
    dc_outcome(&out, &answer);
    assert_true(out.unsaid);
    answer.retry_after_ms = 2000;
    dc_outcome(&out, &answer);
    assert_false(out.unsaid);
    assert_int_equal(out.post.retry_ms, 2000);
}

static void test_a_limit_that_does_not_say_how_long_grows_into_a_ban(void **state)
{
    (void)state;
    struct dc_rate r = {.held_until = 0};
    int64_t now = 100, wait = 0;

    assert_int_equal(dc_rate_unsaid(&r, now), 5000);
    assert_int_equal(dc_rate_unsaid(&r, now + 1000), 4000); /* under way with the first */
    now += 5000;
    assert_int_equal(dc_rate_unsaid(&r, now), 10000);
    for (int i = 0; i < 40; i++) {
        now += wait;
        wait = dc_rate_unsaid(&r, now);
    }
    assert_int_equal(wait, 15 * 60 * 1000);
    dc_rate_taken(&r);
    assert_int_equal(dc_rate_unsaid(&r, now), 5000);
}

static void test_channels_wait_for_their_limit(void **state)
{
    (void)state;
    struct dc_rate r = {.held_until = 0};

    dc_rate_hold(&r, "600", 1000);
    assert_int_equal(dc_rate_wait(&r, "600", 400), 600);
    assert_int_equal(dc_rate_wait(&r, "601", 400), 0);
    dc_rate_hold(&r, NULL, 2000);
    assert_int_equal(dc_rate_wait(&r, "601", 400), 1600);
    assert_int_equal(dc_rate_wait(&r, "601", 2500), 0);
}

static void escapes(const char *text, const char *want)
{
    struct buf out;

    buf_init(&out, 4096);
    assert_true(dc_text(&out, span_of(text)));
    assert_string_equal(out.data ? out.data : "", want);
    buf_free(&out);
}

static void test_nothing_pings_links_or_marks(void **state)
{
    (void)state;
    escapes("@everyone", "@" Z "everyone");
    escapes("<@1>", "\\<" Z "@" Z "1\\>");
    escapes("*a* _b_ ~c~ |d| `e`", "\\*a\\* \\_b\\_ \\~c\\~ \\|d\\| \\`e\\`");
    escapes("# no heading", "\\# no heading");
    escapes("- no list", "\\- no list");
    escapes("http://x", "http:" Z "//x");
    escapes("a\xE2\x80\xAE"
            "b",
            "ab");
}

static void test_keys_fit_and_differ(void **state)
{
    (void)state;
    char a[DC_KEY_SIZE], b[DC_KEY_SIZE], reference[SNOWFLAKE_SIZE];

    assert_true(dc_send_key(NULL, "1", "18446744073709551615", 0, a, sizeof a));
    assert_true(strlen(a) <= 25);
    assert_true(dc_send_key(NULL, "1", "18446744073709551615", 1, b, sizeof b));
    assert_string_not_equal(a, b);
    assert_true(dc_send_key(NULL, "1", "1340:1341", 0, a, sizeof a));
    assert_string_equal(a, "q1341a");
    dc_send_reference("1340:1341", reference);
    assert_string_equal(reference, "1340");
    assert_false(dc_send_key(NULL, "1", "x", 0, a, sizeof a));
    assert_false(dc_send_key(NULL, "1", "1", 26, a, sizeof a));
}

static void test_a_reply_is_known_by_reference_and_text(void **state)
{
    (void)state;
    struct json *page = parse("[{\"id\":\"3\"," BY(
        "700") ",\"content\":\"hi\",\"message_reference\":{\"message_id\":"
               "\"1\"}},{\"id\":\"4\"," BY(
                   "900") ",\"content\":\"hi\",\"message_reference\":"
                          "{\"message_id\":\"2\"}},{\"id\":\"5\"," BY(
                              "900") ",\"content\":\"hi\","
                                     "\"message_reference\":{\"message_id\":\"1\"}}]");

    assert_string_equal(dc_look_find(page, "900", "1", "hi\n"), "5");
    assert_null(dc_look_find(page, "900", "1", "other part"));
    assert_null(dc_look_find(page, "901", "1", "hi"));
    json_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_are_times),
        cmocka_unit_test(test_what_is_known_is_kept_newest_last),
        cmocka_unit_test(test_sessions_survive_as_text),
        cmocka_unit_test(test_tokens_are_no_words),
        cmocka_unit_test(test_who_speaks),
        cmocka_unit_test(test_answers_to_a_post),
        cmocka_unit_test(test_limits_and_bans),
        cmocka_unit_test(test_a_limit_that_does_not_say_how_long_grows_into_a_ban),
        cmocka_unit_test(test_channels_wait_for_their_limit),
        cmocka_unit_test(test_nothing_pings_links_or_marks),
        cmocka_unit_test(test_keys_fit_and_differ),
        cmocka_unit_test(test_a_reply_is_known_by_reference_and_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
