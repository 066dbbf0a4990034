/* The Discord adapter's life: let in, sent away, cut off, and how it comes back. */
#include "tests/unit/platforms/discord_world.h"

static void a_refused_token_says_what_to_do(void **state)
{
    static const struct {
        int status;
        const char *words;
    } table[] = {{401, "Reset Token"}, {404, "set url to"}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = discord_new();
        answer(w, GATEWAY, table[i].status, "{}");
        world_create(w, "discord");
        world_start(w);
        until_told(w, "fatal");
        assert_non_null(strstr(w->fatal, table[i].words));
        run_a_while(w);
        assert_int_equal(times_requested(w, "GET "), 1); /* it stays away */
        world_free(w);
    }
}

static void it_waits_for_a_server_that_has_no_time(void **state)
{
    struct world *w = discord_new();

    (void)state;
    answer_times(w, 1, GATEWAY, 200, "{}"); /* names no gateway */
    answer_times(w, 1, GATEWAY, 503, "");
    answer_times(w, 1, GATEWAY, 429, "{\"retry_after\":0.03,\"global\":true}");
    answer_times(w, 1, GATEWAY, 200, "[1]");
    with_reset(w);
    discord_live(w);
    assert_int_equal(times_told(w, "down"), 4);
    assert_int_equal(times_told(w, "down the server named no gateway"), 1);
    assert_int_equal(times_told(w, "down the server answered with status 503"), 1);
    assert_int_equal(times_requested(w, GATEWAY), 5);
    world_free(w);
}

static void no_session_is_begun_when_none_is_left_today(void **state)
{
    struct world *w = discord_new();
    char body[256];

    (void)state;
    snprintf(body, sizeof body,
             "{\"url\":\"ws://127.0.0.1:%d\",\"session_start_limit\":"
             "{\"remaining\":0,\"reset_after\":60}}",
             w->server.port);
    answer_times(w, 1, GATEWAY, 200, body);
    discord_live(w);
    assert_int_equal(times_told(w, "down no session can be started any more today"), 1);
    assert_int_equal(w->server.upgrades, 1);
    world_free(w);
}

static void messages_are_told_with_their_place(void **state)
{
    struct world *w = discord_new();
    char id[SNOWFLAKE_SIZE], text[512];

    (void)state;
    discord_live(w);
    assert_non_null(strstr(note(w, "session"), "s1 1 900 ws://127.0.0.1"));
    id_ago(id, 1, 0);
    discord_event(w, "MESSAGE_CREATE", written(text, "20", id, "<@900> what is clonus"));
    until_told(w, "what is clonus");
    assert_true(w->last.mentioned);
    assert_int_equal(w->last.place, PLACE_DIRECT);
    assert_string_equal(w->last_thread, "");
    assert_string_equal(note(w, "direct"), "20");
    /* The session's place moves with what was heard. */
    assert_null(strstr(note(w, "session"), "s1 1 "));
    id_ago(id, 1, 1);
    snprintf(
        text, sizeof text,
        "{\"id\":\"%s\",\"channel_id\":\"30\",\"guild_id\":\"5\",\"channel_type\":11,"
        "\"content\":\"in a thread\",\"author\":{\"id\":\"700\"}}",
        id);
    discord_event(w, "MESSAGE_CREATE", text);
    discord_event(w, "MESSAGE_CREATE", text); /* again */
    discord_event(w, "MESSAGE_CREATE", "{\"content\":\"no ids\"}");
    until_told(w, "in a thread");
    assert_int_equal(w->last.place, PLACE_CHANNEL);
    assert_string_equal(w->last_thread, "30");
    assert_string_equal(w->last_reply_to, "30");
    run_a_while(w);
    assert_int_equal(times_told(w, "in a thread"), 1);
    world_free(w);
}

static void what_happens_to_messages_is_told(void **state)
{
    struct world *w = discord_new();

    (void)state;
    discord_live(w);
    discord_event(w, "MESSAGE_UPDATE",
                  "{\"id\":\"11\",\"channel_id\":\"20\",\"author\":{\"id\":\"700\"},"
                  "\"content\":\"better\",\"edited_timestamp\":\"2026-01-01\"}");
    discord_event(w, "MESSAGE_UPDATE", /* a link preview is no edit */
                  "{\"id\":\"12\",\"channel_id\":\"20\",\"author\":{\"id\":\"700\"},"
                  "\"content\":\"same\"}");
    discord_event(w, "MESSAGE_UPDATE", "{}");
    discord_event(w, "MESSAGE_DELETE", "{\"id\":\"13\",\"channel_id\":\"20\"}");
    discord_event(w, "MESSAGE_DELETE", "{\"id\":\"x\",\"channel_id\":\"20\"}");
    discord_event(w, "MESSAGE_DELETE", "{\"id\":\"13\"}");
    discord_event(w, "MESSAGE_DELETE_BULK",
                  "{\"ids\":[\"14\",\"15\"],\"channel_id\":\"20\"}");
    until_told(w, "deleted 15;");
    assert_int_equal(times_told(w, "edited 11 better;"), 1);
    assert_int_equal(times_told(w, "edited"), 1);
    assert_int_equal(times_told(w, "deleted"), 3);
    world_free(w);
}

static void react(struct world *w, const char *message, const char *emoji,
                  const char *user, const char *author)
{
    char data[512];

    snprintf(data, sizeof data,
             "{\"message_id\":\"%s\",\"channel_id\":\"20\",\"user_id\":\"%s\","
             "\"message_author_id\":\"%s\",\"emoji\":{\"name\":\"%s\"}}",
             message, user, author, emoji);
    discord_event(w, "MESSAGE_REACTION_ADD", data);
}

static void thumbs_on_our_posts_are_votes(void **state)
{
    struct world *w = discord_new();

    (void)state;
    discord_live(w);
    react(w, "31", "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", "700", "900"); /* any skin */
    react(w, "32", "\xE2\x9D\x8C", "700", "900");
    react(w, "33", "\xF0\x9F\x91\x8D", "700", "701"); /* another one's post */
    react(w, "34", "\xF0\x9F\x91\x8D", "900", "900"); /* ours */
    react(w, "35", "\xF0\x9F\x8E\x89", "700", "900"); /* no thumb */
    discord_event(w, "MESSAGE_REACTION_ADD", "{\"emoji\":{}}");
    discord_event(w, "MESSAGE_REACTION_ADD",
                  "{\"message_id\":\"36\",\"emoji\":{\"name\":\"\xE2\x9C\x85\"}}");
    react(w, "37", "\xE2\x9C\x85", "700", "900");
    until_told(w, "helpful 37");
    assert_int_equal(times_told(w, "helpful 31"), 1);
    assert_int_equal(times_told(w, "unhelpful 32"), 1);
    assert_int_equal(times_told(w, "helpful 3"), 3);
    world_free(w);
}

static void the_session_is_taken_up_again(void **state)
{
    struct world *w = discord_new();

    (void)state;
    discord_live(w);
    forget_told(w);
    ss_cut(&w->server);
    until_said(w, RESUME);
    assert_int_equal(times_said(w, "\"session_id\":\"s1\",\"seq\":1"), 1);
    ss_send(&w->server, "{\"op\":0,\"t\":\"RESUMED\",\"s\":2,\"d\":{}}");
    until_told(w, "ready");
    forget_told(w);
    ss_send(&w->server, "{\"op\":7}"); /* the gateway asks for it */
    until_told(w, "down the gateway asked for it");
    assert_int_equal(times_said(w, IDENTIFY), 1);
    world_free(w);
}

static void after_a_restart_too(void **state)
{
    struct world *w = discord_new();
    char text[128];

    (void)state;
    snprintf(text, sizeof text, "s9 7 900 ws://127.0.0.1:%d", w->server.port);
    kept_set(w->notes, &w->note_count, "session", text, 0);
    world_create(w, "discord");
    world_start(w);
    until_said(w, RESUME);
    assert_int_equal(times_said(w, "\"session_id\":\"s9\",\"seq\":7"), 1);
    assert_int_equal(times_requested(w, GATEWAY), 0);
    /* It is refused: a new one. */
    forget_said(w);
    ss_cut(&w->server);
    until_said(w, RESUME);
    ss_send(&w->server, "{\"op\":9,\"d\":false}");
    until_said(w, IDENTIFY);
    say_ready(w);
    until_told(w, "ready");
    world_free(w);
}

/* The gateway's own address takes it up as well: nothing is lost, direct messages in
 * channels that a bot cannot ask for least of all. */
static void a_session_whose_address_is_dead_is_taken_up_elsewhere(void **state)
{
    struct world *w = discord_new();

    (void)state;
    kept_set(w->notes, &w->note_count, "session", "s9 7 900 ws://127.0.0.1:1", 0);
    world_create(w, "discord");
    world_start(w);
    until_said(w, RESUME);
    assert_int_equal(times_said(w, "\"session_id\":\"s9\",\"seq\":7"), 1);
    assert_int_equal(times_requested(w, GATEWAY), 1);
    assert_int_equal(times_said(w, IDENTIFY), 0);
    ss_cut(&w->server); /* not there either */
    until_said(w, IDENTIFY);
    world_free(w);
}

static void a_session_that_is_refused_but_kept_is_tried_again(void **state)
{
    struct world *w = discord_new();

    (void)state;
    discord_live(w);
    forget_said(w);
    ss_send(&w->server, "{\"op\":9,\"d\":true}");
    until_said(w, RESUME);
    assert_int_equal(times_said(w, IDENTIFY), 0);
    world_free(w);
}

static void close_codes_mean_what_discord_says(void **state)
{
    static const struct {
        int code;
        const char *then; /* NULL: it is over */
    } table[] = {{4000, RESUME}, {4003, IDENTIFY}, {4007, IDENTIFY}, {4009, IDENTIFY},
                 {1000, RESUME}, {4004, NULL},     {4010, NULL},     {4011, NULL},
                 {4012, NULL},   {4013, NULL},     {4014, NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = discord_new();
        char code[16];
        discord_live(w);
        forget_said(w);
        close_with(w, table[i].code);
        if (table[i].then) {
            until_said(w, table[i].then);
        } else {
            until_told(w, "fatal");
            snprintf(code, sizeof code, "%d", table[i].code);
            assert_non_null(strstr(w->fatal, code));
        }
        world_free(w);
    }
}

static void heartbeats_are_sent_and_answers_awaited(void **state)
{
    struct world *w = discord_new();

    (void)state;
    discord_live(w);
    hello_with(w, 400);
    ss_cut(&w->server);
    until_said(w, "{\"op\":1,");
    until_told(w, "down the gateway does not answer heartbeats any more");
    hello_with(w, 30000);
    forget_said(w);
    until_said(w, RESUME);
    forget_said(w);
    ss_send(&w->server, "{\"op\":1}"); /* it wants one now */
    until_said(w, "{\"op\":1,");
    world_free(w);
}

static void a_gateway_that_says_nothing_is_left(void **state)
{
    struct world *w = discord_new();

    (void)state;
    w->options.ping_ms = 100;
    ss_lock(&w->server);
    w->server.hello[0] = '\0';
    ss_unlock(&w->server);
    world_create(w, "discord");
    world_start(w);
    until_told(w, "down the gateway did not answer the handshake in time");
    hello_with(w, 1); /* made longer, since none can be meant so */
    ss_lock(&w->server);
    w->server.upgrade_status = 503;
    ss_unlock(&w->server);
    until_told(w, "down the gateway cannot be reached: the WebSocket was refused");
    world_free(w);
}

static void ready_without_a_session_is_none(void **state)
{
    struct world *w = discord_new();

    (void)state;
    world_create(w, "discord");
    world_start(w);
    until_said(w, IDENTIFY);
    ss_send(&w->server, "{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{\"user\":{}}}");
    until_told(w, "down READY tells no session");
    /* A gateway that names no other address to resume at is resumed where it is. */
    forget_said(w);
    until_said(w, IDENTIFY);
    ss_send(&w->server, "{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{\"session_id\":\"s2\","
                        "\"user\":{\"id\":\"900\"}}}");
    until_told(w, "ready");
    ss_send(&w->server, "{\"op\":99}"); /* unknown: nothing */
    ss_cut(&w->server);
    until_said(w, RESUME);
    world_free(w);
}

static void addresses_are_checked(void **state)
{
    static const struct {
        const char *url, *words;
    } table[] = {{"https://discord.com/api", NULL},
                 {"https://discord.com/api/v10///", NULL},
                 {"https://discord.com/api/v10?x=1", "url must be"},
                 {"wss://discord.com/api/v10", "url must be"},
                 {"discord.com", "must start with"},
                 {"", "URL"}};
    struct world *w = discord_new();
    struct platform_host host = host_of(w);

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct err e = {0};
        w->options.url = table[i].url;
        bool ok = platform_find("discord")->create(&w->p, &w->options, &host, &e);
        assert_int_equal(ok, table[i].words == NULL);
        if (ok)
            assert_string_equal(dc_of(w->p)->api_root, "https://discord.com/api/v10");
        else if (!strstr(e.text, table[i].words))
            fail_msg("%s: %s", table[i].url, e.text);
        world_end_platform(w);
    }
    char *path = calloc(1, 3000);
    memset(path, 'a', 2900);
    memcpy(path, "https://a/", 10);
    struct err e = {0};
    w->options.url = path;
    assert_false(platform_find("discord")->create(&w->p, &w->options, &host, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    w->options.token = NULL;
    w->options.url = table[0].url;
    assert_false(platform_find("discord")->create(&w->p, &w->options, &host, &e));
    assert_non_null(strstr(e.text, "token"));
    free(path);
    world_free(w);
}

static void typing_is_shown_while_it_lives(void **state)
{
    struct world *w = discord_new();

    (void)state;
    discord_live(w);
    w->p->kind->typing(w->p, "not an id", "");
    w->p->kind->typing(w->p, "20", "");
    until_requested(w, "POST /api/v10/channels/20/typing");
    w->p->kind->stop(w->p);
    w->p->kind->typing(w->p, "21", "");
    w->p->kind->stop(w->p); /* twice is once */
    run_a_while(w);
    assert_int_equal(times_requested(w, "/typing"), 1);
    assert_int_equal(w->p->kind->heard(w->p), 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_token_says_what_to_do),
        cmocka_unit_test(it_waits_for_a_server_that_has_no_time),
        cmocka_unit_test(no_session_is_begun_when_none_is_left_today),
        cmocka_unit_test(messages_are_told_with_their_place),
        cmocka_unit_test(what_happens_to_messages_is_told),
        cmocka_unit_test(thumbs_on_our_posts_are_votes),
        cmocka_unit_test(the_session_is_taken_up_again),
        cmocka_unit_test(after_a_restart_too),
        cmocka_unit_test(a_session_whose_address_is_dead_is_taken_up_elsewhere),
        cmocka_unit_test(a_session_that_is_refused_but_kept_is_tried_again),
        cmocka_unit_test(close_codes_mean_what_discord_says),
        cmocka_unit_test(heartbeats_are_sent_and_answers_awaited),
        cmocka_unit_test(a_gateway_that_says_nothing_is_left),
        cmocka_unit_test(ready_without_a_session_is_none),
        cmocka_unit_test(addresses_are_checked),
        cmocka_unit_test(typing_is_shown_while_it_lives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
