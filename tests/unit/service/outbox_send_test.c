/* What leaves when, in which order, and how much at once. */
#include "tests/unit/service/outbox_bed.h"

static void test_done(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    turn(b);
    assert_int_equal(b->platform.count, 1);
    assert_string_equal(b->platform.calls[0].key, "town:m1:0");
    assert_string_equal(b->platform.calls[0].thread, "m1");
    assert_string_equal(b->platform.calls[0].text, "text");
    assert_int_equal(states(b).sending, 1); /* on disk before it left */
    fake_post_ends(&b->platform, POST_DONE, 0);
    turn(b);
    assert_int_equal(states(b).confirmed, 1);
    assert_int_equal(outbox_counts(b->box)->confirmed, 1);
    assert_quiet(b);
}

static void test_nothing_leaves_before_it_is_open(void **state)
{
    struct bed *b = *state;

    restart(b);
    plan_parts(b, "town", "m1", 1);
    turn(b);
    assert_int_equal(b->platform.count, 0);
    assert_int_equal(states(b).planned, 1);
    assert_true(outbox_next(b->box) == INT64_MAX);
    outbox_open(b->box);
    turn(b);
    assert_int_equal(b->platform.count, 1);
}

static void test_order_in_a_channel(void **state)
{
    struct bed *b = *state;
    static const char *const expected[] = {"town:m1:0", "town:m1:1", "town:m2:0",
                                           "town:m3:0"};

    plan_parts(b, "town", "m1", 2);
    plan_parts(b, "town", "m2", 1);
    plan_parts(b, "town", "m3", 1);
    for (size_t i = 0; i < 4; i++) {
        turn(b);
        turn(b);
        assert_int_equal(b->platform.count, i + 1); /* one at a time */
        assert_string_equal(b->platform.calls[i].key, expected[i]);
        fake_post_ends(&b->platform, POST_DONE, 0);
    }
    assert_quiet(b);
}

static void test_channels_do_not_wait_for_each_other(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    plan_parts(b, "garden", "m2", 1);
    turn(b);
    assert_int_equal(b->platform.count, 2);
    fake_end(&b->platform.calls[0], POST_UNSENT, 600000, "down");
    fake_end(&b->platform.calls[1], POST_DONE, 0, "");
    plan_parts(b, "garden", "m3", 1);
    turn(b);
    assert_int_equal(b->platform.count, 3);
    assert_string_equal(b->platform.calls[2].key, "garden:m3:0");
}

static void test_unsent_is_tried_again_when_asked(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNSENT, 20000);
    turn(b);
    assert_int_equal(states(b).planned, 1); /* surely not there: no look after a crash */
    int64_t next = outbox_next(b->box);
    assert_true(next >= b->time.now + 20000 && next <= b->time.now + 40000);
    advance(b, 19999);
    turn(b);
    assert_int_equal(b->platform.count, 1);
    advance(b, next - b->time.now);
    turn(b);
    assert_int_equal(b->platform.count, 2);
    assert_false(b->platform.calls[1].look);
    assert_string_equal(b->platform.calls[1].key, "town:m1:0");
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
}

static void test_connected_again_tries_at_once(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    plan_parts(b, "garden", "m2", 1);
    turn(b);
    for (int i = 0; i < 8; i++) { /* the pauses grow */
        fake_end(&b->platform.calls[b->platform.count - 2], POST_UNSENT, 0, "down");
        fake_end(&b->platform.calls[b->platform.count - 1], POST_UNSENT, 0, "down");
        advance(b, MINUTE);
        turn(b);
    }
    size_t before = b->platform.count;
    fake_end(&b->platform.calls[before - 2], POST_UNSENT, 0, "down");
    fake_end(&b->platform.calls[before - 1], POST_UNSENT, 5000, "asks for patience");
    advance(b, 1);
    turn(b);
    assert_int_equal(b->platform.count, before);
    outbox_open(b->box);
    turn(b);
    assert_int_equal(b->platform.count, before + 1);
    advance(b, 2 * MINUTE);
    turn(b);
    assert_int_equal(b->platform.count, before + 2);
}

static void test_unsent_backs_off(void **state)
{
    struct bed *b = *state;
    int64_t wait = 0;

    plan_parts(b, "town", "m1", 1);
    turn(b);
    for (int i = 0; i < 30; i++) {
        fake_post_ends(&b->platform, POST_UNSENT, 0);
        turn(b);
        wait = outbox_next(b->box) - b->time.now;
        assert_in_range(wait, 500, 60000);
        advance(b, wait);
        turn(b);
        assert_int_equal(b->platform.count, i + 2);
    }
    assert_in_range(wait, 30000, 60000);
}

/* What waits for the platform's pace is not on its way: no look after a crash. */
static void test_not_before_the_pace_has_it(void **state)
{
    struct bed *b = *state;

    b->platform.pace_ms = 600;
    plan_parts(b, "town", "m1", 1);
    turn(b);
    assert_int_equal(b->platform.count, 0);
    assert_int_equal(states(b).planned, 1);
    assert_int_equal(outbox_in_flight(b->box), 0);
    assert_int_equal(outbox_next(b->box), b->time.now + 600);
    b->platform.pace_ms = 0;
    advance(b, 600);
    turn(b);
    assert_int_equal(b->platform.count, 1);
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
}

static void test_refused_is_set_aside(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 3);
    plan_parts(b, "town", "m2", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_REFUSED, 0);
    turn(b);
    assert_int_equal(states(b).set_aside, 3); /* half an answer helps nobody */
    assert_string_equal(b->platform.calls[1].key, "town:m2:0");
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
}

static void test_fatal_keeps_all_for_the_next_start(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    plan_parts(b, "garden", "m2", 1);
    turn(b);
    fake_end(&b->platform.calls[0], POST_FATAL, 0, "token revoked");
    fake_end(&b->platform.calls[1], POST_FATAL, 0, "token revoked");
    for (int i = 0; i < 5; i++) {
        advance(b, MINUTE);
        turn(b);
    }
    assert_int_equal(b->platform.count, 2);
    assert_int_equal(states(b).planned, 2);
}

static void test_post_that_could_not_start(void **state)
{
    struct bed *b = *state;

    b->platform.refuse_to_start = true;
    plan_parts(b, "town", "m1", 1);
    turn(b);
    assert_int_equal(outbox_in_flight(b->box), 0);
    b->platform.refuse_to_start = false;
    advance(b, 1000);
    turn(b);
    assert_int_equal(b->platform.count, 1);
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
}

static void test_memory_is_bounded_and_nothing_lost(void **state)
{
    struct bed *b = *state;
    char source[32], expected[64];

    outbox_free(b->box);
    begin(b, 10, 4);
    outbox_open(b->box);
    for (int i = 0; i < 57; i++) {
        snprintf(source, sizeof source, "m%d", i);
        plan_parts(b, "town", source, 1);
    }
    for (size_t i = 0; i < 57; i++) {
        turn(b);
        assert_true(outbox_waiting(b->box) <= 10);
        assert_int_equal(b->platform.count, i + 1);
        snprintf(expected, sizeof expected, "town:m%zu:0", i);
        assert_string_equal(b->platform.calls[i].key, expected);
        fake_post_ends(&b->platform, POST_DONE, 0);
    }
    assert_quiet(b);
    assert_int_equal(states(b).confirmed, 57);
}

static void test_few_in_flight_and_each_its_turn(void **state)
{
    struct bed *b = *state;
    int sent[6] = {0};

    outbox_free(b->box);
    begin(b, 0, 2);
    outbox_open(b->box);
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 4; k++) {
            char channel[16], source[16];
            snprintf(channel, sizeof channel, "c%d", i);
            snprintf(source, sizeof source, "m%d", k);
            plan_parts(b, channel, source, 1);
        }
    for (int i = 0; i < 6; i++) {
        turn(b);
        assert_int_equal(outbox_in_flight(b->box), 2);
        for (int k = 0; k < 2; k++) {
            struct fake_call *c = fake_open_call(&b->platform, false);
            sent[c->channel[1] - '0']++;
            fake_end(c, POST_DONE, 0, "");
        }
    }
    for (int i = 0; i < 6; i++)
        assert_int_equal(sent[i], 2);
}

/* A server that asks for patience gets fewer requests at once. */
static void test_patience(void **state)
{
    struct bed *b = *state;

    for (int i = 0; i < 64; i++) {
        char channel[16];
        snprintf(channel, sizeof channel, "c%d", i);
        plan_parts(b, channel, "m", 1);
    }
    turn(b);
    size_t at_once = outbox_in_flight(b->box);
    assert_true(at_once > 4 && at_once < 64);
    for (size_t i = 0; i < at_once; i++)
        fake_end(&b->platform.calls[i], POST_UNSENT, 5000, "rate limit");
    turn(b);
    assert_int_equal(outbox_in_flight(b->box), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_done),
        TEST(test_nothing_leaves_before_it_is_open),
        TEST(test_order_in_a_channel),
        TEST(test_channels_do_not_wait_for_each_other),
        TEST(test_unsent_is_tried_again_when_asked),
        TEST(test_connected_again_tries_at_once),
        TEST(test_unsent_backs_off),
        TEST(test_not_before_the_pace_has_it),
        TEST(test_refused_is_set_aside),
        TEST(test_fatal_keeps_all_for_the_next_start),
        TEST(test_post_that_could_not_start),
        TEST(test_memory_is_bounded_and_nothing_lost),
        TEST(test_few_in_flight_and_each_its_turn),
        TEST(test_patience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
