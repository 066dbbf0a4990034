/* What Mattermost brought while nobody listened, and what comes meanwhile. */
#include "mattermost_bed.h"

static int64_t base_time; /* of the posts that the server holds */

static void add_post(char *out, size_t size, const char *id, int64_t at)
{
    size_t len = strlen(out);
    snprintf(out + len, size - len,
             "%s\"%s\":{\"id\":\"%s\",\"user_id\":\"u1\",\"channel_id\":\"c1\","
             "\"create_at\":%lld,\"message\":\"from %s\"}",
             out[0] ? "," : "", id, id, (long long)at, id);
}

static void missed_three(struct scripted *s, const struct ss_request *r,
                         struct ss_reply *out)
{
    char posts[2048] = "";

    if (strncmp(r->path, "/api/v4/channels/c1/posts", 25) != 0) {
        usual(s, r, out);
        return;
    }
    add_post(posts, sizeof posts, "p1", base_time + 1);
    add_post(posts, sizeof posts, "p2", base_time + 2);
    add_post(posts, sizeof posts, "p3", base_time + 3);
    out->status = 200;
    snprintf(out->body, sizeof out->body,
             "{\"order\":[\"p3\",\"p2\",\"p1\"],\"posts\":{%s},\"next_post_id\":\"\"}",
             posts);
}

static void prepare_missed(struct world *w)
{
    base_time = loop_unix(w->loop) - 60000;
    snprintf(w->own.channels, sizeof w->own.channels,
             "[{\"id\":\"c1\",\"type\":\"D\",\"last_post_at\":%lld}]",
             (long long)base_time + 3);
    w->server.answer = missed_three;
}

static void catching_up_at_the_start(void **state)
{
    struct world *w = *state;

    prepare_missed(w);
    start(w);
    run_until_told(w, "cursor c1 p3,p2");
    run_a_while(w); /* the second pass brings nothing twice */
    assert_int_equal(count_told(w, "caught p1 from p1"), 1);
    assert_int_equal(count_told(w, "caught"), 3);
    assert_true(strstr(w->told, "caught p1") < strstr(w->told, "caught p2"));
    assert_true(strstr(w->told, "caught p2") < strstr(w->told, "caught p3"));
    assert_true(strstr(w->told, "ready") < strstr(w->told, "caught p1"));
}

/* As when messages found no room, and the connection is made anew. */
static void destroyed_while_it_catches_up(void **state)
{
    struct world *w = *state;

    prepare_missed(w);
    start(w);
    w->want = "/api/v4/channels/c1/posts";
    run_until(w, was_requested);
    w->p->kind->destroy(w->p);
    w->p = NULL;
    run_a_while(w);
}

static void live_posts_wait_with_the_cursor(void **state)
{
    struct world *w = *state;

    mm_of(w->p)->timing.again_ms = 400;
    prepare_missed(w);
    w->server.answer = posts_and_hangs; /* the channel cannot be read yet */
    start(w);
    run_until_told(w, "ready");
    send_post(w, 1, "p9", base_time + 9, "live");
    run_until_told(w, "message p9 live");
    assert_null(strstr(w->told, "cursor"));
    w->server.answer = missed_three;
}

static int refusals;

static void busy_then_missed(struct scripted *s, const struct ss_request *r,
                             struct ss_reply *out)
{
    if (strncmp(r->path, "/api/v4/channels/c1/posts", 25) == 0 && refusals-- > 0) {
        out->status = 429;
        out->header = "Retry-After: 0\r\n";
        return;
    }
    missed_three(s, r, out);
}

static void catching_up_from_a_busy_server(void **state)
{
    struct world *w = *state;

    prepare_missed(w);
    refusals = 1;
    w->server.answer = busy_then_missed;
    start(w);
    run_until_told(w, "caught p3");
    assert_int_equal(count_told(w, "caught"), 3);
}

static void catching_up_after_the_cursor(void **state)
{
    struct world *w = *state;

    prepare_missed(w);
    w->has_cursor = true;
    w->cursor.at_ms = base_time + 1;
    strcpy(w->cursor.id, "p1,p0");
    start(w);
    run_until_told(w, "caught p3");
    w->want = "GET /api/v4/channels/c1/posts?after=p0&page=0&per_page=200";
    run_until(w, was_requested);
}

static void a_deaf_socket_is_noticed(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 400); /* long enough for a busy machine to answer pings */
    mm_of(w->p)->timing.quiet_ms = 300;
    start(w);
    run_until_told(w, "ready");
    run_a_while(w); /* catch-up found nothing */
    ss_lock(&w->server);
    prepare_missed(w);
    ss_unlock(&w->server);
    run_until_told(w, "caught p3"); /* the probe found what the socket did not bring */
    run_until_told(w, "down;ready;");
    assert_non_null(strstr(w->server.last_upgrade, "connection_id=&"));
    teardown(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(catching_up_at_the_start),
        WITH_WORLD(destroyed_while_it_catches_up),
        WITH_WORLD(live_posts_wait_with_the_cursor),
        WITH_WORLD(catching_up_from_a_busy_server),
        WITH_WORLD(catching_up_after_the_cursor),
        cmocka_unit_test(a_deaf_socket_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
