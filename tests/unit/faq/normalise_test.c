/* What people type, paste and dictate, as the words that the engine reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "faq/normalise.h"

static void add_word(void *user, struct span word)
{
    struct buf *out = user;

    if (out->len)
        buf_char(out, ' ');
    buf_span(out, word);
}

static void add_stop(void *user, bool asks)
{
    add_word(user, span_of(asks ? "?" : "."));
}

static unsigned reads_as(const char *text, const char *want)
{
    struct buf out;
    struct normal_sink sink = {add_word, add_stop, &out};

    buf_init(&out, 10000);
    unsigned mentions = normalise(span_of(text), &sink);
    const char *got = out.data ? out.data : "";
    if (strcmp(got, want) != 0)
        fail_msg("\"%s\" is read as \"%s\", not \"%s\"", text, got, want);
    buf_free(&out);
    return mentions;
}

struct row {
    const char *text, *want;
};

static void all_read(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(reads_as(rows[i].text, rows[i].want), 0);
}

#define ALL(rows) all_read(rows, sizeof(rows) / sizeof((rows)[0]))

static void test_case_accents_and_width_are_folded(void **state)
{
    static const struct row rows[] = {
        {"What IS Clonus", "what is clonus"},
        {"caf\xC3\xA9 \xC3\x89t\xC3\xA9", "cafe ete"},
        {"\xEF\xBC\xA3\xEF\xBD\x8C\xEF\xBD\x8F", "clo"}, /* full width */
        {"e\xCC\x81te\xCC\x81", "ete"},                  /* combining */
        {"clo\xE2\x80\x8Bnus \xE2\x80\xAE"
         "ab",
         "clonus ab"}, /* zero width, bidi */
        {"a\xF0\x9F\x98\x80"
         "b \xF0\x9F\x92\xA9",
         "a b"},                                                     /* emoji */
        {"it\xE2\x80\x99s \xE2\x80\x9Chot\xE2\x80\x9D", "it's hot"}, /* smart quotes */
        {"it\x92s bad \xFF\xFE", "it's bad"},                        /* broken bytes */
        {"\xEF\xAC\x81t", "fit"},                                    /* a ligature */
    };

    (void)state;
    ALL(rows);
}

static void test_fancy_letters_are_letters(void **state)
{
    static const struct row rows[] = {
        {"\xF0\x9D\x90\x9C\xF0\x9D\x90\xA5\xF0\x9D\x90\xA8\x20\xF0\x9D\x9F\x99\xF0\x9D"
         "\x9F\x9A",
         "clo 12"},                                      /* mathematical */
        {"\xE2\x93\x92\xE2\x93\x9B\xE2\x93\x84", "clo"}, /* circled */
        {"\xF0\x9F\x85\xB2\xF0\x9F\x85\xBB", "cl"},      /* squared */
        {"\xCE\xA9\xD0\x94\xD0\x80\xD0\x96",
         "\xCF\x89\xD0\xB4\xD1\x90\xD0\xB6"}, /* Greek and Cyrillic */
        {"\x65\xEF\xAC\x83\x63\x69\x65\x6E\x63\x79\x20\xC3\x9F\x20\xE1\xBA\x9E\x20\xC3"
         "\x86",
         "efficiency ss ss ae"}, /* several letters */
        {"\x31\x30\xC2\xB2\x20\x31\xE2\x81\x84\x34\x32", "102 1 42"}, /* signs */
        {"\x6F\x6E\x65\xE2\x80\xA8\x74\x77\x6F\xE2\x80\xA9",
         "one . two ."}, /* ends of lines */
        {"\x77\x61\x69\x74\xE2\x80\xA6\x77\x68\x61\x74\xE2\x80\xBD",
         "wait . what ?"},                                           /* stops */
        {"\xE1\xB8\x80\xE1\xBB\xBF\x20\xC4\xB0", "a\xE1\xBB\xBF i"}, /* far Latin */
        {"\xEE\x80\x80\xF3\xB0\x80\x81\x61", "a"},                   /* private use */
    };

    (void)state;
    ALL(rows);
}

static void test_stops_and_dots(void **state)
{
    static const struct row rows[] = {
        {"Is it? Yes! No.", "is it ? yes . no ."},
        {"one\ntwo", "one . two"},
        {"2.5 mg or 10.", "2.5 mg or 10 ."},
        {"Dr. Who came", "dr who came"},
        {"St. Mary", "st mary"},
        {"20 mg. every day", "20 mg every day"},
        {"20 mg. Every day", "20 mg . every day"},
        {"e.g. this", "eg this"},
        {"M.S. is", "ms is"},
        {"I have M.S. What now", "i have ms . what now"},
        {"a.b", "ab"},
        {"ab.cd", "ab . cd"},
        {"wait... what", "wait . . . what"},
        {".", "."},
        {"etc.", "etc ."},
    };

    (void)state;
    ALL(rows);
}

static void test_marks_inside_words(void **state)
{
    static const struct row rows[] = {
        {"don't can`t", "don't can't"},
        {"the legs' jumps 'quoted'", "the legs jumps quoted"},
        {"rock''n", "rock n"},
        {"10,000 or 1,2 or a,b or 10,0000", "10000 or 1 2 or a b or 10 0000"},
        {"w/o w/ b/c w/my arm/leg x/y n/a", "w/o w/ b/c w/ my arm leg x/y n/a"},
        {"spasm(s) Spasm(S) (so) spasm(ss", "spasms spasms so spasm ss"},
        {"5+ and a + b", "5 plus and a and b"},
        {"50% off", "50 percent off"},
        {"Q&A &amp; &lt;b&gt; don&#39;t don&apos;t a&nbsp;b &what",
         "q and a and b don't don't a b and what"},
        {"one;two=three*four_five", "one two three four five"},
    };

    (void)state;
    ALL(rows);
}

static void test_what_is_no_word_is_left_out(void **state)
{
    static const struct row rows[] = {
        {"see https://x.org/a?b=c. now", "see . now"},
        {"(http://x.org) \"https://x.org\" after", "after"},
        {"www.example.org, yes", "yes"},
        {"http: //x", "http x"},
        {"mail ann@example.org please", "mail please"},
        {"hi :smile: :+1: and :not closed", "hi and not closed"},
        {"at 10:30:00 or : :: :a b:", "at 10 30 00 or a b"},
        {"<https://x.org|the label> <https://x.org> end", "the label end"},
        {"<mailto:a@b.c|mail> <tel:112|call>", "mail call"},
        {"<#C1|general> <!here> <!subteam^S1|@team> go", "general go"},
        {"<:wave:123> <a:wave:123> <t:1700000000:R> now", "now"},
        {"2 < 3 <b> <> <", "2 3 b"},
        {"<https://never ends\nhere", "ends . here"},
        {"@ noon", "at noon"},
        {"a @? b", "a ? b"},
    };

    (void)state;
    ALL(rows);
}

static void test_mentions_are_counted(void **state)
{
    (void)state;
    assert_int_equal(
        reads_as("@bob-2 and <@U1> and <@!7> and @_x and @9", "and and and and"), 5);
    assert_int_equal(reads_as("<@U1|bob> hi", "hi"), 1);
}

static void test_long_words_are_cut(void **state)
{
    char text[200], want[64];

    (void)state;
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    memset(want, 'a', NORMAL_WORD);
    want[NORMAL_WORD] = '\0';
    reads_as(text, want);
    /* No code point is cut. */
    for (size_t i = 0; i + 3 < sizeof text; i += 3)
        memcpy(text + i, "\xE3\x81\x82", 3);
    text[NORMAL_WORD + 30] = '\0';
    memcpy(want, text, NORMAL_WORD);
    reads_as(text, want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case_accents_and_width_are_folded),
        cmocka_unit_test(test_fancy_letters_are_letters),
        cmocka_unit_test(test_stops_and_dots),
        cmocka_unit_test(test_marks_inside_words),
        cmocka_unit_test(test_what_is_no_word_is_left_out),
        cmocka_unit_test(test_mentions_are_counted),
        cmocka_unit_test(test_long_words_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
