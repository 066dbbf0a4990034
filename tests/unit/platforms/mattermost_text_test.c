#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "platforms/markup.h"
#include "platforms/mattermost/text.h"
#include "platforms/parts.h"

#define Z "\xE2\x80\x8B" /* U+200B */

struct golden {
    const char *markdown, *printed;
};

struct parts_seen {
    struct buf all; /* parts, each ended by "\f" */
    size_t count, longest;
};

static bool collect(void *user, struct span part)
{
    struct parts_seen *s = user;
    size_t len = utf8_count(part);

    s->count++;
    if (len > s->longest)
        s->longest = len;
    return buf_span(&s->all, part) && buf_char(&s->all, '\f');
}

static void render(struct parts_seen *s, const char *markdown, size_t limit,
                   const struct platform_choice *choices, size_t count)
{
    struct parts_style style = {
        .printer = &mm_printer, .limit = limit, .text = mm_text, .invite = "Choose."};
    struct platform_reply reply = {.choices = choices, .choice_count = count};
    struct md *doc = NULL;
    struct err e;

    *s = (struct parts_seen){.count = 0};
    buf_init(&s->all, 1 << 20);
    assert_true(md_read(&doc, span_of(markdown), &e));
    reply.doc = doc;
    assert_true(parts_render(&reply, &style, collect, s, &e));
    md_free(doc);
}

static void check(const struct golden *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct parts_seen s;
        render(&s, rows[i].markdown, 16383, NULL, 0);
        assert_int_equal(s.count, 1);
        buf_cut(&s.all, s.all.len - 1);
        assert_string_equal(s.all.data, rows[i].printed);
        buf_free(&s.all);
    }
}

static void constructs(void **state)
{
    static const struct golden rows[] = {
        {"Plain text.", "Plain text."},
        {"One.\n\nTwo.", "One.\n\nTwo."},
        {"**Baclofen** is *a* ~~bad~~ muscle relaxant.",
         "**Baclofen** is *a* ~~bad~~ muscle relaxant."},
        {"# Big\n\ntext", "#### Big\n\ntext"},
        {"### Small", "##### Small"},
        {"- one\n- **two**\n- three", "- one\n- **two**\n- three"},
        {"1. one\n2. two", "1. one\n2. two"},
        {"3. three\n4. four", "3. three\n4. four"},
        {"- one\n  - inner\n  - more\n- two", "- one\n    - inner\n    - more\n- two"},
        {"> quoted\n>\n> twice", "> quoted\n> \n> twice"},
        {"a\n\n---\n\nb", "a\n\n---\n\nb"},
        {"use `code` here", "use `code` here"},
        {"```\nint x;\n\ny\n```", "```\nint x;\n\ny\n```"},
        {"see [the NHS page](https://www.nhs.uk/conditions/)",
         "see [the NHS page](https://www.nhs.uk/conditions/)"},
        {"[**bold** link](https://a.org/x_(y)?a=1&b=2)",
         "[**bold** link](https://a.org/x_%28y%29?a=1&b=2)"},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0]);
}

static void pings_and_links_are_split(void **state)
{
    static const struct golden rows[] = {
        {"@channel", "@" Z "channel"},
        {"@all and @here", "@" Z "all and @" Z "here"},
        {"mail me@example.org", "mail me@" Z "example.org"},
        {"go to ~town-square", "go to \\~" Z "town-square"},
        {"a #tag here", "a \\#" Z "tag here"},
        {"number #1", "number \\#1"},
        {":smile: at 10:30", ":" Z "smile: at 10:30"},
        {"bare www.evil.org", "bare www" Z ".evil.org"},
        {"WWW.evil.org", "WWW" Z ".evil.org"},
        {"see ftp://evil.org", "see ftp:" Z "//evil.org"},
        {"\\[x](https://evil.org)", "\\[x\\](https:" Z "//evil.org)"},
        {"&commat;channel", "@" Z "channel"},
        {"&amp;commat;channel", "&" Z "commat;channel"},
        {"&amp;#64;channel", "&" Z "\\#64;channel"},
        {"Q & A", "Q & A"},
        {"**@channel**", "**@" Z "channel**"},
        {"[@all](https://a.org/@all)", "[@" Z "all](https://a.org/%40all)"},
        {"[x](javascript:alert(1))", "x"},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0]);
}

static void marks_are_shown_as_they_are(void **state)
{
    static const struct golden rows[] = {
        {"2 \\* 3 \\* 4", "2 \\* 3 \\* 4"},
        {"snake\\_case\\_name", "snake\\_case\\_name"},
        {"a \\| b", "a \\| b"},
        {"1 \\< 2 \\> 0", "1 \\< 2 \\> 0"},
        {"\\`tick\\`", "\\`tick\\`"},
        {"back\\\\slash", "back\\\\slash"},
        {"\\# no heading", "\\# no heading"},
        {"\\- no item", "\\- no item"},
        {"\\+ no item", "\\+ no item"},
        {"1986\\. A year", "1986\\. A year"},
        {"2\\) no item", "2\\) no item"},
        {"minus - in the middle 1. too", "minus - in the middle 1. too"},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0]);
}

static void code_cannot_be_left(void **state)
{
    static const struct golden rows[] = {
        {"``a ` @all``", "`` a ` @" Z "all ``"},
        {"`#tag`", "`#" Z "tag`"},
        {"````\n```\n@all\n````", "````\n```\n@" Z "all\n````"},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0]);
}

static void invisible_signs_are_dropped(void **state)
{
    static const struct golden rows[] = {
        {"a\xE2\x80\xAE"
         "b\xE2\x81\xA6"
         "c",
         "abc"}, /* U+202E, U+2066 */
        {"@\xE2\x80\x8B"
         "all",
         "@" Z "all"},
        {"\xEF\xBB\xBF@all", "@" Z "all"},
        {"family \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
         "family \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7"}, /* U+200D stays */
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0]);
}

static void choices_are_numbered(void **state)
{
    static const struct platform_choice choices[] = {
        {"baclofen", "What is baclofen?"},
        {"x", "@all *now*"},
    };
    struct parts_seen s;

    (void)state;
    render(&s, "Did you mean:", 16383, choices, 2);
    assert_string_equal(s.all.data, "Did you mean:\n\n1. What is baclofen?\n2. @" Z
                                    "all \\*now\\*\n\nChoose.\f");
    buf_free(&s.all);

    /* They go to a post of their own rather than over the limit. */
    render(&s, "Did you mean one of these two?", 50, choices, 2);
    assert_int_equal(s.count, 2);
    assert_true(s.longest <= 50);
    buf_free(&s.all);
}

static void long_texts_are_split(void **state)
{
    struct parts_seen s;
    struct buf text;

    (void)state;
    buf_init(&text, 1 << 20);
    for (int i = 0; i < 40; i++)
        buf_format(&text, "Paragraph %d with @channel and *some* words in it.\n\n", i);
    for (int i = 0; i < 400; i++)
        buf_text(&text, "endless\xC3\xA9 ");
    buf_text(&text, "\n\n- item\n- item two\n");
    render(&s, text.data, 300, NULL, 0);
    assert_true(s.count > 8);
    assert_true(s.longest <= 300);
    assert_null(strstr(s.all.data, "@c")); /* no cut falls between @ and its split */
    assert_non_null(strstr(s.all.data, "item two"));
    buf_free(&s.all);
    buf_free(&text);
}

static void nothing_to_say(void **state)
{
    struct parts_style style = {
        .printer = &mm_printer, .limit = 100, .text = mm_text, .invite = "Choose."};
    struct platform_reply reply = {.doc = NULL};
    struct parts_seen s = {.count = 0};
    struct err e;

    (void)state;
    buf_init(&s.all, 100);
    assert_false(parts_render(&reply, &style, collect, &s, &e));
    assert_int_equal(e.code, ERR_VALUE);
    buf_free(&s.all);
}

static void addresses(void **state)
{
    (void)state;
    assert_true(markup_url_ok(span_of("https://a.org")));
    assert_true(markup_url_ok(span_of("tel:+44123")));
    assert_false(markup_url_ok(span_of("https://")));
    assert_false(markup_url_ok(span_of("javascript:x")));
    assert_false(markup_url_ok(span_of("https://a.org/a b")));
    assert_false(markup_url_ok(span_of("https://a.org/\n")));
    assert_false(markup_url_ok(span_of("/relative")));
    assert_int_equal(markup_backticks(span_of("a``b```c`")), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constructs),
        cmocka_unit_test(pings_and_links_are_split),
        cmocka_unit_test(marks_are_shown_as_they_are),
        cmocka_unit_test(code_cannot_be_left),
        cmocka_unit_test(invisible_signs_are_dropped),
        cmocka_unit_test(choices_are_numbered),
        cmocka_unit_test(long_texts_are_split),
        cmocka_unit_test(nothing_to_say),
        cmocka_unit_test(addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
