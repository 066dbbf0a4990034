#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/mem.h"
#include "platforms/mattermost/adapter.h"
#include "platforms/platform.h"
#include "scripted_server.h"

#define PONG "{\"status\":\"OK\",\"seq_reply\":%d,\"data\":{\"text\":\"pong\"}}"

/* The adapter, the server, and all that the host was told. */
struct world {
    struct scripted server;
    struct loop *loop;
    struct http *http;
    struct secret *token;
    struct platform *p;
    struct loop_timer *tick;
    char url[64];
    char told[1 << 16]; /* "ready;" "down;" "fatal;" "message p1 text;" "receipt key id;"
                         */
    char fatal[512];
    struct platform_cursor cursor;
    bool has_cursor;
    int ticks;
    bool (*until)(struct world *w);
    const char *want;
    char channels[1024];
    int me_status;
    struct post_outcome outcome;
    enum look_result looked;
    char remote[64];
    bool done;
};

static void tell(struct world *w, const char *what, const char *a, const char *b)
{
    size_t len = strlen(w->told);
    snprintf(w->told + len, sizeof w->told - len, "%s%s%s%s%s;", what, a[0] ? " " : "", a,
             b[0] ? " " : "", b);
}

static void on_message(void *user, struct platform *p, const struct message *m)
{
    char text[256];

    (void)p;
    snprintf(text, sizeof text, "%.*s", (int)m->text.len, m->text.ptr ? m->text.ptr : "");
    tell(user, m->caught_up ? "caught" : "message", m->id, text);
}
static void on_receipt(void *user, struct platform *p, const char *key, const char *id)
{
    (void)p;
    tell(user, "receipt", key, id);
}
static void on_ready(void *user, struct platform *p)
{
    (void)p;
    tell(user, "ready", "", "");
}
static void on_down(void *user, struct platform *p, const char *reason)
{
    (void)p;
    (void)reason;
    tell(user, "down", "", "");
}
static void on_fatal(void *user, struct platform *p, const struct err *why)
{
    struct world *w = user;

    (void)p;
    snprintf(w->fatal, sizeof w->fatal, "%s", why->text);
    tell(w, "fatal", "", "");
}
static bool get_cursor(void *user, struct platform *p, const char *channel,
                       struct platform_cursor *out)
{
    struct world *w = user;

    (void)p;
    (void)channel;
    *out = w->cursor;
    return w->has_cursor;
}
static void on_advance(void *user, struct platform *p, const char *channel,
                       const struct platform_cursor *c)
{
    struct world *w = user;

    (void)p;
    (void)channel;
    w->cursor = *c;
    w->has_cursor = true;
    tell(w, "cursor", c->id, "");
}

/* The server's own answers; a test changes `answer` where it wants others. */
static void usual(struct scripted *s, const struct ss_request *r, struct ss_reply *out)
{
    struct world *w = s->user;

    out->status = 200;
    if (strcmp(r->path, "/api/v4/users/me") == 0) {
        out->status = w->me_status;
        strcpy(out->body, "{\"id\":\"b0t\",\"username\":\"faqbot\",\"is_bot\":true}");
    } else if (strncmp(r->path, "/api/v4/config/client", 21) == 0) {
        strcpy(out->body, "{\"MaxPostSize\":\"4000\"}");
    } else if (strcmp(r->path, "/api/v4/users/me/channels") == 0) {
        strcpy(out->body, w->channels);
    } else {
        out->status = 404;
    }
}

static void say_hello(struct scripted *s, const char *id)
{
    if (id)
        snprintf(s->hello, sizeof s->hello,
                 "{\"event\":\"hello\",\"data\":{\"connection_id\":\"%s\"},\"seq\":0}",
                 id);
    else
        s->hello[0] = '\0';
}

static void setup_with(struct world *w, int64_t ping_ms)
{
    struct err e;

    memset(w, 0, sizeof *w);
    w->me_status = 200;
    strcpy(w->channels, "[]");
    w->server.user = w;
    w->server.answer = usual;
    strcpy(w->server.pong, PONG);
    say_hello(&w->server, "conn1");
    ss_start(&w->server);
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:%d/", w->server.port);

    struct loop_options loop = {.seed = 1};
    assert_true(loop_new(&w->loop, &loop, &e));
    struct http_options http = {.user_agent = "test"};
    assert_true(http_new(&w->http, w->loop, &http, &e));
    assert_true(secret_new(&w->token, "t0ken", &e));
    struct platform_options options = {.name = "test",
                                       .url = w->url,
                                       .token = w->token,
                                       .loop = w->loop,
                                       .http = w->http,
                                       .catchup_ms = 3600000,
                                       .catchup_posts = 500,
                                       .ping_ms = ping_ms,
                                       .backoff_first_ms = 20,
                                       .backoff_most_ms = 100};
    struct platform_host host = {.user = w,
                                 .message = on_message,
                                 .receipt = on_receipt,
                                 .ready = on_ready,
                                 .down = on_down,
                                 .fatal = on_fatal,
                                 .cursor = get_cursor,
                                 .advance = on_advance};
    assert_true(platform_find("mattermost")->create(&w->p, &options, &host, &e));
    mm_of(w->p)->timing.again_ms = 50;
}

static void setup(struct world *w)
{
    setup_with(w, 5000);
}

static void teardown(struct world *w)
{
    if (w->p) {
        w->p->kind->stop(w->p);
        w->p->kind->destroy(w->p);
    }
    http_free(w->http);
    loop_timer_free(w->tick);
    loop_free(w->loop);
    secret_free(w->token);
    ss_stop(&w->server);
    free(w);
}

static struct world *new_world(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    return w;
}

static void start(struct world *w)
{
    struct err e;
    assert_true(w->p->kind->start(w->p, &e));
}

static void on_tick(void *user)
{
    struct world *w = user;

    if (w->until(w) || ++w->ticks > 2000) {
        loop_stop(w->loop);
        return;
    }
    loop_timer_set(w->tick, 5);
}

/* Runs until the condition holds; fails after 10 s. */
static void run_until(struct world *w, bool (*until)(struct world *w))
{
    if (!w->tick)
        w->tick = loop_timer_new(w->loop, on_tick, w);
    w->until = until;
    w->ticks = 0;
    loop_timer_set(w->tick, 1);
    loop_run(w->loop);
    if (!until(w))
        print_message("told: %s\nrequests:\n%sactions:\n%s", w->told, w->server.requests,
                      w->server.actions);
    assert_true(until(w));
}

static bool was_told(struct world *w)
{
    return strstr(w->told, w->want) != NULL;
}
static void run_until_told(struct world *w, const char *what)
{
    w->want = what;
    run_until(w, was_told);
}
static bool is_done(struct world *w)
{
    return w->done;
}
static bool waited(struct world *w)
{
    return w->ticks >= 30;
}
/* Lets about 150 ms pass. */
static void run_a_while(struct world *w)
{
    run_until(w, waited);
}
static bool was_requested(struct world *w)
{
    ss_lock(&w->server);
    bool yes = strstr(w->server.requests, w->want) != NULL;
    ss_unlock(&w->server);
    return yes;
}
static bool was_acted(struct world *w)
{
    ss_lock(&w->server);
    bool yes = strstr(w->server.actions, w->want) != NULL;
    ss_unlock(&w->server);
    return yes;
}

static int count_told(const struct world *w, const char *what)
{
    int n = 0;
    for (const char *at = strstr(w->told, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

static void send_post(struct world *w, int seq, const char *id, int64_t at,
                      const char *text)
{
    char frame[1024];

    snprintf(
        frame, sizeof frame,
        "{\"event\":\"posted\",\"data\":{\"channel_type\":\"D\",\"post\":"
        "\"{\\\"id\\\":\\\"%s\\\",\\\"user_id\\\":\\\"u1\\\",\\\"channel_id\\\":"
        "\\\"c1\\\",\\\"create_at\\\":%lld,\\\"message\\\":\\\"%s\\\"}\"},\"seq\":%d}",
        id, (long long)at, text, seq);
    ss_send(&w->server, frame);
}

static void hello_then_messages(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    assert_int_equal(mm_of(w->p)->post_limit, 4000);
    w->want = "GET /api/v4/users/me/channels";
    run_until(w, was_requested);
    run_a_while(w); /* catch-up ends */
    send_post(w, 1, "p1", 100, "hi");
    send_post(w, 2, "p1", 100, "hi"); /* the same again */
    send_post(w, 3, "p2", 200, "you");
    run_until_told(w, "message p2 you");
    assert_int_equal(count_told(w, "message p1"), 1);
    run_until_told(w, "cursor p2,p1");
    teardown(w);
}

static void an_answer_to_ping_is_no_hello(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 200);
    say_hello(&w->server, NULL);
    start(w);
    run_until_told(w, "down"); /* no hello in time, the token is good: try again */
    assert_null(strstr(w->told, "ready"));
    say_hello(&w->server, "conn1");
    run_until_told(w, "ready");
    assert_int_equal(w->server.most_sockets, 1);
    teardown(w);
}

static void no_hello_and_a_bad_token(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 200);
    say_hello(&w->server, NULL);
    start(w);
    w->want = "\"ping\"";
    run_until(w, was_acted);
    w->me_status = 401;
    run_until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "token"));
    assert_null(strstr(w->fatal, "t0ken"));
    run_a_while(w);
    assert_int_equal(count_told(w, "fatal"), 1);
    teardown(w);
}

static void a_bad_token_from_the_start(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    w->me_status = 401;
    start(w);
    run_until_told(w, "fatal");
    assert_int_equal(w->server.upgrades, 0);
    teardown(w);
}

static void a_wrong_path(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    w->me_status = 404;
    start(w);
    run_until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "url"));
    teardown(w);
}

static void a_server_that_starts_late(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    w->me_status = 503;
    start(w);
    run_until_told(w, "down;down;");
    w->me_status = 200;
    run_until_told(w, "ready");
    teardown(w);
}

static void an_upgrade_that_is_refused(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    w->server.upgrade_status = 503;
    start(w);
    run_until_told(w, "down;down;");
    w->server.upgrade_status = 101;
    run_until_told(w, "ready");
    ss_cut(&w->server);
    w->server.upgrade_status = 404; /* a proxy whose server restarts */
    run_until_told(w, "ready;down;down;down;");
    w->server.upgrade_status = 101;
    run_until_told(w, "down;ready;");
    teardown(w);
}

static void an_upgrade_refused_for_good(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    w->server.upgrade_status = 403;
    start(w);
    run_until_told(w, "fatal");
    assert_non_null(strstr(w->fatal, "proxy"));
    teardown(w);
}

/* Resumed: no hello, nothing at all but the answer to our ping; no catch-up. */
static void a_quiet_resume(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    run_a_while(w);
    send_post(w, 1, "p1", 100, "one");
    run_until_told(w, "message p1");
    say_hello(&w->server, NULL);
    w->server.requests[0] = '\0';
    ss_cut(&w->server);
    run_until_told(w, "down;ready;");
    assert_non_null(
        strstr(w->server.last_upgrade, "connection_id=conn1&sequence_number=2"));
    send_post(w, 2, "p2", 200, "two");
    run_until_told(w, "message p2");
    assert_string_equal(w->server.requests, "");
    teardown(w);
}

static void a_new_connection_catches_up(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    run_a_while(w);
    say_hello(&w->server, "conn2");
    w->server.requests[0] = '\0';
    ss_cut(&w->server);
    run_until_told(w, "down;ready;");
    w->want = "GET /api/v4/users/me/channels";
    run_until(w, was_requested);
    send_post(w, 1, "p1", 100, "one"); /* numbering began again */
    run_until_told(w, "message p1");
    teardown(w);
}

static void a_gap_is_resumed(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    run_a_while(w);
    send_post(w, 1, "p1", 100, "one");
    run_until_told(w, "message p1");
    say_hello(&w->server, NULL);
    send_post(w, 3, "p3", 300, "three"); /* 2 is missing */
    run_until_told(w, "down;ready;");
    assert_null(strstr(w->told, "message p3"));
    assert_non_null(strstr(w->server.last_upgrade, "sequence_number=2"));
    send_post(w, 2, "p2", 200, "two");
    send_post(w, 3, "p3", 300, "three");
    run_until_told(w, "message p3");
    assert_true(strstr(w->told, "message p2") < strstr(w->told, "message p3"));
    assert_int_equal(w->server.most_sockets, 1);
    teardown(w);
}

static void a_gap_that_stays(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    say_hello(&w->server, NULL);
    send_post(w, 5, "p5", 500, "five");
    run_until_told(w, "down;ready;");
    say_hello(&w->server, "conn2");
    send_post(w, 5, "p5", 500, "five");
    run_until_told(w, "down;ready;down;ready;");
    assert_non_null(strstr(w->server.last_upgrade, "connection_id=&"));
    teardown(w);
}

static void a_stalled_server(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 100);
    start(w);
    run_until_told(w, "ready");
    ss_lock(&w->server);
    w->server.pong[0] = '\0';
    ss_unlock(&w->server);
    run_until_told(w, "down");
    ss_lock(&w->server);
    strcpy(w->server.pong, PONG);
    ss_unlock(&w->server);
    run_until_told(w, "down;ready;");
    teardown(w);
}

/* The socket stays open after a revocation; only the ping tells. */
static void a_token_revoked_later(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 100);
    start(w);
    run_until_told(w, "ready");
    ss_lock(&w->server);
    w->me_status = 401;
    strcpy(w->server.pong,
           "{\"status\":\"FAIL\",\"seq_reply\":%d,\"error\":{\"status_code\":401}}");
    ss_unlock(&w->server);
    run_until_told(w, "fatal");
    teardown(w);
}

static void a_false_alarm(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup_with(w, 100);
    start(w);
    run_until_told(w, "ready");
    ss_lock(&w->server);
    strcpy(w->server.pong,
           "{\"status\":\"FAIL\",\"seq_reply\":%d,\"error\":{\"status_code\":401}}");
    ss_unlock(&w->server);
    run_until_told(w, "down");
    ss_lock(&w->server);
    strcpy(w->server.pong, PONG);
    ss_unlock(&w->server);
    run_until_told(w, "ready;down;");
    run_a_while(w);
    assert_null(strstr(w->told, "fatal"));
    teardown(w);
}

static void rubbish_does_no_harm(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    run_a_while(w);
    ss_send(&w->server, "not json");
    ss_send(&w->server, "[]");
    ss_send(&w->server, "{}");
    ss_send(&w->server, "{\"seq_reply\":99,\"status\":\"FAIL\"}");
    ss_send(&w->server, "{\"event\":\"posted\",\"data\":null,\"seq\":1}");
    ss_send(&w->server, "{\"event\":\"posted\",\"data\":{\"post\":\"{\"},\"seq\":2}");
    ss_send(&w->server, "{\"event\":\"some_new_thing\",\"data\":{},\"seq\":3}");
    send_post(w, 4, "p1", 100, "still here");
    run_until_told(w, "message p1 still here");
    assert_null(strstr(w->told, "down"));
    teardown(w);
}

static void typing_is_rare(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    w->p->kind->typing(w->p, "c1", "p1");
    w->p->kind->typing(w->p, "c1", "p1");
    w->p->kind->typing(w->p, "c2", "");
    w->want = "\"channel_id\":\"c2\"";
    run_until(w, was_acted);
    char *first = strstr(w->server.actions, "\"channel_id\":\"c1\"");
    assert_non_null(first);
    assert_null(strstr(first + 1, "\"channel_id\":\"c1\""));
    teardown(w);
}

static void stop_says_goodbye(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    w->p->kind->stop(w->p);
    run_a_while(w);
    assert_int_equal(w->server.open_sockets, 0);
    assert_int_equal(w->server.upgrades, 1);
    assert_null(strstr(w->told, "down"));
    teardown(w);
}

/* --- posting and looking ------------------------------------------------------------ */

static void on_posted(void *user, const struct post_outcome *outcome)
{
    struct world *w = user;

    w->outcome = *outcome;
    snprintf(w->remote, sizeof w->remote, "%s", outcome->remote_id);
    w->done = true;
}

static void on_looked(void *user, enum look_result result, const char *remote_id)
{
    struct world *w = user;

    w->looked = result;
    snprintf(w->remote, sizeof w->remote, "%s", remote_id);
    w->done = true;
}

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

static void posts_and_hangs(struct scripted *s, const struct ss_request *r,
                            struct ss_reply *out)
{
    if (strncmp(r->path, "/api/v4/posts", 13) != 0)
        usual(s, r, out);
    else
        out->hang_up = true;
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

static void posting(void **state)
{
    struct world *w = new_world();
    struct post post = a_post("");

    (void)state;
    setup(w);
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
    w->server.answer = usual;
    send_it(w, POST_REFUSED); /* 404 */
    assert_null(strstr(w->told, "fatal"));
    teardown(w);
}

static void repeating_a_key(void **state)
{
    struct world *w = new_world();
    struct post post = a_post("");

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
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
    teardown(w);
}

static void posts_revoked(struct scripted *s, const struct ss_request *r,
                          struct ss_reply *out)
{
    usual(s, r, out);
    if (strncmp(r->path, "/api/v4/posts", 13) == 0)
        out->status = 401;
}

static void a_post_that_finds_the_token_revoked(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    w->server.answer = posts_revoked;
    send_it(w, POST_FATAL);
    run_until_told(w, "fatal");
    teardown(w);
}

static void closing_while_a_post_is_open(void **state)
{
    struct world *w = new_world();
    struct post post = a_post("p1");
    struct err e;

    (void)state;
    setup(w);
    start(w);
    run_until_told(w, "ready");
    assert_true(w->p->kind->post(w->p, &post, on_posted, w, &e));
    w->p->kind->stop(w->p);
    assert_false(w->done);
    w->p->kind->destroy(w->p);
    w->p = NULL;
    assert_true(w->done);
    assert_int_equal(w->outcome.result, POST_UNKNOWN);
    teardown(w);
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
    struct world *w = new_world();
    struct post threaded = a_post("p1"), flat = a_post("");

    (void)state;
    setup(w);
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
    w->me_status = 200;
    flat.channel = "../x";
    struct err e;
    assert_false(w->p->kind->look(w->p, &flat, on_looked, w, &e));
    teardown(w);
}

/* --- catch-up ----------------------------------------------------------------------- */

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
    snprintf(w->channels, sizeof w->channels,
             "[{\"id\":\"c1\",\"type\":\"D\",\"last_post_at\":%lld}]",
             (long long)base_time + 3);
    w->server.answer = missed_three;
}

static void catching_up_at_the_start(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    prepare_missed(w);
    start(w);
    run_until_told(w, "cursor p3,p2");
    run_a_while(w); /* the second pass brings nothing twice */
    assert_int_equal(count_told(w, "caught p1 from p1"), 1);
    assert_int_equal(count_told(w, "caught"), 3);
    assert_true(strstr(w->told, "caught p1") < strstr(w->told, "caught p2"));
    assert_true(strstr(w->told, "caught p2") < strstr(w->told, "caught p3"));
    assert_true(strstr(w->told, "ready") < strstr(w->told, "caught p1"));
    teardown(w);
}

/* As when messages found no room, and the connection is made anew. */
static void destroyed_while_it_catches_up(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    prepare_missed(w);
    start(w);
    w->want = "/api/v4/channels/c1/posts";
    run_until(w, was_requested);
    w->p->kind->destroy(w->p);
    w->p = NULL;
    run_a_while(w);
    teardown(w);
}

static void live_posts_wait_with_the_cursor(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    mm_of(w->p)->timing.again_ms = 400;
    prepare_missed(w);
    w->server.answer = posts_and_hangs; /* the channel cannot be read yet */
    start(w);
    run_until_told(w, "ready");
    send_post(w, 1, "p9", base_time + 9, "live");
    run_until_told(w, "message p9 live");
    assert_null(strstr(w->told, "cursor"));
    w->server.answer = missed_three;
    teardown(w);
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
    struct world *w = new_world();

    (void)state;
    setup(w);
    prepare_missed(w);
    refusals = 1;
    w->server.answer = busy_then_missed;
    start(w);
    run_until_told(w, "caught p3");
    assert_int_equal(count_told(w, "caught"), 3);
    teardown(w);
}

static void catching_up_after_the_cursor(void **state)
{
    struct world *w = new_world();

    (void)state;
    setup(w);
    prepare_missed(w);
    w->has_cursor = true;
    w->cursor.at_ms = base_time + 1;
    strcpy(w->cursor.id, "p1,p0");
    start(w);
    run_until_told(w, "caught p3");
    w->want = "GET /api/v4/channels/c1/posts?after=p0&page=0&per_page=200";
    run_until(w, was_requested);
    teardown(w);
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

static void options_that_cannot_work(void **state)
{
    static const char *const urls[] = {"",
                                       "chat.example.org",
                                       "ftp://a.org",
                                       "https://a.org/?x=1",
                                       "http://chat.example.org",
                                       "ws://127.0.0.1/"};
    struct world *w = new_world();
    struct platform *p = NULL;
    struct err e;

    (void)state;
    setup(w);
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct platform_options o = w->p->options;
        o.url = urls[i];
        assert_false(w->p->kind->create(&p, &o, &w->p->host, &e));
        assert_null(p);
        assert_true(e.text[0] != '\0');
    }
    struct platform_options o = w->p->options;
    o.token = NULL;
    assert_false(w->p->kind->create(&p, &o, &w->p->host, &e));
    o = w->p->options;
    o.url = "https://a.org/chat/api/v4/";
    assert_true(w->p->kind->create(&p, &o, &w->p->host, &e));
    assert_string_equal(mm_of(p)->api_root, "https://a.org/chat/api/v4");
    assert_string_equal(mm_of(p)->socket_root, "wss://a.org/chat/api/v4/websocket");
    p->kind->destroy(p);
    teardown(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hello_then_messages),
        cmocka_unit_test(an_answer_to_ping_is_no_hello),
        cmocka_unit_test(no_hello_and_a_bad_token),
        cmocka_unit_test(a_bad_token_from_the_start),
        cmocka_unit_test(a_wrong_path),
        cmocka_unit_test(a_server_that_starts_late),
        cmocka_unit_test(an_upgrade_that_is_refused),
        cmocka_unit_test(an_upgrade_refused_for_good),
        cmocka_unit_test(a_quiet_resume),
        cmocka_unit_test(a_new_connection_catches_up),
        cmocka_unit_test(a_gap_is_resumed),
        cmocka_unit_test(a_gap_that_stays),
        cmocka_unit_test(a_stalled_server),
        cmocka_unit_test(a_token_revoked_later),
        cmocka_unit_test(a_false_alarm),
        cmocka_unit_test(rubbish_does_no_harm),
        cmocka_unit_test(typing_is_rare),
        cmocka_unit_test(stop_says_goodbye),
        cmocka_unit_test(posting),
        cmocka_unit_test(repeating_a_key),
        cmocka_unit_test(a_post_that_finds_the_token_revoked),
        cmocka_unit_test(closing_while_a_post_is_open),
        cmocka_unit_test(looking),
        cmocka_unit_test(catching_up_at_the_start),
        cmocka_unit_test(destroyed_while_it_catches_up),
        cmocka_unit_test(live_posts_wait_with_the_cursor),
        cmocka_unit_test(catching_up_from_a_busy_server),
        cmocka_unit_test(catching_up_after_the_cursor),
        cmocka_unit_test(a_deaf_socket_is_noticed),
        cmocka_unit_test(options_that_cannot_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
