/* A post that may have been stored: the key again, a look, or a receipt; and clocks. */
#include "tests/unit/service/outbox_bed.h"

/* One part is posted, and may have been stored or not. */
static void post_into_doubt(struct bed *b)
{
    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
}

static void test_unknown_is_repeated_while_the_key_lives(void **state)
{
    struct bed *b = *state;

    b->platform.may_repeat = true;
    b->platform.key_lives_ms = 25000;
    post_into_doubt(b);
    turn(b);
    assert_int_equal(states(b).sending, 1);
    advance(b, 1000);
    turn(b);
    assert_int_equal(b->platform.count, 2);
    assert_false(b->platform.calls[1].look);
    assert_string_equal(b->platform.calls[1].key, b->platform.calls[0].key);
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
    assert_int_equal(outbox_counts(b->box)->looked, 0);
}

/* The life of a key begins with the first try that may have been stored; later tries do
 * not prolong it. */
static void test_key_is_not_kept_alive_by_repeating(void **state)
{
    struct bed *b = *state;
    int64_t first = b->time.unix_ms;

    b->platform.may_repeat = true;
    b->platform.key_lives_ms = 25000;
    plan_parts(b, "town", "m1", 1);
    turn(b);
    for (int i = 0; i < 100 && b->platform.calls[b->platform.count - 1].look == false;) {
        if (!b->platform.calls[b->platform.count - 1].ended) {
            assert_true(b->time.unix_ms - first < 25000);
            fake_post_ends(&b->platform, POST_UNKNOWN, 0);
        }
        advance(b, 500);
        turn(b);
        i++;
    }
    assert_true(b->platform.calls[b->platform.count - 1].look);
    fake_look_ends(&b->platform, LOOK_ABSENT); /* too early to prove anything */
    turn(b);
    size_t count = b->platform.count;
    advance(b, outbox_next(b->box) - b->time.now);
    turn(b);
    struct fake_call *look = &b->platform.calls[count];
    assert_true(look->look);
    /* the last try had the time of a whole request to end */
    assert_true(b->time.unix_ms - look->last_try_ms >= 30000);
}

static void test_look_at_once_finds_it(void **state)
{
    struct bed *b = *state;

    post_into_doubt(b);
    turn(b);
    advance(b, outbox_next(b->box) - b->time.now);
    assert_true(b->time.unix_ms - b->platform.calls[0].last_try_ms < 5000);
    turn(b);
    assert_true(b->platform.calls[1].look);
    fake_look_ends(&b->platform, LOOK_FOUND);
    turn(b);
    assert_int_equal(states(b).confirmed, 1);
    assert_quiet(b);
}

static void test_look_before_sending_again(void **state)
{
    struct bed *b = *state;

    post_into_doubt(b);
    turn(b);
    advance(b, 29000);
    turn(b);
    fake_look_ends(&b->platform, LOOK_ABSENT); /* it may still be on its way */
    turn(b);
    assert_int_equal(b->platform.count, 2);
    int64_t next = outbox_next(b->box);
    assert_int_equal(next, b->time.now + 1000);
    advance(b, 1000);
    turn(b);
    assert_true(b->platform.calls[2].look);
    fake_look_ends(&b->platform, LOOK_ABSENT);
    turn(b);
    assert_int_equal(b->platform.count, 4);
    assert_false(b->platform.calls[3].look);
    fake_post_ends(&b->platform, POST_DONE, 0);
    turn(b);
    assert_int_equal(states(b).confirmed, 1);
    assert_quiet(b);
}

/* The platform may say when an absent post proves that it will not come. */
static void test_look_as_soon_as_it_proves_something(void **state)
{
    struct bed *b = *state;
    struct post_outcome outcome = {
        .result = POST_UNKNOWN, .remote_id = "", .settle_ms = 10000, .reason = "500"};

    plan_parts(b, "town", "m1", 1);
    turn(b);
    advance(b, 3000);
    b->platform.calls[0].ended = true;
    b->platform.calls[0].posted(b->platform.calls[0].user, &outcome);
    turn(b);
    advance(b, 2000);
    turn(b);
    fake_look_ends(&b->platform, LOOK_ABSENT);
    turn(b);
    assert_int_equal(outbox_next(b->box), b->time.now + 8000);
    advance(b, 8000);
    turn(b);
    fake_look_ends(&b->platform, LOOK_ABSENT);
    turn(b);
    assert_int_equal(b->platform.count, 4);
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
}

static void test_look_absent_sends_again(void **state)
{
    struct bed *b = *state;

    post_into_doubt(b);
    advance(b, 31000);
    turn(b);
    fake_look_ends(&b->platform, LOOK_ABSENT);
    turn(b);
    assert_int_equal(b->platform.count, 3);
    assert_false(b->platform.calls[2].look);
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
}

static void test_look_unsure_looks_later(void **state)
{
    struct bed *b = *state;

    post_into_doubt(b);
    advance(b, 31000);
    turn(b);
    fake_look_ends(&b->platform, LOOK_UNSURE);
    turn(b);
    assert_int_equal(b->platform.count, 2);
    assert_int_equal(states(b).sending, 1);
    advance(b, outbox_next(b->box) - b->time.now);
    turn(b);
    assert_true(b->platform.calls[2].look);
    fake_look_ends(&b->platform, LOOK_FOUND);
    assert_quiet(b);
}

/* A try that surely failed says nothing about the one before it. */
static void test_unsent_after_unknown_stays_in_doubt(void **state)
{
    struct bed *b = *state;

    b->platform.may_repeat = true;
    b->platform.key_lives_ms = 25000;
    post_into_doubt(b);
    advance(b, 1000);
    turn(b);
    fake_post_ends(&b->platform, POST_UNSENT, 0);
    turn(b);
    assert_int_equal(states(b).sending, 1);
    advance(b, 60000);
    turn(b);
    assert_true(b->platform.calls[2].look);
}

static void test_receipt_instead_of_an_answer(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    plan_parts(b, "town", "m2", 1);
    turn(b);
    outbox_receipt(b->box, "town:m1:0", "r");
    turn(b);
    assert_int_equal(states(b).confirmed, 1);
    assert_string_equal(b->platform.calls[1].key, "town:m2:0");
    /* The lost answer comes after all: it must change nothing. */
    fake_end(&b->platform.calls[0], POST_UNKNOWN, 0, "timeout");
    fake_end(&b->platform.calls[1], POST_DONE, 0, "");
    assert_quiet(b);
    assert_int_equal(states(b).confirmed, 2);
    outbox_receipt(b->box, "town:m1:0", "r"); /* again, or of somebody else */
    outbox_receipt(b->box, "no such key", "r");
    assert_quiet(b);
}

static void test_receipt_while_in_doubt(void **state)
{
    struct bed *b = *state;

    post_into_doubt(b);
    turn(b);
    outbox_receipt(b->box, "town:m1:0", "r");
    assert_quiet(b);
    assert_int_equal(states(b).confirmed, 1);
    assert_int_equal(outbox_counts(b->box)->looked, 0);
}

static void test_clock_set_back(void **state)
{
    struct bed *b = *state;

    post_into_doubt(b);
    b->time.unix_ms -= (int64_t)24 * 3600 * 1000;
    turn(b);
    advance(b, 1000);
    turn(b);
    fake_look_ends(&b->platform, LOOK_ABSENT);
    int64_t next = outbox_next(b->box);
    assert_true(next - b->time.now <= 30000);
}

/* Nothing gets older by it: a look proves no more than it did, and nothing is given up.
 */
static void test_clock_set_forward(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    plan_parts(b, "town", "m2", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
    b->time.unix_ms += (int64_t)2 * 24 * 3600 * 1000;
    advance(b, 1000);
    turn(b);
    fake_look_ends(&b->platform, LOOK_ABSENT); /* it may still be on its way */
    turn(b);
    assert_int_equal(b->platform.count, 2);
    advance(b, outbox_next(b->box) - b->time.now);
    turn(b);
    fake_look_ends(&b->platform, LOOK_ABSENT);
    turn(b);
    for (int i = 0; i < 2; i++) {
        fake_post_ends(&b->platform, POST_DONE, 0);
        turn(b);
    }
    assert_int_equal(states(b).confirmed, 2);
    assert_quiet(b);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_unknown_is_repeated_while_the_key_lives),
        TEST(test_key_is_not_kept_alive_by_repeating),
        TEST(test_look_at_once_finds_it),
        TEST(test_look_before_sending_again),
        TEST(test_look_as_soon_as_it_proves_something),
        TEST(test_look_absent_sends_again),
        TEST(test_look_unsure_looks_later),
        TEST(test_unsent_after_unknown_stays_in_doubt),
        TEST(test_receipt_instead_of_an_answer),
        TEST(test_receipt_while_in_doubt),
        TEST(test_clock_set_back),
        TEST(test_clock_set_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
