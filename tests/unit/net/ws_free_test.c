/* ws_free and loop_free at every moment. */
#include "net/ws.h"

#include "tests/unit/net/ws_fixture.c"

static const char every_kind[] = "\x81\x02hi"        /* text */
                                 "\x82\x01\xff"      /* binary */
                                 "\x81\x08too long"  /* oversized */
                                 "\x88\x02\x03\xe8"; /* close */

static bool is_freed(void *user)
{
    struct fixture *f = user;

    return f->w == NULL;
}

static void test_free_inside_each_callback(void **state)
{
    struct fixture *f = *state;

    for (int when = IN_OPENED; when <= IN_BINARY; when++) {
        f->free_in = 0;
        f->is_open = f->is_closed = false;
        f->opened = f->texts = f->binaries = f->oversized = f->closed = 0;
        f->options.url = NULL;
        f->options.max_message = 5;
        f->free_in = (unsigned)when;
        say(f, every_kind, sizeof every_kind - 1);
        ws_begin(f);
        assert_true(run_until(f->l, is_freed, f, 20000));
        assert_int_equal(f->opened, 1);
        assert_int_equal(f->texts, when >= IN_TEXT);
        assert_int_equal(f->closed, when == IN_CLOSED);
        pass(f, 20); /* nothing follows */
        peer_stop(f->peer);
        f->peer = NULL;
    }
}

static void test_free_when_connecting_fails(void **state)
{
    struct fixture *f = *state;
    char url[64];

    snprintf(url, sizeof url, "ws://127.0.0.1:%u/", peer_no_port());
    f->options.url = url;
    f->free_in = IN_CLOSED;
    ws_begin(f);
    ws_until_closed(f);
    assert_null(f->w);
}

static bool was_served(void *user)
{
    struct fixture *f = user;

    return f->served > 0;
}

static void tick(void *user)
{
    loop_timer_set(*(struct loop_timer **)user, 5);
}

static void until_served(struct fixture *f)
{
    struct loop_timer *t;

    t = loop_timer_new(f->l, tick, &t);
    loop_timer_set(t, 1);
    assert_true(run_until(f->l, was_served, f, 10000));
    loop_timer_free(t);
}

static void test_free_at_each_stage(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_nothing);
    ws_begin(f);
    ws_free(f->w); /* its name is being looked up */
    ws_begin(f);
    until_served(f);
    ws_free(f->w); /* its upgrade is not answered */
    peer_stop(f->peer);
    f->options.url = NULL;
    ws_serve(f, serve_deaf);
    ws_until_open(f);
    assert_true(ws_send(f->w, span_of("never sent")));
    ws_free(f->w); /* it is open, with something to send */
    f->is_open = false;
    ws_until_open(f);
    ws_close(f->w, 1000);
    ws_free(f->w); /* it is closing */
    f->w = NULL;
    ws_free(NULL);
    pass(f, 50);
    assert_int_equal(f->closed, 0);
}

/* The peer sees a freed connection end. */
static void test_free_drops_the_socket(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_pong);
    ws_until_open(f);
    ws_free(f->w);
    f->w = NULL;
    pass(f, 50);
    peer_stop(f->peer); /* serve_pong has ended by itself, or this would take long */
    f->peer = NULL;
}

/* loop_free with everything still going on. */
static void test_loop_free_first(void **state)
{
    struct fixture *f = *state;
    struct ws *other;

    ws_serve(f, serve_deaf);
    ws_until_open(f);
    assert_true(ws_open(&other, f->l, &f->options, &events, f, NULL));
    f->w = NULL;
    loop_free(f->l);
    assert_int_equal(f->closed, 0);
    f->l = test_loop();
}

static void test_many_connections_one_after_the_other(void **state)
{
    struct fixture *f = *state;
    int before = 0;

    ws_serve(f, serve_polite);
    for (int i = 0; i < 20; i++) {
        f->is_open = f->is_closed = false;
        f->closed = 0;
        ws_until_open(f);
        ws_close(f->w, 1000);
        ws_until_closed(f);
        ws_free(f->w);
        f->w = NULL;
        if (i == 0)
            before = handles(f);
    }
    assert_int_equal(handles(f), before);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, ws_set_up, ws_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(test_free_inside_each_callback),
        WITH(test_free_when_connecting_fails),
        WITH(test_free_at_each_stage),
        WITH(test_free_drops_the_socket),
        WITH(test_loop_free_first),
        WITH(test_many_connections_one_after_the_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
