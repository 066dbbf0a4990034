#include "service/admit.h"
#include "tests/unit/service/fake.h"

enum { NOW = 100000000, WINDOW = 3600000 };

static struct message message_in(enum message_place place)
{
    return (struct message){.kind = MESSAGE_POSTED, .place = place, .at_ms = NOW};
}

static enum admission admit(const struct message *m, enum channel_mode mode, bool thread)
{
    return admit_message(m, mode, thread, NOW, WINDOW);
}

static void test_a_direct_message_always(void **state)
{
    (void)state;
    struct message m = message_in(PLACE_DIRECT);

    assert_int_equal(admit(&m, MODE_OFF, false), ADMIT_DIRECT);
    assert_int_equal(admit(&m, MODE_MENTION, false), ADMIT_DIRECT);
}

static void test_a_mention_always(void **state)
{
    (void)state;
    struct message m = message_in(PLACE_CHANNEL);

    m.mentioned = true;
    assert_int_equal(admit(&m, MODE_OFF, false), ADMIT_MENTION);
    m.place = PLACE_GROUP;
    assert_int_equal(admit(&m, MODE_MENTION, false), ADMIT_MENTION);
}

static void test_a_click_counts_as_addressed(void **state)
{
    (void)state;
    struct message m = message_in(PLACE_CHANNEL);

    m.kind = MESSAGE_PICKED;
    assert_int_equal(admit(&m, MODE_OFF, false), ADMIT_DIRECT);
}

static void test_unaddressed_by_mode(void **state)
{
    (void)state;
    struct message m = message_in(PLACE_CHANNEL);

    assert_int_equal(admit(&m, MODE_MENTION, false), REFUSE_MODE);
    assert_int_equal(admit(&m, MODE_OFF, false), REFUSE_MODE);
    assert_int_equal(admit(&m, MODE_QUESTIONS, false), ADMIT_PASSIVE);
    assert_int_equal(admit(&m, MODE_MENTION, true), ADMIT_FOLLOWUP);
    assert_int_equal(admit(&m, MODE_QUESTIONS, true), ADMIT_FOLLOWUP);
    assert_int_equal(admit(&m, MODE_OFF, true), REFUSE_MODE);
}

static void test_what_is_too_old(void **state)
{
    (void)state;
    struct message m = message_in(PLACE_DIRECT);

    m.at_ms = NOW - WINDOW;
    assert_int_equal(admit(&m, MODE_MENTION, false), ADMIT_DIRECT);
    m.at_ms--;
    assert_int_equal(admit(&m, MODE_MENTION, false), REFUSE_OLD);
    m.at_ms = 0; /* the platform does not say */
    assert_int_equal(admit(&m, MODE_MENTION, false), ADMIT_DIRECT);
}

static int replies_in_a_minute(const char *thread, int tries)
{
    struct admit_recent r = {0};
    int admitted = 0;

    for (int i = 0; i < tries; i++)
        admitted += admit_reply(&r, "c", "room", thread, NOW + i);
    return admitted;
}

static void test_the_loop_breaker(void **state)
{
    (void)state;
    struct admit_recent r = {0};

    assert_int_equal(replies_in_a_minute("t", 100), 20);
    assert_int_equal(replies_in_a_minute("", 400), 300);
    for (int i = 0; i < 20; i++)
        assert_true(admit_reply(&r, "c", "room", "t", NOW));
    assert_false(admit_reply(&r, "c", "room", "t", NOW));
    assert_true(admit_reply(&r, "c", "room", "another", NOW));
    assert_true(admit_reply(&r, "c2", "room", "t", NOW));
    assert_true(admit_reply(&r, "c", "room", "t", NOW + 60000));
}

static void test_a_topic_cools_down_in_its_channel(void **state)
{
    (void)state;
    struct admit_recent r = {0};

    assert_true(admit_topic(&r, "c", "room", "clonus", 1000, NOW));
    assert_false(admit_topic(&r, "c", "room", "clonus", 1000, NOW + 999));
    assert_true(admit_topic(&r, "c", "room", "botox", 1000, NOW + 999));
    assert_true(admit_topic(&r, "c", "hall", "clonus", 1000, NOW + 999));
    assert_true(admit_topic(&r, "c", "room", "clonus", 1000, NOW + 1000));
    assert_true(admit_topic(&r, "c", "room", "clonus", 0, NOW + 1000));
}

static void test_it_cools_down_however_much_is_said_elsewhere(void **state)
{
    (void)state;
    struct admit_recent r = {0};
    char place[24];

    assert_true(admit_topic(&r, "c", "room", "clonus", 600000, NOW));
    for (int i = 0; i < 2000; i++) {
        snprintf(place, sizeof place, "direct-%d", i);
        assert_true(admit_reply(&r, "c", place, "", NOW + i));
    }
    /* One topic again and again takes one place. */
    for (int i = 0; i < 2000; i++)
        assert_true(admit_topic(&r, "c", "hall", "botox", 0, NOW + i));
    assert_false(admit_topic(&r, "c", "room", "clonus", 600000, NOW + 2000));
    /* When there is no place left, the oldest makes room. */
    for (int i = 0; i < 1023; i++) {
        snprintf(place, sizeof place, "room-%d", i);
        assert_true(admit_topic(&r, "c", place, "clonus", 600000, NOW + 3000 + i));
    }
    assert_false(admit_topic(&r, "c", "room-0", "clonus", 600000, NOW + 5000));
    assert_true(admit_topic(&r, "c", "room", "clonus", 600000, NOW + 5000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_direct_message_always),
        cmocka_unit_test(test_a_mention_always),
        cmocka_unit_test(test_a_click_counts_as_addressed),
        cmocka_unit_test(test_unaddressed_by_mode),
        cmocka_unit_test(test_what_is_too_old),
        cmocka_unit_test(test_the_loop_breaker),
        cmocka_unit_test(test_a_topic_cools_down_in_its_channel),
        cmocka_unit_test(test_it_cools_down_however_much_is_said_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
