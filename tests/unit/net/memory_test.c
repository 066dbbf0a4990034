/* Each allocation fails in turn: nothing crashes, leaks or stays without an end. Only
 * builds with LIMBER_FAULTS (make SANITIZE=1) make them fail; others just run through. */
#include "net/http.h"
#include "net/url.h"

#include "tests/unit/net/ws_fixture.c"

enum { MOST_FAILURES = 60 };

static void stop_loop(void *user)
{
    loop_stop(user);
}

struct http_try {
    struct loop *l;
    int calls;
};

static void on_answer(void *user, const struct http_answer *a)
{
    struct http_try *t = user;

    (void)a;
    t->calls++;
    loop_stop(t->l);
}

static void serve_ok(struct peer *p, int fd, int index, void *user)
{
    char request[4096];

    (void)index;
    (void)user;
    while (peer_read_request(p, fd, request, sizeof request))
        peer_text(fd, "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 2\r\n\r\nok");
}

static void try_http(struct fixture *f, size_t n)
{
    static const char *const headers[] = {"X-One: 1", NULL};
    struct http_options options = {.user_agent = "test", .timeout_ms = 300};
    struct http_call call = {.method = "POST",
                             .url = f->base,
                             .headers = headers,
                             .bearer = "token",
                             .body = {"{}", 2}};
    struct http_try t = {f->l, 0};
    struct loop_timer *late = loop_timer_new(f->l, stop_loop, f->l);
    struct http *h = NULL;
    struct err e = {0};
    bool sent = false;

    loop_timer_set(late, 5000);
    mem_fail_after(n);
    if (http_new(&h, f->l, &options, &e))
        sent = http_send(h, &call, on_answer, &t, &e) != NULL;
    if (sent)
        loop_run(f->l);
    mem_fail_after(0);
    assert_int_equal(t.calls, sent);
    if (!sent)
        assert_int_equal(e.code, ERR_MEMORY);
    http_free(h);
    loop_timer_free(late);
}

static void test_http(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_ok);
    snprintf(f->base, sizeof f->base, "http://127.0.0.1:%u/", peer_port(f->peer));
    for (size_t n = 1; n <= MOST_FAILURES; n++)
        try_http(f, n);
}

struct ws_try {
    struct loop *l;
    int opened, closed;
};

static void ended_opened(void *user, struct ws *w)
{
    struct ws_try *t = user;

    t->opened++;
    (void)ws_send(w, span_of("hello"));
}

static void ended_text(void *user, struct ws *w, struct span message)
{
    (void)user;
    (void)message;
    ws_close(w, 1000);
}

static void ended_oversized(void *user, struct ws *w)
{
    (void)user;
    ws_close(w, 1000); /* a message lost for want of memory */
}

static void ended_closed(void *user, struct ws *w, const struct ws_closed *why)
{
    struct ws_try *t = user;

    (void)w;
    (void)why;
    t->closed++;
    loop_stop(t->l);
}

/* Two fragments, so that they are joined. */
static void serve_two_parts(struct peer *p, int fd, int index, void *user)
{
    char text[256];
    size_t len;
    int opcode;

    (void)index;
    (void)user;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    peer_write(fd, "\x01\x01o\x80\x01k", 6);
    while ((opcode = peer_read_frame(p, fd, text, sizeof text, &len)) >= 0)
        if (opcode == 8)
            peer_frame(fd, 0x88, text, len);
}

static void try_ws(struct fixture *f, size_t n)
{
    static const struct ws_events watch = {ended_opened, ended_text, NULL,
                                           ended_oversized, ended_closed};
    static const char *const headers[] = {"X-One: 1", NULL};
    struct ws_options options = {.url = f->base,
                                 .headers = headers,
                                 .bearer = "token",
                                 .connect_timeout_ms = 3000};
    struct ws_try t = {f->l, 0, 0};
    struct loop_timer *late = loop_timer_new(f->l, stop_loop, f->l);
    struct ws *w = NULL;
    struct err e = {0};
    bool begun;

    loop_timer_set(late, 8000);
    mem_fail_after(n);
    begun = ws_open(&w, f->l, &options, &watch, &t, &e);
    if (begun)
        loop_run(f->l);
    mem_fail_after(0);
    assert_int_equal(t.closed, begun);
    if (!begun)
        assert_int_equal(e.code, ERR_MEMORY);
    ws_free(w);
    loop_timer_free(late);
}

static void test_ws(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_two_parts);
    for (size_t n = 1; n <= MOST_FAILURES / 2; n++)
        try_ws(f, n);
}

static void test_loop_itself(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 10; n++) {
        struct loop_options options = {.seed = 1};
        struct loop *l;
        struct err e = {0};

        mem_fail_after(n);
        if (!loop_new(&l, &options, &e))
            assert_int_equal(e.code, ERR_MEMORY);
        else
            assert_true(loop_on_signal(l, 1, NULL, NULL, &e) || e.code == ERR_MEMORY);
        mem_fail_after(0);
        loop_free(l);
    }
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, ws_set_up, ws_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(test_http),
        WITH(test_ws),
        cmocka_unit_test(test_loop_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
