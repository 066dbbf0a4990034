/* What goes wrong on purpose: each fault does to a client what its name says. */
#include "tests/unit/playground/visitor.h"

struct scene {
    struct room *room;
    char channel[IDENT_SIZE];
};

static int make_with(void **state, bool faults)
{
    static struct scene s;
    struct room_options options = {.faults = faults, .token = "bot-token"};
    struct answer a;
    struct err e = {0};

    if (!room_new(&s.room, &options, &e))
        return -1;
    a = ask_as(s.room, "bot-token", "GET", "/api/v4/users/me/channels", NULL);
    (void)snprintf(s.channel, sizeof s.channel, "%s",
                   json_get_text(json_at(a.json, 0), "id"));
    answer_free(&a);
    *state = &s;
    return 0;
}

static int make(void **state)
{
    return make_with(state, true);
}

static int make_plain(void **state)
{
    return make_with(state, false);
}

static int drop(void **state)
{
    struct scene *s = *state;

    room_free(s->room);
    return 0;
}

static void set(const struct scene *s, const char *faults)
{
    struct answer a = ask_as(s->room, NULL, "POST", "/playground/faults", faults);

    if (a.status != 200)
        fail_msg("%s: status %d: %s", faults, a.status, a.body);
    answer_free(&a);
}

static int64_t stored(const struct scene *s)
{
    struct answer a = ask_as(s->room, NULL, "GET", "/playground/faults", NULL);
    int64_t count = json_get_int(a.json, "posts", -1);

    answer_free(&a);
    return count;
}

/* The status of a post with that key; 0: the connection broke. */
static int post(const struct scene *s, const char *key)
{
    struct answer a;
    char body[200];
    int status;

    (void)snprintf(body, sizeof body,
                   "{\"channel_id\":\"%s\",\"message\":\"x\",\"pending_post_id\":\"%s\"}",
                   s->channel, key);
    a = ask_as(s->room, "bot-token", "POST", "/api/v4/posts", body);
    status = a.status;
    answer_free(&a);
    return status;
}

static void each_fault_of_a_post(void **state)
{
    static const struct {
        const char *name;
        int status, stored;
    } cases[] = {
        {"break_before", 0, 0},  {"break_after", 0, 1}, {"error_before", 500, 0},
        {"error_after", 500, 1}, {"busy", 503, 0},      {"limited", 429, 0},
        {"proxy", 404, 0},       {"none", 201, 1},
    };
    struct scene *s = *state;
    char text[80];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t before = stored(s);

        (void)snprintf(text, sizeof text, "{\"posts\":{\"fault\":\"%s\"}}",
                       cases[i].name);
        set(s, text);
        if (post(s, cases[i].name) != cases[i].status)
            fail_msg("%s: another status than %d", cases[i].name, cases[i].status);
        assert_int_equal(stored(s), before + cases[i].stored);
        /* The same key again: stored once in the end, whatever happened. */
        assert_int_equal(post(s, cases[i].name), 201);
        assert_int_equal(stored(s), before + 1);
    }
}

static void a_slow_post_is_pending_meanwhile(void **state)
{
    struct scene *s = *state;
    struct visitor slow;
    struct answer a;
    char body[160], text[300];
    int64_t begun = ident_now();

    set(s, "{\"posts\":{\"fault\":\"slow\",\"delay_ms\":400}}");
    (void)snprintf(body, sizeof body,
                   "{\"channel_id\":\"%s\",\"message\":\"x\",\"pending_post_id\":\"k\"}",
                   s->channel);
    (void)snprintf(text, sizeof text,
                   "POST /api/v4/posts HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
                   "Bearer bot-token\r\nContent-Length: %zu\r\n\r\n%s",
                   strlen(body), body);
    visitor_open(&slow, s->room);
    visitor_send(&slow, text, strlen(text));
    while (stored(s) == 0 && ident_now() < begun + VISITOR_WAIT_MS)
        ;
    a = ask_as(s->room, "bot-token", "POST", "/api/v4/posts", body);
    assert_string_equal(json_get_text(a.json, "id"),
                        "api.post.deduplicate_create_post.pending");
    answer_free(&a);
    read_answer(&slow, &a);
    assert_int_equal(a.status, 201);
    assert_true(ident_now() - begun >= 400);
    answer_free(&a);
    visitor_close(&slow);
}

static void forgotten_keys_store_again(void **state)
{
    struct scene *s = *state;

    assert_int_equal(post(s, "k"), 201);
    set(s, "{\"dedup\":\"forget\"}");
    assert_int_equal(post(s, "k"), 201);
    assert_int_equal(stored(s), 2);
}

static void a_revoked_token_is_refused_until_restored(void **state)
{
    struct scene *s = *state;

    set(s, "{\"token\":\"revoke\"}");
    assert_int_equal(post(s, "k"), 401);
    set(s, "{\"token\":\"restore\"}");
    assert_int_equal(post(s, "k"), 201);
}

static void reads_fail_as_often_as_told(void **state)
{
    struct scene *s = *state;
    static const int wanted[] = {502, 502, 200};

    set(s, "{\"reads\":{\"status\":502,\"count\":2}}");
    for (size_t i = 0; i < 3; i++) {
        struct answer a = ask_as(s->room, "bot-token", "GET", "/api/v4/users/me", NULL);

        assert_int_equal(a.status, wanted[i]);
        answer_free(&a);
    }
}

static void wrong_words_are_named(void **state)
{
    static const char *const wrong[] = {"{\"psts\":{}}",
                                        "{\"posts\":{\"fault\":\"odd\"}}",
                                        "{\"sockets\":\"burn\"}",
                                        "{\"token\":\"lose\"}",
                                        "{\"archive\":\"nowhere\"}",
                                        "{\"resume\":1}"};
    struct scene *s = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct answer a = ask_as(s->room, NULL, "POST", "/playground/faults", wrong[i]);

        assert_int_equal(a.status, 400);
        answer_free(&a);
    }
}

static void another_bot_can_be_added(void **state)
{
    struct scene *s = *state;
    struct answer a =
        ask_as(s->room, NULL, "POST", "/playground/faults", "{\"add_bot\":\"parrot\"}");
    char token[64];

    assert_non_null(json_get_text(a.json, "token"));
    (void)snprintf(token, sizeof token, "%s", json_get_text(a.json, "token"));
    answer_free(&a);
    a = ask_as(s->room, token, "GET", "/api/v4/users/me", NULL);
    assert_string_equal(json_get_text(a.json, "username"), "parrot");
    answer_free(&a);
}

static void without_the_flag_there_are_none(void **state)
{
    struct scene *s = *state;
    struct answer a =
        ask_as(s->room, NULL, "POST", "/playground/faults", "{\"token\":\"revoke\"}");

    assert_int_not_equal(a.status, 200);
    answer_free(&a);
    assert_int_equal(post(s, "k"), 201);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_fault_of_a_post, make, drop),
        cmocka_unit_test_setup_teardown(a_slow_post_is_pending_meanwhile, make, drop),
        cmocka_unit_test_setup_teardown(forgotten_keys_store_again, make, drop),
        cmocka_unit_test_setup_teardown(a_revoked_token_is_refused_until_restored, make,
                                        drop),
        cmocka_unit_test_setup_teardown(reads_fail_as_often_as_told, make, drop),
        cmocka_unit_test_setup_teardown(wrong_words_are_named, make, drop),
        cmocka_unit_test_setup_teardown(another_bot_can_be_added, make, drop),
        cmocka_unit_test_setup_teardown(without_the_flag_there_are_none, make_plain,
                                        drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
