#include "net/http.h"

#include <stdatomic.h>
#include <time.h>

#include "base/buf.h"
#include "tests/unit/net/cm.h"
#include "tests/unit/net/peer.c"

struct fixture {
    struct loop *l;
    struct http *h;
    struct peer *peer;
    char base[64];
    atomic_int requests, connections;
    char request[20000]; /* the last one; read by the test once the answer is there */
    const char *answer;  /* what the server says */

    struct http_request *r;
    int calls;
    bool done;
    enum http_outcome outcome;
    int status;
    int64_t retry_after_ms;
    char body[4096], type[64];
    struct err err;
};

static int set_up(void **state)
{
    struct fixture *f = mem_zero(1, sizeof *f);
    struct http_options options = {.timeout_ms = 5000, .max_body = 1000};

    f->l = test_loop();
    assert_true(http_new(&f->h, f->l, &options, NULL));
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    if (f->peer)
        peer_stop(f->peer);
    http_free(f->h);
    loop_free(f->l);
    mem_free(f);
    return 0;
}

static void start(struct fixture *f, peer_serve *serve)
{
    f->peer = peer_start(serve, f);
    snprintf(f->base, sizeof f->base, "http://127.0.0.1:%u/", peer_port(f->peer));
}

static void on_done(void *user, const struct http_answer *a)
{
    struct fixture *f = user;
    struct span type = http_header(a, "content-type");

    f->calls++;
    f->done = true;
    f->outcome = a->outcome;
    f->status = a->status;
    f->retry_after_ms = a->retry_after_ms;
    snprintf(f->body, sizeof f->body, "%.*s", (int)a->body.len,
             a->body.ptr ? a->body.ptr : "");
    snprintf(f->type, sizeof f->type, "%.*s", (int)type.len, type.ptr ? type.ptr : "");
    f->err = a->err;
}

/* Sends and waits for the outcome. */
static void go(struct fixture *f, struct http_call call)
{
    struct err e = {0};

    if (!call.url)
        call.url = f->base;
    f->done = false;
    f->r = http_send(f->h, &call, on_done, f, &e);
    if (!f->r)
        fail_msg("%s", e.text);
    assert_false(f->done); /* never from inside http_send */
    assert_true(run_until_set(f->l, &f->done));
    assert_int_equal(http_in_flight(f->h), 0);
}

static struct http_call post(const char *body)
{
    return (struct http_call){.method = "POST", .body = span_of(body)};
}

static const struct http_call get = {.method = "GET"};

/* Answers every request on every connection with f->answer. */
static void serve_answer(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    f->connections++;
    while (peer_read_request(p, fd, f->request, sizeof f->request)) {
        f->requests++;
        if (!peer_text(fd, f->answer))
            return;
    }
}

static void test_get_answered(void **state)
{
    struct fixture *f = *state;

    f->answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
    start(f, serve_answer);
    go(f, get);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_int_equal(f->status, 200);
    assert_string_equal(f->body, "hello");
    assert_string_equal(f->type, "text/plain");
    assert_non_null(strstr(f->request, "GET / HTTP/1.1\r\n"));
    assert_non_null(strstr(f->request, "User-Agent: limber/"));
    assert_null(strcasestr(f->request, "Accept-Encoding")); /* no gzip */
    assert_null(strcasestr(f->request, "Content-Type"));
    go(f, get); /* the connection is used again */
    assert_int_equal(f->requests, 2);
    assert_int_equal(f->connections, 1);
}

static void test_post_answered(void **state)
{
    static const char *const headers[] = {"X-One: 1", "X-Two: 2", NULL};
    struct fixture *f = *state;
    struct http_call call = post("{\"a\":1}");

    f->answer = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    start(f, serve_answer);
    call.headers = headers;
    call.bearer = "xoxb-secret";
    go(f, call);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_int_equal(f->status, 201);
    assert_string_equal(f->body, "abcde");
    assert_non_null(strstr(f->request, "Authorization: Bearer xoxb-secret\r\n"));
    assert_non_null(strstr(f->request, "Content-Type: application/json\r\n"));
    assert_non_null(strstr(f->request, "Content-Length: 7\r\n"));
    assert_non_null(strstr(f->request, "X-One: 1\r\n"));
    assert_non_null(strstr(f->request, "X-Two: 2\r\n"));
    assert_null(strcasestr(f->request, "Expect:"));
    assert_non_null(strstr(f->request, "\r\n\r\n{\"a\":1}"));
}

static void test_methods_with_and_without_body(void **state)
{
    static const char *const names[] = {"PUT", "PATCH", "DELETE", "POST"};
    struct fixture *f = *state;
    char line[64];

    f->answer = "HTTP/1.1 204 No Content\r\n\r\n";
    start(f, serve_answer);
    for (size_t i = 0; i < 4; i++) {
        struct http_call call = post("x=1");

        call.method = names[i];
        call.content_type = "application/x-www-form-urlencoded";
        go(f, call);
        assert_int_equal(f->outcome, HTTP_ANSWERED);
        snprintf(line, sizeof line, "%s / HTTP/1.1\r\n", names[i]);
        assert_ptr_equal(strstr(f->request, line), f->request);
        assert_non_null(strstr(f->request, "form-urlencoded\r\n"));
        assert_non_null(strstr(f->request, "\r\n\r\nx=1"));
        call.body = (struct span){NULL, 0};
        go(f, call);
        assert_int_equal(f->status, 204);
        assert_ptr_equal(strstr(f->request, line), f->request);
        assert_null(strstr(f->request, "Content-Type"));
    }
}

static void test_large_body_sent_whole(void **state)
{
    struct fixture *f = *state;
    char body[15001];

    memset(body, 'z', 15000);
    body[15000] = '\0';
    f->answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    start(f, serve_answer);
    go(f, post(body));
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_int_equal(strspn(strstr(f->request, "\r\n\r\n") + 4, "z"), 15000);
}

static void test_interim_answer_skipped(void **state)
{
    struct fixture *f = *state;

    f->answer = "HTTP/1.1 103 Early Hints\r\nContent-Type: early\r\n\r\n"
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    start(f, serve_answer);
    go(f, get);
    assert_int_equal(f->status, 200);
    assert_string_equal(f->type, "");
    assert_string_equal(f->body, "ok");
}

static void test_redirect_is_only_reported(void **state)
{
    struct fixture *f = *state;

    f->answer = "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n";
    start(f, serve_answer);
    go(f, get);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_int_equal(f->status, 302);
    assert_int_equal(f->requests, 1);
}

static void test_retry_after_seconds(void **state)
{
    struct fixture *f = *state;

    f->answer =
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";
    start(f, serve_answer);
    go(f, post("{}"));
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_int_equal(f->status, 429);
    assert_int_equal(f->retry_after_ms, 7000);
}

static void test_retry_after_date(void **state)
{
    struct fixture *f = *state;
    char answer[256], date[64];
    time_t at = time(NULL) + 60;
    struct tm tm;

    gmtime_r(&at, &tm);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    snprintf(answer, sizeof answer,
             "HTTP/1.1 503 Busy\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n", date);
    f->answer = answer;
    start(f, serve_answer);
    go(f, post("{}"));
    assert_int_equal(f->status, 503);
    assert_in_range(f->retry_after_ms, 55000, 60000);
}

static void test_connect_refused_is_not_sent(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");
    char url[64];

    snprintf(url, sizeof url, "http://127.0.0.1:%u/x?ticket=abc", peer_no_port());
    call.url = url;
    call.bearer = "xoxb-secret";
    go(f, call);
    assert_int_equal(f->outcome, HTTP_NOT_SENT);
    assert_int_equal(f->err.code, ERR_NETWORK);
    assert_non_null(strstr(f->err.text, "POST to 127.0.0.1:"));
    assert_null(strstr(f->err.text, "secret"));
    assert_null(strstr(f->err.text, "abc"));
    call = get;
    call.url = url;
    go(f, call);
    assert_int_equal(f->outcome, HTTP_NOT_SENT);
}

static void test_unknown_host_is_named(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");

    call.url = "https://no-such-host.invalid/";
    go(f, call);
    assert_int_equal(f->outcome, HTTP_NOT_SENT);
    assert_non_null(strstr(f->err.text, "no-such-host.invalid"));
}

/* Reads the request, then does what the test is about. */
static void serve_then_close(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    f->connections++;
    if (peer_read_request(p, fd, f->request, sizeof f->request))
        f->requests++;
}

static void test_close_after_request_is_unknown(void **state)
{
    struct fixture *f = *state;

    start(f, serve_then_close);
    go(f, post("{}"));
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
    assert_int_equal(f->requests, 1);
    go(f, (struct http_call){.method = "DELETE"});
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
    assert_int_equal(f->requests, 2);
}

static void serve_reset(struct peer *p, int fd, int index, void *user)
{
    serve_then_close(p, fd, index, user);
    peer_reset(fd);
}

static void test_reset_after_request_is_unknown(void **state)
{
    struct fixture *f = *state;

    start(f, serve_reset);
    go(f, post("{}"));
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
    assert_int_equal(f->requests, 1);
}

/* Answers the first request of a connection and drops the second. */
static void serve_one_then_drop(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    f->connections++;
    if (peer_read_request(p, fd, f->request, sizeof f->request)) {
        f->requests += strncmp(f->request, "GET", 3) != 0;
        peer_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
    if (peer_read_request(p, fd, f->request, sizeof f->request))
        f->requests += strncmp(f->request, "GET", 3) !=
                       0; /* stored, and the connection dies before a word is said */
}

/* Where libcurl on its own posts a second time (see libcurl's Curl_retry_request). */
static void test_kept_connection_dies_not_posted_twice(void **state)
{
    struct fixture *f = *state;

    start(f, serve_one_then_drop);
    go(f, post("{\"n\":1}"));
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    go(f, post("{\"n\":2}"));
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
    assert_int_equal(f->requests, 2);
    assert_non_null(strstr(f->err.text, "after the request was sent"));
}

static void test_bodyless_post_not_posted_twice(void **state)
{
    static const char *const names[] = {"POST", "DELETE", "PUT"};
    struct fixture *f = *state;

    start(f, serve_one_then_drop);
    for (int i = 0; i < 3; i++) {
        f->requests = 0;
        go(f, get);
        go(f, (struct http_call){.method = names[i]});
        go(f, (struct http_call){.method = names[i], .body = {"", 0}});
        assert_int_equal(f->requests, 2);
        assert_int_equal(f->calls, (i + 1) * 3);
    }
}

static void serve_silence(struct peer *p, int fd, int index, void *user)
{
    serve_then_close(p, fd, index, user);
    peer_wait(p, 10000);
}

static void test_timeout(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");
    int64_t before = loop_now(f->l);

    start(f, serve_silence);
    call.timeout_ms = 200;
    go(f, call);
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
    assert_true(loop_now(f->l) - before >= 200);
    assert_true(loop_now(f->l) - before < 3000);
    assert_non_null(strstr(f->err.text, "in time"));
}

static void serve_drip(struct peer *p, int fd, int index, void *user)
{
    serve_then_close(p, fd, index, user);
    peer_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (!peer_wait(p, 20) && peer_text(fd, "x"))
        continue;
}

static void test_slow_drip_is_cut(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");

    start(f, serve_drip);
    call.timeout_ms = 300;
    go(f, call);
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
}

static void serve_short(struct peer *p, int fd, int index, void *user)
{
    serve_then_close(p, fd, index, user);
    peer_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
}

static void test_truncated_answer_is_unknown(void **state)
{
    struct fixture *f = *state;

    start(f, serve_short);
    go(f, post("{}"));
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
}

static void serve_half_head(struct peer *p, int fd, int index, void *user)
{
    serve_then_close(p, fd, index, user);
    peer_text(fd, "HTTP/1.1 200 OK\r\nContent-Le");
}

static void test_broken_head_is_unknown(void **state)
{
    struct fixture *f = *state;

    start(f, serve_half_head);
    go(f, post("{}"));
    /* libcurl takes a head that ends early for a whole one without a body. */
    assert_int_not_equal(f->outcome, HTTP_NOT_SENT);
    assert_int_equal(f->requests, 1);
}

static void serve_garbage(struct peer *p, int fd, int index, void *user)
{
    serve_then_close(p, fd, index, user);
    peer_text(fd, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
}

static void test_garbage_is_unknown(void **state)
{
    struct fixture *f = *state;

    start(f, serve_garbage);
    go(f, post("{}"));
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
}

static void serve_flood(struct peer *p, int fd, int index, void *user)
{
    static const char kilobyte[1024] = {'x'};

    serve_then_close(p, fd, index, user);
    peer_text(fd, "HTTP/1.1 200 OK\r\n\r\n");
    while (!peer_wait(p, 0) && peer_write(fd, kilobyte, sizeof kilobyte))
        continue;
}

static void test_oversized_answer(void **state)
{
    struct fixture *f = *state;

    start(f, serve_flood);
    go(f, post("{}"));
    assert_int_equal(f->outcome, HTTP_UNKNOWN);
    assert_int_equal(f->err.code, ERR_LIMIT);
    assert_non_null(strstr(f->err.text, "1000 bytes"));
}

static void serve_header_flood(struct peer *p, int fd, int index, void *user)
{
    serve_then_close(p, fd, index, user);
    peer_text(fd, "HTTP/1.1 200 OK\r\nContent-Type: kept\r\n");
    for (int i = 0; i < 2000; i++)
        if (!peer_text(fd, "X-Filler: 0123456789012345678901234567890123456789\r\n"))
            return;
    peer_text(fd, "Content-Length: 2\r\n\r\nok");
}

static void test_many_headers_are_bounded(void **state)
{
    struct fixture *f = *state;

    start(f, serve_header_flood);
    go(f, get);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_string_equal(f->type, "kept");
    assert_string_equal(f->body, "ok");
}

static void fail_if_called(void *user, const struct http_answer *a)
{
    (void)user;
    (void)a;
    fail_msg("called after it was cancelled");
}

static bool served(void *user)
{
    struct fixture *f = user;

    return f->requests > 0;
}

static void tick(void *user)
{
    loop_timer_set(*(struct loop_timer **)user, 5);
}

/* Runs until the server has read the request, which no event of ours tells. */
static void run_until_served(struct fixture *f)
{
    struct loop_timer *t;

    t = loop_timer_new(f->l, tick, &t);
    loop_timer_set(t, 1);
    assert_true(run_until(f->l, served, f, 10000));
    loop_timer_free(t);
}

static void test_cancel(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");

    start(f, serve_silence);
    call.url = f->base;
    f->r = http_send(f->h, &call, fail_if_called, f, NULL);
    assert_int_equal(http_in_flight(f->h), 1);
    http_cancel(f->r); /* before anything */
    assert_int_equal(http_in_flight(f->h), 0);
    f->r = http_send(f->h, &call, fail_if_called, f, NULL);
    run_until_served(f);
    http_cancel(f->r); /* in the middle */
    assert_int_equal(http_in_flight(f->h), 0);
    http_cancel(NULL);
}

static void test_free_cancels(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");

    start(f, serve_silence);
    call.url = f->base;
    for (int i = 0; i < 10; i++)
        assert_non_null(http_send(f->h, &call, fail_if_called, f, NULL));
    run_until_served(f);
    http_free(f->h);
    f->h = NULL;
    http_free(NULL);
}

static void test_loop_free_first(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");

    start(f, serve_silence);
    call.url = f->base;
    assert_non_null(http_send(f->h, &call, fail_if_called, f, NULL));
    run_until_served(f);
    f->h = NULL; /* goes with the loop */
}

static void cancel_itself(void *user, const struct http_answer *a)
{
    struct fixture *f = user;

    http_cancel(f->r); /* too late, and harmless */
    on_done(user, a);
}

static void free_client(void *user, const struct http_answer *a)
{
    struct fixture *f = user;

    http_free(f->h);
    f->h = NULL;
    on_done(user, a);
}

static void test_cancel_and_free_inside_callback(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");

    f->answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    start(f, serve_answer);
    call.url = f->base;
    f->r = http_send(f->h, &call, cancel_itself, f, NULL);
    assert_true(run_until_set(f->l, &f->done));
    f->done = false;
    for (int i = 0; i < 5; i++)
        f->r = http_send(f->h, &call, free_client, f, NULL);
    f->calls = 0;
    assert_true(run_until_set(f->l, &f->done));
    assert_int_equal(f->calls, 1); /* the first to end; the others went with the client */
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    assert_string_equal(f->body, "ok");
    assert_null(f->h);
}

static void send_next(void *user, const struct http_answer *a)
{
    struct fixture *f = user;
    struct http_call call = post("{}");

    assert_int_equal(a->outcome, HTTP_ANSWERED);
    call.url = f->base;
    if (++f->calls == 50)
        f->done = true;
    else
        assert_non_null(http_send(f->h, &call, send_next, f, NULL));
}

/* As the outbox does. */
static void test_send_inside_callback(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");

    f->answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    start(f, serve_answer);
    call.url = f->base;
    assert_non_null(http_send(f->h, &call, send_next, f, NULL));
    assert_true(run_until_set(f->l, &f->done));
    assert_int_equal(f->requests, 50);
    assert_int_equal(f->connections, 1);
}

static void count_answer(void *user, const struct http_answer *a)
{
    struct fixture *f = user;

    assert_int_equal(a->outcome, HTTP_ANSWERED);
    f->done = ++f->calls == 40;
}

static void serve_once(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;
    char request[4096];

    (void)index;
    if (!peer_read_request(p, fd, request, sizeof request))
        return;
    f->requests++;
    peer_text(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

static void test_many_at_once(void **state)
{
    struct fixture *f = *state;
    struct http_call call = post("{}");

    start(f, serve_once);
    call.url = f->base;
    for (int i = 0; i < 40; i++)
        assert_non_null(http_send(f->h, &call, count_answer, f, NULL));
    assert_int_equal(http_in_flight(f->h), 40);
    assert_true(run_until_set(f->l, &f->done));
    assert_int_equal(f->requests, 40);
}

static void test_wrong_calls(void **state)
{
    static const char *const bad_header[] = {"X: y\r\nZ: z", NULL};
    struct fixture *f = *state;
    const struct http_call calls[] = {
        {.method = NULL, .url = "https://a.b/"},
        {.method = "BREW", .url = "https://a.b/"},
        {.method = "get", .url = "https://a.b/"},
        {.method = "GET", .url = "http://far.example/"},
        {.method = "GET", .url = "wss://a.b/"},
        {.method = "GET", .url = "file:///etc/passwd"},
        {.method = "GET", .url = NULL},
        {.method = "GET", .url = "https://a.b/", .headers = bad_header},
        {.method = "GET", .url = "https://a.b/", .bearer = "a\r\nX: y"},
        {.method = "GET", .url = "https://a.b/", .bearer = ""},
        {.method = "POST",
         .url = "https://a.b/",
         .body = {"x", 1},
         .content_type = "a\n"},
    };

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct err e = {0};

        if (http_send(f->h, &calls[i], fail_if_called, f, &e))
            fail_msg("call %zu was accepted", i);
        assert_true(e.text[0] != '\0');
    }
    assert_int_equal(http_in_flight(f->h), 0);
}

/* Through a proxy, and what it is asked for. */
static void serve_proxy(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    if (peer_read_request(p, fd, f->request, sizeof f->request)) {
        f->requests++;
        peer_text(fd, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    }
}

static void test_proxy(void **state)
{
    struct fixture *f = *state;
    struct http_options options = {0};
    struct http_call call = post("{}");

    start(f, serve_proxy);
    setenv("https_proxy", "http://127.0.0.1:9", 1); /* must not count */
    setenv("no_proxy", "*", 1);
    options.proxy = f->base;
    http_free(f->h);
    assert_true(http_new(&f->h, f->l, &options, NULL));
    call.url = "https://chat.example/api";
    go(f, call);
    assert_int_equal(f->outcome, HTTP_NOT_SENT);
    assert_non_null(strstr(f->request, "CONNECT chat.example:443 HTTP/1.1\r\n"));
    unsetenv("https_proxy");
    unsetenv("no_proxy");
}

static void test_environment_proxy_ignored(void **state)
{
    struct fixture *f = *state;

    setenv("http_proxy", "http://127.0.0.1:9", 1);
    setenv("all_proxy", "http://127.0.0.1:9", 1);
    f->answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    start(f, serve_answer);
    go(f, get);
    assert_int_equal(f->outcome, HTTP_ANSWERED);
    unsetenv("http_proxy");
    unsetenv("all_proxy");
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(test_get_answered),
        WITH(test_post_answered),
        WITH(test_methods_with_and_without_body),
        WITH(test_large_body_sent_whole),
        WITH(test_interim_answer_skipped),
        WITH(test_redirect_is_only_reported),
        WITH(test_retry_after_seconds),
        WITH(test_retry_after_date),
        WITH(test_connect_refused_is_not_sent),
        WITH(test_unknown_host_is_named),
        WITH(test_close_after_request_is_unknown),
        WITH(test_reset_after_request_is_unknown),
        WITH(test_kept_connection_dies_not_posted_twice),
        WITH(test_bodyless_post_not_posted_twice),
        WITH(test_timeout),
        WITH(test_slow_drip_is_cut),
        WITH(test_truncated_answer_is_unknown),
        WITH(test_broken_head_is_unknown),
        WITH(test_garbage_is_unknown),
        WITH(test_oversized_answer),
        WITH(test_many_headers_are_bounded),
        WITH(test_cancel),
        WITH(test_free_cancels),
        WITH(test_loop_free_first),
        WITH(test_cancel_and_free_inside_callback),
        WITH(test_send_inside_callback),
        WITH(test_many_at_once),
        WITH(test_wrong_calls),
        WITH(test_proxy),
        WITH(test_environment_proxy_ignored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
