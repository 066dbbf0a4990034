/* What Slack's adapter reads after having been away, when the server does not play along:
 * what passes is waited for, what is closed is left out, and the operator is told. */
#include "platforms/slack/adapter.h"
#include "tests/unit/platforms/world.h"

#define AUTH    "POST /api/auth.test"
#define OPENS   "POST /api/apps.connections.open"
#define LIST    "POST /api/users.conversations"
#define HISTORY "POST /api/conversations.history"
#define REPLIES "POST /api/conversations.replies"
#define EMPTY   "{\"ok\":true,\"messages\":[]}"

/* Channel C1 was read up to five minutes ago. */
static struct world *away(void)
{
    struct world *w = world_new("/api");
    static char opened[128];
    char cursor[32];

    world_tokens(w, "xoxb-1", "xapp-1");
    snprintf(opened, sizeof opened, "{\"ok\":true,\"url\":\"ws://127.0.0.1:%d/link\"}",
             w->server.port);
    strcpy(w->server.hello, "{\"type\":\"hello\",\"num_connections\":1}");
    answer(w, AUTH, 200, "{\"ok\":true,\"user_id\":\"UBOT\",\"bot_id\":\"BBOT\"}");
    answer(w, OPENS, 200, opened);
    answer(w, LIST, 200, "{\"ok\":true,\"channels\":[{\"id\":\"C1\"}]}");
    answer(w, HISTORY, 200, EMPTY);
    snprintf(cursor, sizeof cursor, "%lld.000100", (long long)time(NULL) - 300);
    kept_set(w->cursors, &w->cursor_count, "C1", cursor,
             ((int64_t)time(NULL) - 300) * 1000);
    world_create(w, "slack");
    return w;
}

static const char *page(char out[1024], const char *ts, const char *text)
{
    snprintf(out, 1024,
             "{\"ok\":true,\"messages\":[{\"type\":\"message\",\"ts\":\"%s\",\"user\":"
             "\"U1\",\"text\":\"%s\"}]}",
             ts, text);
    return out;
}

static const char *ts_ago(char out[32], int64_t seconds)
{
    snprintf(out, 32, "%lld.000200", (long long)time(NULL) - seconds);
    return out;
}

static void what_passes_is_waited_for(void **state)
{
    struct world *w = away();
    char body[1024], ts[32];

    (void)state;
    answer(w, HISTORY, 200, page(body, ts_ago(ts, 100), "missed"));
    answer_times(w, 1, HISTORY, 200, "{\"ok\":false,\"error\":\"internal_error\"}");
    answer_times(w, 1, HISTORY, 429, "");
    with_header(w, "Retry-After: 1\r\n");
    answer_times(w, 1, HISTORY, 200, "{\"ok\":true}"); /* no page */
    answer_times(w, 1, HISTORY, 404, "<html>");        /* of a proxy */
    answer_times(w, 1, LIST, 200, "{\"ok\":false,\"error\":\"service_unavailable\"}");
    world_start(w);
    run_until(w, is_catching_up, "how far it is");
    until_told(w, "missed");
    run_until(w, has_caught_up, "the end of it");
    assert_int_equal(times_requested(w, HISTORY), 5);
    assert_int_equal(times_requested(w, LIST), 2);
    world_free(w);
}

static void a_closed_channel_is_left_out(void **state)
{
    static const char *const table[] = {"{\"ok\":false,\"error\":\"not_in_channel\"}",
                                        "{\"ok\":false,\"error\":\"something_new\"}"};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = away();
        char body[1024], ts[32];
        answer(
            w, LIST, 200,
            "{\"ok\":true,\"channels\":[{\"id\":\"C1\"},{\"id\":\"C2\"},{\"id\":\"?!\"},"
            "{\"id\":\"C3\",\"is_archived\":true}]}");
        answer(w, HISTORY, 200, page(body, ts_ago(ts, 100), "elsewhere"));
        answer_times(w, 1, HISTORY, 200, table[i]);
        world_start(w);
        until_told(w, "elsewhere");
        assert_int_equal(times_requested(w, HISTORY), 2);
        assert_null(strstr(w->told, "fatal"));
        world_free(w);
    }
}

/* Without the scope for all kinds at once, each kind is asked for alone. */
static void missing_scopes_narrow_the_list(void **state)
{
    struct world *w = away();
    char body[1024], ts[32];

    (void)state;
    answer(w, HISTORY, 200, page(body, ts_ago(ts, 100), "missed"));
    answer(w, LIST, 200, "{\"ok\":false,\"error\":\"missing_scope\"}");
    answer_times(w, 1, LIST, 200, "{\"ok\":true,\"channels\":[{\"id\":\"C1\"}]}");
    answer_times(w, 1, LIST, 200,
                 "{\"ok\":true,\"channels\":[],\"response_metadata\":{\"next_cursor\":"
                 "\"abc\"}}");
    answer_times(w, 1, LIST, 200, "{\"ok\":false,\"error\":\"missing_scope\"}");
    world_start(w);
    until_told(w, "missed");
    assert_true(body_has(w, "types=im"));
    assert_true(body_has(w, "cursor=abc"));
    assert_true(body_has(w, "types=private_channel"));
    world_free(w);
}

/* Our clock is two hours behind. */
static void what_was_written_later_than_now_is_read(void **state)
{
    struct world *w = away();
    char body[1024], ts[32];

    (void)state;
    answer(w, LIST, 200, "{\"ok\":true,\"channels\":[{\"id\":\"C1\"}]}");
    answer(w, HISTORY, 200, page(body, ts_ago(ts, -7200), "missed"));
    world_start(w);
    until_told(w, "missed");
    assert_true(body_has(w, "latest=9999999999.999999"));
    world_free(w);
}

static void a_list_that_is_refused_leaves_what_was_seen(void **state)
{
    struct world *w = away();
    char body[1024], ts[32];

    (void)state;
    kept_set(w->notes, &w->note_count, "channels", "C1,D1", 0);
    answer(w, LIST, 200, "{\"ok\":false,\"error\":\"something_new\"}");
    answer(w, HISTORY, 200, page(body, ts_ago(ts, 100), "missed"));
    world_start(w);
    until_told(w, "missed");
    assert_null(strstr(w->told, "fatal"));
    world_free(w);
}

static void a_revoked_token_ends_it(void **state)
{
    static const char *const calls[] = {LIST, HISTORY};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct world *w = away();
        answer(w, calls[i], 200, "{\"ok\":false,\"error\":\"token_revoked\"}");
        world_start(w);
        until_told(w, "fatal");
        assert_non_null(strstr(w->fatal, "install the app"));
        world_free(w);
    }
}

static void a_thread_that_is_gone_does_not_hide_the_others(void **state)
{
    struct world *w = away();
    char history[1024], one[32], two[32], last[32], replies[1024];

    (void)state;
    ts_ago(one, 200);
    ts_ago(two, 150);
    ts_ago(last, 20);
    snprintf(history, sizeof history,
             "{\"ok\":true,\"messages\":["
             "{\"ts\":\"%s\",\"user\":\"U1\",\"text\":\"b\",\"thread_ts\":\"%s\","
             "\"reply_count\":1,\"latest_reply\":\"%s\"},"
             "{\"ts\":\"%s\",\"user\":\"U1\",\"text\":\"a\",\"thread_ts\":\"%s\","
             "\"reply_count\":1,\"latest_reply\":\"%s\"}]}",
             two, two, last, one, one, last);
    snprintf(replies, sizeof replies,
             "{\"ok\":true,\"messages\":[{\"ts\":\"%s\",\"user\":\"U1\",\"text\":"
             "\"in the thread\",\"thread_ts\":\"%s\"}]}",
             last, two);
    answer(w, HISTORY, 200, history);
    answer(w, REPLIES, 200, replies);
    answer_times(w, 1, REPLIES, 200, "{\"ok\":false,\"error\":\"thread_not_found\"}");
    world_start(w);
    until_told(w, "in the thread");
    assert_int_equal(times_requested(w, REPLIES), 2);
    assert_int_equal(times_told(w, "caught"), 3);
    world_free(w);
}

static void sockets_are_opened_with_patience(void **state)
{
    struct world *w = away();

    (void)state;
    answer_times(w, 1, OPENS, 200, "{\"ok\":true}"); /* no address */
    answer_times(w, 1, OPENS, 200, "{\"ok\":true,\"url\":\"http://127.0.0.1/\"}");
    answer_times(w, 1, OPENS, 200, "{\"ok\":false,\"error\":\"fatal_error\"}");
    answer_times(w, 1, AUTH, 503, "");
    world_start(w);
    until_told(w, "ready");
    assert_int_equal(times_told(w, "down"), 4);
    assert_true(w->p->kind->heard(w->p) > 0);
    close_with(w, 1001);
    forget_told(w);
    until_told(w, "down the socket closed (code 1001)");
    until_told(w, "ready");
    world_free(w);
}

static void a_token_without_sockets_is_told(void **state)
{
    static const char *const table[] = {
        "{\"ok\":false,\"error\":\"missing_scope\"}",
        "{\"ok\":false,\"error\":\"not_allowed_token_type\"}"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct world *w = away();
        answer(w, OPENS, 200, table[i]);
        world_start(w);
        until_told(w, "fatal");
        assert_non_null(strstr(w->fatal, "xapp-"));
        world_free(w);
    }
}

/* What a frame that cannot be read was to tell is read instead: it is let go, and a live
 * message that follows does not pass over it. */
static void a_broken_frame_makes_it_read(void **state)
{
    struct world *w = away();
    char body[1024], ts[32], event[512];

    (void)state;
    answer(w, HISTORY, 200, page(body, ts_ago(ts, 100), "lost"));
    answer_times(w, 1, HISTORY, 200, EMPTY);
    world_start(w);
    until_requested(w, HISTORY);
    run_a_while(w);
    ss_send(&w->server, "{\"envelope_id\":\"e1\",\"type\":\"events_api\",");
    snprintf(event, sizeof event,
             "{\"envelope_id\":\"e2\",\"type\":\"events_api\",\"payload\":{\"event\":{"
             "\"type\":\"message\",\"channel\":\"C1\",\"channel_type\":\"channel\","
             "\"user\":\"U1\",\"ts\":\"%s\",\"text\":\"live\"}}}",
             ts_ago(ts, 0));
    ss_send(&w->server, event);
    until_said(w, "\"e1\"");
    until_told(w, "live");
    const char *lost = strstr(w->told, "lost");
    assert_true(lost && lost < strstr(w->told, "live"));
    assert_int_equal(times_told(w, "lost"), 1);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_passes_is_waited_for),
        cmocka_unit_test(a_closed_channel_is_left_out),
        cmocka_unit_test(missing_scopes_narrow_the_list),
        cmocka_unit_test(what_was_written_later_than_now_is_read),
        cmocka_unit_test(a_list_that_is_refused_leaves_what_was_seen),
        cmocka_unit_test(a_revoked_token_ends_it),
        cmocka_unit_test(a_thread_that_is_gone_does_not_hide_the_others),
        cmocka_unit_test(a_broken_frame_makes_it_read),
        cmocka_unit_test(sockets_are_opened_with_patience),
        cmocka_unit_test(a_token_without_sockets_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
