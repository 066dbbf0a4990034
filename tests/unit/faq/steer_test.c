/* What steers a conversation: groups of topics, "more", "sources", whether it helped, and
 * what is to be forgotten. */
#include "content_bed.h"

static int load(void **state)
{
    return content_bed_load(state, "tests/unit/faq/steering");
}

/* A conversation: each reply's context goes into the next question. */
struct talk {
    struct faq *faq;
    struct faq_context context;
    enum faq_setting setting;
    int64_t now_ms;
    struct faq_reply reply;
};

static void say(struct talk *t, const char *text)
{
    struct faq_question q = {.text = span_of(text),
                             .setting = t->setting,
                             .context = t->context,
                             .now_ms = t->now_ms += 1000};
    struct err e = {0};

    if (!faq_answer(t->faq, &q, &t->reply, &e))
        fail_msg("%s: %s", text, e.text);
    t->context = t->reply.context;
}

static void replies(const struct talk *t, const char *topic)
{
    if (!t->reply.topic_count || strcmp(t->reply.topics[0], topic) != 0)
        fail_msg("not %s but %s:\n%s", topic,
                 t->reply.topic_count ? t->reply.topics[0] : "no topic",
                 t->reply.markdown.ptr ? t->reply.markdown.ptr : "");
}

/* The choices, from the first on: ids parted by blanks, in their order, and no more. */
static void offers(const struct talk *t, const char *ids)
{
    const struct faq_reply *r = &t->reply;
    bool offer = r->suggestion_count > 0;
    const struct faq_choice *list = offer ? r->suggestions : r->followups;
    size_t count = offer ? r->suggestion_count : r->followup_count;
    char got[FAQ_CHOICES * (FAQ_TOPIC_MAX + 1)] = "";

    for (size_t i = 0; i < count; i++) {
        strcat(got, i ? " " : "");
        strcat(got, list[i].topic);
    }
    assert_string_equal(got, ids);
}

static void reads(const struct talk *t, const char *part)
{
    if (!memmem(t->reply.markdown.ptr, t->reply.markdown.len, part, strlen(part)))
        fail_msg("\"%s\" is not in\n%s", part, t->reply.markdown.ptr);
}

#define TALK(name) struct talk name = {.faq = *state, .now_ms = 1000}

/* --- groups --- */

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
        cmocka_unit_test(help_offers_the_groups),
        cmocka_unit_test(a_group_is_picked_by_number_name_or_button),
        cmocka_unit_test(a_number_of_no_choice_shows_them_again),
        cmocka_unit_test(a_button_works_in_whatever_state_of_the_conversation),
        cmocka_unit_test(a_large_group_has_pages),
        cmocka_unit_test(what_no_group_names_is_in_the_rest),
        cmocka_unit_test(a_group_is_a_name_only_after_help),
        cmocka_unit_test(groups_survive_being_written_down),
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
