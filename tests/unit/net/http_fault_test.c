/* What a fault proves: surely not sent, or unknown; and never a second post. */
#include "net/http.h"

#include "tests/unit/net/http_fixture.c"

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
    assert_true(loop_now(f->l) - before < 4500);
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

/* Nobody asked for it: what is packed stays so, and cannot unfold to more. */
static void test_compressed_answer_stays_as_it_is(void **state)
{
    static const char *const kinds[] = {"gzip", "deflate", "br", "gzip, gzip"};
    struct fixture *f = *state;
    char answer[200];

    f->answer = answer;
    start(f, serve_answer);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        snprintf(answer, sizeof answer,
                 "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: 6\r\n\r\n"
                 "packed",
                 kinds[i]);
        go(f, get);
        assert_int_equal(f->outcome, HTTP_ANSWERED);
        assert_string_equal(f->body, "packed");
    }
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
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
        WITH(test_compressed_answer_stays_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
