#include "service/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_it_is_the_same_in_every_process(void **state)
{
    (void)state;
    char a[REQUEST_SIZE], b[REQUEST_SIZE];

    request_id("chat", "C1", "1700000000.000100", a);
    request_id("chat", "C1", "1700000000.000100", b);
    assert_string_equal(a, b);
    assert_int_equal(strlen(a), REQUEST_SIZE - 1);
    assert_int_equal(strspn(a, "0123456789abcdef"), REQUEST_SIZE - 1);
    /* The SHA-256 of the three with NULs between them, cut: the same in every version. */
    assert_string_equal(a, "015de2adaa55");
}

static void test_each_question_has_its_own(void **state)
{
    (void)state;
    static const char *const questions[][3] = {{"chat", "C1", "1"}, {"chat", "C1", "2"},
                                               {"chat", "C2", "1"}, {"desk", "C1", "1"},
                                               {"chat", "C", "11"}, {"chatC", "1", "1"}};
    enum { COUNT = sizeof questions / sizeof *questions };
    char ids[COUNT][REQUEST_SIZE];

    for (size_t i = 0; i < COUNT; i++) {
        request_id(questions[i][0], questions[i][1], questions[i][2], ids[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(ids[i], ids[j]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_the_same_in_every_process),
        cmocka_unit_test(test_each_question_has_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
