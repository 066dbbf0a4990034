/* The WebSocket: hello, numbers, resume, challenges, actions, limits, endings. */
#include "tests/unit/playground/visitor.h"

enum { FRAME = 9000 };

struct scene {
    struct room *room;
    char channel[IDENT_SIZE], frame[FRAME];
};

static int make(void **state)
{
    static struct scene s;
    struct room_options options = {.faults = true,
                                   .token = "bot-token",
                                   .auth_ms = 1000,
                                   .ping_ms = 400,
                                   .pong_ms = 3000};
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

static int drop(void **state)
{
    struct scene *s = *state;

    room_free(s->room);
    return 0;
}

static void post(const struct scene *s, const char *text)
{
    struct answer a;
    char body[200];

    (void)snprintf(body, sizeof body, "{\"channel_id\":\"%s\",\"message\":\"%s\"}",
                   s->channel, text);
    a = ask_as(s->room, "bot-token", "POST", "/api/v4/posts", body);
    assert_int_equal(a.status, 201);
    answer_free(&a);
}

static void set(const struct scene *s, const char *faults)
{
    struct answer a = ask_as(s->room, NULL, "POST", "/playground/faults", faults);

    assert_int_equal(a.status, 200);
    answer_free(&a);
}

static int64_t number_of(const char *frame)
{
    struct json *json = NULL;
    int64_t number;

    assert_true(json_parse(&json, span_of(frame), FRAME, NULL));
    number = json_get_int(json, "seq", -1);
    json_free(json);
    return number;
}

/* Opens as the bot and reads the hello; its connection's id goes into id. */
static void greet(struct scene *s, struct visitor *v, char id[IDENT_SIZE])
{
    const char *at;

    ws_open(v, s->room, "bot-token", "?connection_id=&sequence_number=0");
    ws_expect(v, "\"event\":\"hello\"", s->frame, FRAME);
    assert_int_equal(number_of(s->frame), 0);
    at = strstr(s->frame, "\"connection_id\":\"");
    assert_non_null(at);
    (void)snprintf(id, IDENT_SIZE, "%.26s", at + strlen("\"connection_id\":\""));
    assert_true(ident_ok(id));
    ws_expect(v, "\"event\":\"status_change\"", s->frame, FRAME);
    assert_int_equal(number_of(s->frame), 1);
}

/* What comes after the pings, which nobody answers; -1: the end of the connection. */
static int past_pings(struct scene *s, struct visitor *v)
{
    int opcode;

    do
        opcode = ws_next(v, s->frame, FRAME, VISITOR_WAIT_MS);
    while (opcode == 9);
    return opcode;
}

static void resume_query(char out[160], const char *id, int64_t expected)
{
    (void)snprintf(out, 160, "?connection_id=%s&sequence_number=%lld", id,
                   (long long)expected);
}

static void events_are_numbered(void **state)
{
    struct scene *s = *state;
    char id[IDENT_SIZE];
    struct visitor v;

    greet(s, &v, id);
    post(s, "one");
    ws_expect(&v, "\"event\":\"posted\"", s->frame, FRAME);
    assert_int_equal(number_of(s->frame), 2);
    assert_non_null(strstr(s->frame, "\\\"message\\\":\\\"one\\\""));
    assert_non_null(strstr(s->frame, "\"channel_type\":\"O\""));
    assert_non_null(strstr(s->frame, "\"sender_name\":\"@limber\""));
    visitor_close(&v);
}

static void a_resume_loses_nothing(void **state)
{
    struct scene *s = *state;
    char id[IDENT_SIZE], query[160];
    struct visitor v;

    greet(s, &v, id);
    post(s, "one");
    ws_expect(&v, "posted", s->frame, FRAME);
    set(s, "{\"sockets\":\"cut\"}");
    assert_int_equal(ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS), -1);
    visitor_close(&v);
    post(s, "two");
    resume_query(query, id, 2); /* "one" did not arrive, says the client */
    ws_open(&v, s->room, "bot-token", query);
    ws_expect(&v, "one", s->frame, FRAME);
    assert_int_equal(number_of(s->frame), 2);
    ws_expect(&v, "two", s->frame, FRAME);
    assert_int_equal(number_of(s->frame), 3);
    visitor_close(&v);
}

static void a_forgotten_connection_greets_anew(void **state)
{
    struct scene *s = *state;
    char id[IDENT_SIZE], other[IDENT_SIZE], query[160];
    struct visitor v, w;

    greet(s, &v, id);
    /* Still active: a second socket is another connection. */
    resume_query(query, id, 2);
    ws_open(&w, s->room, "bot-token", query);
    ws_expect(&w, "hello", s->frame, FRAME);
    assert_null(strstr(s->frame, id));
    visitor_close(&w);
    set(s, "{\"sockets\":\"cut\"}");
    assert_int_equal(ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS), -1);
    visitor_close(&v);
    set(s, "{\"resume\":\"forget\"}");
    ws_open(&v, s->room, "bot-token", query);
    ws_expect(&v, "hello", s->frame, FRAME);
    (void)snprintf(other, sizeof other, "%.26s",
                   strstr(s->frame, "connection_id\":\"") + strlen("connection_id\":\""));
    assert_string_not_equal(other, id);
    visitor_close(&v);
}

static void a_broken_resume_is_cut(void **state)
{
    static const char *const broken[] = {
        "?connection_id=short&sequence_number=1",
        "?connection_id=zzzzzzzzzzzzzzzzzzzzzzzzzz",
        "?connection_id=zzzzzzzzzzzzzzzzzzzzzzzzzz&sequence_number=x"};
    struct scene *s = *state;
    struct visitor v;

    for (size_t i = 0; i < 3; i++) {
        ws_open(&v, s->room, "bot-token", broken[i]);
        assert_int_equal(ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS), -1);
        visitor_close(&v);
    }
}

static void a_challenge_lets_in_and_a_bad_one_cuts(void **state)
{
    struct scene *s = *state;
    struct visitor v;

    ws_open(&v, s->room, NULL, "");
    ws_say(&v, "{\"seq\":1,\"action\":\"ping\"}");
    ws_expect(&v, "not_authenticated", s->frame, FRAME);
    ws_say(&v, "{\"seq\":2,\"action\":\"authentication_challenge\","
               "\"data\":{\"token\":\"bot-token\"}}");
    ws_expect(&v, "hello", s->frame, FRAME);
    ws_expect(&v, "{\"status\":\"OK\",\"seq_reply\":2}", s->frame, FRAME);
    visitor_close(&v);
    ws_open(&v, s->room, NULL, "");
    ws_say(&v, "{\"seq\":1,\"action\":\"authentication_challenge\","
               "\"data\":{\"token\":\"wrong\"}}");
    assert_int_equal(ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS), -1);
    visitor_close(&v);
    /* Who says nothing is cut after a while. */
    ws_open(&v, s->room, "wrong", "");
    assert_int_equal(past_pings(s, &v), -1);
    visitor_close(&v);
}

static void actions_are_answered_or_refused(void **state)
{
    static const struct {
        const char *say, *hear;
    } cases[] = {
        {"{\"seq\":1,\"action\":\"ping\"}", "\"text\":\"pong\""},
        {"{\"seq\":2,\"action\":\"fly\"}", "bad_action"},
        {"{\"seq\":0,\"action\":\"ping\"}", "bad_seq"},
        {"{\"seq\":3}", "no_action"},
        {"{\"seq\":4,\"action\":\"user_typing\",\"data\":{\"channel_id\":\"x\"}}",
         "invalid_param"},
    };
    struct scene *s = *state;
    char id[IDENT_SIZE];
    struct visitor v;

    greet(s, &v, id);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ws_say(&v, cases[i].say);
        ws_expect(&v, cases[i].hear, s->frame, FRAME);
        assert_int_equal(number_of(s->frame), -1);
    }
    set(s, "{\"token\":\"revoke\"}");
    ws_say(&v, "{\"seq\":5,\"action\":\"ping\"}");
    ws_expect(&v, "\"status_code\":401", s->frame, FRAME);
    visitor_close(&v);
}

static void typing_reaches_the_others(void **state)
{
    struct scene *s = *state;
    char id[IDENT_SIZE], text[200], token[64];
    struct visitor bot, ada;
    struct answer a =
        ask_as(s->room, NULL, "POST", "/playground/join", "{\"name\":\"Ada\"}");

    (void)snprintf(token, sizeof token, "%s", json_get_text(a.json, "token"));
    answer_free(&a);
    greet(s, &bot, id);
    ws_open(&ada, s->room, token, "");
    (void)snprintf(
        text, sizeof text,
        "{\"seq\":1,\"action\":\"user_typing\",\"data\":{\"channel_id\":\"%s\","
        "\"parent_id\":\"\"}}",
        s->channel);
    ws_say(&bot, text);
    ws_expect(&bot, "{\"status\":\"OK\",\"seq_reply\":1}", s->frame, FRAME);
    ws_expect(&ada, "\"event\":\"typing\"", s->frame, FRAME);
    assert_non_null(strstr(s->frame, s->channel));
    visitor_close(&bot);
    visitor_close(&ada);
}

static void large_or_broken_frames_end_the_connection(void **state)
{
    struct scene *s = *state;
    char id[IDENT_SIZE], large[8300];
    struct visitor v;

    memset(large, ' ', sizeof large);
    greet(s, &v, id);
    ws_send(&v, 1, large, 8193);
    assert_int_equal(ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS), 8);
    assert_int_equal((unsigned char)s->frame[0] << 8 | (unsigned char)s->frame[1], 1009);
    visitor_close(&v);
    greet(s, &v, id);
    ws_say(&v, "{broken");
    assert_int_equal(ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS), -1);
    visitor_close(&v);
    greet(s, &v, id);
    ws_send(&v, 2, "\x81", 1);
    assert_int_equal(ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS), -1);
    visitor_close(&v);
}

static void a_silent_client_is_pinged_and_then_cut(void **state)
{
    struct scene *s = *state;
    char id[IDENT_SIZE];
    struct visitor v;

    greet(s, &v, id);
    assert_int_equal(ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS), 9);
    assert_int_equal(past_pings(s, &v), -1);
    visitor_close(&v);
}

static void a_client_that_answers_pings_stays(void **state)
{
    struct scene *s = *state;
    char id[IDENT_SIZE];
    struct visitor v;

    greet(s, &v, id);
    for (int pings = 0; pings < 9; pings++) { /* well over pong_ms */
        assert_int_equal(ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS), 9);
        ws_send(&v, 10, s->frame, 1); /* what came with the ping */
    }
    visitor_close(&v);
}

static void a_skipped_number_and_a_stall(void **state)
{
    struct scene *s = *state;
    char id[IDENT_SIZE];
    struct visitor v;

    greet(s, &v, id);
    set(s, "{\"sockets\":\"skip\"}");
    post(s, "one");
    ws_expect(&v, "posted", s->frame, FRAME);
    assert_int_equal(number_of(s->frame), 3);
    set(s, "{\"sockets\":\"stall\"}");
    post(s, "two");
    assert_int_equal(ws_next(&v, s->frame, FRAME, 200), -2);
    set(s, "{\"sockets\":\"unstall\"}");
    ws_expect(&v, "two", s->frame, FRAME);
    visitor_close(&v);
}

static void a_reader_that_never_reads_is_given_up(void **state)
{
    struct scene *s = *state;
    char id[IDENT_SIZE], query[160];
    struct visitor v;

    greet(s, &v, id);
    set(s, "{\"sockets\":\"stall\"}");
    for (int i = 0; i < 257; i++)
        post(s, "x");
    set(s, "{\"sockets\":\"unstall\"}");
    while (ws_next(&v, s->frame, FRAME, VISITOR_WAIT_MS) == 1)
        ;
    visitor_close(&v);
    resume_query(query, id, 2);
    ws_open(&v, s->room, "bot-token", query);
    ws_expect(&v, "hello", s->frame, FRAME);
    assert_null(strstr(s->frame, id));
    visitor_close(&v);
}

static void upgrades_elsewhere_are_refused(void **state)
{
    static const struct {
        const char *path, *more, *status;
    } cases[] = {
        {"/api/v4/other", "", " 404 "},
        {"/api/v4/websocket?access_token=bot-token", "", " 401 "},
        {"/api/v4/websocket", "Origin: http://evil.example\r\n", " 400 "},
    };
    struct scene *s = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct visitor v;
        char text[400];

        (void)snprintf(text, sizeof text,
                       "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
                       cases[i].path, cases[i].more);
        visitor_open(&v, s->room);
        visitor_send(&v, text, strlen(text));
        assert_true(visitor_until(&v, "\r\n\r\n"));
        assert_non_null(strstr(v.in.data, cases[i].status));
        visitor_close(&v);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(events_are_numbered, make, drop),
        cmocka_unit_test_setup_teardown(a_resume_loses_nothing, make, drop),
        cmocka_unit_test_setup_teardown(a_forgotten_connection_greets_anew, make, drop),
        cmocka_unit_test_setup_teardown(a_broken_resume_is_cut, make, drop),
        cmocka_unit_test_setup_teardown(a_challenge_lets_in_and_a_bad_one_cuts, make,
                                        drop),
        cmocka_unit_test_setup_teardown(actions_are_answered_or_refused, make, drop),
        cmocka_unit_test_setup_teardown(typing_reaches_the_others, make, drop),
        cmocka_unit_test_setup_teardown(large_or_broken_frames_end_the_connection, make,
                                        drop),
        cmocka_unit_test_setup_teardown(a_client_that_answers_pings_stays, make, drop),
        cmocka_unit_test_setup_teardown(a_silent_client_is_pinged_and_then_cut, make,
                                        drop),
        cmocka_unit_test_setup_teardown(a_skipped_number_and_a_stall, make, drop),
        cmocka_unit_test_setup_teardown(a_reader_that_never_reads_is_given_up, make,
                                        drop),
        cmocka_unit_test_setup_teardown(upgrades_elsewhere_are_refused, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
