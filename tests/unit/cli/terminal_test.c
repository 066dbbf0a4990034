/* What a person sees in a terminal: text that fits, without anything that drives it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/terminal.h"
#include "cli/terminal_wrap.h"

static void wraps_to(const char *text, size_t width, const char *want)
{
    struct buf out;

    buf_init(&out, 4096);
    assert_true(terminal_wrap(span_of(text), width, &out));
    assert_string_equal(out.data ? out.data : "", want);
    buf_free(&out);
}

static void test_lines_fit(void **state)
{
    (void)state;
    wraps_to("one two three four", 9, "one two\nthree\nfour");
    wraps_to("one two\n\nthree", 9, "one two\n\nthree");
    wraps_to("one two", 0, "one two");
    wraps_to("", 10, "");
    wraps_to("incomprehensibilities", 9, "incomprehensibilities");
}

static void test_list_items_hang(void **state)
{
    (void)state;
    wraps_to("- one two three", 9, "- one two\n  three");
    wraps_to("12. one two three", 11, "12. one two\n    three");
    wraps_to("\xE2\x80\xA2 one two three", 9, "\xE2\x80\xA2 one two\n  three");
    wraps_to("  - one two", 7, "  - one\n    two");
}

static void test_colour_and_accents_take_no_room(void **state)
{
    (void)state;
    wraps_to("\033[1mone\033[0m two", 7, "\033[1mone\033[0m two");
    wraps_to("d\xC3\xA9j\xC3\xA0 vu", 7, "d\xC3\xA9j\xC3\xA0 vu");
}

static void test_a_full_buffer_is_said(void **state)
{
    (void)state;
    struct buf out;

    buf_init(&out, 8);
    assert_false(terminal_wrap(span_of("one two three four"), 9, &out));
    buf_free(&out);
}

static void prints(const char *markdown, bool color, const char *want)
{
    struct terminal t = {color, 0};
    struct buf out;
    struct err e = {0};

    buf_init(&out, 4096);
    assert_true(terminal_print(span_of(markdown), &t, &out, &e));
    assert_string_equal(out.data, want);
    buf_free(&out);
}

static void test_markdown_is_shown(void **state)
{
    (void)state;
    prints("**Clonus** is *fast*.", false, "Clonus is fast.");
    prints("**Clonus**", true, "\033[1mClonus\033[0m");
    prints("- one\n- two", false, "- one\n- two");
    prints("[NHS](https://www.nhs.uk/)", false, "NHS (https://www.nhs.uk/)");
}

static void test_nothing_drives_the_terminal(void **state)
{
    (void)state;
    prints("a\033]0;title\007b", false, "a]0;titleb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_fit),
        cmocka_unit_test(test_list_items_hang),
        cmocka_unit_test(test_colour_and_accents_take_no_room),
        cmocka_unit_test(test_a_full_buffer_is_said),
        cmocka_unit_test(test_markdown_is_shown),
        cmocka_unit_test(test_nothing_drives_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
