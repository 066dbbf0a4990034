/* What is said of the conversation itself: "help", "more", "sources", whether it helped,
 * and what is to be forgotten. */
#include "talk.h"

/* --- the menu --- */

static void help_is_the_menu_whatever_was_talked_of(void **state)
{
    static const char *const words[] = {"help", "Help!", "menu", "help please", "topics"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        TALK(t);
        say(&t, "what is baclofen");
        say(&t, words[i]);
        assert_int_equal(t.reply.steer, FAQ_STEER_NONE);
        replies(&t, "bot.help");
        reads(&t, "Medicines");
    }
}

/* --- more --- */

static void more_goes_on_from_an_answer_to_its_group(void **state)
{
    TALK(t);

    say(&t, "what is baclofen");
    say(&t, "tell me more please");
    assert_int_equal(t.reply.steer, FAQ_STEER_MORE);
    offers(&t, "definition.spasticity cause.overview itb.overview group.medicines");
    assert_int_equal(t.context.refused, 0);
    say(&t, "go on");
    reads(&t, "**Medicines**");
    say(&t, "more");
    replies(&t, "bot.help");
    say(&t, "more");
    replies(&t, "bot.help");
}

static void more_of_nothing_is_help(void **state)
{
    TALK(t);

    say(&t, "more");
    replies(&t, "bot.help");
    t.setting = FAQ_CHANNEL;
    say(&t, "more");
    assert_int_equal(t.reply.action, FAQ_IGNORE);
}

/* --- sources --- */

static void sources_are_those_of_the_last_answer(void **state)
{
    TALK(t);

    say(&t, "what is baclofen");
    say(&t, "what are your sources?");
    assert_int_equal(t.reply.steer, FAQ_STEER_SOURCES);
    replies(&t, "bot.about");
    reads(&t, "https://");
    const struct answer *a =
        answers_find(&t.faq->answers, span_of("medication.baclofen"));
    for (size_t i = 0; i < a->source_count; i++) {
        reads(&t, a->sources[i].title);
        reads(&t, a->sources[i].url);
    }
    say(&t, "1"); /* what the answer offered still stands */
    replies(&t, "definition.spasticity");
}

static void without_an_answer_sources_are_told_in_general(void **state)
{
    TALK(t);

    say(&t, "sources");
    assert_int_equal(t.reply.steer, FAQ_STEER_NONE);
    replies(&t, "bot.about");
    say(&t, "hello");
    say(&t, "sources"); /* small talk has none */
    assert_int_equal(t.reply.steer, FAQ_STEER_NONE);
    replies(&t, "bot.about");
    say(&t, "what is baclofen");
    t.now_ms += 3600000;
    say(&t, "sources");
    assert_int_equal(t.reply.steer, FAQ_STEER_NONE);
}

/* --- did it help? --- */

static void a_verdict_is_about_the_last_answer_once(void **state)
{
    static const struct {
        const char *text, *topic;
        enum faq_steer steer;
    } table[] = {
        {"helpful", "bot.thanks", FAQ_STEER_HELPFUL},
        {"Thank you, that really helped me a lot!", "bot.thanks", FAQ_STEER_HELPFUL},
        {"not helpful", "bot.feedback", FAQ_STEER_UNHELPFUL},
        {"it didn't help", "bot.feedback", FAQ_STEER_UNHELPFUL},
        {"Wrong answer.", "bot.feedback", FAQ_STEER_UNHELPFUL}};

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        TALK(t);
        say(&t, "what is baclofen");
        say(&t, table[i].text);
        assert_int_equal(t.reply.steer, table[i].steer);
        replies(&t, table[i].topic);
        assert_string_equal(t.reply.judged, "medication.baclofen");
        assert_true(t.reply.markdown.len < 300);
        say(&t, table[i].text);
        assert_int_equal(t.reply.steer, table[i].steer);
        assert_null(t.reply.judged);
        say(&t, "what causes spasticity");
        say(&t, table[i].text);
        assert_string_equal(t.reply.judged, "cause.overview");
    }
}

static void without_an_answer_nothing_is_judged(void **state)
{
    TALK(t);

    say(&t, "that helped");
    assert_null(t.reply.judged);
    replies(&t, "bot.thanks");
    say(&t, "wrong answer"); /* thanks are no answer */
    assert_null(t.reply.judged);
    replies(&t, "bot.feedback");
    say(&t, "not helpful");
    assert_null(t.reply.judged);

    TALK(offered);
    say(&offered, "what is baclofen");
    say(&offered, "zorgle frobnicate");
    assert_int_equal(offered.reply.action, FAQ_SUGGEST);
    say(&offered, "not helpful");
    assert_null(offered.reply.judged);
    replies(&offered, "bot.feedback");
}

static void what_only_holds_a_remark_is_a_question(void **state)
{
    static const char *const questions[] = {"that helped?", "it helped my spasticity",
                                            "what sources of baclofen", NULL};

    for (size_t i = 0; questions[i]; i++) {
        TALK(t);
        say(&t, "what is baclofen");
        say(&t, questions[i]);
        if (t.reply.steer || t.reply.judged)
            fail_msg("\"%s\" is taken for a remark", questions[i]);
    }
}

static void unaddressed_nothing_is_a_remark(void **state)
{
    TALK(t);

    say(&t, "what is baclofen");
    t.setting = FAQ_CHANNEL;
    say(&t, "that helped");
    assert_int_equal(t.reply.action, FAQ_IGNORE);
    assert_null(t.reply.judged);
}

/* --- to be forgotten --- */

static void who_asks_to_be_forgotten_is(void **state)
{
    static const char *const ways[] = {"forget me", " Forget me! ",
                                       "Please delete my data.",
                                       "forget what you know about me", NULL};
    static const struct faq_context empty = {0};

    for (size_t i = 0; ways[i]; i++) {
        TALK(t);
        say(&t, "what is baclofen");
        say(&t, ways[i]);
        if (t.reply.steer != FAQ_STEER_FORGET)
            fail_msg("\"%s\" forgets nothing", ways[i]);
        assert_int_equal(t.reply.action, FAQ_ANSWER);
        replies(&t, "bot.about");
        reads(&t, "I have forgotten it.");
        assert_int_equal(t.reply.suggestion_count + t.reply.followup_count, 0);
        assert_memory_equal(&t.context, &empty, sizeof empty);
    }
}

static void what_is_only_like_it_forgets_nothing(void **state)
{
    static const char *const texts[] = {"can you forget me?", "I forget my tablets",
                                        "thanks, forget me",  "forget",
                                        "forget it",          NULL};

    for (size_t i = 0; texts[i]; i++) {
        TALK(t);
        say(&t, "what is baclofen");
        say(&t, texts[i]);
        if (t.reply.steer == FAQ_STEER_FORGET)
            fail_msg("\"%s\" forgets", texts[i]);
    }
    TALK(unasked);
    unasked.setting = FAQ_CHANNEL;
    say(&unasked, "forget me");
    assert_int_equal(unasked.reply.action, FAQ_IGNORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_is_the_menu_whatever_was_talked_of),
        cmocka_unit_test(more_goes_on_from_an_answer_to_its_group),
        cmocka_unit_test(more_of_nothing_is_help),
        cmocka_unit_test(sources_are_those_of_the_last_answer),
        cmocka_unit_test(without_an_answer_sources_are_told_in_general),
        cmocka_unit_test(a_verdict_is_about_the_last_answer_once),
        cmocka_unit_test(without_an_answer_nothing_is_judged),
        cmocka_unit_test(what_only_holds_a_remark_is_a_question),
        cmocka_unit_test(unaddressed_nothing_is_a_remark),
        cmocka_unit_test(who_asks_to_be_forgotten_is),
        cmocka_unit_test(what_is_only_like_it_forgets_nothing),
    };
    return cmocka_run_group_tests(tests, load, content_bed_unload);
}
