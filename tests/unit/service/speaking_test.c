/* When the service speaks in a channel: who is meant, who goes on asking, what was said a
 * moment ago. */
#include "tests/unit/service/talk.h"

static void test_a_thread_of_ours(void **state)
{
    static const struct line table[] = {
        {"ann", "", "what is baclofen?", true, "answered"},
        {"ann", "m0", "side effects?", false, "answered"},
        {"bob", "m0", "@ann have you seen what is baclofen", false, "ignored"},
        {"bob", "m0", "what causes spasticity", false, "answered"},
        {"bob", "m0", "and my dog likes the garden very much every single day", false,
         "ignored"},
        {"cid", "m0", "gardening?", false, "ignored"},
        {"bob", "m0", "gardening?", false, "suggested"},
        {"bob", "m0", "i doubled my baclofen and i cannot stay awake", false,
         "emergency"},
        {"bob", "", "what is baclofen", false, "mode"}, /* not in a thread */
    };

    CONVERSE(*state, table);
}

static void test_a_room_for_questions(void **state)
{
    struct bed *b = *state;
    static const struct line table[] = {
        {"ann", "", "what is baclofen?", false, "answered"},
        {"ann", "", "side effects?", false, "answered"}, /* she goes on */
        {"ann", "", "hello", false, "ignored"},
        {"ann", "", "@bob what is baclofen", false, "ignored"},
        {"ann", "", "and my dog likes the garden very much every single day", false,
         "ignored"},
        {"bob", "", "side effects?", false, "ignored"},
        {"bob", "", "what is baclofen?", false, "cooldown"}, /* just now */
        {"bob", "", "<@U7> what causes spasticity?", false, "ignored"},
        {"bob", "", "<@U7> i doubled my baclofen and i cannot stay awake", false,
         "emergency"},
        {"cid", "", "has anyone tried baclofen?", false, "ignored"},
        {"cid", "", "hello", true, "answered"},
    };

    b->room.mode = MODE_QUESTIONS;
    b->room.cooldown_ms = 3600000;
    CONVERSE(b, table);
}

static void test_a_room_where_it_is_off(void **state)
{
    struct bed *b = *state;
    static const struct line table[] = {
        {"ann", "", "what is baclofen?", false, "mode"},
        {"ann", "", "what is baclofen?", true, "answered"},
        {"ann", "m1", "side effects?", false, "mode"},
    };

    b->room.mode = MODE_OFF;
    CONVERSE(b, table);
}

static bool changes(struct bed *b)
{
    static const struct {
        enum message_kind kind;
        const char *id;
    } table[] = {{MESSAGE_EDITED, "m0"},  {MESSAGE_DELETED, "m0"},
                 {MESSAGE_HELPFUL, "r"},  {MESSAGE_UNHELPFUL, "r"},
                 {MESSAGE_HELPFUL, "r9"}, {MESSAGE_PICKED, "p1"}};
    struct platform *p = &made[0]->base;

    end_posts(made[0]);
    if (b->at++ == 0) {
        ready(0);
        say(0, "m0", "what is baclofen");
    } else if (b->at == 2) {
        if (not_yet(b, counts(b).confirmed == 1))
            return false;
        for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
            struct message m = {.kind = table[i].kind,
                                .place = PLACE_CHANNEL,
                                .id = table[i].id,
                                .channel = "room",
                                .thread = "",
                                .reply_to = "",
                                .user = "ann",
                                .text = span_of("itb.overview")};
            p->host.message(p->host.user, p, &m);
        }
    }
    return counts(b).confirmed == 2;
}

static void test_edits_votes_and_picked_topics(void **state)
{
    struct bed *b = *state;

    begin(b, 1);
    run(b, changes);
    logged(b, "edited");
    logged(b, "cancelled");
    logged(b, "feedback");
    assert_non_null(strstr(made[0]->calls[1].text, "The baclofen pump"));
    assert_int_equal(made[0]->count, 2); /* a vote gets no reply */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_thread_of_ours, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_room_for_questions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_room_where_it_is_off, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_edits_votes_and_picked_topics, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
