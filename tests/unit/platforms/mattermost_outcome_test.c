#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/json.h"
#include "platforms/mattermost/outcome.h"
#include "platforms/mattermost/send.h"

struct row {
    int status;
    const char *id; /* NULL: the body is plain text */
    int64_t retry_after_ms;
    enum post_result result;
    int64_t retry_ms;
};

static const struct row rows[] = {
    {401, "api.context.session_expired.app_error", 0, POST_FATAL, 0},
    {403, "api.context.permissions.app_error", 0, POST_REFUSED, 0},
    {400, "api.post.create_post.can_not_post_to_deleted.error", 0, POST_REFUSED, 0},
    {400, "api.post.create_post.root_id.app_error", 0, POST_REFUSED, 0},
    {400, "api.post.create_post.channel_root_id.app_error", 0, POST_REFUSED, 0},
    {400, "api.post.create_post.can_not_post_in_restricted_dm.error", 0, POST_REFUSED, 0},
    {400, "model.post.is_valid.message_length.app_error", 0, POST_REFUSED, 0},
    {400, "api.context.invalid_body_param.app_error", 0, POST_REFUSED, 0},
    {400, "Post rejected by plugin. no", 0, POST_REFUSED, 0},
    {400, "plugin.message_will_be_posted.dismiss_post", 0, POST_REFUSED, 0},
    {413, "api.context.request_body_too_large.app_error", 0, POST_REFUSED, 0},
    {404, "app.post.get.app_error", 0, POST_REFUSED, 0},
    {404, "api.context.404.app_error", 0, POST_REFUSED, 0},
    {429, NULL, 3000, POST_UNSENT, 3000},
    {429, NULL, 0, POST_UNSENT, 1000},
    {500, "api.post.deduplicate_create_post.pending", 0, POST_UNKNOWN, 1500},
    {500, "api.post.deduplicate_create_post.failed_to_get", 0, POST_DONE, 0},
    {500, "", 0, POST_UNKNOWN, 0},
    {500, NULL, 0, POST_UNKNOWN, 0},
    {502, NULL, 0, POST_UNKNOWN, 0},
    {503, "api.context.server_busy.app_error", 2000, POST_UNKNOWN, 2000},
    {504, NULL, 0, POST_UNKNOWN, 0},
    {301, NULL, 0, POST_UNSENT, 30000},
    {418, "a.new.error", 0, POST_REFUSED, 0},
    {401, NULL, 0, POST_UNKNOWN, 10000}, /* these are a proxy's */
    {403, NULL, 0, POST_UNKNOWN, 10000},
    {404, NULL, 0, POST_UNKNOWN, 10000},
    {400, NULL, 0, POST_REFUSED, 0}, /* and these are about the request */
    {413, NULL, 0, POST_REFUSED, 0},
};

static void each_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char body[256];
        struct mm_outcome out;

        if (rows[i].id)
            snprintf(body, sizeof body, "{\"id\":\"%s\",\"status_code\":%d}", rows[i].id,
                     rows[i].status);
        else
            snprintf(body, sizeof body, "limit exceeded\n");
        struct http_answer answer = {.outcome = HTTP_ANSWERED,
                                     .status = rows[i].status,
                                     .body = span_of(body),
                                     .retry_after_ms = rows[i].retry_after_ms};
        mm_outcome(&out, &answer);
        if (out.post.result != rows[i].result)
            print_message("row %zu: status %d\n", i, rows[i].status);
        assert_int_equal(out.post.result, rows[i].result);
        assert_int_equal(out.post.retry_ms, rows[i].retry_ms);
        assert_true(out.post.reason[0] != '\0');
        assert_non_null(out.post.remote_id);
    }
}

static void stored_posts(void **state)
{
    struct mm_outcome out;
    struct http_answer answer = {.outcome = HTTP_ANSWERED,
                                 .status = 201,
                                 .body = span_of("{\"id\":\"p9\",\"message\":\"x\"}")};

    (void)state;
    mm_outcome(&out, &answer);
    assert_int_equal(out.post.result, POST_DONE);
    assert_string_equal(out.post.remote_id, "p9");
    answer.body = span_of("<html>welcome to the hotel's wifi</html>");
    mm_outcome(&out, &answer);
    assert_int_equal(out.post.result, POST_UNKNOWN);
    answer.body = span_of("{\"id\":\"../../x\"}");
    mm_outcome(&out, &answer);
    assert_int_equal(out.post.result, POST_UNKNOWN);
}

static void no_answer(void **state)
{
    struct mm_outcome out;
    struct http_answer answer = {.outcome = HTTP_NOT_SENT, .err = {ERR_NETWORK, "no"}};

    (void)state;
    mm_outcome(&out, &answer);
    assert_int_equal(out.post.result, POST_UNSENT);
    answer.outcome = HTTP_UNKNOWN;
    mm_outcome(&out, &answer);
    assert_int_equal(out.post.result, POST_UNKNOWN);
    assert_string_equal(out.post.reason, "no");
}

static void body_of_a_post(void **state)
{
    struct post post = {.channel = "c1",
                        .thread = "p0",
                        .source = "p1",
                        .key = "b0t:p1:1",
                        .part = 1,
                        .payload = span_of("**hi** \"you\"")};
    struct buf out;
    struct json *root = NULL;

    (void)state;
    buf_init(&out, 4096);
    assert_true(mm_send_body(&post, &out));
    assert_true(json_parse(&root, buf_view(&out), 4096, NULL));
    assert_string_equal(json_get_text(root, "channel_id"), "c1");
    assert_string_equal(json_get_text(root, "root_id"), "p0");
    assert_string_equal(json_get_text(root, "message"), "**hi** \"you\"");
    assert_string_equal(json_get_text(root, "pending_post_id"), "b0t:p1:1");
    assert_string_equal(json_get_text(json_get(root, "props"), "faq_src"), "p1");
    assert_int_equal(json_get_int(json_get(root, "props"), "faq_part", -1), 1);
    assert_null(json_get(root, "id"));
    json_free(root);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_status),
        cmocka_unit_test(stored_posts),
        cmocka_unit_test(no_answer),
        cmocka_unit_test(body_of_a_post),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
