#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "platforms/slack/ack.h"
#include "platforms/slack/look.h"
#include "platforms/slack/outcome.h"
#include "platforms/slack/pace.h"
#include "platforms/slack/send.h"

static enum sl_without judge(struct sl_outcome *out, struct http_answer http,
                             const char *body, unsigned left_out)
{
    struct sl_answer answer;

    http.body = span_of(body);
    sl_answer_read(&answer, &http);
    enum sl_without without = sl_outcome(out, &answer, left_out);
    sl_answer_clear(&answer);
    return without;
}

/* What Slack answers, and what becomes of the post. */
static const struct {
    int status;
    const char *body;
    int64_t retry_after;
    enum post_result result;
    int64_t retry;
    enum sl_without without;
} answers[] = {
    {200, "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"1.000002\"}", 0, POST_DONE, 0, 0},
    {200, "{\"ok\":true,\"message\":{\"ts\":\"1.000002\"}}", 0, POST_DONE, 0, 0},
    {200, "{\"ok\":true}", 0, POST_UNKNOWN, 0, 0},
    {200, "<html>", 0, POST_UNKNOWN, 0, 0},
    {200, "", 0, POST_UNKNOWN, 0, 0},
    {200, "{\"ok\":false,\"error\":\"invalid_auth\"}", 0, POST_FATAL, 0, 0},
    {401, "{\"ok\":false,\"error\":\"token_revoked\"}", 0, POST_FATAL, 0, 0},
    {200, "{\"ok\":false,\"error\":\"account_inactive\"}", 0, POST_FATAL, 0, 0},
    {200, "{\"ok\":false,\"error\":\"not_authed\"}", 0, POST_FATAL, 0, 0},
    {200, "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"chat:write\"}", 0,
     POST_REFUSED, 0, 0},
    {200, "{\"ok\":false,\"error\":\"not_in_channel\"}", 0, POST_REFUSED, 0, 0},
    {200, "{\"ok\":false,\"error\":\"channel_not_found\"}", 0, POST_REFUSED, 0, 0},
    {200, "{\"ok\":false,\"error\":\"is_archived\"}", 0, POST_REFUSED, 0, 0},
    {200, "{\"ok\":false,\"error\":\"restricted_action_read_only_channel\"}", 0,
     POST_REFUSED, 0, 0},
    {200, "{\"ok\":false,\"error\":\"restricted_action_non_threadable_channel\"}", 0,
     POST_REFUSED, 0, SL_WITHOUT_THREAD},
    {200, "{\"ok\":false,\"error\":\"msg_too_long\"}", 0, POST_REFUSED, 0,
     SL_WITHOUT_LENGTH},
    {200, "{\"ok\":false,\"error\":\"invalid_blocks_format\"}", 0, POST_REFUSED, 0,
     SL_WITHOUT_BLOCKS},
    {200, "{\"ok\":false,\"error\":\"invalid_arguments\"}", 0, POST_REFUSED, 0,
     SL_WITHOUT_BLOCKS},
    {200, "{\"ok\":false,\"error\":\"invalid_metadata_format\"}", 0, POST_REFUSED, 0,
     SL_WITHOUT_METADATA},
    {200, "{\"ok\":false,\"error\":\"ratelimited\"}", 0, POST_UNSENT, 30000, 0},
    {429, "{\"ok\":false,\"error\":\"ratelimited\"}", 3000, POST_UNSENT, 3000, 0},
    {429, "", 7000, POST_UNSENT, 7000, 0},
    {429, "slow down", 0, POST_UNSENT, 30000, 0},
    {200, "{\"ok\":false,\"error\":\"internal_error\"}", 0, POST_UNKNOWN, 0, 0},
    {200, "{\"ok\":false,\"error\":\"fatal_error\"}", 0, POST_UNKNOWN, 0, 0},
    {500, "{\"ok\":false,\"error\":\"invalid_auth\"}", 0, POST_UNKNOWN, 0, 0},
    {502, "<html>", 0, POST_UNKNOWN, 0, 0},
    {503, "", 5000, POST_UNKNOWN, 5000, 0},
    {408, "", 0, POST_UNKNOWN, 0, 0},
    {302, "", 0, POST_UNSENT, 30000, 0},
    {404, "<html>", 0, POST_UNSENT, 10000, 0},
    {200, "{\"ok\":false,\"error\":\"never_heard_of\"}", 0, POST_REFUSED, 0, 0},
};

static void each_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct http_answer http = {.outcome = HTTP_ANSWERED,
                                   .status = answers[i].status,
                                   .retry_after_ms = answers[i].retry_after};
        struct sl_outcome out;
        enum sl_without without = judge(&out, http, answers[i].body, 0);

        if (out.post.result != answers[i].result)
            print_message("row %zu: %s\n", i, answers[i].body);
        assert_int_equal(out.post.result, answers[i].result);
        assert_int_equal(out.post.retry_ms, answers[i].retry);
        assert_int_equal(without, answers[i].without);
        if (out.post.result == POST_DONE)
            assert_string_equal(out.post.remote_id, "1.000002");
        else
            assert_true(out.post.reason[0] != '\0');
    }
}

static void without_an_answer(void **state)
{
    struct http_answer http = {.outcome = HTTP_NOT_SENT};
    struct sl_outcome out;

    (void)state;
    err_set(&http.err, ERR_NETWORK, "refused");
    judge(&out, http, "", 0);
    assert_int_equal(out.post.result, POST_UNSENT);
    http.outcome = HTTP_UNKNOWN;
    judge(&out, http, "", 0);
    assert_int_equal(out.post.result, POST_UNKNOWN);
}

static void each_way_out_is_tried_once(void **state)
{
    struct http_answer http = {.outcome = HTTP_ANSWERED, .status = 200};
    struct sl_outcome out;
    const char *body = "{\"ok\":false,\"error\":\"msg_too_long\"}";

    (void)state;
    assert_int_equal(judge(&out, http, body, SL_WITHOUT_BLOCKS), SL_WITHOUT_LENGTH);
    assert_int_equal(judge(&out, http, body, SL_WITHOUT_LENGTH), SL_WITHOUT_NOTHING);
    assert_int_equal(out.post.result, POST_REFUSED);
}

static const char payload[] =
    "{\"text\":\"hi\",\"blocks\":[{\"type\":\"section\"},{\"type\":\"x\"}]}";
static const struct post post = {.channel = "C1",
                                 .thread = "1700000000.000100",
                                 .source = "1700000000.000100",
                                 .key = "C1:1700000000.000100:1",
                                 .part = 1,
                                 .payload = {payload, sizeof payload - 1}};

static void the_body_of_a_post(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 4096);
    assert_true(sl_send_body(&post, 0, &out));
    assert_string_equal(
        out.data,
        "{\"channel\":\"C1\",\"thread_ts\":\"1700000000.000100\",\"text\":\"hi\","
        "\"blocks\":[{\"type\":\"section\",\"block_id\":\"C1:1700000000.000100:1:0\"},"
        "{\"type\":\"x\",\"block_id\":\"C1:1700000000.000100:1:1\"}],"
        "\"link_names\":false,\"unfurl_links\":false,\"unfurl_media\":false,"
        "\"metadata\":{\"event_type\":\"faq_reply\",\"event_payload\":"
        "{\"q\":\"C1:1700000000.000100\",\"part\":1}}}");
    buf_clear(&out);
    assert_true(sl_send_body(
        &post, SL_WITHOUT_BLOCKS | SL_WITHOUT_THREAD | SL_WITHOUT_METADATA, &out));
    assert_string_equal(out.data, "{\"channel\":\"C1\",\"text\":\"hi\",\"link_names\":"
                                  "false,\"unfurl_links\":false,\"unfurl_media\":false}");
    buf_free(&out);
}

static void a_text_that_was_too_long(void **state)
{
    struct post long_post = post;
    struct buf longer, out;
    struct json *root = NULL;

    (void)state;
    buf_init(&longer, 8192);
    buf_init(&out, 8192);
    buf_text(&longer, "{\"text\":\"");
    for (int i = 0; i < 1000; i++)
        buf_text(&longer, "\u00E9\u00E9");
    buf_text(&longer, "\"}");
    long_post.payload = buf_view(&longer);
    assert_true(sl_send_body(&long_post, SL_WITHOUT_LENGTH, &out));
    assert_true(json_parse(&root, buf_view(&out), 8192, NULL)); /* cut at a character */
    assert_int_equal(strlen(json_get_text(root, "text")), 1500);
    json_free(root);
    buf_free(&longer);
    buf_free(&out);
}

static void a_post_is_recognised(void **state)
{
    static const struct sl_self self = {.user = "UBOT", .bot = "BBOT"};
    static const struct sl_wanted wanted = {
        .question = "C1:1.000001", .mark = "C1:1.000001:1:", .text = "hi", .part = 1};
#define META(q, part) \
    ",\"metadata\":{\"event_payload\":{\"q\":\"" q "\",\"part\":" part "}}"
#define OURS "{\"ts\":\"2.000001\",\"user\":\"UBOT\",\"bot_id\":\"BBOT\""
    static const struct {
        const char *message;
        bool found;
    } rows[] = {
        {OURS META("C1:1.000001", "1") "}", true},
        {OURS META("C1:1.000001", "\"1\"") "}", true},
        {OURS META("C1:1.000001", "0") ",\"text\":\"hi\"}", false},
        {OURS META("C1:1.000002", "1") ",\"text\":\"hi\"}", false},
        {"{\"ts\":\"2.000001\",\"bot_id\":\"BBOT\"" META("C1:1.000001", "1") "}", true},
        {"{\"ts\":\"2.000001\",\"user\":\"U2\",\"bot_id\":\"B2\"" META("C1:1.000001",
                                                                       "1") "}",
         false},
        {OURS ",\"text\":\"changed\",\"blocks\":[{\"block_id\":\"C1:1.000001:1:0\"}]}",
         true},
        {OURS ",\"text\":\"hi\",\"blocks\":[{\"block_id\":\"C1:1.000001:0:0\"}]}", false},
        {OURS ",\"text\":\"hi\",\"blocks\":[{\"type\":\"section\"}]}", true},
        {OURS ",\"text\":\"hi\",\"blocks\":[{\"block_id\":\"xY1\"}]}", true},
        {OURS ",\"text\":\"other\",\"blocks\":[{\"block_id\":\"xY1\"}]}", false},
        {OURS ",\"text\":\"hi\"}", true},
        {OURS ",\"text\":\"other\"}", false},
        {"{\"ts\":\"2.000001\",\"user\":\"U1\",\"text\":\"hi\"}", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json *list = NULL;
        char text[1024];

        snprintf(text, sizeof text, "[{\"ts\":\"1.000001\",\"user\":\"U1\"},%s]",
                 rows[i].message);
        assert_true(json_parse(&list, span_of(text), sizeof text, NULL));
        const char *ts = sl_look_find(list, &self, &wanted);
        if ((ts != NULL) != rows[i].found)
            print_message("row %zu: %s\n", i, text);
        assert_int_equal(ts != NULL, rows[i].found);
        json_free(list);
    }
}

static void one_post_a_second_and_channel(void **state)
{
    struct sl_pace p = {.held_until = 0};

    (void)state;
    assert_int_equal(sl_pace_wait(&p, "C1", 5000), 0);
    sl_pace_until(&p, "C1", 6000);
    assert_int_equal(sl_pace_wait(&p, "C1", 5400), 600);
    assert_int_equal(sl_pace_wait(&p, "C2", 5400), 0);
    assert_int_equal(sl_pace_wait(&p, "C1", 6000), 0);
    sl_pace_hold(&p, 9000);
    assert_int_equal(sl_pace_wait(&p, "C2", 8000), 1000);
    sl_pace_hold(&p, 8500); /* does not shorten it */
    assert_int_equal(sl_pace_wait(&p, "C2", 8000), 1000);
    /* More channels than slots: the newest are remembered. */
    for (int i = 0; i < 3000; i++) {
        char channel[16];
        snprintf(channel, sizeof channel, "X%d", i);
        sl_pace_until(&p, channel, 10000 + i);
        assert_int_equal(sl_pace_wait(&p, channel, 10000), i);
    }
}

static void a_budget_of_calls(void **state)
{
    int64_t at = 0;

    (void)state;
    for (int i = 0; i < 30; i++)
        assert_int_equal(sl_pace_budget(&at, 1000, 30, 5000), 0);
    assert_int_equal(sl_pace_budget(&at, 1000, 30, 5000), 1000);
    assert_int_equal(sl_pace_budget(&at, 1000, 30, 5400), 600);
    assert_int_equal(sl_pace_budget(&at, 1000, 30, 6000), 0);
    assert_int_equal(sl_pace_budget(&at, 1000, 30, 6000), 1000);
}

static void envelopes_wait(void **state)
{
    struct sl_acks *acks = sl_acks_new();
    struct sl_ack ack = {.generation = 3, .envelope = "e1", .known = "C1:1"}, out;

    (void)state;
    uint64_t first = sl_acks_add(acks, &ack);
    uint64_t second = sl_acks_add(acks, &ack);
    assert_int_not_equal(first, 0);
    assert_int_not_equal(first, second);
    assert_true(sl_acks_take(acks, first, &out));
    assert_string_equal(out.envelope, "e1");
    assert_int_equal(out.generation, 3);
    assert_false(sl_acks_take(acks, first, &out));
    assert_false(sl_acks_take(acks, 0, &out));
    for (int i = 0; i < 5000; i++)
        sl_acks_add(acks, &ack);
    assert_false(sl_acks_take(acks, second, &out)); /* the oldest gave way */
    sl_acks_free(acks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_error),
        cmocka_unit_test(without_an_answer),
        cmocka_unit_test(each_way_out_is_tried_once),
        cmocka_unit_test(the_body_of_a_post),
        cmocka_unit_test(a_text_that_was_too_long),
        cmocka_unit_test(a_post_is_recognised),
        cmocka_unit_test(one_post_a_second_and_channel),
        cmocka_unit_test(a_budget_of_calls),
        cmocka_unit_test(envelopes_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
