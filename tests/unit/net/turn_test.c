/* What one turn of the loop takes in before its hook, which waits for the disk, runs. */
#include <sys/socket.h>
#include <unistd.h>

#include "net/loop.h"
#include "net/loop_internal.h"
#include "tests/unit/net/cm.h"
#include "tests/unit/net/peer.c"

enum { BURST = 20, TURNS_MOST = 5 };

struct fixture {
    struct loop *l;
    int ends[2]; /* ours is the first */
    uv_poll_t watch;
    int reads, turns;
    bool endless; /* what is there is never read */
    int reads_in_first_turn;
};

static int set_up(void **state)
{
    struct fixture *f = mem_zero(1, sizeof *f);

    f->l = test_loop();
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, f->ends), 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    uv_close((uv_handle_t *)&f->watch, NULL);
    loop_free(f->l);
    close(f->ends[0]);
    close(f->ends[1]);
    mem_free(f);
    return 0;
}

/* One read for each event, as the libraries do. */
static void on_event(uv_poll_t *watch, int status, int events)
{
    struct fixture *f = watch->data;
    char byte;

    (void)status, (void)events;
    f->reads++;
    if (!f->endless)
        assert_int_equal(read(f->ends[0], &byte, 1), 1);
}

static void on_turn(void *user)
{
    struct fixture *f = user;

    if (f->reads > 0 && !f->reads_in_first_turn)
        f->reads_in_first_turn = f->reads;
    f->turns += f->reads > 0;
    if (f->reads == BURST || f->turns == TURNS_MOST)
        loop_stop(f->l);
}

static void run_with_burst(struct fixture *f)
{
    char burst[BURST] = {0};

    uv_poll_init(loop_uv(f->l), &f->watch, f->ends[0]);
    f->watch.data = f;
    uv_poll_start(&f->watch, UV_READABLE, on_event);
    loop_on_turn(f->l, on_turn, f);
    assert_int_equal(write(f->ends[1], burst, sizeof burst), sizeof burst);
    loop_run(f->l);
}

/* A commit for each message would make the disk the measure of a burst. */
static void test_what_lies_ready_is_one_turn(void **state)
{
    struct fixture *f = *state;

    run_with_burst(f);
    assert_int_equal(f->reads_in_first_turn, BURST);
}

static void test_a_stream_without_end_cannot_keep_the_hook_away(void **state)
{
    struct fixture *f = *state;

    f->endless = true;
    run_with_burst(f);
    assert_true(f->turns > 0 && f->reads > f->turns);
}

#define WITH_LOOP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_LOOP(test_what_lies_ready_is_one_turn),
        WITH_LOOP(test_a_stream_without_end_cannot_keep_the_hook_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
