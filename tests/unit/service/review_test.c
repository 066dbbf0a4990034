/* What the running service keeps for the operator: questions for review, and counts. */
#include "tests/unit/service/stored.h"

static void tell(int i, enum message_kind kind, const char *id)
{
    struct platform *p = &made[i]->base;
    struct message m = {.kind = kind,
                        .place = PLACE_DIRECT,
                        .id = id,
                        .channel = "room",
                        .thread = "",
                        .reply_to = "",
                        .user = "ann"};
    p->host.message(p->host.user, p, &m);
}

static const char open_question[] = "what about the zorgle of Bartholomew 12345?";

static bool unanswered(struct bed *b)
{
    if (b->at++ == 0) {
        ready(0);
        say(0, "m1", open_question);
    }
    end_posts(made[0]);
    return counts(b).confirmed == 1;
}

static void test_nothing_is_kept_unless_it_is_turned_on(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, unanswered);
    assert_int_equal(kept(b).count, 0);
}

static void test_an_unanswered_question_is_kept_scrubbed(void **state)
{
    struct bed *b = *state;

    b->review_ms = 86400000;
    begin(b, 1);
    run(b, unanswered);
    struct kept k = kept(b);
    assert_int_equal(k.count, 1);
    assert_int_equal(k.why, REVIEW_UNANSWERED);
    assert_string_equal(k.text, "what about the zorgle of [name] [number]?");
}

static bool disliked(struct bed *b)
{
    if (b->at++ == 0) {
        ready(0);
        say(0, "m1", "what is baclofen");
    }
    end_posts(made[0]);
    if (counts(b).confirmed == 1 && b->at < 1000) {
        b->at = 1000;
        tell(0, MESSAGE_UNHELPFUL, "r");
        tell(0, MESSAGE_UNHELPFUL, "r");
        tell(0, MESSAGE_UNHELPFUL, "of-somebody-else");
        tell(0, MESSAGE_HELPFUL, "r");
    }
    return b->at > 1002;
}

static void test_a_disliked_answer_is_kept_once(void **state)
{
    struct bed *b = *state;

    b->review_ms = 86400000;
    begin(b, 1);
    run(b, disliked);
    struct kept k = kept(b);
    assert_int_equal(k.count, 1);
    assert_int_equal(k.why, REVIEW_DISLIKED);
    assert_string_equal(k.topic, "medication.baclofen");
    assert_string_equal(k.text, "what is baclofen");
}

/* The thumb comes in the turn that brought what became of the post. */
static bool disliked_at_once(struct bed *b)
{
    if (b->at++ == 0) {
        ready(0);
        say(0, "m1", "what is baclofen");
    }
    if (made[0]->count && b->at < 1000) {
        b->at = 1000;
        end_posts(made[0]);
        tell(0, MESSAGE_UNHELPFUL, "r");
    }
    return b->at > 1002;
}

static void test_feedback_in_the_turn_of_its_receipt(void **state)
{
    struct bed *b = *state;

    b->review_ms = 86400000;
    begin(b, 1);
    run(b, disliked_at_once);
    assert_int_equal(kept(b).count, 1);
}

static bool forgotten(struct bed *b)
{
    if (b->at++ == 0) {
        ready(0);
        say(0, "m1", open_question);
        say(0, "m2", "what is baclofen");
    }
    end_posts(made[0]);
    if (counts(b).confirmed == 2 && b->at < 1000) {
        assert_int_equal(kept(b).count, 1);
        b->at = 1000;
        say(0, "m3", "Forget me");
    }
    if (counts(b).confirmed == 3 && b->at < 2000) {
        assert_int_equal(kept(b).count, 0);
        b->at = 2000;
        tell(0, MESSAGE_UNHELPFUL, "r"); /* memory holds nothing of it either */
    }
    return b->at > 2002;
}

static void test_forget_me_takes_it_all_away(void **state)
{
    struct bed *b = *state;

    b->review_ms = 86400000;
    begin(b, 1);
    run(b, forgotten);
    assert_int_equal(kept(b).count, 0);
}

static bool deleted(struct bed *b)
{
    if (b->at++ == 0) {
        ready(0);
        say(0, "m1", open_question);
    }
    end_posts(made[0]);
    if (counts(b).confirmed == 1 && b->at < 1000) {
        assert_int_equal(kept(b).count, 1);
        b->at = 1000;
        tell(0, MESSAGE_DELETED, "m1");
    }
    return b->at > 1001;
}

static void test_a_deleted_question_goes_with_its_message(void **state)
{
    struct bed *b = *state;

    b->review_ms = 86400000;
    begin(b, 1);
    run(b, deleted);
    assert_int_equal(kept(b).count, 0);
}

static void test_turned_off_again_nothing_stays(void **state)
{
    struct bed *b = *state;

    b->review_ms = 86400000;
    begin(b, 1);
    run(b, unanswered);
    assert_int_equal(kept(b).count, 1);
    struct review_options off = {.ledger = b->ledger};
    struct review *r;
    struct err e = {0};
    assert_true(review_new(&r, &off, &e));
    assert_true(review_prune(r, 5, &e) && ledger_commit(b->ledger, &e));
    review_free(r);
    assert_int_equal(kept(b).count, 0);
}

/* --- counts --- */

static bool lost_and_found(struct bed *b)
{
    struct platform *p = &made[0]->base;

    if (b->at++ == 0) {
        ready(0);
        p->host.down(p->host.user, p, "gone");
        p->host.down(p->host.user, p, "still gone");
        ready(0);
        say(0, "m1", "what is baclofen");
        say(0, "m2", open_question);
    }
    if (made[0]->count && b->at < 100) {
        b->at = 100;
        fake_end(&made[0]->calls[0], POST_UNSENT, 1, "slowly");
    }
    if (made[0]->count > 1)
        end_posts(made[0]);
    if (counts(b).confirmed == 2 && b->at < 1000) {
        b->at = 1000;
        tell(0, MESSAGE_UNHELPFUL, "r");
    }
    return b->at > 1002;
}

static void test_counts_are_written_at_the_end(void **state)
{
    struct bed *b = *state;

    b->counts_ms = 86400000;
    begin(b, 1);
    run(b, lost_and_found);
    assert_int_equal(counted(b, RECORD_MESSAGE, "answered", "medication.baclofen"), 1);
    assert_int_equal(counted(b, RECORD_MESSAGE, "suggested", ""), 1);
    assert_int_equal(counted(b, RECORD_FEEDBACK, "unhelpful", "medication.baclofen") +
                         counted(b, RECORD_FEEDBACK, "unhelpful", ""),
                     1);
    assert_int_equal(counted(b, RECORD_INCIDENT, "disconnect", ""), 1);
    assert_int_equal(counted(b, RECORD_INCIDENT, "rate_limit", ""), 1);
    assert_int_equal(counted(b, RECORD_INCIDENT, "retry", ""), 1);
}

static void test_no_counts_when_they_are_turned_off(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, lost_and_found);
    assert_int_equal(counted(b, RECORD_MESSAGE, "answered", "medication.baclofen"), 0);
}

static void test_counts_gather_for_a_minute(void **state)
{
    struct bed *b = *state;
    struct record *r;
    struct err e = {0};
    int64_t now = INT64_C(1700000000000);

    begin(b, 1);
    assert_true(record_new(&r, b->ledger, 86400000, &e));
    assert_true(record_wait(r, now) == INT64_MAX);
    record_message(r, "one", OUTCOME_ANSWERED, "topic.a", now);
    record_message(r, "one", OUTCOME_ANSWERED, "topic.a", now + 1000);
    record_incident_total(r, "", INCIDENT_DROPPED, 5, now);
    record_incident_total(r, "", INCIDENT_DROPPED, 7, now);
    assert_int_equal(record_wait(r, now + 20000), 40000);
    assert_int_equal(record_wait(r, now + 60000), 0);
    assert_int_equal(record_wait(r, now - 1), 0); /* the clock was set back */
    assert_true(record_flush(r, now, &e));
    assert_true(record_wait(r, now) == INT64_MAX);
    assert_int_equal(counted(b, RECORD_MESSAGE, "answered", "topic.a"), 2);
    assert_int_equal(counted(b, RECORD_INCIDENT, "dropped", ""), 7);
    assert_true(record_prune(r, now + (int64_t)3 * 86400000, &e));
    assert_true(ledger_commit(b->ledger, &e));
    assert_int_equal(counted(b, RECORD_MESSAGE, "answered", "topic.a"), 0);
    record_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing_is_kept_unless_it_is_turned_on,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_unanswered_question_is_kept_scrubbed,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_disliked_answer_is_kept_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_feedback_in_the_turn_of_its_receipt, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_forget_me_takes_it_all_away, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_deleted_question_goes_with_its_message,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_turned_off_again_nothing_stays, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_counts_are_written_at_the_end, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_no_counts_when_they_are_turned_off, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_counts_gather_for_a_minute, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
