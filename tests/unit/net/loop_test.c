#include "net/loop.h"

#include <signal.h>
#include <unistd.h>

#include "net/loop_internal.h"
#include "tests/unit/net/cm.h"
#include "tests/unit/net/peer.c"

struct fixture {
    struct loop *l;
    struct loop_timer *t;
    int fired, turns, signals;
    int order, fired_at, turn_at; /* who came when */
    bool done;
};

static int set_up(void **state)
{
    struct fixture *f = mem_zero(1, sizeof *f);

    f->l = test_loop();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    loop_free(f->l);
    mem_free(f);
    return 0;
}

static void fire(void *user)
{
    struct fixture *f = user;

    f->fired++;
    f->fired_at = ++f->order;
    f->done = true;
}

static void test_timer_fires_once(void **state)
{
    struct fixture *f = *state;
    int64_t before = loop_now(f->l);

    f->t = loop_timer_new(f->l, fire, f);
    assert_false(loop_timer_active(f->t));
    loop_timer_set(f->t, 30);
    assert_true(loop_timer_active(f->t));
    assert_true(run_until_set(f->l, &f->done));
    assert_true(loop_now(f->l) - before >= 30);
    assert_int_equal(f->fired, 1);
    assert_false(loop_timer_active(f->t));
    loop_timer_free(f->t);
    loop_timer_free(NULL);
}

/* The loop's clock stands still while a callback works; a timer must not fire early. */
static void test_timer_after_long_work(void **state)
{
    struct fixture *f = *state;
    struct timespec start, end;
    int64_t ms;

    f->t = loop_timer_new(f->l, fire, f);
    usleep(60000);
    clock_gettime(CLOCK_MONOTONIC, &start);
    loop_timer_set(f->t, 50);
    assert_true(run_until_set(f->l, &f->done));
    clock_gettime(CLOCK_MONOTONIC, &end);
    ms = (int64_t)(end.tv_sec - start.tv_sec) * 1000 +
         (end.tv_nsec - start.tv_nsec) / 1000000;
    assert_true(ms >= 48);
    loop_timer_free(f->t);
}

static void again(void *user)
{
    struct fixture *f = user;

    if (++f->fired < 100)
        loop_timer_set(f->t, 0);
    else
        f->done = true;
}

static void count_turn(void *user)
{
    struct fixture *f = user;

    f->turns++;
    f->turn_at = ++f->order;
    if (f->done)
        loop_stop(f->l);
}

/* Must not starve the poll: each firing is a turn of its own. */
static void test_timer_set_in_its_callback(void **state)
{
    struct fixture *f = *state;

    f->t = loop_timer_new(f->l, again, f);
    loop_on_turn(f->l, count_turn, f);
    loop_timer_set(f->t, 0);
    loop_run(f->l);
    assert_int_equal(f->fired, 100);
    assert_true(f->turns >= 100);
    loop_timer_free(f->t);
}

static void free_itself(void *user)
{
    struct fixture *f = user;

    loop_timer_free(f->t);
    f->t = NULL;
    f->done = true;
}

static void test_timer_freed_in_its_callback(void **state)
{
    struct fixture *f = *state;

    f->t = loop_timer_new(f->l, free_itself, f);
    loop_timer_set(f->t, 1);
    assert_true(run_until_set(f->l, &f->done));
}

static void test_timer_stopped_and_left(void **state)
{
    struct fixture *f = *state;
    struct loop_timer *other = loop_timer_new(f->l, fire, f);
    struct loop_timer *left = loop_timer_new(f->l, again, f);

    loop_timer_set(left, 100000); /* loop_free clears it away */
    loop_timer_set(other, 1);
    loop_timer_stop(other);
    assert_false(loop_timer_active(other));
    loop_timer_free(other);
    f->t = loop_timer_new(f->l, free_itself, f);
    loop_timer_set(f->t, 20);
    assert_true(run_until_set(f->l, &f->done));
    assert_int_equal(f->fired, 0);
}

/* Persist, then speak: the hook runs after what the turn brought and before the poll. */
static void test_turn_hook_order(void **state)
{
    struct fixture *f = *state;

    f->t = loop_timer_new(f->l, fire, f);
    loop_on_turn(f->l, count_turn, f);
    loop_timer_set(f->t, 10);
    loop_run(f->l);
    assert_true(f->fired_at > 0 && f->turn_at > f->fired_at);
    loop_timer_free(f->t);
}

static void fire_and_stop(void *user)
{
    struct fixture *f = user;

    fire(user);
    loop_stop(f->l);
}

/* Even the turn that ends the run is closed by the hook. */
static void test_turn_hook_after_stop(void **state)
{
    struct fixture *f = *state;

    f->t = loop_timer_new(f->l, fire_and_stop, f);
    loop_on_turn(f->l, count_turn, f);
    loop_timer_set(f->t, 10);
    loop_run(f->l);
    assert_true(f->turn_at > f->fired_at);
    loop_timer_free(f->t);
}

static void stop_at_third(void *user)
{
    struct fixture *f = user;

    if (++f->turns == 3)
        loop_stop(f->l);
    else
        loop_wake(f->l);
}

static void test_wake(void **state)
{
    struct fixture *f = *state;

    loop_on_turn(f->l, stop_at_third, f);
    loop_wake(f->l);
    loop_run(f->l);
    assert_true(f->turns >= 3 && f->turns <= 4);
}

/* An idle loop sleeps. */
static void test_idle_is_idle(void **state)
{
    struct fixture *f = *state;

    f->t = loop_timer_new(f->l, fire, f);
    loop_on_turn(f->l, count_turn, f);
    loop_timer_set(f->t, 300);
    loop_run(f->l);
    assert_true(f->turns < 20);
    loop_timer_free(f->t);
}

static void on_test_signal(void *user, int number)
{
    struct fixture *f = user;

    assert_int_equal(number, SIGHUP);
    f->signals++;
    f->done = true;
}

static void test_signal(void **state)
{
    struct fixture *f = *state;

    assert_true(loop_on_signal(f->l, SIGHUP, on_test_signal, f, NULL));
    assert_true(loop_on_signal(f->l, SIGHUP, on_test_signal, f, NULL)); /* replaces */
    assert_int_equal(raise(SIGHUP), 0);
    assert_true(run_until_set(f->l, &f->done));
    assert_int_equal(f->signals, 1);
    assert_false(loop_on_signal(f->l, SIGKILL, on_test_signal, f, NULL));
}

static void test_clocks(void **state)
{
    struct fixture *f = *state;

    assert_true(loop_unix(f->l) > INT64_C(1700000000000));
    assert_non_null(loop_rng(f->l));
    assert_null(loop_log(f->l));
    loop_free(NULL);
}

/* Stopping and starting again, as tests and a drain do. */
static void test_run_twice(void **state)
{
    struct fixture *f = *state;

    for (int i = 1; i <= 3; i++) {
        f->done = false;
        f->t = loop_timer_new(f->l, fire, f);
        loop_timer_set(f->t, 1);
        assert_true(run_until_set(f->l, &f->done));
        assert_int_equal(f->fired, i);
        loop_timer_free(f->t);
    }
}

static void test_environment_has_no_proxy(void **state)
{
    struct loop *l;

    (void)state;
    setenv("http_proxy", "http://127.0.0.1:9", 1);
    l = test_loop();
    assert_null(getenv("http_proxy"));
    loop_free(l);
}

static void test_bad_certificate_file(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};

    struct loop_options options = {.ca_file = "/nonexistent.pem"};
    struct loop *l;

    assert_null(loop_lws_vhost(f->l, "/nonexistent.pem", true, false, &e));
    assert_non_null(strstr(e.text, "/nonexistent.pem"));
    assert_null(loop_lws_vhost(f->l, "/etc/hostname", true, false, &e));
    assert_non_null(strstr(e.text, "/etc/hostname"));
    assert_false(loop_new(&l, &options, &e));
    assert_null(l);
}

/* As a signal that comes during the start. */
static void test_stop_before_run(void **state)
{
    struct fixture *f = *state;

    loop_on_turn(f->l, count_turn, f);
    loop_stop(f->l);
    loop_run(f->l);
    assert_int_equal(f->turns, 1);
    loop_on_turn(f->l, NULL, NULL);
    test_timer_fires_once(state);
}

#define WITH_LOOP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_LOOP(test_timer_fires_once),
        WITH_LOOP(test_timer_after_long_work),
        WITH_LOOP(test_timer_set_in_its_callback),
        WITH_LOOP(test_timer_freed_in_its_callback),
        WITH_LOOP(test_timer_stopped_and_left),
        WITH_LOOP(test_turn_hook_order),
        WITH_LOOP(test_turn_hook_after_stop),
        WITH_LOOP(test_wake),
        WITH_LOOP(test_idle_is_idle),
        WITH_LOOP(test_signal),
        WITH_LOOP(test_clocks),
        WITH_LOOP(test_run_twice),
        WITH_LOOP(test_stop_before_run),
        cmocka_unit_test(test_environment_has_no_proxy),
        WITH_LOOP(test_bad_certificate_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
