/* What Discord's adapter reads after having been away: all of it, once, in order, and not
 * for ever. */
#include "tests/unit/platforms/discord_away.h"

static void missed_messages_come_in_order(void **state)
{
    struct world *w = away();
    char body[4096], told[256];

    (void)state;
    answer(w, MESSAGES, 200, page(body, sizeof body, 1, 3));
    discord_live(w);
    meet_channel(w);
    until_told(w, "q3;");
    snprintf(told, sizeof told, "caught %s q1;caught %s q2;caught %s q3;", ids[1], ids[2],
             ids[3]);
    assert_non_null(strstr(w->told, told));
    snprintf(told, sizeof told, "/messages?after=%s&limit=100", ids[0]);
    assert_int_equal(times_requested(w, told), 1);
    assert_string_equal(kept_find(w->cursors, w->cursor_count, "20")->value, ids[3]);
    /* Channels met for the first time are not read, but will be. */
    assert_non_null(kept_find(w->cursors, w->cursor_count, "22"));
    assert_null(kept_find(w->cursors, w->cursor_count, "21"));
    assert_int_equal(dc_of(w->p)->self.role_count, 1);
    world_free(w);
}

static void own_and_edited_and_strange_ones(void **state)
{
    struct world *w = away();
    char body[2048];

    (void)state;
    snprintf(body, sizeof body,
             "[{\"id\":\"%s\",\"channel_id\":\"20\",\"content\":\"edited since\","
             "\"edited_timestamp\":\"2026\",\"author\":{\"id\":\"700\"}},"
             "{\"id\":\"%s\",\"channel_id\":\"20\",\"nonce\":\"q5a\","
             "\"author\":{\"id\":\"900\"}},"
             "{\"id\":\"%s\",\"channel_id\":\"20\",\"author\":{\"id\":\"900\"}},"
             "{\"nothing\":1}]",
             ids[3], ids[2], ids[1]);
    answer(w, MESSAGES, 200, body);
    discord_live(w);
    meet_channel(w);
    until_told(w, "edited since");
    assert_int_equal(times_told(w, "caught"), 1);
    assert_int_equal(times_told(w, "receipt q5a"), 1);
    assert_int_equal(times_told(w, "receipt"), 1);
    world_free(w);
}

static void what_is_said_meanwhile_waits_for_its_turn(void **state)
{
    struct world *w = away();
    char body[4096], text[512], told[256];

    (void)state;
    answer(w, MESSAGES, 200, page(body, sizeof body, 1, 2));
    answer_times(w, 1, MESSAGES, 500, "");
    discord_live(w);
    meet_channel(w);
    until_requested(w, MESSAGES);
    discord_event(w, "MESSAGE_CREATE", written(text, "20", ids[5], "live"));
    until_told(w, "live");
    snprintf(told, sizeof told, "caught %s q1;caught %s q2;message %s live;", ids[1],
             ids[2], ids[5]);
    assert_non_null(strstr(w->told, told));
    world_free(w);
}

static void a_full_page_is_not_the_last(void **state)
{
    struct world *w = away();
    char *body = calloc(1, 100 * 256), second[600], one[512], id[SNOWFLAKE_SIZE];

    (void)state;
    size_t len = (size_t)sprintf(body, "[");
    for (unsigned i = 100; i > 0; i--) {
        id_ago(id, 200, i);
        len += (size_t)sprintf(body + len, "%s%s", written(one, "20", id, "old"),
                               i > 1 ? "," : "]");
    }
    id_ago(id, 100, 0);
    snprintf(second, sizeof second, "[%s]", written(one, "20", id, "the last"));
    answer(w, MESSAGES, 200, second);
    answer_times(w, 1, MESSAGES, 200, body);
    with_header(w, "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset-After: 0.02\r\n");
    discord_live(w);
    meet_channel(w);
    until_told(w, "the last");
    assert_int_equal(times_told(w, "caught"), 101);
    assert_int_equal(times_requested(w, MESSAGES), 2);
    free(body);
    world_free(w);
}

/* One channel that cannot be read does not hold up the others. */
static void a_channel_that_cannot_be_read_is_left_out(void **state)
{
    static const struct {
        int status;
        const char *body;
        int times; /* an answer that cannot be read is asked for again */
    } table[] = {{403, "{\"code\":50001}", 1}, {200, "no json", 4}, {404, "<html>", 4}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = away();
        char body[1024], text[512], data[256];
        kept_set(w->cursors, &w->cursor_count, "30", ids[0], snowflake_ms(ids[0]));
        answer(w, MESSAGES, table[i].status, table[i].body);
        snprintf(body, sizeof body, "[%s]", written(text, "30", ids[4], "elsewhere"));
        answer(w, "GET /api/v10/channels/30/messages", 200, body);
        discord_live(w);
        meet_channel(w);
        snprintf(data, sizeof data,
                 "{\"id\":\"30\",\"type\":0,\"last_message_id\":\"%s\"}", ids[4]);
        discord_event(w, "CHANNEL_CREATE", data);
        until_told(w, "elsewhere");
        assert_int_equal(times_requested(w, MESSAGES), table[i].times);
        assert_null(strstr(w->told, "fatal"));
        world_free(w);
    }
}

static void it_waits_when_it_is_told_to(void **state)
{
    struct world *w = away();
    char body[4096];

    (void)state;
    answer(w, MESSAGES, 200, page(body, sizeof body, 1, 1));
    answer_times(w, 1, MESSAGES, 429, "{\"retry_after\":0.05}");
    answer_times(w, 1, MESSAGES, 200, "");
    with_reset(w);
    discord_live(w);
    meet_channel(w);
    until_told(w, "q1;");
    assert_int_equal(times_requested(w, MESSAGES), 3);
    world_free(w);
}

static void how_far_it_is_can_be_seen(void **state)
{
    struct world *w = away();
    char body[4096];

    (void)state;
    answer(w, MESSAGES, 429, "{\"retry_after\":0.3}");
    discord_live(w);
    meet_channel(w);
    run_until(w, is_catching_up, "how far it is");
    answer(w, MESSAGES, 200, page(body, sizeof body, 1, 1));
    until_told(w, "q1;");
    run_until(w, has_caught_up, "the end of it");
    world_free(w);
}

static void a_token_that_was_reset_ends_it(void **state)
{
    struct world *w = away();

    (void)state;
    answer(w, MESSAGES, 401, "{}");
    discord_live(w);
    meet_channel(w);
    until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "Reset Token"));
    world_free(w);
}

static void old_questions_are_not_asked_again(void **state)
{
    struct world *w = away();
    char body[2048], a[512], b[512], old[SNOWFLAKE_SIZE], after[SNOWFLAKE_SIZE];

    (void)state;
    w->options.catchup_ms = 60000; /* shorter than it was away */
    id_ago(old, 200, 0);
    id_ago(after, 30, 0);
    snprintf(body, sizeof body, "[%s,%s]", written(a, "20", after, "news"),
             written(b, "20", old, "olds"));
    answer(w, MESSAGES, 200, body);
    discord_live(w);
    snprintf(ids[7], sizeof ids[7], "%s", after);
    meet_channel(w);
    until_told(w, "news");
    assert_null(strstr(w->told, "olds"));
    assert_int_equal(times_requested(w, ids[0]), 0); /* it began at the window */
    world_free(w);
}

static void none_is_read_where_it_is_switched_off(void **state)
{
    struct world *w = away();
    char text[512];

    (void)state;
    w->options.catchup_ms = 0;
    discord_live(w);
    meet_channel(w);
    ss_send(&w->server, "{broken");
    discord_event(w, "MESSAGE_CREATE", written(text, "20", ids[5], "live"));
    until_told(w, "live");
    assert_int_equal(times_requested(w, "/messages"), 0);
    world_free(w);
}

static void direct_talks_are_remembered(void **state)
{
    struct world *w = away();
    char body[4096];

    (void)state;
    kept_set(w->notes, &w->note_count, "direct", "20 nonsense 40", 0);
    answer(w, MESSAGES, 200, page(body, sizeof body, 1, 1));
    answer(w, "GET /api/v10/channels/40", 200, "[]");
    discord_live(w);
    until_told(w, "q1;");
    assert_int_equal(w->last.place, PLACE_DIRECT);
    assert_int_equal(times_requested(w, "channels/40"), 0); /* never read before */
    world_free(w);
}

/* A direct talk that began while no process was there is read from when one was. */
static void a_talk_begun_while_away_is_found(void **state)
{
    struct world *w = away();
    char alive[32], body[2048], text[512], want[64], after[SNOWFLAKE_SIZE];
    int64_t then = ((int64_t)time(NULL) - 250) * 1000;

    (void)state;
    snprintf(alive, sizeof alive, "%lld", (long long)then);
    kept_set(w->notes, &w->note_count, "alive", alive, 0);
    kept_set(w->notes, &w->note_count, "direct", "40", 0);
    snprintf(body, sizeof body, "[%s]", written(text, "40", ids[2], "first words"));
    answer(w, "GET /api/v10/channels/40/messages", 200, body);
    discord_live(w);
    until_told(w, "first words");
    snowflake_at(after, then);
    snprintf(want, sizeof want, "after=%s", after);
    assert_int_equal(times_requested(w, want), 1);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missed_messages_come_in_order),
        cmocka_unit_test(own_and_edited_and_strange_ones),
        cmocka_unit_test(what_is_said_meanwhile_waits_for_its_turn),
        cmocka_unit_test(a_full_page_is_not_the_last),
        cmocka_unit_test(a_channel_that_cannot_be_read_is_left_out),
        cmocka_unit_test(it_waits_when_it_is_told_to),
        cmocka_unit_test(how_far_it_is_can_be_seen),
        cmocka_unit_test(a_token_that_was_reset_ends_it),
        cmocka_unit_test(old_questions_are_not_asked_again),
        cmocka_unit_test(none_is_read_where_it_is_switched_off),
        cmocka_unit_test(direct_talks_are_remembered),
        cmocka_unit_test(a_talk_begun_while_away_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
