/* Slack's sockets and envelopes: greeting, acknowledgements, breaks, successors. */
#include "slack_bed.h"

static void messages_and_their_acknowledgement(void **state)
{
    struct world *w = *state;

    assert_non_null(strstr(w->server.last_upgrade, "/link?ticket=t0&app=A"));
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_told(w, "message 1700000000.000100 hi");
    run_until_acked(w, "{\"envelope_id\":\"e1\"}");
    send_event(w, "e2", "1700000000.000100", "hi"); /* again: let go at once */
    run_until_acked(w, "{\"envelope_id\":\"e2\"}");
    assert_int_equal(count(w->told, "message"), 1);
    assert_non_null(strstr(w->told, "cursor C1 1700000000.000100"));
    /* Years old, and yet live: the clock is wrong, the question is not. */
    assert_in_range(loop_unix(w->loop) - w->at_ms, 0, 5000);
}

static void not_before_the_commit(void **state)
{
    struct world *w = *state;

    w->acknowledges = false;
    start_and_catch_up(w);
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_told(w, "message 1700000000.000100 hi");
    uint64_t first = w->last_ack;
    run_a_while(w);
    assert_null(strstr(w->server.actions, "e1"));
    /* Sent again meanwhile: handed over again, the ledger tells them apart. */
    send_event(w, "e2", "1700000000.000100", "hi");
    run_until_told(w, "hi;cursor C1 1700000000.000100;message 1700000000.000100 hi");
    w->p->kind->acknowledge(w->p, first);
    run_until_acked(w, "e1");
    w->p->kind->acknowledge(w->p, w->last_ack);
    run_until_acked(w, "e2");
    w->p->kind->acknowledge(w->p, 77777); /* of nothing */
}

static void all_envelopes_are_let_go(void **state)
{
    struct world *w = *state;

    ss_send(&w->server, "{\"envelope_id\":\"s1\",\"type\":\"slash_commands\"}");
    ss_send(&w->server, "{\"envelope_id\":\"n1\",\"type\":\"news\",\"payload\":[]}");
    ss_send(&w->server, "{\"envelope_id\":\"m1\",\"type\":\"events_api\"}");
    ss_send(&w->server, "{\"envelope_id\":\"b1\",\"type\":\"events_api\",\"payload\":{"
                        "\"event\":{\"type\":\"message\",\"channel\":\"C1\",\"ts\":1}}}");
    /* JSON that is refused: a number too large, a NUL */
    ss_send(&w->server, "{\"x\":12345678901234567890,\"envelope_id\": \"q1\"}");
    ss_send(&w->server, "{\"text\":\"\\u0000\",\"envelope_id\":\"q2\"}");
    ss_send(&w->server, "{");
    ss_send(&w->server, "\"envelope_id\"");
    ss_send(&w->server, "{\"envelope_id\":\"unended");
    ss_send(&w->server, "{\"envelope_id\":\"i1\",\"type\":\"interactive\",\"payload\":{"
                        "\"type\":\"view_submission\"}}");
    run_until_acked(w, "\"i1\"");
    static const char *const all[] = {"\"s1\"", "\"n1\"", "\"m1\"",
                                      "\"b1\"", "\"q1\"", "\"q2\""};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        run_until_acked(w, all[i]);
    assert_null(strstr(w->told, "message"));
    assert_null(strstr(w->told, "down"));
}

static void a_click(void **state)
{
    struct world *w = *state;

    ss_send(&w->server,
            "{\"envelope_id\":\"i1\",\"type\":\"interactive\",\"payload\":{\"type\":"
            "\"block_actions\",\"user\":{\"id\":\"U1\"},\"container\":{\"message_ts\":"
            "\"5.000001\",\"channel_id\":\"C1\"},\"actions\":[{\"action_id\":\"faq_1\","
            "\"value\":\"a.topic\",\"action_ts\":\"6.000001\"}]}}");
    run_until_told(w, "picked 5.000001/6.000001/U1/faq_1 a.topic");
    run_until_acked(w, "\"i1\"");
}

static bool two_upgrades(struct world *w)
{
    return w->server.upgrades == 2 && count(w->told, "ready;") == 2;
}
static bool one_is_left(struct world *w)
{
    return w->server.open_sockets == 1;
}

static void the_successor_comes_first(void **state)
{
    struct world *w = *state;

    sl_of(w->p)->timing.retire_ms = 200;
    start_and_catch_up(w);
    ss_send(&w->server, "{\"type\":\"disconnect\",\"reason\":\"warning\"}");
    ss_send(&w->server, "{\"type\":\"disconnect\",\"reason\":\"refresh_requested\"}");
    run_until(w, two_upgrades);
    assert_int_equal(w->server.most_sockets, 2);
    /* Both are read and acknowledged. */
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_told(w, "message 1700000000.000100 hi");
    run_until(w, one_is_left);
    assert_int_equal(count(w->server.actions, "\"e1\""), 2);
    assert_null(strstr(w->told, "down"));
    assert_int_equal(w->server.upgrades, 2);
}

static void a_break(void **state)
{
    struct world *w = *state;

    ss_cut(&w->server);
    run_until_told(w, "ready;down;ready;");
    assert_int_equal(count(w->server.requests, "apps.connections.open"), 2);
    assert_int_equal(count(w->server.requests, "auth.test"), 1);
}

static void no_hello(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    (void)state;
    setup_with(w, 200, 0);
    w->server.hello[0] = '\0';
    start(w);
    run_until_told(w, "down;down;");
    assert_null(strstr(w->told, "ready"));
    strcpy(w->server.hello, HELLO);
    run_until_told(w, "ready");
    teardown(w);
}

static void an_upgrade_that_is_refused(void **state)
{
    struct world *w = *state;

    w->server.upgrade_status = 403;
    start(w);
    run_until_told(w, "down;down;");
    w->server.upgrade_status = 101;
    run_until_told(w, "ready");
}

static void what_an_operator_must_do(void **state)
{
    static const struct {
        const char *auth, *opened, *words;
    } rows[] = {
        {"{\"ok\":false,\"error\":\"invalid_auth\"}", "", "bot's token"},
        {"{\"ok\":false,\"error\":\"token_revoked\"}", "", "revoked"},
        {"{\"ok\":false,\"error\":\"account_inactive\"}", "", "removed"},
        {"<html>", "", "https://slack.com/api"},
        {"{\"ok\":true}", "", "https://slack.com/api"},
        {"", "{\"ok\":false,\"error\":\"not_allowed_token_type\"}", "mixed up"},
        {"", "{\"ok\":false,\"error\":\"invalid_auth\"}", "app's token"},
        {"",
         "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"connections:write\"}",
         "connections:write"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world *w = new_world();

        strcpy(w->own.auth, rows[i].auth);
        strcpy(w->own.opened, rows[i].opened);
        start(w);
        run_until_told(w, "fatal");
        if (!strstr(w->fatal, rows[i].words))
            print_message("row %zu: %s\n", i, w->fatal);
        assert_non_null(strstr(w->fatal, rows[i].words));
        assert_null(strstr(w->fatal, "secret"));
        assert_int_equal(count(w->told, "fatal"), 1);
        teardown(w);
    }
}

static void what_passes(void **state)
{
    static const char *const rows[] = {
        "{\"ok\":false,\"error\":\"internal_error\"}",
        "{\"ok\":false,\"error\":\"ratelimited\"}",
        "{\"ok\":false,\"error\":\"never_heard_of\"}",
        "{\"ok\":true}",
        "{\"ok\":true,\"url\":\"http://127.0.0.1:1/\"}",
        "{\"ok\":true,\"url\":\"ws://203.0.113.1/\"}", /* not to loopback: refused */
        "<html>"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world *w = new_world();

        strcpy(w->own.opened, rows[i]);
        start(w);
        run_until_told(w, "down");
        assert_null(strstr(w->told, "fatal"));
        teardown(w);
    }
}

static void socket_mode_is_off(void **state)
{
    struct world *w = *state;

    ss_send(&w->server, "{\"type\":\"disconnect\",\"reason\":\"link_disabled\"}");
    run_until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "Socket Mode"));
}

static void told_of_too_many(struct world *w, int64_t wait_ms)
{
    start_and_catch_up(w);
    sl_of(w->p)->timing.too_many_ms = wait_ms;
    ss_send(&w->server, "{\"type\":\"disconnect\",\"reason\":\"too_many_websockets\"}");
    run_until_told(w, "down");
}

static void too_many_connections(void **state)
{
    struct world *patient = new_world(), *w;

    (void)state;
    told_of_too_many(patient, 60000);
    run_a_while(patient);
    assert_int_equal(patient->server.upgrades, 1); /* not at once */
    teardown(patient);
    w = new_world();
    told_of_too_many(w, 50);
    run_until_told(w, "down;ready");
    assert_int_equal(w->server.most_sockets, 1);
    teardown(w);
}

/* Pings are answered, and yet nothing comes: found by a look at the history. */
static void a_deaf_socket(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    int64_t then;

    (void)state;
    setup_with(w, 5000, 200);
    start_and_catch_up(w);
    then = loop_unix(w->loop) / 1000 - 60;
    ss_lock(&w->server);
    snprintf(w->own.history, sizeof w->own.history,
             "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"user\":\"U1\",\"text\":"
             "\"missed\",\"ts\":\"%lld.000001\"}]}",
             (long long)then);
    ss_unlock(&w->server);
    run_until(w, two_upgrades);
    assert_non_null(strstr(w->told, "missed"));
    assert_int_equal(count(w->told, "missed"), 1);
    teardown(w);
}

static void wrong_settings(void **state)
{
    static const char *const urls[] = {"http://chat.example.org/api", "slack.com", "",
                                       "https://slack.com/api?x=1"};
    struct world *w = *state;
    struct platform_options options = w->p->options;
    struct platform *p = NULL;
    struct err e;

    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        options.url = urls[i];
        assert_false(platform_find("slack")->create(&p, &options, &w->p->host, &e));
        assert_true(e.text[0] != '\0');
    }
    options.url = "https://slack.com";
    options.app_token = NULL;
    assert_false(platform_find("slack")->create(&p, &options, &w->p->host, &e));
    assert_non_null(strstr(e.text, "app_token"));
    options.app_token = w->app_token;
    assert_true(platform_find("slack")->create(&p, &options, &w->p->host, &e));
    assert_string_equal(sl_of(p)->api_root, "https://slack.com/api");
    p->kind->destroy(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_LIVE_WORLD(messages_and_their_acknowledgement),
        WITH_WORLD(not_before_the_commit),
        WITH_LIVE_WORLD(all_envelopes_are_let_go),
        WITH_LIVE_WORLD(a_click),
        WITH_WORLD(the_successor_comes_first),
        WITH_LIVE_WORLD(a_break),
        cmocka_unit_test(no_hello),
        WITH_WORLD(an_upgrade_that_is_refused),
        cmocka_unit_test(what_an_operator_must_do),
        cmocka_unit_test(what_passes),
        WITH_LIVE_WORLD(socket_mode_is_off),
        cmocka_unit_test(too_many_connections),
        cmocka_unit_test(a_deaf_socket),
        WITH_WORLD(wrong_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
