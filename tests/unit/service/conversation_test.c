#include "service/conversation.h"
#include "tests/unit/service/fake.h"

struct bed {
    struct ledger *ledger;
    struct pseudonym_key key;
    struct conversations talks;
};

static int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);
    struct err e = {0};
    bool recovered;

    if (!ledger_open(&b->ledger, ":memory:", &recovered, &e) ||
        !pseudonym_open(&b->key, b->ledger, 1, &e))
        return -1;
    b->talks = (struct conversations){b->ledger, "team", &b->key};
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bed *b = *state;

    ledger_close(b->ledger);
    free(b);
    return 0;
}

static struct message message_by(const char *user, enum message_place place,
                                 const char *thread, const char *reply_to)
{
    return (struct message){.place = place,
                            .id = "m",
                            .channel = "room",
                            .thread = thread,
                            .reply_to = reply_to,
                            .user = user};
}

static void save(struct bed *b, const struct message *m, const char *topic)
{
    struct faq_context c = {.at_ms = 77};
    struct err e;

    snprintf(c.topics[0], sizeof c.topics[0], "%s", topic);
    assert_true(conversation_save(&b->talks, m, &c, 1000, &e));
}

static const char *topic_for(struct bed *b, const struct message *m, bool *same)
{
    static struct faq_context c;

    conversation_load(&b->talks, m, &c, same);
    return c.topics[0];
}

static void test_a_person_goes_on_outside_of_threads(void **state)
{
    struct bed *b = *state;
    struct message ann = message_by("ann", PLACE_DIRECT, "", "");
    struct message bob = message_by("bob", PLACE_DIRECT, "", "");
    bool same;

    assert_string_equal(topic_for(b, &ann, &same), "");
    save(b, &ann, "medication.baclofen");
    assert_string_equal(topic_for(b, &ann, &same), "medication.baclofen");
    assert_true(same);
    assert_string_equal(topic_for(b, &bob, &same), "");
    assert_false(same);
}

static void test_a_thread_is_everybodys(void **state)
{
    struct bed *b = *state;
    struct message first = message_by("ann", PLACE_CHANNEL, "", "root");
    struct message by_ann = message_by("ann", PLACE_CHANNEL, "root", "root");
    struct message by_bob = message_by("bob", PLACE_CHANNEL, "root", "root");
    struct message elsewhere = message_by("ann", PLACE_CHANNEL, "another", "another");
    bool same;

    save(b, &first, "symptom.clonus");
    assert_string_equal(topic_for(b, &by_ann, &same), "symptom.clonus");
    assert_true(same);
    assert_string_equal(topic_for(b, &by_bob, &same), "symptom.clonus");
    assert_false(same);
    assert_string_equal(topic_for(b, &elsewhere, &same), "");
}

static void test_what_is_said_in_a_thread_stays_there(void **state)
{
    struct bed *b = *state;
    struct message in_thread = message_by("ann", PLACE_CHANNEL, "root", "root");
    struct message top = message_by("ann", PLACE_CHANNEL, "", "m");
    bool same;

    save(b, &in_thread, "symptom.clonus");
    assert_string_equal(topic_for(b, &top, &same), "");
}

static void test_no_plain_id_is_kept(void **state)
{
    struct bed *b = *state;
    char one[PSEUDONYM_SIZE], two[PSEUDONYM_SIZE];

    pseudonym_make(&b->key, "room", "ann", one);
    pseudonym_make(&b->key, "room", "ann", two);
    assert_string_equal(one, two);
    assert_int_equal(strlen(one), 32);
    pseudonym_make(&b->key, "rooma", "nn", two);
    assert_string_not_equal(one, two);
}

static void test_the_key_is_made_once(void **state)
{
    struct bed *b = *state;
    struct pseudonym_key again;
    struct err e;

    assert_true(pseudonym_open(&again, b->ledger, 2, &e));
    assert_memory_equal(again.bytes, b->key.bytes, sizeof again.bytes);
}

static void test_a_note_that_is_damaged_is_an_empty_conversation(void **state)
{
    struct bed *b = *state;
    struct message ann = message_by("ann", PLACE_DIRECT, "", "");
    char hash[PSEUDONYM_SIZE], name[80];
    struct err e;
    bool same;

    pseudonym_make(&b->key, "room", "ann", hash);
    snprintf(name, sizeof name, CONVERSATION_PREFIX "u:%s", hash);
    assert_true(ledger_note_set(b->ledger, "team", name, "nonsense without end", 1, &e));
    assert_string_equal(topic_for(b, &ann, &same), "");
}

static void test_forget_me(void **state)
{
    struct bed *b = *state;
    struct message ann = message_by("ann", PLACE_DIRECT, "", "");
    struct message in_thread = message_by("ann", PLACE_CHANNEL, "root", "root");
    struct message bob = message_by("bob", PLACE_DIRECT, "", "");
    struct err e;
    size_t count;
    bool same;

    save(b, &ann, "symptom.clonus");
    save(b, &in_thread, "symptom.clonus");
    save(b, &bob, "medication.baclofen");
    assert_true(conversation_forget(&b->talks, "ann", &count, &e));
    assert_int_equal(count, 2);
    assert_string_equal(topic_for(b, &ann, &same), "");
    assert_string_equal(topic_for(b, &in_thread, &same), "");
    assert_string_equal(topic_for(b, &bob, &same), "medication.baclofen");
}

static void test_forget_somebody_everywhere(void **state)
{
    struct bed *b = *state;
    struct message ann = message_by("ann", PLACE_DIRECT, "", "");
    struct conversations everywhere = b->talks;
    struct err e;
    size_t count;
    bool same;

    save(b, &ann, "symptom.clonus");
    everywhere.connection = NULL;
    assert_true(conversation_forget(&everywhere, "bob", &count, &e));
    assert_int_equal(count, 0);
    assert_true(conversation_forget(&everywhere, "ann", &count, &e));
    assert_int_equal(count, 1);
    assert_string_equal(topic_for(b, &ann, &same), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_person_goes_on_outside_of_threads, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_thread_is_everybodys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_said_in_a_thread_stays_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_forget_me, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_forget_somebody_everywhere, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_no_plain_id_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_key_is_made_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_note_that_is_damaged_is_an_empty_conversation, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
