/* What Mattermost's adapter reads after having been away, when the server does not play
 * along: what passes is waited for, what is closed is left out. */
#include "platforms/mattermost/adapter.h"
#include "tests/unit/platforms/world.h"

#define CHANNELS "GET /api/v4/users/me/channels"
#define POSTS    "GET /api/v4/channels/c1/posts"
#define BOT      "{\"id\":\"b0t\",\"username\":\"faqbot\",\"is_bot\":true}"
#define EMPTY    "{\"order\":[],\"posts\":{}}"

static int64_t ms_ago(int64_t seconds)
{
    return ((int64_t)time(NULL) - seconds) * 1000;
}

static char channels_of_c1[256];

/* Channel c1 has something new since it was read. */
static struct world *away(void)
{
    struct world *w = world_new("/");

    snprintf(channels_of_c1, sizeof channels_of_c1,
             "[{\"id\":\"c1\",\"type\":\"O\",\"last_post_at\":%lld}]",
             (long long)ms_ago(10));
    strcpy(w->server.pong, "{\"status\":\"OK\",\"seq_reply\":%d,\"data\":{}}");
    strcpy(w->server.hello,
           "{\"event\":\"hello\",\"data\":{\"connection_id\":\"conn1\"},\"seq\":0}");
    answer(w, "GET /api/v4/users/me", 200, BOT);
    answer(w, "GET /api/v4/config/client", 200, "{\"MaxPostSize\":\"4000\"}");
    answer(w, CHANNELS, 200, channels_of_c1);
    answer(w, POSTS, 200, EMPTY);
    kept_set(w->cursors, &w->cursor_count, "c1", "p0", ms_ago(300));
    world_create(w, "mattermost");
    mm_of(w->p)->timing.again_ms = 50;
    return w;
}

static const char *page(char out[1024], const char *id, int64_t at, const char *text)
{
    snprintf(out, 1024,
             "{\"order\":[\"%s\"],\"posts\":{\"%s\":{\"id\":\"%s\",\"user_id\":\"u1\","
             "\"channel_id\":\"c1\",\"create_at\":%lld,\"update_at\":%lld,"
             "\"message\":\"%s\"}},\"next_post_id\":\"\"}",
             id, id, id, (long long)at, (long long)at, text);
    return out;
}

static void what_passes_is_waited_for(void **state)
{
    struct world *w = away();
    char body[1024];

    (void)state;
    answer(w, POSTS, 200, page(body, "p1", ms_ago(60), "missed"));
    answer_times(w, 1, POSTS, 500, "");
    answer_times(w, 1, POSTS, 200, "no page");
    answer_times(w, 1, POSTS, 200, "");
    with_reset(w);
    answer_times(w, 1, POSTS, 404, "default backend - 404"); /* of a proxy */
    answer_times(w, 1, CHANNELS, 503, "");
    answer_times(w, 1, CHANNELS, 200, "{}");
    answer_times(w, 1, CHANNELS, 404, "");
    world_start(w);
    run_until(w, is_catching_up, "how far it is");
    until_told(w, "caught p1 missed");
    run_until(w, has_caught_up, "the end of it");
    assert_true(times_requested(w, CHANNELS) >= 4);
    assert_true(times_requested(w, POSTS) >= 5);
    world_free(w);
}

static void a_closed_channel_is_left_out(void **state)
{
    struct world *w = away();
    char channels[512], body[1024];

    (void)state;
    snprintf(channels, sizeof channels,
             "[{\"id\":\"c1\",\"type\":\"O\",\"last_post_at\":%lld},"
             "{\"type\":\"O\"},"
             "{\"id\":\"c2\",\"type\":\"D\",\"last_post_at\":%lld}]",
             (long long)ms_ago(10), (long long)ms_ago(10));
    answer(w, CHANNELS, 200, channels);
    answer(w, POSTS, 403, "{}");
    answer(w, "GET /api/v4/channels/c2/posts", 200,
           page(body, "p7", ms_ago(60), "elsewhere"));
    world_start(w);
    until_told(w, "caught p7 elsewhere");
    assert_null(strstr(w->told, "fatal"));
    world_free(w);
}

static void a_list_that_is_refused_holds_no_live_post(void **state)
{
    struct world *w = away();

    (void)state;
    answer(w, CHANNELS, 403, "{}");
    world_start(w);
    until_told(w, "ready");
    until_requested(w, CHANNELS);
    ss_send(
        &w->server,
        "{\"event\":\"posted\",\"data\":{\"channel_type\":\"D\",\"post\":\"{\\\"id\\\":"
        "\\\"p9\\\",\\\"user_id\\\":\\\"u1\\\",\\\"channel_id\\\":\\\"c1\\\","
        "\\\"create_at\\\":5,\\\"message\\\":\\\"live\\\"}\"},\"seq\":1}");
    until_told(w, "message p9 live");
    assert_int_equal(times_requested(w, POSTS), 0);
    world_free(w);
}

/* 401 may come from a proxy: the account is asked before anything is given up. */
static void a_refusal_is_proved_with_the_account(void **state)
{
    static const char *const calls[] = {CHANNELS, POSTS};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct world *w = away();
        char body[1024];
        answer(w, POSTS, 200, page(body, "p1", ms_ago(60), "missed"));
        answer_times(w, 1, calls[i], 401, "{}");
        world_start(w);
        until_told(w, "down");
        until_told(w, "caught p1 missed"); /* the account was in order */
        assert_null(strstr(w->told, "fatal"));
        world_free(w);

        w = away();
        answer(w, "GET /api/v4/users/me", 401, "{}");
        answer(w, calls[i], 401, "{}");
        if (i == 1)
            answer(w, CHANNELS, 200, channels_of_c1);
        answer_times(w, 1, "GET /api/v4/users/me", 200, BOT);
        world_start(w);
        until_told(w, "fatal");
        assert_non_null(strstr(w->fatal, "Bot Accounts"));
        world_free(w);
    }
}

static void a_reading_that_is_broken_off_begins_again(void **state)
{
    struct world *w = away();
    char body[1024];

    (void)state;
    answer(w, POSTS, 200, page(body, "p1", ms_ago(60), "missed"));
    answer_times(w, 1, POSTS, 500, "");
    world_start(w);
    until_requested(w, POSTS);
    ss_cut(&w->server);
    until_told(w, "down");
    until_told(w, "caught p1 missed");
    world_free(w);
}

static void accounts_are_proved_at_the_start(void **state)
{
    static const struct {
        int status;
        const char *body, *words; /* NULL: it tries again */
    } table[] = {{302, "", "redirects"},
                 {403, "", "forbidden"},
                 {404, "", "no Mattermost API"},
                 {200, "{\"id\":\"x\"}", "Mattermost"},
                 {429, "", NULL},
                 {500, "", NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct world *w = away();
        answer_times(w, 1, "GET /api/v4/users/me", table[i].status, table[i].body);
        world_start(w);
        if (table[i].words) {
            until_told(w, "fatal");
            if (!strstr(w->fatal, table[i].words))
                fail_msg("%d: %s", table[i].status, w->fatal);
        } else {
            until_told(w, "ready");
            assert_int_equal(times_told(w, "down"), 1);
        }
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_passes_is_waited_for),
        cmocka_unit_test(a_closed_channel_is_left_out),
        cmocka_unit_test(a_list_that_is_refused_holds_no_live_post),
        cmocka_unit_test(a_refusal_is_proved_with_the_account),
        cmocka_unit_test(a_reading_that_is_broken_off_begins_again),
        cmocka_unit_test(accounts_are_proved_at_the_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
