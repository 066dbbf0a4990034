/* Short texts kept in a note: what is written, what gives way, what is read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "platforms/note_ring.h"

/* A host that keeps one note, and counts how often it was written. */
struct kept {
    char text[8192];
    int writes;
};

static void note_get(void *user, struct platform *p, const char *name, char *out,
                     size_t size)
{
    const struct kept *k = user;

    (void)p;
    assert_string_equal(name, "things");
    snprintf(out, size, "%s", k->text);
}

static void note_set(void *user, struct platform *p, const char *name, const char *value)
{
    struct kept *k = user;

    (void)p;
    assert_string_equal(name, "things");
    snprintf(k->text, sizeof k->text, "%s", value);
    k->writes++;
}

static struct platform platform_with(struct kept *k)
{
    return (struct platform){
        .host = {.user = k, .note_get = note_get, .note_set = note_set}};
}

static bool no_digit(const char *text)
{
    return !strpbrk(text, "0123456789");
}

static bool anything(const char *text)
{
    (void)text;
    return true;
}

static void each_is_written_once_and_the_oldest_gives_way(void **state)
{
    struct kept k = {0};
    struct platform p = platform_with(&k);
    struct note_ring r;

    (void)state;
    note_ring_load(&r, &p, "things", 3, no_digit);
    note_ring_add(&r, &p, "a");
    note_ring_add(&r, &p, "b");
    note_ring_add(&r, &p, "a");
    assert_int_equal(k.writes, 2);
    assert_string_equal(k.text, "a,b");
    note_ring_add(&r, &p, "c");
    note_ring_add(&r, &p, "d");
    assert_string_equal(k.text, "b,c,d");
    assert_false(note_ring_has(&r, "a"));
    assert_true(note_ring_has(&r, "d"));
    assert_false(note_ring_has(&r, "")); /* also where there is room */
}

static void what_is_removed_leaves_the_order(void **state)
{
    struct kept k = {0};
    struct platform p = platform_with(&k);
    struct note_ring r;

    (void)state;
    note_ring_load(&r, &p, "things", 3, no_digit);
    for (const char *text = "a\0b\0c\0"; *text; text += 2)
        note_ring_add(&r, &p, text);
    note_ring_remove(&r, &p, "b");
    assert_string_equal(k.text, "a,c");
    note_ring_remove(&r, &p, "b");
    note_ring_remove(&r, &p, "");
    assert_int_equal(k.writes, 4);
    note_ring_add(&r, &p, "d");
    assert_string_equal(k.text, "c,d"); /* a was the oldest */
    note_ring_remove(&r, &p, "c");
    note_ring_remove(&r, &p, "d");
    assert_string_equal(k.text, "");
}

static void a_restart_goes_on_where_it_was(void **state)
{
    struct kept k = {.text = "a,,b2,b,c,b,d"};
    struct platform p = platform_with(&k);
    struct note_ring r;

    (void)state;
    note_ring_load(&r, &p, "things", 3, no_digit);
    assert_int_equal(k.writes, 0);
    assert_false(note_ring_has(&r, "a"));
    assert_false(note_ring_has(&r, "b2"));
    note_ring_add(&r, &p, "e");
    assert_string_equal(k.text, "c,d,e");
    note_ring_load(&r, &p, "things", 3, no_digit);
    assert_true(note_ring_has(&r, "c") && note_ring_has(&r, "e"));
}

static void what_does_not_fit_changes_nothing(void **state)
{
    struct kept k = {.text = "a"};
    struct platform p = platform_with(&k);
    struct note_ring r;
    char longest[NOTE_RING_TEXT + 1];

    (void)state;
    memset(longest, 'x', sizeof longest);
    longest[NOTE_RING_TEXT] = '\0';
    note_ring_load(&r, &p, "things", 3, anything);
    note_ring_add(&r, &p, longest);
    note_ring_add(&r, &p, "");
    note_ring_add(&r, &p, "b,c");
    assert_int_equal(k.writes, 0);
    longest[NOTE_RING_TEXT - 1] = '\0';
    note_ring_add(&r, &p, longest);
    assert_int_equal(k.writes, 1);
}

static void a_full_ring_of_the_longest_comes_back_whole(void **state)
{
    struct kept k = {0};
    struct platform p = platform_with(&k);
    struct note_ring r;
    char text[NOTE_RING_TEXT];

    (void)state;
    note_ring_load(&r, &p, "things", 1000, anything);
    assert_int_equal(r.most, NOTE_RING_MOST);
    for (int i = 0; i < NOTE_RING_MOST; i++) {
        snprintf(text, sizeof text, "%048d", i);
        note_ring_add(&r, &p, text);
    }
    note_ring_load(&r, &p, "things", NOTE_RING_MOST, anything);
    for (int i = 0; i < NOTE_RING_MOST; i++) {
        snprintf(text, sizeof text, "%048d", i);
        assert_true(note_ring_has(&r, text));
    }
}

static void a_host_without_notes_will_do(void **state)
{
    struct platform p = {0};
    struct note_ring r;

    (void)state;
    note_ring_load(&r, &p, "things", 3, anything);
    note_ring_add(&r, &p, "a");
    assert_true(note_ring_has(&r, "a"));
    note_ring_remove(&r, &p, "a");
    assert_false(note_ring_has(&r, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_written_once_and_the_oldest_gives_way),
        cmocka_unit_test(what_is_removed_leaves_the_order),
        cmocka_unit_test(a_restart_goes_on_where_it_was),
        cmocka_unit_test(what_does_not_fit_changes_nothing),
        cmocka_unit_test(a_full_ring_of_the_longest_comes_back_whole),
        cmocka_unit_test(a_host_without_notes_will_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
