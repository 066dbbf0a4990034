/* The engine over a small content of its own: what a person says, what Limber does. */
#include "content_bed.h"

static int load(void **state)
{
    return content_bed_load(state, NULL);
}

static struct faq_reply say(struct faq *faq, const char *text, enum faq_setting setting,
                            struct faq_context context)
{
    struct faq_question q = {
        .text = span_of(text), .setting = setting, .context = context, .now_ms = 1000};
    struct faq_reply reply;
    struct err e = {0};

    if (!faq_answer(faq, &q, &reply, &e))
        fail_msg("%s: %s", text, e.text);
    return reply;
}

static struct faq_reply say_alone(struct faq *faq, const char *text)
{
    return say(faq, text, FAQ_DIRECT, (struct faq_context){0});
}

static const char *first_topic(const struct faq_reply *r)
{
    return r->topic_count ? r->topics[0] : "";
}

static void answers_what_was_asked(void **state)
{
    static const struct {
        const char *text, *topic;
        enum faq_action action;
    } table[] = {
        {"what is spasticity", "definition.spasticity", FAQ_ANSWER},
        {"What causes spasticity?", "cause.overview", FAQ_ANSWER},
        {"whats lioresal", "medication.baclofen", FAQ_ANSWER},
        {"what is baclofin", "medication.baclofen", FAQ_ANSWER},
        {"side effects of baclofen", "medication.baclofen-side-effects", FAQ_ANSWER},
        {"side effects of tablets", "medication.side-effects", FAQ_ANSWER},
        {"I doubled my baclofen and I cannot stay awake", "urgent.emergency",
         FAQ_EMERGENCY},
        {"how many mg of baclofen", "safety.dose", FAQ_DECLINE},
        {"hello", "bot.greeting", FAQ_ANSWER},
        {"hello, what is baclofen?", "medication.baclofen", FAQ_ANSWER},
        {"itb.overview", "itb.overview", FAQ_ANSWER},
        {"urgent.emergency", "urgent.emergency", FAQ_EMERGENCY},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct faq_reply r = say_alone(*state, table[i].text);
        if (strcmp(first_topic(&r), table[i].topic) != 0 || r.action != table[i].action)
            fail_msg("\"%s\" got %s %s", table[i].text, faq_action_name(r.action),
                     first_topic(&r));
        assert_true(r.markdown.len > 0);
    }
}

static void two_questions_get_two_answers(void **state)
{
    struct faq_reply r = say_alone(*state, "what is baclofen? and does botox hurt?");
    assert_int_equal(r.topic_count, 2);
}

static void offers_when_unsure_and_says_when_lost(void **state)
{
    struct faq_reply r = say_alone(*state, "side effects");
    assert_int_equal(r.action, FAQ_SUGGEST);
    assert_true(r.suggestion_count > 0);
    r = say_alone(*state, "who won the football");
    assert_int_equal(r.action, FAQ_SUGGEST);
    assert_non_null(memmem(r.markdown.ptr, r.markdown.len, "do not have an answer", 21));
    assert_string_equal(r.suggestions[0].topic, "definition.spasticity");
}

static void speaks_unasked_only_to_clear_questions(void **state)
{
    struct faq_context none = {0};
    assert_int_equal(say(*state, "good morning all", FAQ_CHANNEL, none).action,
                     FAQ_IGNORE);
    assert_int_equal(say(*state, "hello", FAQ_CHANNEL, none).action, FAQ_IGNORE);
    assert_int_equal(say(*state, "I hate baclofen", FAQ_CHANNEL, none).action,
                     FAQ_IGNORE);
    assert_int_equal(
        say(*state, "has anyone side effects of baclofen?", FAQ_CHANNEL, none).action,
        FAQ_IGNORE);
    assert_int_equal(say(*state, "what is baclofen?", FAQ_CHANNEL, none).action,
                     FAQ_ANSWER);
    assert_int_equal(
        say(*state, "i doubled my baclofen, cannot stay awake", FAQ_CHANNEL, none).action,
        FAQ_EMERGENCY);
}

static void a_conversation_lends_its_subject(void **state)
{
    struct faq_reply r = say_alone(*state, "what is baclofen");
    struct faq_context after = r.context;

    r = say(*state, "side effects?", FAQ_DIRECT, after);
    assert_string_equal(first_topic(&r), "medication.baclofen-side-effects");
    r = say(*state, "and botox?", FAQ_DIRECT, after);
    assert_string_equal(first_topic(&r), "botulinum.overview");
    /* Too old a conversation lends nothing. */
    after.at_ms = -3600000;
    r = say(*state, "side effects?", FAQ_DIRECT, after);
    assert_int_equal(r.action, FAQ_SUGGEST);
}

static void a_number_picks_a_choice(void **state)
{
    static const char *const second[] = {"2", "the second one", "number two please",
                                         "2."};
    struct faq_reply r = say_alone(*state, "what is baclofen");
    struct faq_context after = r.context;

    for (size_t i = 0; i < 4; i++) {
        r = say(*state, second[i], FAQ_DIRECT, after);
        assert_string_equal(first_topic(&r), "cause.overview");
    }
    r = say(*state, "9", FAQ_DIRECT, after);
    assert_int_equal(r.action, FAQ_SUGGEST);
}

static const char *title_of_choice(const struct faq_reply *r, size_t i)
{
    assert_true(r->followup_count > i);
    return r->followups[i].title;
}

/* What a button sends. */
static void a_title_picks_its_topic(void **state)
{
    char title[200];
    struct faq_reply r = say_alone(*state, "what is baclofen");
    struct faq_context after = r.context;

    snprintf(title, sizeof title, "%s", title_of_choice(&r, 1));
    r = say(*state, title, FAQ_CHANNEL, after);
    assert_string_equal(first_topic(&r), "cause.overview");
    r = say(*state, title, FAQ_DIRECT, (struct faq_context){0});
    assert_string_equal(first_topic(&r), "cause.overview");
    /* Small talk is heard, not looked up. */
    r = say_alone(*state, "Greeting");
    assert_int_equal(r.action, FAQ_SUGGEST);
}

static void context_survives_as_text(void **state)
{
    struct faq_reply r = say_alone(*state, "what is baclofen");
    struct faq_context back;
    struct buf text;

    buf_init(&text, 4096);
    assert_true(faq_context_write(&r.context, &text));
    assert_true(faq_context_read(&back, buf_view(&text)));
    assert_memory_equal(&back, &r.context, sizeof back);
    assert_false(faq_context_read(&back, span_of("1;x;0;;")));
    assert_false(faq_context_read(&back, span_of("1;5;0;a,b,c,d,e;")));
    assert_false(faq_context_read(&back, span_of("")));
    buf_free(&text);
}

static void fills_slots_and_lets_operators_set_them(void **state)
{
    struct faq_local locals[] = {{"emergency_number", "000"}};
    struct faq_question q = {
        .text = span_of("what is baclofen"), .locals = locals, .local_count = 1};
    struct faq_reply r = say_alone(*state, "what is baclofen");
    struct err e;

    assert_non_null(
        memmem(r.markdown.ptr, r.markdown.len, "your local emergency number", 27));
    assert_non_null(memmem(r.markdown.ptr, r.markdown.len, "Do not stop it", 14));
    assert_true(faq_answer(*state, &q, &r, &e));
    assert_non_null(memmem(r.markdown.ptr, r.markdown.len, "Call 000 if", 11));
}

/* Only candidates are tried; trying every pattern must say the same. */
static void candidates_lose_nothing(void **state)
{
    struct faq *faq = *state;
    for (size_t i = 0; i < faq->intents.count; i++)
        for (size_t x = 0; x < faq->intents.list[i].example_count; x++) {
            const char *text = faq->intents.list[i].examples[x].text;
            struct faq_reply some = say_alone(faq, text), all;
            faq->everything = true;
            matcher_use_interpreter(faq->matcher, true);
            all = say_alone(faq, text);
            faq->everything = false;
            matcher_use_interpreter(faq->matcher, false);
            assert_string_equal(first_topic(&some), first_topic(&all));
            assert_int_equal(some.action, all.action);
            assert_true(some.score == all.score);
        }
}

static void takes_any_bytes(void **state)
{
    static char huge[40000];
    struct faq_question q = {.text = {huge, sizeof huge}};
    struct faq_reply r;
    struct err e;

    memset(huge, 'a', sizeof huge);
    assert_false(faq_answer(*state, &q, &r, &e));
    assert_int_equal(e.code, ERR_LIMIT);
    q.text = (struct span){"what is \xff\xfe baclofen\0?", 22};
    assert_true(faq_answer(*state, &q, &r, &e));
    q.text = (struct span){huge, 32000};
    assert_true(faq_answer(*state, &q, &r, &e));
    for (size_t i = 0; i < sizeof huge; i++)
        huge[i] = (char)(i * 131 + 7);
    assert_true(faq_answer(*state, &q, &r, &e));
}

static void content_passes_its_check(void **state)
{
    struct faults *faults = faults_new();
    struct buf text;
    struct err e = {0};

    buf_init(&text, 100000);
    assert_true(faq_check(*state, INT64_C(1767500000000), faults, &e));
    faults_print(faults, &text);
    if (faults_any(faults))
        fail_msg("%s", text.data);
    /* Three years later the reviews have expired. */
    assert_true(faq_check(*state, INT64_C(1867500000000), faults, &e));
    assert_true(faults_any(faults));
    buf_free(&text);
    faults_free(faults);
}

static void explains_itself(void **state)
{
    struct faq_question q = {.text = span_of("what is baclofin")};
    struct buf text;
    struct err e;

    buf_init(&text, 100000);
    assert_true(faq_explain(*state, &q, &text, &e));
    assert_non_null(strstr(text.data, "corrected \"baclofin\" to \"baclofen\""));
    assert_non_null(strstr(text.data, "{baclofen}"));
    assert_non_null(strstr(text.data, "medication.baclofen: wins"));
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_what_was_asked),
        cmocka_unit_test(two_questions_get_two_answers),
        cmocka_unit_test(offers_when_unsure_and_says_when_lost),
        cmocka_unit_test(speaks_unasked_only_to_clear_questions),
        cmocka_unit_test(a_conversation_lends_its_subject),
        cmocka_unit_test(a_number_picks_a_choice),
        cmocka_unit_test(a_title_picks_its_topic),
        cmocka_unit_test(context_survives_as_text),
        cmocka_unit_test(fills_slots_and_lets_operators_set_them),
        cmocka_unit_test(candidates_lose_nothing),
        cmocka_unit_test(takes_any_bytes),
        cmocka_unit_test(content_passes_its_check),
        cmocka_unit_test(explains_itself),
    };
    return cmocka_run_group_tests(tests, load, content_bed_unload);
}
