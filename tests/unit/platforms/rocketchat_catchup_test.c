/* What Rocket.Chat's adapter hears, live and after having been away: people's words only,
 * once, in order. */
#include "tests/unit/platforms/rocketchat_world.h"

#define ROOM "{\"update\":[{\"rid\":\"r1\",\"t\":\"c\"},{\"t\":\"c\"}]}"
#define IN   "{\"roomParticipant\":true,\"roomType\":\"c\"}"

/* A world that was in room r1 five minutes ago. */
static struct world *away(void)
{
    struct world *w = rocketchat_new();

    kept_set(w->cursors, &w->cursor_count, "r1", "m0", ms_ago(300));
    answer(w, ROOMS, 200, ROOM);
    answer(w, SYNC, 200, "{\"result\":{\"updated\":[]}}");
    return w;
}

static const char *updated(char out[2048], const char *a, const char *b)
{
    snprintf(out, 2048, "{\"result\":{\"updated\":[%s%s%s]}}", a, *b ? "," : "", b);
    return out;
}

static void live_messages_are_told_once(void **state)
{
    struct world *w = rocketchat_new();
    char text[512];

    (void)state;
    rocketchat_live(w);
    rocketchat_event(w, rocketchat_written(text, "r1", "m1", ms_ago(1), "@faqbot hi"),
                     IN);
    until_told(w, "message m1");
    assert_true(w->last.mentioned);
    assert_int_equal(w->last.place, PLACE_CHANNEL);
    rocketchat_event(w, text, IN); /* a reaction brings it again */
    rocketchat_event(w, "{\"_id\":\"m2\"}", IN);
    rocketchat_event(w, rocketchat_written(text, "r9", "m3", ms_ago(1), "elsewhere"),
                     "{\"roomParticipant\":false}");
    rocketchat_event(w, rocketchat_written(text, "d1", "m4", ms_ago(1), "direct"),
                     "{\"roomType\":\"d\"}");
    until_told(w, "message m4 direct");
    assert_int_equal(w->last.place, PLACE_DIRECT);
    assert_int_equal(times_told(w, "message"), 2);
    assert_int_equal(times_requested(w, PEOPLE), 1); /* ann was asked for once */
    world_free(w);
}

static void bots_are_not_answered(void **state)
{
    static const char *const table[] = {
        "{\"user\":{\"type\":\"bot\"}}", "{\"user\":{\"type\":\"app\"}}",
        "{\"user\":{\"type\":\"user\",\"roles\":[\"user\",\"bot\"]}}"};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = rocketchat_new();
        char text[512];
        answer(w, PEOPLE, 200, table[i]);
        rocketchat_live(w);
        rocketchat_event(w, rocketchat_written(text, "r1", "m1", ms_ago(1), "beep"), IN);
        until_requested(w, PEOPLE);
        run_a_while(w);
        assert_null(strstr(w->told, "message"));
        world_free(w);
    }
}

/* Who cannot be looked up is taken for a person: better a reply too many than none. */
static void who_is_unknown_is_a_person(void **state)
{
    struct world *w = rocketchat_new();
    char text[512];

    (void)state;
    answer(w, PEOPLE, 500, "");
    rocketchat_live(w);
    rocketchat_event(w, rocketchat_written(text, "r1", "m1", ms_ago(1), "one"), IN);
    rocketchat_event(w, rocketchat_written(text, "r1", "m2", ms_ago(1), "two"), IN);
    until_told(w, "message m1 one;message m2 two;");
    world_free(w);
}

static void deletions_receipts_and_votes(void **state)
{
    struct world *w = rocketchat_new();
    static const char ours[] =
        "{\"_id\":\"k1\",\"rid\":\"r1\",\"msg\":\"Clonus\",\"ts\":{\"$date\":1},"
        "\"_updatedAt\":{\"$date\":2},\"u\":{\"_id\":\"bot1\",\"username\":\"faqbot\"},"
        "\"reactions\":{\":+1:\":{\"usernames\":[\"ann\",\"faqbot\",7]},"
        "\":x:\":{\"usernames\":[\"bob\"]}}}";

    (void)state;
    rocketchat_live(w);
    rocketchat_event(w, ours, IN);
    rocketchat_event(w, ours, IN);
    until_told(w, "unhelpful k1");
    ss_send(&w->server,
            "{\"msg\":\"changed\",\"collection\":\"stream-notify-room\",\"fields\":{"
            "\"eventName\":\"r1/deleteMessage\",\"args\":[{\"_id\":\"m7\"}]}}");
    ss_send(&w->server,
            "{\"msg\":\"changed\",\"collection\":\"stream-notify-room\",\"fields\":{"
            "\"eventName\":\"r1/deleteMessage\",\"args\":[{}]}}");
    ss_send(&w->server,
            "{\"msg\":\"changed\",\"collection\":\"stream-notify-room\",\"fields\":{"
            "\"eventName\":\"r1/user-activity\",\"args\":[{\"_id\":\"m8\"}]}}");
    ss_send(&w->server, "{\"msg\":\"changed\",\"collection\":\"users\",\"fields\":{"
                        "\"eventName\":\"x\",\"args\":[]}}");
    until_told(w, "deleted m7");
    run_a_while(w);
    assert_int_equal(times_told(w, "receipt k1 k1"), 2);
    assert_int_equal(times_told(w, ";helpful k1"), 1);
    assert_int_equal(times_told(w, "unhelpful k1"), 1);
    assert_int_equal(times_told(w, "deleted"), 1);
    world_free(w);
}

/* --- catching up */

static void missed_messages_come_in_order(void **state)
{
    struct world *w = away();
    char body[2048], a[512], b[512];
    int64_t newest = ms_ago(100);

    (void)state;
    answer(w, SYNC, 200,
           updated(body, rocketchat_written(a, "r1", "m2", newest, "second"),
                   rocketchat_written(b, "r1", "m1", ms_ago(200), "first")));
    rocketchat_live(w);
    until_told(w, "caught m1 first;caught m2 second;");
    assert_int_equal(times_requested(w, "roomId=r1&lastUpdate="), 1);
    assert_int_equal(kept_find(w->cursors, w->cursor_count, "r1")->at_ms, newest);
    assert_int_equal(times_said(w, "r1/deleteMessage"), 1);
    world_free(w);
}

static void what_is_said_meanwhile_waits_for_its_turn(void **state)
{
    struct world *w = away();
    char body[2048], a[512], text[512];

    (void)state;
    answer(w, SYNC, 200,
           updated(body, rocketchat_written(a, "r1", "m1", ms_ago(200), "first"), ""));
    answer_times(w, 1, SYNC, 503, "");
    rocketchat_live(w);
    until_requested(w, SYNC);
    rocketchat_event(w, rocketchat_written(text, "r1", "m5", ms_ago(1), "live"), IN);
    until_told(w, "caught m1 first;message m5 live;");
    world_free(w);
}

/* The history may know of a message that the socket has not brought yet: it must not come
 * before an older one that waits. */
static void what_waits_is_not_overtaken_by_the_history(void **state)
{
    struct world *w = away();
    char body[2048], a[512], b[512], text[512];
    int64_t older = ms_ago(3);

    (void)state;
    answer(w, SYNC, 200,
           updated(body, rocketchat_written(a, "r1", "m2", ms_ago(1), "second"),
                   rocketchat_written(b, "r1", "m1", older, "first")));
    answer_times(w, 1, SYNC, 503, "");
    rocketchat_live(w);
    until_requested(w, SYNC);
    rocketchat_event(w, rocketchat_written(text, "r1", "m1", older, "first"), IN);
    until_told(w, "caught m1 first;caught m2 second;");
    run_a_while(w);
    assert_int_equal(times_told(w, "m1 first"), 1);
    world_free(w);
}

/* A server that wants the newer form of the call, page by page. */
static void pages_are_read_to_the_end(void **state)
{
    struct world *w = away();
    char first[2048], a[512], second[2048], b[512];

    (void)state;
    updated(second, rocketchat_written(b, "r1", "m2", ms_ago(50), "second"), "");
    rocketchat_written(a, "r1", "m1", ms_ago(200), "first");
    snprintf(first, sizeof first,
             "{\"result\":{\"updated\":[%s],\"cursor\":{\"next\":\"%lld\"}}}", a,
             (long long)ms_ago(150));
    answer(w, SYNC, 200, second);
    answer_times(w, 1, SYNC, 200, first);
    answer_times(w, 1, SYNC, 400, "{\"success\":false}");
    rocketchat_live(w);
    until_told(w, "caught m1 first;caught m2 second;");
    assert_int_equal(times_requested(w, "type=UPDATED"), 2);
    world_free(w);
}

static void a_room_that_cannot_be_read_is_left_out(void **state)
{
    static const struct {
        int status;
        const char *body;
    } table[] = {{403, "{}"}, {400, "{}"}, {200, "{}"}, {200, "{\"result\":{}}"}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = away();
        char body[2048], a[512];
        answer(
            w, ROOMS, 200,
            "{\"update\":[{\"rid\":\"r1\",\"t\":\"c\"},{\"rid\":\"r2\",\"t\":\"d\"}]}");
        answer(w, SYNC "?roomId=r1", table[i].status, table[i].body);
        answer(w, SYNC "?roomId=r2", 200,
               updated(body, rocketchat_written(a, "r2", "m9", ms_ago(60), "here"), ""));
        rocketchat_live(w);
        until_told(w, "caught m9 here");
        assert_int_equal(w->last.place, PLACE_DIRECT);
        world_free(w);
    }
}

static void it_asks_again_where_it_may_help(void **state)
{
    struct world *w = away();
    char body[2048], a[512];

    (void)state;
    answer_times(w, 1, ROOMS, 500, "");
    answer(w, SYNC, 200,
           updated(body, rocketchat_written(a, "r1", "m1", ms_ago(60), "at last"), ""));
    answer_times(w, 1, SYNC, 404, "<html>"); /* of a proxy */
    answer_times(w, 1, SYNC, 200, "");
    with_reset(w);
    rocketchat_live(w);
    until_told(w, "caught m1 at last");
    assert_int_equal(times_requested(w, ROOMS), 2);
    assert_int_equal(times_requested(w, SYNC), 3);
    world_free(w);
}

static void how_far_it_is_can_be_seen(void **state)
{
    struct world *w = away();
    char body[2048], a[512];

    (void)state;
    answer(w, SYNC, 500, "");
    rocketchat_live(w);
    run_until(w, is_catching_up, "how far it is");
    answer(w, SYNC, 200,
           updated(body, rocketchat_written(a, "r1", "m1", ms_ago(60), "at last"), ""));
    until_told(w, "caught m1 at last");
    run_until(w, has_caught_up, "the end of it");
    world_free(w);
}

static void a_revoked_token_ends_it(void **state)
{
    static const char *const calls[] = {ROOMS, SYNC};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct world *w = away();
        answer(w, calls[i], 401, "{}");
        rocketchat_live(w);
        until_told(w, "fatal");
        assert_non_null(strstr(w->fatal, "Personal Access"));
        world_free(w);
    }
}

static void old_questions_are_not_asked_again(void **state)
{
    struct world *w = away();
    char body[2048], a[512], b[512];

    (void)state;
    w->options.catchup_posts = 1; /* and no more than the newest */
    answer(w, SYNC, 200,
           updated(body, rocketchat_written(a, "r1", "m1", ms_ago(200), "older"),
                   rocketchat_written(b, "r1", "m2", ms_ago(100), "newest")));
    rocketchat_live(w);
    until_told(w, "caught m2 newest");
    assert_null(strstr(w->told, "older"));
    world_free(w);
}

static void none_is_read_where_it_is_switched_off(void **state)
{
    struct world *w = away();
    char text[512];

    (void)state;
    w->options.catchup_ms = 0;
    rocketchat_live(w);
    ss_send(&w->server, "{broken");
    rocketchat_event(w, rocketchat_written(text, "r1", "m5", ms_ago(1), "live"), IN);
    until_told(w, "message m5 live");
    assert_int_equal(times_requested(w, ROOMS), 0);
    world_free(w);
}

/* What a frame that cannot be read was to tell is read instead. */
static void a_broken_frame_makes_it_read(void **state)
{
    struct world *w = away();
    char body[2048], a[512];

    (void)state;
    answer(w, SYNC, 200,
           updated(body, rocketchat_written(a, "r1", "m1", ms_ago(1), "found"), ""));
    answer_times(w, 1, SYNC, 200, "{\"result\":{\"updated\":[]}}");
    rocketchat_live(w);
    until_requested(w, SYNC);
    ss_send(&w->server, "[]");
    until_told(w, "caught m1 found");
    world_free(w);
}

/* What was lost with it is older than what comes next, and is not passed over. */
static void a_message_behind_a_broken_frame_waits(void **state)
{
    struct world *w = away();
    char body[2048], a[512], text[512];

    (void)state;
    answer(w, SYNC, 200,
           updated(body, rocketchat_written(a, "r1", "m1", ms_ago(60), "lost"), ""));
    answer_times(w, 1, SYNC, 200, "{\"result\":{\"updated\":[]}}");
    rocketchat_live(w);
    until_requested(w, SYNC);
    run_a_while(w);
    ss_send(&w->server, "[]");
    rocketchat_event(w, rocketchat_written(text, "r1", "m5", ms_ago(1), "live"), IN);
    until_told(w, "caught m1 lost;message m5 live;");
    world_free(w);
}

/* The socket breaks before the room was read: what came live is told, and does not hide
 * what was missed before it. */
static void a_pass_that_is_broken_off_is_made_up_for(void **state)
{
    struct world *w = away();
    char text[512];

    (void)state;
    answer(w, SYNC, 503, "");
    rocketchat_live(w);
    until_requested(w, SYNC);
    rocketchat_event(w, rocketchat_written(text, "r1", "m5", ms_ago(1), "live"), IN);
    run_a_while(w);
    assert_null(strstr(w->told, "m5"));
    close_with(w, 1001);
    until_told(w, "message m5 live");
    assert_string_equal(kept_find(w->cursors, w->cursor_count, "r1")->value, "m0");
    world_free(w);
}

static void a_deaf_socket_is_found_out(void **state)
{
    struct world *w = away();
    char body[2048], a[512];

    (void)state;
    answer(w, SYNC, 200,
           updated(body, rocketchat_written(a, "r1", "m1", ms_ago(60), "unheard"), ""));
    answer_times(w, 1, SYNC, 200, "{\"result\":{\"updated\":[]}}");
    world_create(w, "rocketchat");
    rc_of(w->p)->timing.ping_ms = 100;
    rc_of(w->p)->timing.quiet_ms = 200;
    rocketchat_live(w);
    until_told(w, "down the socket is deaf");
    until_told(w, "caught m1 unheard");
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(live_messages_are_told_once),
        cmocka_unit_test(bots_are_not_answered),
        cmocka_unit_test(who_is_unknown_is_a_person),
        cmocka_unit_test(deletions_receipts_and_votes),
        cmocka_unit_test(missed_messages_come_in_order),
        cmocka_unit_test(what_is_said_meanwhile_waits_for_its_turn),
        cmocka_unit_test(what_waits_is_not_overtaken_by_the_history),
        cmocka_unit_test(pages_are_read_to_the_end),
        cmocka_unit_test(a_room_that_cannot_be_read_is_left_out),
        cmocka_unit_test(it_asks_again_where_it_may_help),
        cmocka_unit_test(how_far_it_is_can_be_seen),
        cmocka_unit_test(a_revoked_token_ends_it),
        cmocka_unit_test(old_questions_are_not_asked_again),
        cmocka_unit_test(none_is_read_where_it_is_switched_off),
        cmocka_unit_test(a_broken_frame_makes_it_read),
        cmocka_unit_test(a_message_behind_a_broken_frame_waits),
        cmocka_unit_test(a_pass_that_is_broken_off_is_made_up_for),
        cmocka_unit_test(a_deaf_socket_is_found_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
