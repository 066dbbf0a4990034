#include "service/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct command parsed(const char *text)
{
    struct command c;

    if (!command_parse(span_of(text), &c))
        fail_msg("\"%s\" is no command", text);
    return c;
}

static void test_what_is_a_command(void **state)
{
    (void)state;
    assert_int_equal(parsed(" Status\n").verb, COMMAND_STATUS);
    assert_int_equal(parsed("!reload").verb, COMMAND_RELOAD);
    assert_int_equal(parsed("commands").verb, COMMAND_COMMANDS);
    assert_int_equal(parsed("unmute").verb, COMMAND_UNMUTE);
    assert_false(parsed("mode").has_mode);
    assert_int_equal(parsed("mode Questions").mode, MODE_QUESTIONS);
    assert_int_equal(parsed("mode off").mode, MODE_OFF);
    assert_true(parsed("mode default").mode_as_set);
    assert_string_equal(parsed("mode off in C0123").channel, "C0123");
}

static void test_mute_for_a_while(void **state)
{
    (void)state;
    assert_int_equal(parsed("mute").mute_ms, 0);
    assert_int_equal(parsed("mute 30m").mute_ms, 30 * 60000);
    assert_int_equal(parsed("mute 2h in C1").mute_ms, 2 * 3600000);
    assert_int_equal(parsed("MUTE 2H").mute_ms, 2 * 3600000);
    assert_string_equal(parsed("mute in C1 7d").channel, "C1");
}

static void test_explain_takes_words(void **state)
{
    (void)state;
    assert_int_equal(parsed("explain").words.len, 0);
    assert_true(
        span_is(parsed("explain  what is  baclofen ").words, "what is  baclofen"));
}

static void test_what_may_be_a_question(void **state)
{
    static const char *const texts[] = {"",
                                        "status epilepticus?",
                                        "mode of action of baclofen",
                                        "mute 0m",
                                        "mute 2x",
                                        "mute 999999d",
                                        "mute in",
                                        "what is the status",
                                        "reload it",
                                        "mode off off"};
    struct command c;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (command_parse(span_of(texts[i]), &c))
            fail_msg("\"%s\" is taken for a command", texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_a_command),
        cmocka_unit_test(test_mute_for_a_while),
        cmocka_unit_test(test_explain_takes_words),
        cmocka_unit_test(test_what_may_be_a_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
