/* Ends from our side, and many requests at once. */
#include "net/http.h"

#include "tests/unit/net/http_fixture.c"

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

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(test_cancel),
        WITH(test_free_cancels),
        WITH(test_loop_free_first),
        WITH(test_cancel_and_free_inside_callback),
        WITH(test_send_inside_callback),
        WITH(test_many_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
