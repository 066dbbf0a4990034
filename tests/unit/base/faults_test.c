#include "unit.h"

#include "base/faults.h"
#include "base/utf8.h"

static char *print(const struct faults *f, struct buf *out)
{
    buf_init(out, 1 << 20);
    assert_true(faults_print(f, out));
    return out->data;
}

static void test_prints_place_line_caret_and_hint(void **state)
{
    (void)state;
    struct faults *f = faults_new();
    struct buf out;
    char path[64], want[500];

    write_file(path, "first\n\t\xC3\xA4: bad\x1B[31m\r\nlast");
    faults_add(f, (struct fault_place){path, 2, 5}, "try harder", "%s is bad", "it");
    assert_true(faults_any(f));
    snprintf(want, sizeof want,
             "%s:2:5: it is bad\n     2 | \t\xC3\xA4: bad\xEF\xBF\xBD[31m\n"
             "       | \t   ^\n  hint: try harder\n",
             path);
    assert_string_equal(print(f, &out), want);
    buf_free(&out);
    faults_free(f);
    unlink(path);
}

static void test_places_that_cannot_be_shown(void **state)
{
    (void)state;
    struct faults *f = faults_new();
    struct buf out;
    char path[64];

    write_file(path, "one line\n");
    faults_add(f, (struct fault_place){0}, NULL, "nowhere");
    faults_add(f, (struct fault_place){NULL, 3, 1}, NULL, "no file");
    faults_add(f, (struct fault_place){"/nonexistent/a", 3, 1}, NULL, "gone");
    faults_add(f, (struct fault_place){"b", 0, 0}, NULL, "whole file");
    faults_add(f, (struct fault_place){path, 77, 99}, NULL, "beyond");
    const char *text = print(f, &out);
    assert_non_null(strstr(text, "nowhere\n3:1: no file\n/nonexistent/a:3:1: gone\n"
                                 "b: whole file\n"));
    assert_null(strchr(text, '^'));
    buf_free(&out);
    faults_free(f);
    unlink(path);
}

static void test_many_and_long_ones(void **state)
{
    (void)state;
    struct faults *f = faults_new();
    struct buf out;
    char text[2000];

    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA4", 3);
    for (int i = 0; i < 250; i++)
        faults_add(f, (struct fault_place){0}, NULL, "x%s", text);
    assert_int_equal(faults_count(f), 250);
    const char *all = print(f, &out);
    assert_true(utf8_valid(buf_view(&out), NULL));
    assert_non_null(strstr(all, "and 50 more\n"));
    buf_free(&out);
    faults_free(f);
}

static void test_without_a_list(void **state)
{
    (void)state;
    struct buf out;

    faults_add(NULL, (struct fault_place){0}, NULL, "nothing");
    assert_false(faults_any(NULL));
    assert_int_equal(faults_count(NULL), 0);
    assert_string_equal(print(NULL, &out), "");
    buf_free(&out);
    faults_free(NULL);
}

static bool add_and_print(void)
{
    struct faults *f = faults_new();
    struct buf out;

    if (!f)
        return false;
    buf_init(&out, 4096);
    faults_add(f, (struct fault_place){"f", 1, 1}, "hint", "message");
    assert_true(faults_any(f)); /* counted even without memory for its text */
    bool ok = faults_print(f, &out) && strstr(out.data, "f:1:1: message\n  hint: hint\n");
    buf_free(&out);
    faults_free(f);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each_allocation(add_and_print);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prints_place_line_caret_and_hint),
        cmocka_unit_test(test_places_that_cannot_be_shown),
        cmocka_unit_test(test_many_and_long_ones),
        cmocka_unit_test(test_without_a_list),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
