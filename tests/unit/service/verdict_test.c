/* Whether an answer helped, said in words: it counts as a thumb does. And lists of
 * topics, which are asked for and no guesses. */
#include "tests/unit/service/stored.h"
#include "tests/unit/service/talk.h"

static int set_up_steering(void **state)
{
    int status = set_up(state);
    struct bed *b = *state;

    if (status == 0) {
        b->room.overlay = "tests/unit/faq/steering";
        b->review_ms = b->counts_ms = 86400000;
    }
    return status;
}

static int64_t unhelpful(struct bed *b, const char *topic)
{
    return counted(b, RECORD_FEEDBACK, "unhelpful", topic);
}

static int64_t helpful(struct bed *b, const char *topic)
{
    return counted(b, RECORD_FEEDBACK, "helpful", topic);
}

static void test_not_helpful_is_a_dislike_of_the_last_answer(void **state)
{
    struct bed *b = *state;
    static const struct line table[] = {
        {"ann", "", "what is baclofen?", true, "answered"},
        {"ann", "m0", "that really did not help", false, "answered"},
        {"ann", "m0", "wrong answer!", false, "answered"}, /* said before */
        {"bob", "", "what causes spasticity", true, "answered"},
    };

    CONVERSE(b, table);
    assert_int_equal(unhelpful(b, "medication.baclofen"), 1);
    assert_int_equal(unhelpful(b, "cause.overview"), 0);
    assert_int_equal(counted(b, RECORD_MESSAGE, "answered", "bot.feedback"), 2);
    struct kept k = kept(b);
    assert_int_equal(k.count, 1);
    assert_int_equal(k.why, REVIEW_DISLIKED);
    assert_string_equal(k.text, "what is baclofen?");
    assert_string_equal(k.topic, "medication.baclofen");
}

static void test_it_may_be_said_outside_of_the_thread(void **state)
{
    struct bed *b = *state;
    static const struct line table[] = {
        {"ann", "", "what is baclofen?", true, "answered"},
        {"bob", "", "what causes spasticity", true, "answered"},
        {"ann", "", "not helpful", true, "answered"},
        {"bob", "", "that helped", true, "answered"},
    };

    CONVERSE(b, table);
    assert_int_equal(unhelpful(b, "medication.baclofen"), 1);
    assert_int_equal(helpful(b, "cause.overview"), 1);
    assert_int_equal(helpful(b, "medication.baclofen"), 0);
    struct kept k = kept(b);
    assert_int_equal(k.count, 1);
    assert_string_equal(k.text, "what is baclofen?");
}

static void test_what_people_tell_each_other_does_not_count(void **state)
{
    struct bed *b = *state;
    static const struct line table[] = {
        {"ann", "", "what is baclofen?", true, "answered"},
        {"bob", "m0", "wrong answer", false, "ignored"},
        {"bob", "m0", "that helped", false, "ignored"},
        {"ann", "m0", "@bob that helped", false, "ignored"},
        {"bob", "m0", "that helped", true, "answered"}, /* said to Limber */
    };

    CONVERSE(b, table);
    assert_int_equal(unhelpful(b, "medication.baclofen"), 0);
    assert_int_equal(helpful(b, "medication.baclofen"), 1);
    assert_int_equal(kept(b).count, 0);
}

static void test_without_an_answer_nothing_counts(void **state)
{
    struct bed *b = *state;
    static const struct line table[] = {
        {"ann", "", "not helpful", true, "answered"},
        {"bob", "", "what about the zorgle", true, "suggested"},
        {"bob", "m1", "wrong answer", true, "answered"},
    };

    CONVERSE(b, table);
    assert_int_equal(unhelpful(b, ""), 0);
    assert_int_equal(counted(b, RECORD_FEEDBACK, "unhelpful", "bot.feedback"), 0);
    struct kept k = kept(b);
    assert_int_equal(k.count, 1);
    assert_int_equal(k.why, REVIEW_UNANSWERED);
}

static void test_in_a_room_for_questions_who_asked_may_say_so(void **state)
{
    struct bed *b = *state;
    static const struct line table[] = {
        {"ann", "", "what is baclofen?", false, "answered"},
        {"bob", "", "not helpful", false, "ignored"},
        {"ann", "", "not helpful", false, "answered"},
    };

    b->room.mode = MODE_QUESTIONS;
    CONVERSE(b, table);
    assert_int_equal(unhelpful(b, "medication.baclofen"), 1);
}

static void test_lists_of_topics_are_no_open_questions(void **state)
{
    struct bed *b = *state;
    static const struct line table[] = {
        {"ann", "", "help", true, "answered"},
        {"ann", "m0", "2", false, "answered"},
        {"ann", "m0", "more", false, "answered"}, /* the next page */
        {"ann", "m0", "what is baclofen", false, "answered"},
        {"ann", "m0", "more", false, "answered"},
        {"ann", "m0", "sources", false, "answered"},
    };

    CONVERSE(b, table);
    assert_int_equal(kept(b).count, 0);
    assert_int_equal(counted(b, RECORD_MESSAGE, "suggested", ""), 0);
    assert_non_null(strstr(made[0]->calls[1].text, "(1/2)"));
    assert_non_null(strstr(made[0]->calls[2].text, "(2/2)"));
}

/* The first service ends, another one takes the conversation up. */
static void test_a_list_goes_on_after_a_restart(void **state)
{
    struct bed *b = *state;
    static const struct line before[] = {{"ann", "", "help", true, "answered"},
                                         {"ann", "m0", "2", false, "answered"}};
    static const struct line after[] = {{"ann", "", "help", true, "seen"},
                                        {"ann", "m0", "2", false, "seen"},
                                        {"ann", "m0", "more", false, "answered"},
                                        {"ann", "m0", "1", false, "answered"}};

    CONVERSE(b, before);
    end(b);
    CONVERSE(b, after);
    assert_non_null(strstr(made[0]->calls[0].text, "(2/2)"));
    assert_non_null(strstr(made[0]->calls[1].text, "You are welcome."));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_steering, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_not_helpful_is_a_dislike_of_the_last_answer),
        TEST(test_it_may_be_said_outside_of_the_thread),
        TEST(test_what_people_tell_each_other_does_not_count),
        TEST(test_without_an_answer_nothing_counts),
        TEST(test_in_a_room_for_questions_who_asked_may_say_so),
        TEST(test_lists_of_topics_are_no_open_questions),
        TEST(test_a_list_goes_on_after_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
