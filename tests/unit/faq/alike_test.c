/* Like questions come together, unlike ones stay apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "faq/alike.h"

enum { MANY = ALIKE_MOST + 3 };

static void test_like_questions_make_a_group(void **state)
{
    static const char *const texts[] = {
        "do hiccups come from it?",   "where do i get a blue badge",
        "hiccup all day, what helps", "is there a blue badge for us",
        "the shockwave machine",      "why does [name] get hiccups",
    };
    struct alike *a;
    struct err e = {0};

    (void)state;
    assert_true(alike_new(&a, NULL, texts, 6, &e));
    assert_int_equal(alike_count(a), 3);
    struct alike_group g = alike_group(a, 0);
    assert_int_equal(g.count, 3);
    assert_int_equal(g.members[0], 0);
    assert_int_equal(g.members[1], 2);
    assert_int_equal(g.members[2], 5);
    assert_int_equal(g.word_count, 1);
    assert_string_equal(g.words[0], "hiccups");
    assert_int_equal(alike_group(a, 1).count, 2);
    assert_int_equal(alike_group(a, 2).count, 1);
    alike_free(a);
}

static void test_little_words_join_nothing(void **state)
{
    static const char *const texts[] = {"what should i do about it", "what should i do",
                                        "[name] [number]", "[name] [number]", ""};
    struct alike *a;
    struct err e = {0};

    (void)state;
    assert_true(alike_new(&a, NULL, texts, 5, &e));
    for (size_t i = 0; i < alike_count(a); i++)
        assert_int_equal(alike_group(a, i).word_count, 0);
    alike_free(a);
    assert_true(alike_new(&a, NULL, texts, 0, &e));
    assert_int_equal(alike_count(a), 0);
    alike_free(a);
}

static void test_of_very_many_the_last_are_taken(void **state)
{
    static char store[MANY][16];
    static const char *texts[MANY];
    struct alike *a;
    struct err e = {0};
    size_t members = 0;

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        snprintf(store[i], sizeof store[i], "word%c%c%c", (int)('a' + i % 26),
                 (int)('a' + i / 26 % 26), (int)('a' + i / 676));
        texts[i] = store[i];
    }
    assert_true(alike_new(&a, NULL, texts, MANY, &e));
    for (size_t i = 0; i < alike_count(a); i++)
        for (size_t k = 0; k < alike_group(a, i).count; k++) {
            assert_in_range(alike_group(a, i).members[k], 3, MANY - 1);
            members++;
        }
    assert_int_equal(members, ALIKE_MOST);
    alike_free(a);
}

/* Each of many long questions in words of its own: what is not looked at takes no room.
 */
static void test_many_words_are_no_want_of_memory(void **state)
{
    enum { WORDS = 60, WORD = 7 };
    static char store[ALIKE_MOST][WORDS * WORD + 1];
    static const char *texts[ALIKE_MOST];
    struct alike *a;
    struct err e = {0};

    (void)state;
    for (size_t i = 0; i < ALIKE_MOST; i++) {
        for (size_t k = 0, n = i * WORDS; k < WORDS; k++, n++)
            snprintf(store[i] + k * WORD, WORD + 1, "x%c%c%c%cx ", (int)('a' + n % 26),
                     (int)('a' + n / 26 % 26), (int)('a' + n / 676 % 26),
                     (int)('a' + n / 17576));
        texts[i] = store[i];
    }
    if (!alike_new(&a, NULL, texts, ALIKE_MOST, &e))
        fail_msg("%s", e.text);
    assert_int_equal(alike_count(a), ALIKE_MOST);
    alike_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_like_questions_make_a_group),
        cmocka_unit_test(test_little_words_join_nothing),
        cmocka_unit_test(test_of_very_many_the_last_are_taken),
        cmocka_unit_test(test_many_words_are_no_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
