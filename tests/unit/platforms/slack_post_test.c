/* Posting to Slack, and looking for what was posted. */
#include "slack_bed.h"

static struct post make_post(void)
{
    static const char payload[] = "{\"text\":\"hello\",\"blocks\":[{\"type\":\"x\"}]}";

    return (struct post){.channel = "C1",
                         .thread = "5.000001",
                         .source = "5.000001",
                         .key = "C1:5.000001:0",
                         .payload = {payload, sizeof payload - 1},
                         .first_try_ms = 5000,
                         .last_try_ms = 5000,
                         .now_ms = 60000};
}

static void post(struct world *w)
{
    struct post p = make_post();
    struct err e;

    w->done = false;
    assert_true(w->p->kind->post(w->p, &p, on_posted, w, &e));
}

static void posts_at_their_pace(void **state)
{
    struct world *w = *state;

    int64_t first = loop_now(w->loop);
    post(w);
    run_until(w, is_done);
    assert_int_equal(w->outcome.result, POST_DONE);
    assert_string_equal(w->remote, "9.000009");
    post(w);
    run_until(w, is_done);
    assert_true(loop_now(w->loop) - first >= 80);
    assert_int_equal(w->own.posts, 2);
}

static bool asked_for_status(struct world *w)
{
    w->want = "assistant.threads.setStatus";
    ss_lock(&w->server);
    bool yes = strstr(w->server.requests, w->want) != NULL;
    ss_unlock(&w->server);
    return yes;
}

/* Worth a request only when the reply has to wait, once a thread, and while it is taken.
 */
static void is_typing(void **state)
{
    struct world *w = *state;
    int64_t now;

    w->p->kind->typing(w->p, "C1", "5.000001");
    run_a_while(w);
    assert_false(asked_for_status(w));
    now = loop_now(w->loop);
    sl_pace_until(&sl_of(w->p)->pace, "C1", now + 5000);
    assert_in_range(w->p->kind->pace(w->p, "C1"), 4000, 5000);
    assert_int_equal(w->p->kind->pace(w->p, "C2"), 0);
    w->p->kind->typing(w->p, "C1", "");
    w->p->kind->typing(w->p, "C1", "5.000001");
    w->p->kind->typing(w->p, "C1", "5.000001");
    run_until(w, asked_for_status);
    run_a_while(w);
    assert_int_equal(count(w->server.requests, "setStatus"), 1);
    assert_true(sl_of(w->p)->no_status); /* the server answered 404 */
    w->p->kind->typing(w->p, "C1", "6.000001");
    run_a_while(w);
    assert_int_equal(count(w->server.requests, "setStatus"), 1);
}

static void posted_differently(void **state)
{
    static const struct {
        const char *error;
        const char *gone;
    } rows[] = {{"invalid_blocks", "\"blocks\""},
                {"msg_too_long", "\"blocks\""},
                {"metadata_too_large", "\"metadata\""},
                {"restricted_action_non_threadable_channel", "\"thread_ts\""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world *w = new_world();

        start_and_catch_up(w);
        snprintf(w->own.posted, sizeof w->own.posted, "{\"ok\":false,\"error\":\"%s\"}",
                 rows[i].error);
        w->own.bodies[0] = '\0';
        post(w);
        run_until(w, is_done);
        assert_int_equal(w->outcome.result, POST_REFUSED); /* twice refused: set aside */
        assert_int_equal(w->own.posts, 2);
        assert_int_equal(count(w->own.bodies, rows[i].gone), 1);
        teardown(w);
    }
}

static void a_limit_holds_all_posts(void **state)
{
    struct world *w = *state;

    w->own.post_status = 429;
    post(w);
    run_until(w, is_done);
    assert_int_equal(w->outcome.result, POST_UNSENT);
    assert_int_equal(w->outcome.retry_ms, 1000);
    w->own.post_status = 200;
    int64_t first = loop_now(w->loop);
    post(w);
    run_until(w, is_done);
    assert_int_equal(w->outcome.result, POST_DONE);
    assert_true(loop_now(w->loop) - first >= 900);
}

static void a_token_that_is_revoked_meanwhile(void **state)
{
    struct world *w = *state;

    strcpy(w->own.posted, "{\"ok\":false,\"error\":\"token_revoked\"}");
    post(w);
    run_until(w, is_done);
    assert_int_equal(w->outcome.result, POST_FATAL);
    run_until_told(w, "fatal");
}

static void the_end_with_posts_on_their_way(void **state)
{
    struct world *w = *state;

    sl_of(w->p)->pace.held_until = INT64_MAX / 2;
    post(w);
    run_a_while(w);
    assert_false(w->done);
    w->p->kind->stop(w->p);
    w->p->kind->destroy(w->p);
    w->p = NULL;
    assert_true(w->done);
    assert_int_equal(w->outcome.result, POST_UNSENT); /* it never left */
}

static void look(struct world *w, const char *thread)
{
    struct post p = make_post();
    struct err e;

    p.thread = thread;
    w->done = false;
    w->own.bodies[0] = '\0';
    assert_true(w->p->kind->look(w->p, &p, on_looked, w, &e));
    run_until(w, is_done);
}

#define MINE                                                                         \
    "{\"ts\":\"8.000001\",\"user\":\"UBOT\",\"metadata\":{\"event_payload\":{\"q\":" \
    "\"C1:5.000001\",\"part\":0}}}"

static void read_back(void **state)
{
    struct world *w = *state;

    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_ABSENT);
    assert_non_null(strstr(w->own.bodies, "conversations.replies channel=C1&ts=5.000001&"
                                          "oldest=5.000001&latest=9999999999.999999"));
    assert_non_null(strstr(w->own.bodies, "include_all_metadata=true"));
    strcpy(w->own.replies, "{\"ok\":true,\"messages\":[" MINE "]}");
    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_FOUND);
    assert_string_equal(w->remote, "8.000001");
    look(w, ""); /* in a direct message: after the question */
    assert_int_equal(w->looked, LOOK_ABSENT);
    assert_non_null(
        strstr(w->own.bodies, "conversations.history channel=C1&oldest=5.000001"));
    strcpy(w->own.replies, "{\"ok\":false,\"error\":\"internal_error\"}");
    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_UNSURE);
    strcpy(w->own.replies, "{\"ok\":false,\"error\":\"thread_not_found\"}");
    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_ABSENT);
    /* Pages without end prove nothing. */
    strcpy(w->own.replies, "{\"ok\":true,\"messages\":[],\"response_metadata\":{"
                           "\"next_cursor\":\"more\"}}");
    look(w, "5.000001");
    assert_int_equal(w->looked, LOOK_UNSURE);
    assert_int_equal(count(w->own.bodies, "cursor=more"), 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_LIVE_WORLD(posts_at_their_pace),
        WITH_LIVE_WORLD(is_typing),
        cmocka_unit_test(posted_differently),
        WITH_LIVE_WORLD(a_limit_holds_all_posts),
        WITH_LIVE_WORLD(a_token_that_is_revoked_meanwhile),
        WITH_LIVE_WORLD(the_end_with_posts_on_their_way),
        WITH_LIVE_WORLD(read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
