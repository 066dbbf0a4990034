#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/utf8.h"
#include "platforms/slack/blocks.h"
#include "platforms/slack/text.h"

struct golden {
    const char *markdown, *printed;
};

static bool collect(void *user, struct span part)
{
    struct buf *all = user;
    return buf_span(all, part) && buf_char(all, '\f');
}

static void check(const struct golden *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct md *doc = NULL;
        struct buf all;
        struct err e;

        buf_init(&all, 1 << 20);
        assert_true(md_read(&doc, span_of(rows[i].markdown), &e));
        assert_true(md_print(doc, &sl_printer, 3000, collect, &all, &e));
        buf_cut(&all, all.len - 1);
        assert_string_equal(all.data, rows[i].printed);
        md_free(doc);
        buf_free(&all);
    }
}

static void constructs(void **state)
{
    static const struct golden rows[] = {
        {"Plain text.", "Plain text."},
        {"One.\n\nTwo.", "One.\n\nTwo."},
        {"one\\\ntwo", "one\ntwo"},
        {"**Baclofen** is *a* ~~bad~~ muscle relaxant.",
         "*Baclofen* is _a_ ~bad~ muscle relaxant."},
        {"***both***", "_*both*_"},
        {"# Big\n\ntext", "*Big*\n\ntext"},
        {"### Small **loud** `x`", "*Small loud x*"},
        {"- one\n- **two**\n- three", "\u2022 one\n\u2022 *two*\n\u2022 three"},
        {"1. one\n2. two", "1. one\n2. two"},
        {"3. three\n4. four", "3. three\n4. four"},
        {"- one\n  - inner\n- two", "\u2022 one\n    \u2022 inner\n\u2022 two"},
        {"> quoted\n>\n> twice", "> quoted\n> \n> twice"},
        {"a\n\n---\n\nb", "a\n\n\u2014\u2014\u2014\n\nb"},
        {"use `code` here", "use `code` here"},
        {"```\nint x;\n\ny\n```", "```\nint x;\n\ny\n```"},
        {"see [the NHS page](https://www.nhs.uk/conditions/)",
         "see <https://www.nhs.uk/conditions/|the NHS page>"},
        {"[**bold** link](https://a.org/x_(y)?a=1&b=2)",
         "<https://a.org/x_(y)?a=1&amp;b=2|bold link>"},
        {"[write](mailto:a@b.org) or [call](tel:+1234)",
         "<mailto:a@b.org|write> or <tel:+1234|call>"},
        {"<https://a.org/?a=1&b=2>", "<https://a.org/?a=1&amp;b=2>"},
        {"![a picture](https://a.org/p.png)", "<https://a.org/p.png|a picture>"},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0]);
}

static void nothing_pings_links_or_breaks_out(void **state)
{
    static const struct golden rows[] = {
        {"&lt;!channel&gt; &lt;!here&gt;", "&lt;!channel&gt; &lt;!here&gt;"},
        {"\\<@U1\\> and \\<#C1|x\\>", "&lt;@U1&gt; and &lt;#C1|x&gt;"},
        {"\\<!subteam^S1\\>", "&lt;!subteam^S1&gt;"},
        {"a & b &amp; c < d > e", "a &amp; b &amp; c &lt; d &gt; e"},
        {"&amp;lt;", "&amp;lt;"},
        {"`<!channel> & x`", "`&lt;!channel&gt; &amp; x`"},
        {"```\n<@U1> & x\n```", "```\n&lt;@U1&gt; &amp; x\n```"},
        /* code cannot be left */
        {"``a `b` c``", "`a \u02CBb\u02CB c`"},
        {"````\nx\n```\ny\n````", "```\nx\n\u02CB\u02CB\u02CB\ny\n```"},
        /* a link's label and address cannot be left */
        {"[a > b](https://a.org/)", "<https://a.org/|a &gt; b>"},
        {"[x](<https://a.org/a|b>)", "<https://a.org/a%7Cb|x>"},
        {"[x](javascript:alert)", "x"},
        {"[x](<https://a.org/> <!channel>)", "[x](<https://a.org/> &lt;!channel&gt;)"},
        {"[\\<!here\\>](https://a.org/)", "<https://a.org/|&lt;!here&gt;>"},
        /* marks the author did not mean */
        {"2 \\* 3 \\* 4 and a_b_c", "2 * 3 * 4 and a_b_c"},
        {"not \\*bold\\* not \\_slanted\\_ not \\~struck\\~ not \\`code\\`",
         "not \u2217bold\u2217 not \u02CDslanted\u02CD not \u223Cstruck\u223C not "
         "\u02CBcode\u02CB"},
        /* what cannot be seen: turned writing, zero width, controls */
        {"a\u202Eb\u202C c\u2066d\u2069 e\u200Bf\u200F g", "ab cd ef g"},
        {"`a\u202Eb`", "`ab`"},
        {"[a\u202Eb](https://a.org/)", "<https://a.org/|ab>"},
        {"\u05E9\u05DC\u05D5\u05DD", "\u05E9\u05DC\u05D5\u05DD"},
    };
    (void)state;
    check(rows, sizeof rows / sizeof rows[0]);
}

struct payloads {
    struct json *root[8];
    size_t count;
};

static bool keep(void *user, struct span payload)
{
    struct payloads *p = user;
    return p->count < 8 && json_parse(&p->root[p->count++], payload, 1 << 20, NULL);
}

static void free_payloads(struct payloads *p)
{
    for (size_t i = 0; i < p->count; i++)
        json_free(p->root[i]);
}

static void render(struct payloads *p, const char *markdown,
                   const struct platform_choice *choices, size_t count, bool feedback)
{
    struct platform_reply reply = {.choices = choices,
                                   .choice_count = count,
                                   .feedback = feedback,
                                   .words = {NULL,
                                             "Choose a button, or reply with its number.",
                                             "Helpful", "Not helpful"}};
    struct md *doc = NULL;
    struct err e;

    *p = (struct payloads){.count = 0};
    assert_true(md_read(&doc, span_of(markdown), &e));
    reply.doc = doc;
    assert_true(sl_render(NULL, &reply, keep, p, &e));
    md_free(doc);
}

static const struct json *block(const struct payloads *p, size_t part, size_t i)
{
    return json_at(json_get(p->root[part], "blocks"), i);
}

static const char *block_type(const struct payloads *p, size_t part, size_t i)
{
    return json_get_text(block(p, part, i), "type");
}

static void choices_are_buttons_and_numbers(void **state)
{
    static const struct platform_choice choices[] = {
        {"medication.baclofen", "What is baclofen?"},
        {"definition.spasticity",
         "A title that is a good deal longer than the seventy-five characters of a "
         "button"}};
    struct payloads p;

    (void)state;
    render(&p, "Did you mean **one** of these?", choices, 2, false);
    assert_int_equal(p.count, 1);
    assert_string_equal(
        json_get_text(p.root[0], "text"),
        "Did you mean *one* of these?\n\n1. What is baclofen?\n2. A title that is a good "
        "deal longer than the seventy-five characters of a button\n\nChoose a button, or "
        "reply with its number.");
    assert_string_equal(block_type(&p, 0, 0), "section");
    const struct json *text = json_get(block(&p, 0, 0), "text");
    assert_string_equal(json_get_text(text, "text"), "Did you mean *one* of these?");
    assert_true(json_get_bool(text, "verbatim", false));
    const struct json *buttons = json_get(block(&p, 0, 1), "elements");
    assert_int_equal(json_len(buttons), 2);
    const struct json *first = json_at(buttons, 0), *second = json_at(buttons, 1);
    assert_string_equal(json_get_text(first, "value"), "medication.baclofen");
    assert_string_equal(json_get_text(first, "action_id"), "faq_1");
    assert_string_equal(json_get_text(json_get(first, "text"), "text"),
                        "1. What is baclofen?");
    const char *label = json_get_text(json_get(second, "text"), "text");
    assert_true(utf8_count_utf16(span_of(label)) <= 75);
    assert_string_equal(block_type(&p, 0, 2), "context");
    assert_int_equal(json_len(json_get(p.root[0], "blocks")), 3);
    free_payloads(&p);
}

static void an_answer_asks_whether_it_helped(void **state)
{
    struct payloads p;

    (void)state;
    render(&p, "Text.", NULL, 0, true);
    assert_string_equal(json_get_text(p.root[0], "text"), "Text.");
    const struct json *buttons = json_get(block(&p, 0, 1), "elements");
    assert_string_equal(json_get_text(json_at(buttons, 0), "action_id"), "faq_helpful");
    assert_string_equal(json_get_text(json_at(buttons, 1), "action_id"), "faq_unhelpful");
    free_payloads(&p);
}

static void long_replies_are_cut(void **state)
{
    struct payloads p;
    struct buf text;

    (void)state;
    buf_init(&text, 1 << 16);
    for (int i = 0; i < 40; i++)
        buf_format(&text, "Paragraph %d: %0150d & more \xF0\x9F\x98\x80.\n\n", i, i);
    render(&p, text.data, NULL, 0, true);
    assert_true(p.count >= 3);
    for (size_t i = 0; i < p.count; i++) {
        const char *all = json_get_text(p.root[i], "text");
        assert_true(utf8_count_utf16(span_of(all)) <= 3000);
        assert_string_equal(json_get_text(json_get(block(&p, i, 0), "text"), "text"),
                            all);
        /* only the last part asks */
        assert_int_equal(json_len(json_get(p.root[i], "blocks")),
                         i + 1 == p.count ? 2 : 1);
    }
    buf_free(&text);
    free_payloads(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constructs),
        cmocka_unit_test(nothing_pings_links_or_breaks_out),
        cmocka_unit_test(choices_are_buttons_and_numbers),
        cmocka_unit_test(an_answer_asks_whether_it_helped),
        cmocka_unit_test(long_replies_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
