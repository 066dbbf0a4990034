/* The outbox over a ledger in memory, a scripted platform and a clock that stands. */
#include "service/outbox.h"
#include "tests/unit/service/fake.h"

enum { START = 1000000 };
#define MINUTE ((int64_t)60000)

struct bed {
    struct fake_time time;
    struct fake platform;
    struct ledger *ledger;
    struct rng rng;
    struct outbox *box;
    int planned, wakes;
    char path[64];
};

static void on_wake(void *user)
{
    ((struct bed *)user)->wakes++;
}

static void begin(struct bed *b, size_t waiting_most, size_t in_flight_most)
{
    struct err e = {0};
    struct outbox_options o = {
        .connection = "team",
        .platform = &b->platform.base,
        .ledger = b->ledger,
        .rng = &b->rng,
        .clock = fake_clock(&b->time),
        .wake = on_wake,
        .user = b,
        .under_way_ms = 30000,
        .waiting_most = waiting_most,
        .in_flight_most = in_flight_most,
    };

    b->platform.base.kind = &fake_kind;
    if (!outbox_new(&b->box, &o, &e))
        fail_msg("%s", e.text);
}

static int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);
    struct err e = {0};
    bool recovered;

    b->time = (struct fake_time){500, START};
    rng_seed(&b->rng, 7);
    if (!ledger_open(&b->ledger, ":memory:", &recovered, &e))
        return -1;
    begin(b, 0, 0);
    outbox_open(b->box);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bed *b = *state;

    fake_destroy(&b->platform.base);
    outbox_free(b->box);
    ledger_close(b->ledger);
    free(b);
    return 0;
}

/* As a new process over the same ledger would find it. */
static void restart(struct bed *b)
{
    for (size_t i = 0; i < b->platform.count; i++)
        b->platform.calls[i].ended = true; /* the old process is gone */
    ledger_rollback(b->ledger);
    outbox_free(b->box);
    begin(b, 0, 0);
}

static void advance(struct bed *b, int64_t ms)
{
    b->time.now += ms;
    b->time.unix_ms += ms;
}

static void plan_parts(struct bed *b, const char *channel, const char *source, int parts)
{
    struct err e = {0};
    char key[128];
    int64_t row;

    for (int i = 0; i < parts; i++) {
        snprintf(key, sizeof key, "%s:%s:%d", channel, source, i);
        struct ledger_part p = {.connection = "team",
                                .channel = channel,
                                .thread = source,
                                .source = source,
                                .key = key,
                                .topic = "t",
                                .part = i,
                                .parts = parts,
                                .payload = span_of("text"),
                                .planned_ms = b->time.unix_ms};
        if (!ledger_plan(b->ledger, &p, &row, &e))
            fail_msg("%s", e.text);
    }
    outbox_news(b->box);
}

static void turn(struct bed *b)
{
    struct err e = {0};

    if (!outbox_prepare(b->box, &e) || !ledger_commit(b->ledger, &e))
        fail_msg("%s", e.text);
    outbox_launch(b->box);
}

static struct ledger_counts states(struct bed *b)
{
    struct ledger_counts c;
    struct err e = {0};

    if (!ledger_count(b->ledger, &c, &e))
        fail_msg("%s", e.text);
    return c;
}

/* Nothing more may happen, however late it gets. */
static void assert_quiet(struct bed *b)
{
    size_t before = b->platform.count;

    for (int i = 0; i < 20; i++) {
        advance(b, 10 * MINUTE);
        turn(b);
    }
    assert_int_equal(b->platform.count, before);
    assert_int_equal(outbox_waiting(b->box), 0);
    assert_int_equal(outbox_in_flight(b->box), 0);
}

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

static void test_unknown_is_repeated_while_the_key_lives(void **state)
{
    struct bed *b = *state;

    b->platform.may_repeat = true;
    b->platform.key_lives_ms = 25000;
    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
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

    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
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

    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
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

    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
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

    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
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

/* A try that surely failed says nothing about the one before it. */
static void test_unsent_after_unknown_stays_in_doubt(void **state)
{
    struct bed *b = *state;

    b->platform.may_repeat = true;
    b->platform.key_lives_ms = 25000;
    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
    advance(b, 1000);
    turn(b);
    fake_post_ends(&b->platform, POST_UNSENT, 0);
    turn(b);
    assert_int_equal(states(b).sending, 1);
    advance(b, 60000);
    turn(b);
    assert_true(b->platform.calls[2].look);
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

    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
    turn(b);
    outbox_receipt(b->box, "town:m1:0", "r");
    assert_quiet(b);
    assert_int_equal(states(b).confirmed, 1);
    assert_int_equal(outbox_counts(b->box)->looked, 0);
}

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

static void test_clock_set_back(void **state)
{
    struct bed *b = *state;

    plan_parts(b, "town", "m1", 1);
    turn(b);
    fake_post_ends(&b->platform, POST_UNKNOWN, 0);
    b->time.unix_ms -= (int64_t)24 * 3600 * 1000;
    turn(b);
    advance(b, 1000);
    turn(b);
    fake_look_ends(&b->platform, LOOK_ABSENT);
    int64_t next = outbox_next(b->box);
    assert_true(next - b->time.now <= 30000);
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
        TEST(test_unsent_backs_off),
        TEST(test_connected_again_tries_at_once),
        TEST(test_unknown_is_repeated_while_the_key_lives),
        TEST(test_key_is_not_kept_alive_by_repeating),
        TEST(test_not_before_the_pace_has_it),
        TEST(test_look_at_once_finds_it),
        TEST(test_look_before_sending_again),
        TEST(test_look_as_soon_as_it_proves_something),
        TEST(test_look_absent_sends_again),
        TEST(test_look_unsure_looks_later),
        TEST(test_unsent_after_unknown_stays_in_doubt),
        TEST(test_refused_is_set_aside),
        TEST(test_fatal_keeps_all_for_the_next_start),
        TEST(test_post_that_could_not_start),
        TEST(test_receipt_instead_of_an_answer),
        TEST(test_receipt_while_in_doubt),
        TEST(test_restart_sends_what_was_planned),
        TEST(test_restart_looks_for_what_was_sending),
        TEST(test_restart_receipt_from_catch_up),
        TEST(test_too_old_is_set_aside),
        TEST(test_poisoned_part_is_set_aside),
        TEST(test_outage_poisons_nothing),
        TEST(test_edited_before_it_left),
        TEST(test_edited_after_half_of_it_left),
        TEST(test_failed_commit_sends_nothing),
        TEST(test_failed_commit_forgets_no_outcome),
        TEST(test_memory_is_bounded_and_nothing_lost),
        TEST(test_few_in_flight_and_each_its_turn),
        TEST(test_patience),
        TEST(test_clock_set_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
