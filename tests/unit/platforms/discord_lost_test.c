/* What Discord's adapter reads again because something of the socket may be lost: broken
 * frames, gaps in the numbers, a socket that tells nothing. */
#include "tests/unit/platforms/discord_away.h"

/* A private thread, of which nothing tells but its messages: those before are read. */
static void what_was_missed_in_an_untold_channel_is_read(void **state)
{
    struct world *w = away();
    char body[4096], text[512], told[256];

    (void)state;
    answer(w, MESSAGES, 200, page(body, sizeof body, 1, 1));
    discord_live(w);
    discord_event(w, "MESSAGE_CREATE",
                  written(text, "20\",\"guild_id\":\"5", ids[4], "live"));
    until_told(w, "live");
    snprintf(told, sizeof told, "caught %s q1;message %s live;", ids[1], ids[4]);
    assert_non_null(strstr(w->told, told));
    discord_event(w, "MESSAGE_CREATE",
                  written(text, "20\",\"guild_id\":\"5", ids[5], "more"));
    until_told(w, "more");
    assert_int_equal(times_requested(w, MESSAGES), 1);
    world_free(w);
}

/* What a frame that cannot be read was to tell is read instead. */
static void a_broken_frame_makes_it_read(void **state)
{
    struct world *w = away();
    char body[4096];

    (void)state;
    answer(w, MESSAGES, 200, page(body, sizeof body, 1, 1));
    answer_times(w, 1, MESSAGES, 200, "[]");
    discord_live(w);
    meet_channel(w);
    until_requested(w, MESSAGES);
    ss_send(&w->server, "{\"op\":0,\"t\":\"MESSAGE_CREATE\"");
    until_told(w, "q1;");
    world_free(w);
}

/* What was lost with it is older than what comes next, and is not passed over. */
static void a_message_behind_a_broken_frame_waits(void **state)
{
    struct world *w = away();
    char body[4096], text[512], told[256];

    (void)state;
    answer(w, MESSAGES, 200, page(body, sizeof body, 1, 1));
    answer_times(w, 1, MESSAGES, 200, "[]");
    discord_live(w);
    meet_channel(w);
    until_requested(w, MESSAGES);
    run_a_while(w);
    ss_send(&w->server, "{\"op\":0,\"t\":\"MESSAGE_CREATE\"");
    discord_event(w, "MESSAGE_CREATE", written(text, "20", ids[5], "live"));
    until_told(w, "live");
    snprintf(told, sizeof told, "caught %s q1;message %s live;", ids[1], ids[5]);
    assert_non_null(strstr(w->told, told));
    world_free(w);
}

/* The event before it got lost. */
static void send_after_a_gap(struct world *w, const char *id)
{
    char text[512];

    next_number(false);
    discord_event(w, "MESSAGE_CREATE", written(text, "20", id, "live"));
}

/* A number is missing among the events: its message is read before what came after it. A
 * gap that hid nothing is the last that is believed for a while. */
static void a_gap_in_the_numbers_is_read(void **state)
{
    struct world *w = away();
    char body[4096], told[256], guild[256];

    (void)state;
    answer(w, MESSAGES, 200, "[]");
    answer_times(w, 1, MESSAGES, 200, page(body, sizeof body, 1, 1));
    answer_times(w, 1, MESSAGES, 200, "[]");
    discord_live(w);
    snprintf(guild, sizeof guild,
             "{\"id\":\"5\",\"channels\":[{\"id\":\"20\",\"type\":0,\"last_message_id\":"
             "\"%s\"}]}",
             ids[7]);
    discord_event(w, "GUILD_CREATE", guild);
    until_requested(w, MESSAGES);
    run_a_while(w);
    int before = times_requested(w, MESSAGES);
    send_after_a_gap(w, ids[4]);
    until_told(w, "live");
    snprintf(told, sizeof told, "caught %s q1;message %s live;", ids[1], ids[4]);
    assert_non_null(strstr(w->told, told));
    forget_told(w);
    send_after_a_gap(w, ids[5]);
    until_told(w, "live");
    forget_told(w);
    send_after_a_gap(w, ids[6]); /* handed over at once */
    until_told(w, "live");
    assert_int_equal(times_requested(w, MESSAGES), before + 2);
    world_free(w);
}

/* Nothing was heard for long, and there was something: the socket is deaf. */
static void a_deaf_socket_is_found_out(void **state)
{
    struct world *w = away();
    char body[4096];

    (void)state;
    w->options.quiet_ms = 300;
    answer(w, MESSAGES, 200, page(body, sizeof body, 1, 1));
    answer_times(w, 1, MESSAGES, 200, "[]"); /* nothing yet */
    discord_live(w);
    meet_channel(w);
    until_told(w, "down the socket is deaf");
    assert_int_equal(times_told(w, "q1;"), 1);
    until_said(w, RESUME);
    world_free(w);
}

static void it_stops_in_the_middle(void **state)
{
    struct world *w = away();
    char text[512];

    (void)state;
    answer(w, MESSAGES, 500, "");
    discord_live(w);
    meet_channel(w);
    until_requested(w, MESSAGES);
    discord_event(w, "MESSAGE_CREATE", written(text, "20", ids[5], "held"));
    run_a_while(w);
    assert_null(strstr(w->told, "held"));
    ss_cut(&w->server); /* what was held is not lost with the socket */
    until_told(w, "held");
    assert_string_equal(kept_find(w->cursors, w->cursor_count, "20")->value, ids[0]);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_missed_in_an_untold_channel_is_read),
        cmocka_unit_test(a_broken_frame_makes_it_read),
        cmocka_unit_test(a_message_behind_a_broken_frame_waits),
        cmocka_unit_test(a_gap_in_the_numbers_is_read),
        cmocka_unit_test(a_deaf_socket_is_found_out),
        cmocka_unit_test(it_stops_in_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
