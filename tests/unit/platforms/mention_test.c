#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platforms/mention.h"

struct row {
    const char *text, *left;
    bool found;
};

static void check(const struct row *rows, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        struct mention_form form = {.match = mention_at_name, .who = name};
        struct buf out;
        bool found = !rows[i].found;

        buf_init(&out, 4096);
        assert_true(mention_take(span_of(rows[i].text), &form, &out, &found));
        if (found != rows[i].found || !span_is(buf_view(&out), rows[i].left))
            print_message("row %zu: \"%s\" -> \"%s\" %d\n", i, rows[i].text,
                          out.len ? out.data : "", found);
        assert_int_equal(found, rows[i].found);
        assert_true(span_is(buf_view(&out), rows[i].left));
        buf_free(&out);
    }
}

static void plain_mentions(void **state)
{
    static const struct row rows[] = {
        {"@faqbot what is baclofen?", "what is baclofen?", true},
        {"@FaqBot: what is baclofen?", "what is baclofen?", true},
        {"@faqbot, what is baclofen?", "what is baclofen?", true},
        {"what is baclofen @faqbot", "what is baclofen", true},
        {"what is baclofen @faqbot?", "what is baclofen?", true},
        {"what is @faqbot baclofen", "what is baclofen", true},
        {"hey  @faqbot,   help", "hey  help", true},
        {"@faqbot", "", true},
        {"  @faqbot  ", "", true},
        {"@faqbot @faqbot hello", "hello", true},
        {"one\n@faqbot two\nthree", "one\ntwo\nthree", true},
        {"one @faqbot\ntwo", "one\ntwo", true},
        {"", "", false},
        {"no mention", "no mention", false},
        {"@", "@", false},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0], "faqbot");
}

static void borders_of_names(void **state)
{
    static const struct row rows[] = {
        {"@faqbot. what", ". what", true},
        {"@faqbot... what", "... what", true},
        {"@faqbot- what", "- what", true},
        {"@faqbot_ what", "_ what", true},
        {"_@faqbot_", "__", true},
        {"(@faqbot)", "()", true},
        {"@faqbot's answer", "'s answer", true},
        {"@@faqbot hi", "@hi", true},
        {"\"@faqbot\" hi", "\"\" hi", true},
        {"@faqbot-2 hi", "@faqbot-2 hi", false},
        {"@faqbot.test hi", "@faqbot.test hi", false},
        {"@faqbots hi", "@faqbots hi", false},
        {"@faq hi", "@faq hi", false},
        {"me@faqbot hi", "me@faqbot hi", false},
        {"me@faqbot.org", "me@faqbot.org", false},
        {"7@faqbot", "7@faqbot", false},
        {"caf\xC3\xA9@faqbot", "caf\xC3\xA9@faqbot", false},
        {"\xE2\x80\x9C@faqbot\xE2\x80\x9D", "\xE2\x80\x9C\xE2\x80\x9D", true},
        {"\xE2\x80\x94@faqbot hi", "\xE2\x80\x94hi", true},
        {"\xF0\x9F\x91\x8B@faqbot hi", "\xF0\x9F\x91\x8Bhi", true},
        {"@all @here @channel", "@all @here @channel", false},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0], "faqbot");
}

static void names_with_marks(void **state)
{
    static const struct row rows[] = {
        {"@faq.bot_ hi", "hi", true},
        {"@faq.bot_. hi", ". hi", true},
        {"@faq.bot hi", "@faq.bot hi", false},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0], "faq.bot_");
}

static void code_does_not_notify(void **state)
{
    static const struct row rows[] = {
        {"say `@faqbot hi` to me", "say `@faqbot hi` to me", false},
        {"`@faqbot` @faqbot hi", "`@faqbot` hi", true},
        {"``a ` @faqbot`` hi", "``a ` @faqbot`` hi", false},
        {"a ` alone @faqbot hi", "a ` alone hi", true},
        {"a `open\n\n@faqbot hi` b", "a `open\n\nhi` b", true},
        {"```\n@faqbot\n```\nhi", "```\n@faqbot\n```\nhi", false},
        {"~~~\n@faqbot\n~~~\n@faqbot hi", "~~~\n@faqbot\n~~~\nhi", true},
        {"```\n@faqbot never closed", "```\n@faqbot never closed", false},
        {"~~@faqbot~~ hi", "~~~~ hi", true},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0], "faqbot");
}

static void hostile_text_is_quick(void **state)
{
    struct mention_form form = {.match = mention_at_name, .who = "faqbot"};
    struct buf text, out;
    bool found;

    (void)state;
    buf_init(&text, 1 << 20);
    buf_init(&out, 1 << 20);
    for (int run = 1; run < 350; run++) {
        for (int i = 0; i < run; i++)
            buf_char(&text, '`');
        buf_char(&text, '@');
    }
    assert_true(mention_take(buf_view(&text), &form, &out, &found));
    assert_false(found);
    buf_free(&text);
    buf_free(&out);
}

static void too_small_buffer(void **state)
{
    struct mention_form form = {.match = mention_at_name, .who = "faqbot"};
    struct buf out;
    bool found;

    (void)state;
    buf_init(&out, 4);
    assert_false(mention_take(span_of("@faqbot a long question"), &form, &out, &found));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_mentions),        cmocka_unit_test(borders_of_names),
        cmocka_unit_test(names_with_marks),      cmocka_unit_test(code_does_not_notify),
        cmocka_unit_test(hostile_text_is_quick), cmocka_unit_test(too_small_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
