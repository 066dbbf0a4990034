/* The Rocket.Chat adapter's life: let in, sent away, cut off, and how it comes back. */
#include "tests/unit/platforms/rocketchat_world.h"

static void a_refused_account_says_what_to_do(void **state)
{
    static const struct {
        int status;
        const char *body, *words;
    } table[] = {{401, "{}", "Personal Access"},
                 {404, "", "root"},
                 {302, "", "redirects"},
                 {200, "{\"_id\":\"someone\",\"username\":\"x\"}", "set user_id"},
                 {200, "{\"username\":\"x\"}", "set user_id"}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = rocketchat_new();
        answer(w, ME, table[i].status, table[i].body);
        world_create(w, "rocketchat");
        world_start(w);
        until_told(w, "fatal");
        if (!strstr(w->fatal, table[i].words))
            fail_msg("%d: %s", table[i].status, w->fatal);
        run_a_while(w);
        assert_int_equal(times_requested(w, "GET "), 1);
        world_free(w);
    }
}

static void it_waits_for_a_server_that_is_busy(void **state)
{
    struct world *w = rocketchat_new();

    (void)state;
    answer_times(w, 1, ME, 503, "");
    answer_times(w, 1, ME, 429, "{\"error\":\"You must wait 0 seconds\"}");
    answer_times(w, 1, ME, 200, "no json");
    rocketchat_live(w);
    assert_int_equal(times_told(w, "down"), 3);
    assert_true(w->p->kind->heard(w->p) > 0);
    world_free(w);
}

static void a_refused_login_is_final_and_a_limit_is_not(void **state)
{
    struct world *w = rocketchat_new();

    (void)state;
    rocketchat_begin(w);
    rocketchat_login(w);
    ss_send(&w->server, "{\"msg\":\"result\",\"id\":\"7\",\"error\":{}}"); /* not ours */
    ss_send(&w->server, "{\"msg\":\"result\",\"id\":\"1\",\"error\":{\"error\":"
                        "\"too-many-requests\",\"reason\":\"slow down\","
                        "\"details\":{\"timeToReset\":30}}}");
    until_told(w, "down slow down");
    forget_said(w);
    until_said(w, CONNECT);
    rocketchat_login(w);
    ss_send(&w->server, "{\"msg\":\"result\",\"id\":\"1\",\"error\":{\"error\":403,"
                        "\"reason\":\"You've been logged out\"}}");
    until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "logged out"));
    world_free(w);
}

static void a_refused_subscription_too(void **state)
{
    struct world *w = rocketchat_new();

    (void)state;
    rocketchat_begin(w);
    rocketchat_login(w);
    rocketchat_subscribe(w);
    ss_send(&w->server, "{\"msg\":\"nosub\",\"id\":\"11\"}"); /* another one */
    ss_send(&w->server, "{\"msg\":\"nosub\"}");
    ss_send(&w->server, "{\"msg\":\"nosub\",\"id\":\"2\",\"error\":{\"error\":500,"
                        "\"message\":\"later\"}}");
    until_told(w, "down later");
    forget_said(w);
    until_said(w, CONNECT);
    rocketchat_login(w);
    rocketchat_subscribe(w);
    ss_send(&w->server, "{\"msg\":\"nosub\",\"id\":\"2\",\"error\":{\"error\":"
                        "\"not-allowed\"}}");
    until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "role"));
    world_free(w);
}

static void steps_out_of_turn_change_nothing(void **state)
{
    struct world *w = rocketchat_new();

    (void)state;
    rocketchat_begin(w);
    ss_send(&w->server, "{\"msg\":\"ready\",\"subs\":[\"2\"]}");
    ss_send(&w->server, "{\"msg\":\"result\",\"id\":\"1\"}");
    ss_send(&w->server, "{\"msg\":\"error\",\"reason\":\"Malformed message\"}");
    ss_send(&w->server, "{\"msg\":\"ping\",\"id\":\"x9\"}");
    until_said(w, "{\"msg\":\"pong\",\"id\":\"x9\"}");
    assert_int_equal(times_said(w, LOGIN), 0);
    assert_null(strstr(w->told, "ready"));
    rocketchat_login(w);
    ss_send(&w->server, "{\"msg\":\"connected\"}");
    rocketchat_subscribe(w);
    assert_int_equal(times_said(w, LOGIN), 1);
    ss_send(&w->server, "{\"msg\":\"ready\",\"subs\":[\"9\"]}");
    run_a_while(w);
    assert_null(strstr(w->told, "ready"));
    ss_send(&w->server, "{\"msg\":\"ping\"}");
    until_said(w, "{\"msg\":\"pong\"}");
    ss_send(&w->server, "{\"msg\":\"failed\",\"version\":\"pre1\"}");
    until_told(w, "down the server does not speak version 1 of DDP");
    world_free(w);
}

static void it_comes_back_after_every_end(void **state)
{
    struct world *w = rocketchat_new();

    (void)state;
    rocketchat_live(w);
    forget_told(w);
    ss_lock(&w->server);
    w->server.upgrade_status = 404;
    ss_unlock(&w->server);
    ss_cut(&w->server);
    until_told(w, "a proxy in front of the server must pass WebSocket upgrades on");
    ss_lock(&w->server);
    w->server.upgrade_status = 502;
    ss_unlock(&w->server);
    until_told(w, "the WebSocket was refused with status 502");
    ss_lock(&w->server);
    w->server.upgrade_status = 101;
    w->server.actions[0] = '\0';
    ss_unlock(&w->server);
    until_said(w, CONNECT);
    close_with(w, 1001);
    until_told(w, "the socket closed (code 1001)");
    world_free(w);
}

static void a_server_that_falls_silent_is_left(void **state)
{
    struct world *w = rocketchat_new();

    (void)state;
    world_create(w, "rocketchat");
    rc_of(w->p)->timing.ping_ms = 100;
    rocketchat_live(w);
    until_said(w, "{\"msg\":\"ping\"}"); /* asked for a sign of life */
    rc_of(w->p)->timing.dead_ms = 150;
    until_told(w, "down nothing was heard from the server any more");
    /* And one that does not answer the handshake. */
    rc_of(w->p)->timing.step_ms = 100;
    until_told(w, "down the server did not answer the handshake in time");
    world_free(w);
}

static void typing_is_shown_and_not_too_often(void **state)
{
    struct world *w = rocketchat_new();

    (void)state;
    world_create(w, "rocketchat");
    w->p->kind->typing(w->p, "r1", ""); /* not live yet */
    rocketchat_live(w);
    for (int i = 0; i < 30; i++)
        w->p->kind->typing(w->p, "r1", "");
    until_said(w, "\"r1/user-activity\",\"faqbot\",[\"user-typing\"]");
    run_a_while(w);
    assert_int_equal(times_said(w, "user-typing"), 20);
    w->p->kind->stop(w->p);
    w->p->kind->stop(w->p);
    assert_int_equal(w->p->kind->heard(w->p), 0);
    world_free(w);
}

static bool makes(struct world *w, struct err *e)
{
    struct platform_host host = host_of(w);

    *e = (struct err){0};
    return platform_find("rocketchat")->create(&w->p, &w->options, &host, e);
}

static void addresses_and_accounts_are_checked(void **state)
{
    struct world *w = rocketchat_new();
    struct err e;

    (void)state;
    w->options.url = "https://chat.example.org/sub/api/v1/";
    assert_true(makes(w, &e));
    assert_string_equal(rc_of(w->p)->roots.api, "https://chat.example.org/sub/api/v1");
    assert_string_equal(rc_of(w->p)->roots.socket,
                        "wss://chat.example.org/sub/websocket");
    world_end_platform(w);
    w->options.url = "wss://chat.example.org";
    assert_false(makes(w, &e));
    assert_non_null(strstr(e.text, "root"));
    w->options.url = "chat";
    assert_false(makes(w, &e));
    char *path = calloc(1, 3000);
    memset(path, 'a', 2900);
    memcpy(path, "https://a/", 10);
    w->options.url = path;
    assert_false(makes(w, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    w->options.url = w->url;
    w->options.user_id = "";
    assert_false(makes(w, &e));
    assert_non_null(strstr(e.text, "LIMBER_USER_ID"));
    w->options.user_id = "not an id\n";
    assert_false(makes(w, &e));
    assert_non_null(strstr(e.text, "no id of Rocket.Chat"));
    w->options.token = NULL;
    assert_false(makes(w, &e));
    assert_non_null(strstr(e.text, "token"));
    free(path);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_account_says_what_to_do),
        cmocka_unit_test(it_waits_for_a_server_that_is_busy),
        cmocka_unit_test(a_refused_login_is_final_and_a_limit_is_not),
        cmocka_unit_test(a_refused_subscription_too),
        cmocka_unit_test(steps_out_of_turn_change_nothing),
        cmocka_unit_test(it_comes_back_after_every_end),
        cmocka_unit_test(a_server_that_falls_silent_is_left),
        cmocka_unit_test(typing_is_shown_and_not_too_often),
        cmocka_unit_test(addresses_and_accounts_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
