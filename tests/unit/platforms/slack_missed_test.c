/* What Slack brought while nobody listened, and what comes meanwhile. */
#include "slack_bed.h"

static void missed_messages_come_in_order(void **state)
{
    struct world *w = *state;
    long long now = loop_unix(w->loop) / 1000;

    snprintf(w->own.history, sizeof w->own.history,
             "{\"ok\":true,\"messages\":["
             "{\"user\":\"U1\",\"text\":\"three\",\"ts\":\"%lld.000003\"},"
             "{\"user\":\"U1\",\"text\":\"one\",\"ts\":\"%lld.000001\",\"thread_ts\":"
             "\"%lld.000001\",\"reply_count\":1,\"latest_reply\":\"%lld.000002\"},"
             "{\"user\":\"U1\",\"text\":\"too old\",\"ts\":\"1000000000.000001\"}]}",
             now - 10, now - 10, now - 10, now - 10);
    snprintf(w->own.replies, sizeof w->own.replies,
             "{\"ok\":true,\"messages\":[{\"user\":\"U1\",\"text\":\"two\",\"ts\":"
             "\"%lld.000002\",\"thread_ts\":\"%lld.000001\"}]}",
             now - 10, now - 10);
    start(w);
    run_until_told(w, "three");
    const char *one = strstr(w->told, "one"), *two = strstr(w->told, "two");
    assert_true(one && two && one < two && two < strstr(w->told, "three"));
    assert_null(strstr(w->told, "too old"));
    assert_int_equal(count(w->told, "caught"), 3);
    assert_true(strcmp(w->cursor.id + strlen(w->cursor.id) - 3, "003") == 0);
}

/* A token that may not list conversations: what was seen is read all the same. */
static void channels_seen_are_read(void **state)
{
    struct world *w = *state;

    strcpy(w->own.conversations, "{\"ok\":false,\"error\":\"unknown_method\"}");
    strcpy(w->note, "C7,C8,,x y");
    start(w);
    run_until_told(w, "ready");
    run_until(w, is_caught_up);
    assert_non_null(strstr(w->own.bodies, "channel=C7&"));
    assert_non_null(strstr(w->own.bodies, "channel=C8&"));
    assert_int_equal(count(w->own.bodies, "channel="), 2);
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_acked(w, "e1");
    assert_string_equal(w->note, "C7,C8,C1");
}

/* A live message waits for what was missed before it; not for long. */
static void a_live_message_waits_its_turn(void **state)
{
    struct world *w = *state;
    long long now = loop_unix(w->loop) / 1000;
    char ts[32];

    snprintf(w->own.history, sizeof w->own.history,
             "{\"ok\":true,\"messages\":[{\"user\":\"U1\",\"text\":\"first\",\"ts\":"
             "\"%lld.000001\"}]}",
             now - 10);
    strcpy(w->own.hold, "conversations.history");
    start(w);
    run_until_told(w, "ready");
    snprintf(ts, sizeof ts, "%lld.000002", now - 1);
    send_event(w, "e1", ts, "second");
    run_a_while(w);
    assert_null(strstr(w->told, "second"));
    w->own.hold[0] = '\0';
    run_until_told(w, "second");
    assert_true(strstr(w->told, "first") < strstr(w->told, "second"));
    run_until_acked(w, "\"e1\"");
    assert_int_equal(count(w->told, "second"), 1);
}

static void a_live_message_does_not_wait_for_ever(void **state)
{
    struct world *w = *state;

    strcpy(w->own.hold, "users.conversations");
    start(w);
    run_until_told(w, "ready");
    int64_t since = loop_now(w->loop);
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_acked(w, "\"e1\"");
    assert_in_range(loop_now(w->loop) - since, 1000, 4500);
    since = loop_now(w->loop);
    send_event(w, "e2", "1700000000.000200", "hi"); /* and the next ones do not wait */
    run_until_acked(w, "\"e2\"");
    assert_true(loop_now(w->loop) - since < 1000);
}

/* It had waited for nothing before the socket broke: then comes another sweep. */
static void after_a_break_live_messages_wait_again(void **state)
{
    struct world *w = *state;
    long long now = loop_unix(w->loop) / 1000;
    char ts[32];

    strcpy(w->own.hold, "users.conversations");
    start(w);
    run_until_told(w, "ready");
    send_event(w, "e1", "1700000000.000100", "hi");
    run_until_acked(w, "\"e1\"");
    snprintf(w->own.history, sizeof w->own.history,
             "{\"ok\":true,\"messages\":[{\"user\":\"U1\",\"text\":\"first\",\"ts\":"
             "\"%lld.000001\"}]}",
             now - 10);
    ss_cut(&w->server);
    run_until_told(w, "down;ready;");
    snprintf(ts, sizeof ts, "%lld.000002", now - 1);
    send_event(w, "e2", ts, "second");
    run_a_while(w);
    assert_null(strstr(w->told, "second"));
    w->own.hold[0] = '\0';
    run_until_told(w, "second");
    assert_non_null(strstr(w->told, "first"));
    assert_true(strstr(w->told, "first") < strstr(w->told, "second"));
}

/* One gesture of a person, which Slack's client has sent twice. */
static void send_gesture(struct world *w, const char *envelope, const char *ts)
{
    char frame[1024];

    snprintf(frame, sizeof frame,
             "{\"envelope_id\":\"%s\",\"type\":\"events_api\",\"payload\":{\"event\":{"
             "\"type\":\"message\",\"channel\":\"C1\",\"channel_type\":\"channel\","
             "\"user\":\"U1\",\"client_msg_id\":\"m1\",\"ts\":\"%s\","
             "\"text\":\"once\"}}}",
             envelope, ts);
    ss_send(&w->server, frame);
}

/* The host acknowledges what is on disk, and here not before both have come. */
static void a_gesture_counts_once_before_it_is_on_disk(void **state)
{
    struct world *w = *state;

    w->acknowledges = false;
    start_and_catch_up(w);
    send_gesture(w, "e1", "1700000000.000100");
    send_gesture(w, "e2", "1700000000.000200");
    run_until_acked(w, "e2");
    assert_int_equal(count(w->told, "once"), 1);
    send_gesture(w, "e3", "1700000000.000100"); /* its turn may have failed */
    run_a_while(w);
    assert_int_equal(count(w->told, "once"), 2);
}

static void a_gesture_counts_once_among_what_was_missed(void **state)
{
    struct world *w = *state;
    long long now = loop_unix(w->loop) / 1000;

    w->acknowledges = false;
    snprintf(w->own.history, sizeof w->own.history,
             "{\"ok\":true,\"messages\":["
             "{\"user\":\"U1\",\"text\":\"once\",\"ts\":\"%lld.000002\","
             "\"client_msg_id\":\"m1\"},"
             "{\"user\":\"U1\",\"text\":\"once\",\"ts\":\"%lld.000001\","
             "\"client_msg_id\":\"m1\"}]}",
             now - 10, now - 10);
    start(w);
    run_until_told(w, "once");
    run_until(w, is_caught_up);
    assert_int_equal(count(w->told, "once"), 1);
}

static void a_gesture_counts_once_over_a_restart(void **state)
{
    struct world *w = *state;
    char gestures[sizeof w->gestures];

    start_and_catch_up(w);
    send_gesture(w, "e1", "1700000000.000100");
    run_until_acked(w, "e1");
    memcpy(gestures, w->gestures, sizeof gestures);
    tear_down(state);
    set_up(state);
    w = *state;
    memcpy(w->gestures, gestures, sizeof gestures);
    start_and_catch_up(w);
    send_gesture(w, "e2", "1700000000.000200");
    run_until_acked(w, "e2");
    assert_int_equal(count(w->told, "once"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(missed_messages_come_in_order),
        WITH_WORLD(channels_seen_are_read),
        WITH_WORLD(a_live_message_waits_its_turn),
        WITH_WORLD(a_live_message_does_not_wait_for_ever),
        WITH_WORLD(after_a_break_live_messages_wait_again),
        WITH_WORLD(a_gesture_counts_once_before_it_is_on_disk),
        WITH_WORLD(a_gesture_counts_once_among_what_was_missed),
        WITH_WORLD(a_gesture_counts_once_over_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
