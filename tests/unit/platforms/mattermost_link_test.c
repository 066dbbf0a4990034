/* Mattermost's sockets: greeting, breaks, resuming, gaps, goodbye. */
#include "mattermost_bed.h"

static void hello_then_messages(void **state)
{
    struct world *w = *state;

    assert_int_equal(mm_of(w->p)->post_limit, 4000);
    w->want = "GET /api/v4/users/me/channels";
    run_until(w, was_requested);
    run_a_while(w); /* catch-up ends */
    send_post(w, 1, "p1", 100, "hi");
    send_post(w, 2, "p1", 100, "hi"); /* the same again */
    send_post(w, 3, "p2", 200, "you");
    run_until_told(w, "message p2 you");
    assert_int_equal(count_told(w, "message p1"), 1);
    run_until_told(w, "cursor c1 p2,p1");
}

static void an_answer_to_ping_is_no_hello(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 200);
    say_hello(&w->server, NULL);
    start(w);
    run_until_told(w, "down"); /* no hello in time, the token is good: try again */
    assert_null(strstr(w->told, "ready"));
    say_hello(&w->server, "conn1");
    run_until_told(w, "ready");
    assert_int_equal(w->server.most_sockets, 1);
    teardown(w);
}

static void no_hello_and_a_bad_token(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 200);
    say_hello(&w->server, NULL);
    start(w);
    w->want = "\"ping\"";
    run_until(w, was_acted);
    w->own.me_status = 401;
    run_until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "token"));
    assert_null(strstr(w->fatal, "t0ken"));
    run_a_while(w);
    assert_int_equal(count_told(w, "fatal"), 1);
    teardown(w);
}

static void a_bad_token_from_the_start(void **state)
{
    struct world *w = *state;

    w->own.me_status = 401;
    start(w);
    run_until_told(w, "fatal");
    assert_int_equal(w->server.upgrades, 0);
}

static void a_wrong_path(void **state)
{
    struct world *w = *state;

    w->own.me_status = 404;
    start(w);
    run_until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "url"));
}

static void a_server_that_starts_late(void **state)
{
    struct world *w = *state;

    w->own.me_status = 503;
    start(w);
    run_until_told(w, "down;down;");
    w->own.me_status = 200;
    run_until_told(w, "ready");
}

static void an_upgrade_that_is_refused(void **state)
{
    struct world *w = *state;

    w->server.upgrade_status = 503;
    start(w);
    run_until_told(w, "down;down;");
    w->server.upgrade_status = 101;
    run_until_told(w, "ready");
    ss_cut(&w->server);
    w->server.upgrade_status = 404; /* a proxy whose server restarts */
    run_until_told(w, "ready;down;down;down;");
    w->server.upgrade_status = 101;
    run_until_told(w, "down;ready;");
}

static void an_upgrade_refused_for_good(void **state)
{
    struct world *w = *state;

    w->server.upgrade_status = 403;
    start(w);
    run_until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "proxy"));
}

/* Resumed: no hello, nothing at all but the answer to our ping; no catch-up. */
static void a_quiet_resume(void **state)
{
    struct world *w = *state;

    run_a_while(w);
    send_post(w, 1, "p1", 100, "one");
    run_until_told(w, "message p1");
    say_hello(&w->server, NULL);
    w->server.requests[0] = '\0';
    ss_cut(&w->server);
    run_until_told(w, "down;ready;");
    assert_non_null(
        strstr(w->server.last_upgrade, "connection_id=conn1&sequence_number=2"));
    send_post(w, 2, "p2", 200, "two");
    run_until_told(w, "message p2");
    assert_string_equal(w->server.requests, "");
}

static void a_new_connection_catches_up(void **state)
{
    struct world *w = *state;

    run_a_while(w);
    say_hello(&w->server, "conn2");
    w->server.requests[0] = '\0';
    ss_cut(&w->server);
    run_until_told(w, "down;ready;");
    w->want = "GET /api/v4/users/me/channels";
    run_until(w, was_requested);
    send_post(w, 1, "p1", 100, "one"); /* numbering began again */
    run_until_told(w, "message p1");
}

static void a_gap_is_resumed(void **state)
{
    struct world *w = *state;

    run_a_while(w);
    send_post(w, 1, "p1", 100, "one");
    run_until_told(w, "message p1");
    say_hello(&w->server, NULL);
    send_post(w, 3, "p3", 300, "three"); /* 2 is missing */
    run_until_told(w, "down;ready;");
    assert_null(strstr(w->told, "message p3"));
    assert_non_null(strstr(w->server.last_upgrade, "sequence_number=2"));
    send_post(w, 2, "p2", 200, "two");
    send_post(w, 3, "p3", 300, "three");
    run_until_told(w, "message p3");
    assert_true(strstr(w->told, "message p2") < strstr(w->told, "message p3"));
    assert_int_equal(w->server.most_sockets, 1);
}

static void a_gap_that_stays(void **state)
{
    struct world *w = *state;

    say_hello(&w->server, NULL);
    send_post(w, 5, "p5", 500, "five");
    run_until_told(w, "down;ready;");
    say_hello(&w->server, "conn2");
    send_post(w, 5, "p5", 500, "five");
    run_until_told(w, "down;ready;down;ready;");
    assert_non_null(strstr(w->server.last_upgrade, "connection_id=&"));
}

static void a_stalled_server(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 100);
    start(w);
    run_until_told(w, "ready");
    ss_lock(&w->server);
    w->server.pong[0] = '\0';
    ss_unlock(&w->server);
    run_until_told(w, "down");
    ss_lock(&w->server);
    strcpy(w->server.pong, PONG);
    ss_unlock(&w->server);
    run_until_told(w, "down;ready;");
    teardown(w);
}

/* The socket stays open after a revocation; only the ping tells. */
static void a_token_revoked_later(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 100);
    start(w);
    run_until_told(w, "ready");
    ss_lock(&w->server);
    w->own.me_status = 401;
    strcpy(w->server.pong,
           "{\"status\":\"FAIL\",\"seq_reply\":%d,\"error\":{\"status_code\":401}}");
    ss_unlock(&w->server);
    run_until_told(w, "fatal");
    teardown(w);
}

static void a_false_alarm(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 100);
    start(w);
    run_until_told(w, "ready");
    ss_lock(&w->server);
    strcpy(w->server.pong,
           "{\"status\":\"FAIL\",\"seq_reply\":%d,\"error\":{\"status_code\":401}}");
    ss_unlock(&w->server);
    run_until_told(w, "down");
    ss_lock(&w->server);
    strcpy(w->server.pong, PONG);
    ss_unlock(&w->server);
    run_until_told(w, "ready;down;");
    run_a_while(w);
    assert_null(strstr(w->told, "fatal"));
    teardown(w);
}

static void rubbish_does_no_harm(void **state)
{
    struct world *w = *state;

    run_a_while(w);
    ss_send(&w->server, "not json");
    ss_send(&w->server, "[]");
    ss_send(&w->server, "{}");
    ss_send(&w->server, "{\"seq_reply\":99,\"status\":\"FAIL\"}");
    ss_send(&w->server, "{\"event\":\"posted\",\"data\":null,\"seq\":1}");
    ss_send(&w->server, "{\"event\":\"posted\",\"data\":{\"post\":\"{\"},\"seq\":2}");
    ss_send(&w->server, "{\"event\":\"some_new_thing\",\"data\":{},\"seq\":3}");
    send_post(w, 4, "p1", 100, "still here");
    run_until_told(w, "message p1 still here");
    assert_null(strstr(w->told, "down"));
}

static void typing_is_rare(void **state)
{
    struct world *w = *state;

    w->p->kind->typing(w->p, "c1", "p1");
    w->p->kind->typing(w->p, "c1", "p1");
    w->p->kind->typing(w->p, "c2", "");
    w->want = "\"channel_id\":\"c2\"";
    run_until(w, was_acted);
    char *first = strstr(w->server.actions, "\"channel_id\":\"c1\"");
    assert_non_null(first);
    assert_null(strstr(first + 1, "\"channel_id\":\"c1\""));
}

static void stop_says_goodbye(void **state)
{
    struct world *w = *state;

    w->p->kind->stop(w->p);
    run_a_while(w);
    assert_int_equal(w->server.open_sockets, 0);
    assert_int_equal(w->server.upgrades, 1);
    assert_null(strstr(w->told, "down"));
}

static void options_that_cannot_work(void **state)
{
    static const char *const urls[] = {"",
                                       "chat.example.org",
                                       "ftp://a.org",
                                       "https://a.org/?x=1",
                                       "http://chat.example.org",
                                       "ws://127.0.0.1/"};
    struct world *w = *state;
    struct platform *p = NULL;
    struct err e;

    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct platform_options o = w->p->options;
        o.url = urls[i];
        assert_false(w->p->kind->create(&p, &o, &w->p->host, &e));
        assert_null(p);
        assert_true(e.text[0] != '\0');
    }
    struct platform_options o = w->p->options;
    o.token = NULL;
    assert_false(w->p->kind->create(&p, &o, &w->p->host, &e));
    o = w->p->options;
    o.url = "https://a.org/chat/api/v4/";
    assert_true(w->p->kind->create(&p, &o, &w->p->host, &e));
    assert_string_equal(mm_of(p)->roots.api, "https://a.org/chat/api/v4");
    assert_string_equal(mm_of(p)->roots.socket, "wss://a.org/chat/api/v4/websocket");
    p->kind->destroy(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_LIVE_WORLD(hello_then_messages),
        cmocka_unit_test(an_answer_to_ping_is_no_hello),
        cmocka_unit_test(no_hello_and_a_bad_token),
        WITH_WORLD(a_bad_token_from_the_start),
        WITH_WORLD(a_wrong_path),
        WITH_WORLD(a_server_that_starts_late),
        WITH_WORLD(an_upgrade_that_is_refused),
        WITH_WORLD(an_upgrade_refused_for_good),
        WITH_LIVE_WORLD(a_quiet_resume),
        WITH_LIVE_WORLD(a_new_connection_catches_up),
        WITH_LIVE_WORLD(a_gap_is_resumed),
        WITH_LIVE_WORLD(a_gap_that_stays),
        cmocka_unit_test(a_stalled_server),
        cmocka_unit_test(a_token_revoked_later),
        cmocka_unit_test(a_false_alarm),
        WITH_LIVE_WORLD(rubbish_does_no_harm),
        WITH_LIVE_WORLD(typing_is_rare),
        WITH_LIVE_WORLD(stop_says_goodbye),
        WITH_WORLD(options_that_cannot_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
