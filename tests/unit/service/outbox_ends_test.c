/* Restarts, parts that are given up, questions that are deleted, commits that fail. */
#include "tests/unit/service/outbox_bed.h"

static void test_restart_sends_what_was_planned(void **state)
{
    struct bed *b = *state;

    outbox_close(b->box);
    plan_parts(b, "town", "m1", 2);
    turn(b);
    restart(b);
    outbox_open(b->box);
    turn(b);
    assert_int_equal(b->platform.count, 1);
    assert_string_equal(b->platform.calls[0].key, "town:m1:0");
    fake_post_ends(&b->platform, POST_DONE, 0);
    turn(b);
    assert_string_equal(b->platform.calls[1].key, "town:m1:1");
}

static void test_restart_looks_for_what_was_sending(void **state)
{
    struct bed *b = *state;

    b->platform.may_repeat = true;
    b->platform.key_lives_ms = 25000;
    plan_parts(b, "town", "m1", 1);
    turn(b);
    b->platform.may_repeat = false; /* another connection: nobody knows the key there */
    restart(b);
    outbox_open(b->box);
    turn(b);
    advance(b, 4000);
    turn(b);
    assert_int_equal(b->platform.count, 2);
    fake_look_ends(&b->platform, LOOK_ABSENT); /* too early */
    turn(b);
    advance(b, 5999);
    turn(b);
    assert_int_equal(b->platform.count, 2);
    advance(b, 1);
    turn(b);
    assert_int_equal(b->platform.count, 3);
    assert_true(b->platform.calls[2].look);
    fake_look_ends(&b->platform, LOOK_FOUND);
    assert_quiet(b);
}

static void test_restart_receipt_from_catch_up(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    turn(b);
    restart(b);
    outbox_receipt(b->box, "town:m1:0", "r"); /* before anything was read */
    outbox_open(b->box);
    turn(b);
    assert_int_equal(states(b).confirmed, 1);
    assert_quiet(b);
}

static void test_too_old_is_set_aside(void **state)
{
    struct bed *b = *state;

    outbox_close(b->box);
    plan_parts(b, "town", "m1", 1);
    turn(b);
    advance(b, (int64_t)25 * 3600 * 1000);
    restart(b);
    outbox_open(b->box);
    plan_parts(b, "town", "m2", 1);
    turn(b);
    turn(b);
    assert_int_equal(states(b).set_aside, 1);
    assert_int_equal(b->platform.count, 1);
    assert_string_equal(b->platform.calls[0].key, "town:m2:0");
}

static void fail_for(struct bed *b, int64_t ms)
{
    int64_t until = b->time.now + ms;

    while (b->time.now < until && outbox_waiting(b->box)) {
        for (size_t i = 0; i < b->platform.count; i++)
            if (!b->platform.calls[i].ended && strstr(b->platform.calls[i].key, "bad"))
                fake_end(&b->platform.calls[i], POST_UNSENT, 0, "scripted");
        advance(b, MINUTE);
        turn(b);
    }
}

static void test_poisoned_part_is_set_aside(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "bad", 1);
    turn(b);
    plan_parts(b, "garden", "m2", 1);
    fail_for(b, 30 * MINUTE);
    for (size_t i = 0; i < b->platform.count; i++)
        if (strstr(b->platform.calls[i].key, "m2"))
            fake_end(&b->platform.calls[i], POST_DONE, 0, ""); /* this one goes through */
    fail_for(b, 60 * MINUTE);
    assert_int_equal(states(b).set_aside, 1);
    assert_int_equal(states(b).confirmed, 1);
    assert_int_equal(outbox_waiting(b->box), 0);
}

/* While nothing at all goes through it is not the part's fault. */
static void test_outage_poisons_nothing(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "bad", 1);
    turn(b);
    fail_for(b, 20 * 60 * MINUTE);
    assert_int_equal(states(b).set_aside, 0);
    fake_post_ends(&b->platform, POST_DONE, 0);
    turn(b);
    assert_int_equal(states(b).confirmed, 1);
}

static void test_edited_before_it_left(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    plan_parts(b, "town", "m2", 2);
    plan_parts(b, "town", "m3", 1);
    turn(b);
    outbox_cancel(b->box, "town", "m1"); /* too late */
    outbox_cancel(b->box, "town", "m2");
    outbox_cancel(b->box, "town", "nobody");
    outbox_cancel(b->box, "nowhere", "m2");
    plan_parts(b, "garden", "m4", 1);
    outbox_cancel(b->box, "garden", "m4"); /* in its own turn */
    fake_post_ends(&b->platform, POST_DONE, 0);
    turn(b);
    assert_string_equal(b->platform.calls[1].key, "town:m3:0");
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
    assert_int_equal(states(b).set_aside, 3);
    assert_int_equal(states(b).confirmed, 2);
}

static void test_deleted_before_there_was_room_for_it(void **state)
{
    struct bed *b = *state;

    outbox_free(b->box);
    begin(b, 2, 1);
    outbox_open(b->box);
    plan_parts(b, "town", "m1", 1);
    plan_parts(b, "town", "m2", 1);
    plan_parts(b, "town", "m3", 2);
    turn(b);
    outbox_cancel(b->box, "town", "m3");
    for (int i = 0; i < 2; i++) {
        fake_post_ends(&b->platform, POST_DONE, 0);
        turn(b);
        turn(b);
    }
    assert_quiet(b);
    assert_int_equal(b->platform.count, 2);
    assert_int_equal(states(b).confirmed, 2);
    assert_int_equal(states(b).set_aside, 2);
}

static void test_edited_after_half_of_it_left(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 2);
    turn(b);
    fake_post_ends(&b->platform, POST_DONE, 0);
    outbox_cancel(b->box, "town", "m1");
    turn(b);
    assert_string_equal(b->platform.calls[1].key, "town:m1:1");
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
    assert_int_equal(states(b).confirmed, 2);
}

static void test_failed_commit_sends_nothing(void **state)
{
    struct bed *b = *state;
    struct err e = {0};

    plan_parts(b, "town", "m1", 1);
    assert_true(outbox_prepare(b->box, &e));
    ledger_rollback(b->ledger);
    outbox_rollback(b->box);
    assert_int_equal(b->platform.count, 0);
    assert_int_equal(outbox_waiting(b->box), 0);
    plan_parts(b, "garden", "m2", 1); /* takes over the row's number */
    turn(b);
    assert_int_equal(b->platform.count, 1);
    assert_string_equal(b->platform.calls[0].key, "garden:m2:0");
    fake_post_ends(&b->platform, POST_DONE, 0);
    assert_quiet(b);
}

static void test_failed_commit_forgets_no_outcome(void **state)
{
    struct bed *b = *state;
    struct err e = {0};

    plan_parts(b, "town", "m1", 1);
    plan_parts(b, "garden", "m2", 1);
    turn(b);
    fake_end(&b->platform.calls[0], POST_DONE, 0, "");
    fake_end(&b->platform.calls[1], POST_UNSENT, 0, "down");
    for (int i = 0; i < 3; i++) {
        assert_true(outbox_prepare(b->box, &e));
        ledger_rollback(b->ledger);
        outbox_rollback(b->box);
    }
    assert_int_equal(states(b).sending, 2);
    turn(b);
    assert_int_equal(states(b).confirmed, 1);
    assert_int_equal(states(b).planned, 1);
    assert_int_equal(b->platform.count, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_restart_sends_what_was_planned),
        TEST(test_restart_looks_for_what_was_sending),
        TEST(test_restart_receipt_from_catch_up),
        TEST(test_too_old_is_set_aside),
        TEST(test_poisoned_part_is_set_aside),
        TEST(test_outage_poisons_nothing),
        TEST(test_edited_before_it_left),
        TEST(test_deleted_before_there_was_room_for_it),
        TEST(test_edited_after_half_of_it_left),
        TEST(test_failed_commit_sends_nothing),
        TEST(test_failed_commit_forgets_no_outcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
