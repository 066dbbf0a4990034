/* Requests that are answered, and calls that are refused. */
#include "net/http.h"

#include <time.h>

#include "tests/unit/net/http_fixture.c"

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
        WITH(test_wrong_calls),
        WITH(test_proxy),
        WITH(test_environment_proxy_ignored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
