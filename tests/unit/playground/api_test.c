/* The HTTP API over a real socket: what a bot asks, and what the real server refuses,
 * with its status and id. */
#include "tests/unit/playground/visitor.h"

#include "base/mem.h"

struct scene {
    struct room *room;
    const char *bot;                  /* token */
    char ada[64], ada_id[IDENT_SIZE]; /* a person's token and id */
    char bot_id[IDENT_SIZE], channel[IDENT_SIZE], other[IDENT_SIZE];
};

static void copy_id(char out[IDENT_SIZE], const struct json *from, const char *name)
{
    const char *id = json_get_text(from, name);

    assert_non_null(id);
    (void)snprintf(out, IDENT_SIZE, "%s", id);
}

static int make(void **state)
{
    static struct scene s;
    struct room_options options = {.faults = true, .token = "bot-token"};
    struct answer a;
    struct err e = {0};

    if (!room_new(&s.room, &options, &e)) {
        print_error("%s\n", e.text);
        return -1;
    }
    s.bot = room_bot_token(s.room);
    a = ask_as(s.room, NULL, "POST", "/playground/join", "{\"name\":\"Ada\"}");
    assert_int_equal(a.status, 201);
    (void)snprintf(s.ada, sizeof s.ada, "%s", json_get_text(a.json, "token"));
    copy_id(s.ada_id, json_get(a.json, "user"), "id");
    answer_free(&a);
    a = ask_as(s.room, s.bot, "GET", "/api/v4/users/me", NULL);
    assert_true(json_get_bool(a.json, "is_bot", false));
    copy_id(s.bot_id, a.json, "id");
    answer_free(&a);
    a = ask_as(s.room, s.bot, "GET", "/api/v4/users/me/channels", NULL);
    assert_string_equal(json_get_text(json_at(a.json, 0), "name"), "support-group");
    copy_id(s.channel, json_at(a.json, 0), "id");
    copy_id(s.other, json_at(a.json, 1), "id");
    answer_free(&a);
    *state = &s;
    return 0;
}

static int drop(void **state)
{
    struct scene *s = *state;

    room_free(s->room);
    return 0;
}

/* Posts; extra is more JSON members, beginning with a comma, or "". */
static struct answer post(const struct scene *s, const char *token, const char *channel,
                          const char *text, const char *extra)
{
    struct answer a;
    struct buf body;

    buf_init(&body, (size_t)1 << 20);
    buf_format(&body, "{\"channel_id\":\"%s\",\"message\":\"%s\"%s}", channel, text,
               extra);
    a = ask_as(s->room, token, "POST", "/api/v4/posts", body.data);
    buf_free(&body);
    return a;
}

static void expect(struct answer a, int status, const char *id)
{
    if (a.status != status)
        fail_msg("status %d instead of %d: %s", a.status, status, a.body);
    if (id) {
        assert_non_null(json_get_text(a.json, "id"));
        assert_string_equal(json_get_text(a.json, "id"), id);
        assert_int_equal(json_get_int(a.json, "status_code", 0), status);
        assert_true(ident_ok(json_get_text(a.json, "request_id")));
    }
    answer_free(&a);
}

static void a_post_is_stored_and_read_back(void **state)
{
    struct scene *s = *state;
    struct answer a = post(s, s->bot, s->channel, "**hi**",
                           ",\"pending_post_id\":\"k1\",\"props\":{\"faq_src\":\"x\","
                           "\"from_webhook\":\"true\"}");
    char path[120], id[IDENT_SIZE];

    assert_int_equal(a.status, 201);
    copy_id(id, a.json, "id");
    assert_string_equal(json_get_text(a.json, "pending_post_id"), "k1");
    assert_string_equal(json_get_text(json_get(a.json, "props"), "from_bot"), "true");
    assert_string_equal(json_get_text(json_get(a.json, "props"), "faq_src"), "x");
    assert_null(json_get(json_get(a.json, "props"), "from_webhook"));
    answer_free(&a);
    (void)snprintf(path, sizeof path, "/api/v4/channels/%s/posts?per_page=1", s->channel);
    a = ask_as(s->room, s->bot, "GET", path, NULL);
    assert_int_equal(a.status, 200);
    assert_string_equal(json_text(json_at(json_get(a.json, "order"), 0)), id);
    assert_string_equal(json_get_text(json_get(json_get(a.json, "posts"), id), "message"),
                        "**hi**");
    answer_free(&a);
}

static void the_same_key_gives_the_same_post(void **state)
{
    struct scene *s = *state;
    struct answer a = post(s, s->bot, s->channel, "one", ",\"pending_post_id\":\"k\"");
    char id[IDENT_SIZE];

    copy_id(id, a.json, "id");
    answer_free(&a);
    a = post(s, s->bot, s->channel, "two", ",\"pending_post_id\":\"k\"");
    assert_int_equal(a.status, 201);
    assert_string_equal(json_get_text(a.json, "id"), id);
    assert_string_equal(json_get_text(a.json, "message"), "one");
    assert_string_equal(json_get_text(a.json, "pending_post_id"), "");
    answer_free(&a);
    a = ask_as(s->room, NULL, "GET", "/playground/faults", NULL);
    assert_int_equal(json_get_int(a.json, "posts", 0), 1);
    assert_int_equal(json_get_int(a.json, "duplicates", 0), 1);
    answer_free(&a);
}

static void a_thread_holds_its_replies(void **state)
{
    struct scene *s = *state;
    struct answer a = post(s, s->ada, s->channel, "q", "");
    char root[IDENT_SIZE], reply[IDENT_SIZE], extra[80], path[120];

    copy_id(root, a.json, "id");
    answer_free(&a);
    (void)snprintf(extra, sizeof extra, ",\"root_id\":\"%s\"", root);
    a = post(s, s->bot, s->channel, "a", extra);
    assert_int_equal(a.status, 201);
    copy_id(reply, a.json, "id");
    answer_free(&a);
    (void)snprintf(path, sizeof path, "/api/v4/posts/%s/thread", root);
    a = ask_as(s->room, s->bot, "GET", path, NULL);
    assert_int_equal(json_len(json_get(a.json, "order")), 2);
    answer_free(&a);
    expect(post(s, s->bot, s->other, "a", extra), 400,
           "api.post.create_post.channel_root_id.app_error");
    (void)snprintf(extra, sizeof extra, ",\"root_id\":\"%s\"", reply);
    expect(post(s, s->bot, s->channel, "a", extra), 400,
           "api.post.create_post.root_id.app_error");
}

static void what_the_real_server_refuses(void **state)
{
    struct scene *s = *state;
    const char *unknown = "zzzzzzzzzzzzzzzzzzzzzzzzzz";
    char extra[80];

    expect(post(s, "nonsense", s->channel, "x", ""), 401,
           "api.context.session_expired.app_error");
    expect(post(s, NULL, s->channel, "x", ""), 401,
           "api.context.session_expired.app_error");
    expect(post(s, s->bot, unknown, "x", ""), 403, "api.context.permissions.app_error");
    (void)snprintf(extra, sizeof extra, ",\"root_id\":\"%s\"", unknown);
    expect(post(s, s->bot, s->channel, "x", extra), 400,
           "api.post.create_post.root_id.app_error");
    (void)snprintf(extra, sizeof extra, ",\"id\":\"%s\"", unknown);
    expect(post(s, s->bot, s->channel, "x", extra), 400,
           "app.post.save.existing.app_error");
    expect(ask_as(s->room, s->bot, "POST", "/api/v4/posts", "{\"channel_id\":"), 400,
           "api.context.invalid_body_param.app_error");
    expect(ask_as(s->room, s->bot, "POST", "/api/v4/posts", "[]"), 400,
           "api.context.invalid_body_param.app_error");
    expect(ask_as(s->room, s->bot, "GET", "/api/v4/nothing", NULL), 404,
           "api.context.404.app_error");
    expect(
        ask_as(s->room, s->bot, "GET", "/api/v4/posts/zzzzzzzzzzzzzzzzzzzzzzzzzz", NULL),
        404, "app.post.get.app_error");
    expect(ask_as(s->room, s->bot, "GET", "/api/v4/posts/short", NULL), 400,
           "api.context.invalid_url_param.app_error");
}

static void long_texts_and_large_bodies_are_refused(void **state)
{
    struct scene *s = *state;
    struct buf text;

    buf_init(&text, 400000);
    for (int i = 0; i < 16383; i++)
        buf_text(&text, "\xC3\xA4"); /* counted as one each */
    expect(post(s, s->bot, s->channel, text.data, ""), 201, NULL);
    buf_text(&text, "x");
    expect(post(s, s->bot, s->channel, text.data, ""), 400,
           "model.post.is_valid.message_length.app_error");
    while (text.len < 310000)
        buf_text(&text, "xxxxxxxxxx");
    expect(post(s, s->bot, s->channel, text.data, ""), 413,
           "api.context.request_body_too_large.app_error");
    buf_free(&text);
}

static void an_archived_channel_takes_no_posts(void **state)
{
    struct scene *s = *state;

    expect(ask_as(s->room, NULL, "POST", "/playground/faults",
                  "{\"archive\":\"support-group\"}"),
           200, NULL);
    expect(post(s, s->bot, s->channel, "x", ""), 400,
           "api.post.create_post.can_not_post_to_deleted.error");
    expect(ask_as(s->room, NULL, "POST", "/playground/faults",
                  "{\"restore\":\"support-group\"}"),
           200, NULL);
    expect(post(s, s->bot, s->channel, "x", ""), 201, NULL);
}

static void only_ones_own_posts_can_be_changed(void **state)
{
    struct scene *s = *state;
    struct answer a = post(s, s->ada, s->channel, "teh", "");
    char id[IDENT_SIZE], path[120];

    copy_id(id, a.json, "id");
    answer_free(&a);
    (void)snprintf(path, sizeof path, "/api/v4/posts/%s/patch", id);
    expect(ask_as(s->room, s->bot, "PUT", path, "{\"message\":\"x\"}"), 403,
           "api.context.permissions.app_error");
    a = ask_as(s->room, s->ada, "PUT", path, "{\"message\":\"the\"}");
    assert_string_equal(json_get_text(a.json, "message"), "the");
    assert_true(json_get_int(a.json, "edit_at", 0) > 0);
    answer_free(&a);
    (void)snprintf(path, sizeof path, "/api/v4/posts/%s", id);
    expect(ask_as(s->room, s->bot, "DELETE", path, NULL), 403,
           "api.context.permissions.app_error");
    expect(ask_as(s->room, s->ada, "DELETE", path, NULL), 200, NULL);
    expect(ask_as(s->room, s->ada, "GET", path, NULL), 404, "app.post.get.app_error");
}

static void a_direct_channel_is_seen_by_its_two_only(void **state)
{
    struct scene *s = *state;
    struct answer a;
    char body[120], channel[IDENT_SIZE], token[64];

    (void)snprintf(body, sizeof body, "[\"%s\",\"%s\"]", s->ada_id, s->bot_id);
    a = ask_as(s->room, s->ada, "POST", "/api/v4/channels/direct", body);
    assert_int_equal(a.status, 201);
    assert_string_equal(json_get_text(a.json, "type"), "D");
    assert_string_equal(json_get_text(a.json, "team_id"), "");
    copy_id(channel, a.json, "id");
    answer_free(&a);
    expect(post(s, s->bot, channel, "hello", ""), 201, NULL);
    a = ask_as(s->room, NULL, "POST", "/playground/join", "{\"name\":\"Eve\"}");
    (void)snprintf(token, sizeof token, "%s", json_get_text(a.json, "token"));
    answer_free(&a);
    expect(post(s, token, channel, "hello", ""), 403,
           "api.context.permissions.app_error");
    expect(ask_as(s->room, token, "POST", "/api/v4/channels/direct", body), 403,
           "api.context.permissions.app_error");
}

static void reactions_are_ones_own(void **state)
{
    struct scene *s = *state;
    struct answer a = post(s, s->ada, s->channel, "q", "");
    char id[IDENT_SIZE], body[200], path[160];

    copy_id(id, a.json, "id");
    answer_free(&a);
    (void)snprintf(body, sizeof body,
                   "{\"user_id\":\"%s\",\"post_id\":\"%s\",\"emoji_name\":\"eyes\"}",
                   s->bot_id, id);
    expect(ask_as(s->room, s->ada, "POST", "/api/v4/reactions", body), 403,
           "api.context.permissions.app_error");
    expect(ask_as(s->room, s->bot, "POST", "/api/v4/reactions", body), 200, NULL);
    expect(ask_as(s->room, s->bot, "POST", "/api/v4/reactions", body), 200, NULL);
    (void)snprintf(path, sizeof path, "/api/v4/posts/%s/reactions", id);
    a = ask_as(s->room, s->ada, "GET", path, NULL);
    assert_int_equal(json_len(a.json), 1);
    answer_free(&a);
    (void)snprintf(path, sizeof path, "/api/v4/users/me/posts/%s/reactions/eyes", id);
    expect(ask_as(s->room, s->bot, "DELETE", path, NULL), 200, NULL);
}

static void names_are_taken_once(void **state)
{
    struct scene *s = *state;

    expect(ask_as(s->room, NULL, "POST", "/playground/join", "{\"name\":\" \"}"), 400,
           "playground.name");
    expect(ask_as(s->room, NULL, "POST", "/playground/join", "{\"name\":\"limber\"}"),
           409, "playground.name_taken");
    /* Not connected: taken up again, and the old token ends. */
    expect(ask_as(s->room, NULL, "POST", "/playground/join", "{\"name\":\"ada\"}"), 201,
           NULL);
    expect(ask_as(s->room, s->ada, "GET", "/api/v4/users/me", NULL), 401,
           "api.context.session_expired.app_error");
}

static void a_rate_limit_answers_in_plain_text(void **state)
{
    struct scene *s = *state;
    struct answer a;

    expect(ask_as(s->room, NULL, "POST", "/playground/faults",
                  "{\"rate\":{\"per_second\":1,\"burst\":1}}"),
           200, NULL);
    for (int i = 0; i < 2; i++)
        expect(ask_as(s->room, s->bot, "GET", "/api/v4/users/me", NULL), 200, NULL);
    a = ask_as(s->room, s->bot, "GET", "/api/v4/users/me", NULL);
    assert_int_equal(a.status, 429);
    assert_string_equal(a.body, "limit exceeded\n");
    assert_non_null(strcasestr(a.head, "retry-after: 1"));
    assert_non_null(strcasestr(a.head, "x-ratelimit-remaining: 0"));
    answer_free(&a);
}

static void pages_of_other_sites_are_kept_out(void **state)
{
    static const char *const heads[] = {
        "Host: evil.example\r\n", "Host: 127.0.0.1\r\nOrigin: http://evil.example\r\n"};
    struct scene *s = *state;

    for (size_t i = 0; i < 2; i++) {
        struct visitor v;
        struct answer a;
        char text[200];

        (void)snprintf(text, sizeof text, "GET /playground/about HTTP/1.1\r\n%s\r\n",
                       heads[i]);
        visitor_open(&v, s->room);
        visitor_send(&v, text, strlen(text));
        read_answer(&v, &a);
        assert_int_equal(a.status, 403);
        answer_free(&a);
        visitor_close(&v);
    }
}

static void the_page_is_served_with_a_strict_policy(void **state)
{
    struct scene *s = *state;
    struct answer a = ask_as(s->room, NULL, "GET", "/", NULL);

    assert_int_equal(a.status, 200);
    assert_non_null(strcasestr(a.head, "content-type: text/html"));
    assert_non_null(strcasestr(a.head, "default-src 'none'"));
    assert_null(strcasestr(a.head, "unsafe-inline"));
    assert_non_null(strstr(a.body, "<!doctype html>"));
    answer_free(&a);
    a = ask_as(s->room, NULL, "GET", "/main.js", NULL);
    assert_non_null(strcasestr(a.head, "content-type: text/javascript"));
    answer_free(&a);
    expect(ask_as(s->room, NULL, "GET", "/../Makefile", NULL), 404, NULL);
    expect(ask_as(s->room, NULL, "POST", "/", "x"), 405, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_post_is_stored_and_read_back, make, drop),
        cmocka_unit_test_setup_teardown(the_same_key_gives_the_same_post, make, drop),
        cmocka_unit_test_setup_teardown(a_thread_holds_its_replies, make, drop),
        cmocka_unit_test_setup_teardown(what_the_real_server_refuses, make, drop),
        cmocka_unit_test_setup_teardown(long_texts_and_large_bodies_are_refused, make,
                                        drop),
        cmocka_unit_test_setup_teardown(an_archived_channel_takes_no_posts, make, drop),
        cmocka_unit_test_setup_teardown(only_ones_own_posts_can_be_changed, make, drop),
        cmocka_unit_test_setup_teardown(a_direct_channel_is_seen_by_its_two_only, make,
                                        drop),
        cmocka_unit_test_setup_teardown(reactions_are_ones_own, make, drop),
        cmocka_unit_test_setup_teardown(names_are_taken_once, make, drop),
        cmocka_unit_test_setup_teardown(a_rate_limit_answers_in_plain_text, make, drop),
        cmocka_unit_test_setup_teardown(pages_of_other_sites_are_kept_out, make, drop),
        cmocka_unit_test_setup_teardown(the_page_is_served_with_a_strict_policy, make,
                                        drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
