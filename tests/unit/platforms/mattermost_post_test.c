/* Posting to Mattermost, and looking for what was posted. */
#include "mattermost_bed.h"

static struct post a_post(const char *thread)
{
    return (struct post){.channel = "c1",
                         .thread = thread,
                         .source = "p1",
                         .key = "b0t:p1:0",
                         .payload = span_of("hello"),
                         .first_try_ms = 1000000,
                         .last_try_ms = 1000000,
                         .now_ms = 1010000};
}

static void send_it(struct world *w, enum post_result result)
{
    struct post post = a_post("p1");
    struct err e;

    w->done = false;
    assert_true(w->p->kind->post(w->p, &post, on_posted, w, &e));
    assert_false(w->done);
    run_until(w, is_done);
    assert_int_equal(w->outcome.result, result);
}

static void posts_created(struct scripted *s, const struct ss_request *r,
                          struct ss_reply *out)
{
    if (strcmp(r->path, "/api/v4/posts") != 0) {
        usual(s, r, out);
        return;
    }
    out->status = strstr(r->body, "\"pending_post_id\":\"b0t:p1:0\"") ? 201 : 400;
    strcpy(out->body, "{\"id\":\"r1\"}");
}

static void posts_limited(struct scripted *s, const struct ss_request *r,
                          struct ss_reply *out)
{
    if (strncmp(r->path, "/api/v4/posts", 13) != 0) {
        usual(s, r, out);
        return;
    }
    out->status = 429;
    out->header = "Retry-After: 2\r\n";
    strcpy(out->body, "limit exceeded\n");
}

static void posts_gone(struct scripted *s, const struct ss_request *r,
                       struct ss_reply *out)
{
    usual(s, r, out);
    if (strncmp(r->path, "/api/v4/posts", 13) == 0) {
        out->status = 404;
        strcpy(out->body, "{\"id\":\"app.post.get.app_error\"}");
    }
}

static void posting(void **state)
{
    struct world *w = *state;
    struct post post = a_post("");

    assert_false(w->p->kind->may_repeat(w->p, &post)); /* not connected */
    start(w);
    run_until_told(w, "ready");
    w->server.answer = posts_created;
    send_it(w, POST_DONE);
    assert_string_equal(w->remote, "r1");
    w->server.answer = posts_limited;
    send_it(w, POST_UNSENT);
    assert_int_equal(w->outcome.retry_ms, 2000);
    w->server.answer = posts_and_hangs;
    send_it(w, POST_UNKNOWN);
    w->server.answer = posts_gone;
    send_it(w, POST_REFUSED);
    w->server.answer = usual;
    send_it(w, POST_UNKNOWN); /* 404, and nothing that the server would say */
    assert_null(strstr(w->told, "fatal"));
}

static void repeating_a_key(void **state)
{
    struct world *w = *state;
    struct post post = a_post("");

    int64_t now = loop_unix(w->loop);
    post.now_ms = now + 10000;
    post.last_try_ms = now + 5000;
    assert_true(w->p->kind->may_repeat(w->p, &post));
    post.now_ms = now + 31000; /* the server has forgotten the key */
    assert_false(w->p->kind->may_repeat(w->p, &post));
    post.now_ms = now;
    post.last_try_ms = now - 60000 > 0 ? now - 10000 : 1; /* another server process? */
    assert_false(w->p->kind->may_repeat(w->p, &post));
    post.last_try_ms = 0;
    assert_false(w->p->kind->may_repeat(w->p, &post));
}

static void posts_revoked(struct scripted *s, const struct ss_request *r,
                          struct ss_reply *out)
{
    usual(s, r, out);
    if (strncmp(r->path, "/api/v4/posts", 13) == 0) {
        out->status = 401;
        strcpy(out->body, "{\"id\":\"api.context.session_expired.app_error\"}");
    }
}

static void a_post_that_finds_the_token_revoked(void **state)
{
    struct world *w = *state;

    w->server.answer = posts_revoked;
    send_it(w, POST_FATAL);
    run_until_told(w, "fatal");
}

static void closing_while_a_post_is_open(void **state)
{
    struct world *w = *state;
    struct post post = a_post("p1");
    struct err e;

    assert_true(w->p->kind->post(w->p, &post, on_posted, w, &e));
    w->p->kind->stop(w->p);
    assert_false(w->done);
    w->p->kind->destroy(w->p);
    w->p = NULL;
    assert_true(w->done);
    assert_int_equal(w->outcome.result, POST_UNKNOWN);
}

static void thread_with_reply(struct scripted *s, const struct ss_request *r,
                              struct ss_reply *out)
{
    if (strcmp(r->path, "/api/v4/posts/p1/thread") == 0) {
        out->status = 200;
        strcpy(out->body, "{\"order\":[\"p1\",\"r1\"],\"posts\":{\"r1\":{\"id\":\"r1\","
                          "\"user_id\":\"b0t\",\"props\":{\"faq_src\":\"p1\","
                          "\"faq_part\":0}}}}");
    } else if (strcmp(r->path,
                      "/api/v4/channels/c1/posts?after=p1&page=0&per_page=200") == 0) {
        out->status = 200;
        strcpy(out->body, "{\"order\":[],\"posts\":{}}");
    } else if (strcmp(r->path, "/api/v4/channels/c1/posts?since=700000") == 0) {
        out->status = 200;
        strcpy(out->body, "{\"order\":[],\"posts\":{}}");
    } else {
        usual(s, r, out);
        if (strcmp(r->path, "/api/v4/posts/gone/thread") == 0)
            strcpy(out->body, "{\"id\":\"app.post.get.app_error\"}");
    }
}

static void look_for(struct world *w, const struct post *post, enum look_result result)
{
    struct err e;

    w->done = false;
    assert_true(w->p->kind->look(w->p, post, on_looked, w, &e));
    assert_false(w->done);
    run_until(w, is_done);
    assert_int_equal(w->looked, result);
}

static void looking(void **state)
{
    struct world *w = *state;
    struct post threaded = a_post("p1"), flat = a_post("");

    w->server.answer = thread_with_reply;
    look_for(w, &threaded, LOOK_FOUND); /* also before the account is known */
    assert_string_equal(w->remote, "r1");
    threaded.part = 1;
    look_for(w, &threaded, LOOK_ABSENT);
    threaded.now_ms = threaded.last_try_ms + 500; /* it may still be on its way */
    look_for(w, &threaded, LOOK_UNSURE);
    look_for(w, &flat, LOOK_ABSENT);
    threaded = a_post("gone");
    look_for(w, &threaded, LOOK_ABSENT);
    threaded = a_post("behind"); /* 404, of a proxy */
    look_for(w, &threaded, LOOK_UNSURE);
    w->own.me_status = 200;
    flat.channel = "../x";
    struct err e;
    assert_false(w->p->kind->look(w->p, &flat, on_looked, w, &e));
}

/* The socket was lost since the last try: another server process may answer, which knows
 * no keys, and the old one may store the post yet. */
static void absence_proves_little_after_a_lost_socket(void **state)
{
    struct world *w = *state;
    struct post post = a_post("p1");

    post.part = 1;
    w->server.answer = thread_with_reply;
    post.last_try_ms = loop_unix(w->loop);
    post.now_ms = post.last_try_ms + 10000;
    look_for(w, &post, LOOK_ABSENT); /* the same socket: a twin would be refused */
    ss_cut(&w->server);
    run_until_told(w, "down");
    look_for(w, &post, LOOK_UNSURE);
    post.now_ms = post.last_try_ms + 30000;
    look_for(w, &post, LOOK_ABSENT);
    post.last_try_ms -= 3600000; /* by an earlier run of this program */
    post.now_ms = post.last_try_ms + 10000;
    look_for(w, &post, LOOK_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(posting),
        WITH_LIVE_WORLD(repeating_a_key),
        WITH_LIVE_WORLD(a_post_that_finds_the_token_revoked),
        WITH_LIVE_WORLD(closing_while_a_post_is_open),
        WITH_WORLD(looking),
        WITH_LIVE_WORLD(absence_proves_little_after_a_lost_socket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
