/* Groups of topics, and how one and its topics are picked. */
#include "talk.h"

static void help_offers_the_groups(void **state)
{
    TALK(t);

    say(&t, "help");
    replies(&t, "bot.help");
    assert_int_equal(t.reply.action, FAQ_ANSWER);
    offers(&t, "group.medicines group.everything group.rest");
    reads(&t, "1. Medicines\n2. Everything \\*else\\*\n3. The rest");
}

static void a_group_is_picked_by_number_name_or_button(void **state)
{
    static const char *const ways[] = {
        "1", "the first one", "Medicines", "medicines", "tablets!", "meds", NULL};

    for (size_t i = 0; ways[i]; i++) {
        TALK(t);
        say(&t, "help");
        say(&t, ways[i]);
        if (t.reply.steer != FAQ_STEER_GROUP)
            fail_msg("%s picks no group", ways[i]);
        assert_int_equal(t.reply.action, FAQ_SUGGEST);
        assert_int_equal(t.reply.topic_count, 0);
        offers(&t, "botulinum.overview medication.baclofen "
                   "medication.baclofen-side-effects medication.side-effects groups");
        reads(&t, "**Medicines**");
        say(&t, "2");
        replies(&t, "medication.baclofen");
    }
}

static void a_number_of_no_choice_shows_them_again(void **state)
{
    static const char *const numbers[] = {"9", "0", "12.", "number 7", "#8", NULL};
    TALK(t);

    for (size_t i = 0; numbers[i]; i++) {
        say(&t, "help");
        say(&t, numbers[i]);
        assert_int_equal(t.reply.action, FAQ_SUGGEST);
        assert_int_equal(t.reply.steer, FAQ_STEER_AGAIN);
        offers(&t, "group.medicines group.everything group.rest");
        say(&t, "1");
        assert_int_equal(t.reply.steer, FAQ_STEER_GROUP);
        say(&t, numbers[i]);
        offers(&t, "botulinum.overview medication.baclofen "
                   "medication.baclofen-side-effects medication.side-effects groups");
        say(&t, "2");
        replies(&t, "medication.baclofen");
    }
    say(&t, "999"); /* calls for help: no slip */
    assert_int_not_equal(t.reply.steer, FAQ_STEER_AGAIN);
    TALK(fresh);
    say(&fresh, "9"); /* nothing was offered */
    assert_int_not_equal(fresh.reply.steer, FAQ_STEER_AGAIN);
}

static void a_button_works_in_whatever_state_of_the_conversation(void **state)
{
    TALK(t);

    t.setting = FAQ_CHANNEL;
    say(&t, "group.everything.2");
    offers(&t, "bot.thanks bot.about groups");
    say(&t, "groups");
    replies(&t, "bot.help");
    t.now_ms += 86400000;
    say(&t, "group.rest");
    assert_int_equal(t.reply.steer, FAQ_STEER_GROUP);
    t.setting = FAQ_DIRECT;
    say(&t, "group.no-such");
    assert_int_equal(t.reply.steer, FAQ_STEER_NONE);
    say(&t, "group.rest.2");
    assert_int_equal(t.reply.steer, FAQ_STEER_NONE);
}

static void a_large_group_has_pages(void **state)
{
    static const char *const ways[] = {"more", "8", "More of these", "group.everything.2",
                                       NULL};

    for (size_t i = 0; ways[i]; i++) {
        TALK(t);
        say(&t, "help");
        say(&t, "2");
        offers(&t, "definition.spasticity cause.overview cause.multiple-sclerosis "
                   "itb.overview urgent.emergency safety.dose bot.greeting "
                   "group.everything.2 groups");
        reads(&t, "**Everything \\*else\\*** (1/2)");
        reads(&t, "\n8. More of these\n9. What you can ask");
        say(&t, ways[i]);
        offers(&t, "bot.thanks bot.about groups");
        reads(&t, "(2/2)");
        say(&t, "more"); /* there are no more of these */
        replies(&t, "bot.help");
    }
}

static void what_no_group_names_is_in_the_rest(void **state)
{
    TALK(t);

    say(&t, "group.rest");
    offers(&t, "bot.help groups"); /* alarms, refusals and small talk are not swept up */
}

static void a_group_is_a_name_only_after_help(void **state)
{
    TALK(t);

    say(&t, "tablets");
    assert_int_equal(t.reply.steer, FAQ_STEER_NONE);
    say(&t, "help");
    t.now_ms += 3600000;
    say(&t, "tablets");
    assert_int_equal(t.reply.steer, FAQ_STEER_NONE);
}

static void groups_survive_being_written_down(void **state)
{
    struct buf text;
    TALK(t);

    buf_init(&text, 1000);
    say(&t, "group.everything");
    assert_true(faq_context_write(&t.context, &text));
    t.context = (struct faq_context){0};
    assert_true(faq_context_read(&t.context, buf_view(&text)));
    buf_free(&text);
    say(&t, "8");
    reads(&t, "(2/2)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_offers_the_groups),
        cmocka_unit_test(a_group_is_picked_by_number_name_or_button),
        cmocka_unit_test(a_number_of_no_choice_shows_them_again),
        cmocka_unit_test(a_button_works_in_whatever_state_of_the_conversation),
        cmocka_unit_test(a_large_group_has_pages),
        cmocka_unit_test(what_no_group_names_is_in_the_rest),
        cmocka_unit_test(a_group_is_a_name_only_after_help),
        cmocka_unit_test(groups_survive_being_written_down),
    };
    return cmocka_run_group_tests(tests, load, content_bed_unload);
}
