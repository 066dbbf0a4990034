/* Which words expressions need, and that skipping by them changes no answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "faq/asked.h"
#include "faq/engine.h"
#include "faq/faq.h"
#include "faq/word_needs.h"

static bool names(const struct word_need *need, const char *word)
{
    for (size_t i = 0; i < need->count; i++)
        if (need->hash[i] == word_hash(span_of(word)))
            return true;
    return false;
}

/* The expression needs exactly these words (one need; NULL ends). */
static void expect_words(const char *expression, const char *const words[])
{
    struct word_need found[WORD_NEEDS];
    size_t count = word_needs_find(span_of(expression), found), n = 0;

    assert_true(count >= 1);
    for (; words[n]; n++)
        if (!names(&found[0], words[n]))
            fail_msg("%s does not need \"%s\"", expression, words[n]);
    if (found[0].count != n)
        fail_msg("%s needs %zu words", expression, found[0].count);
}

static void finds_the_words_that_no_match_can_do_without(void **state)
{
    (void)state;
    expect_words("growth", (const char *const[]){"growth", NULL});
    expect_words("^spasms$", (const char *const[]){"spasms", NULL});
    expect_words("(when|how soon) ... {botox}",
                 (const char *const[]){"when", "soon", NULL});
    expect_words("wear(s|ing|) off{1}",
                 (const char *const[]){"wear", "wears", "wearing", NULL});
    expect_words("(so |)(have i|do i) got{2}",
                 (const char *const[]){"have", "so", "do", NULL});
    expect_words("(my (son|daughter)|he) {x}",
                 (const char *const[]){"son", "daughter", "he", NULL});
    /* Of several pieces the one with the fewest words comes first. */
    expect_words("(a|b|c) growth (d|e)", (const char *const[]){"growth", NULL});
    expect_words("(pull ... out|tear)", (const char *const[]){"pull", "tear", NULL});
}

static void needs_nothing_where_other_words_may_match(void **state)
{
    static const char *const open[] = {
        "{botox}",   "(a|) (b|)", "a|b", "x*",    "(a)?",     "[ab]c",
        "({x}|how)", "spas\\w+",  "...", "a...b", "(?:when)", "",
    };
    struct word_need found[WORD_NEEDS];

    (void)state;
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (word_needs_find(span_of(open[i]), found) != 0)
            fail_msg("\"%s\" is said to need a word", open[i]);
}

static struct faq *load_shipped(void)
{
    struct faq_paths paths = {
        .intents = "intents", .responses = "responses", .language = "en"};
    struct faults *faults = faults_new();
    struct faq *faq = NULL;

    assert_true(faq_load(&faq, &paths, faults));
    faults_free(faults);
    return faq;
}

static void compare(struct faq *faq, const char *text, enum faq_setting setting)
{
    struct faq_question q = {.text = span_of(text), .setting = setting, .now_ms = 1};
    struct verdict some, all;
    struct err e = {0};

    assert_true(engine_decide(faq, &q, &some, &e));
    faq->everything = true;
    assert_true(engine_decide(faq, &q, &all, &e));
    faq->everything = false;
    if (some.action != all.action || some.topic_count != all.topic_count ||
        some.topics[0] != all.topics[0] || some.score != all.score)
        fail_msg("skipping patterns changes the answer to \"%s\"", text);
}

static void compare_asked(struct faq *faq)
{
    struct faults *faults = faults_new();
    struct asked asked = {0};

    assert_true(asked_read(&asked, &faq->intents, "intents", faults));
    for (size_t i = 0; i < asked.count; i += 10)
        compare(faq, asked.list[i].text, FAQ_DIRECT);
    asked_free(&asked);
    faults_free(faults);
}

static void skipping_changes_no_answer_of_the_shipped_content(void **state)
{
    struct faq *faq = load_shipped();

    (void)state;
    for (size_t i = 0; i < faq->intents.count; i++)
        for (size_t x = 0; x < faq->intents.list[i].example_count; x++)
            compare(faq, faq->intents.list[i].examples[x].text,
                    x % 2 ? FAQ_DIRECT : FAQ_CHANNEL);
    compare_asked(faq);
    faq_free(faq);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_words_that_no_match_can_do_without),
        cmocka_unit_test(needs_nothing_where_other_words_may_match),
        cmocka_unit_test(skipping_changes_no_answer_of_the_shipped_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
