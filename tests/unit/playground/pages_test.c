/* Pages as the real server gives them, with its traps: see pages.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "playground/pages.h"

static const struct store_limits limits = {3000, 3000, 16 << 20};

struct scene {
    struct store *store;
    struct user *ada;
    struct channel *room;
    struct pages pages;
};

static int make(void **state)
{
    static struct scene s;

    s.store = store_new(&limits);
    s.ada = store_add_user(s.store, "ada", "Ada", false, 1);
    s.room = store_add_channel(s.store, 'O', "room", "Room", "", 1);
    *state = &s;
    return 0;
}

static int drop(void **state)
{
    struct scene *s = *state;

    store_free(s->store);
    return 0;
}

static struct post *say(struct scene *s, const struct post *root, const char *text,
                        int64_t now)
{
    struct post_draft draft = {
        .channel = s->room, .user = s->ada, .root = root, .message = text};

    return posts_add(s->store, &draft, now);
}

/* The texts in the order of the answer, joined. */
static const char *read_page(struct scene *s, const struct pages_query *q)
{
    static char out[4000];

    pages_read(&s->pages, s->store, s->room, q);
    out[0] = '\0';
    for (size_t i = 0; i < s->pages.count; i++)
        (void)strncat(out, s->pages.order[i]->message, sizeof out - strlen(out) - 1);
    return out;
}

static struct post *fill(struct scene *s, const char *letters)
{
    struct post *first = NULL;

    for (int64_t i = 0; letters[i]; i++) {
        char text[2] = {letters[i], '\0'};
        struct post *p = say(s, NULL, text, 100 + i);

        first = first ? first : p;
    }
    return first;
}

static void the_newest_come_first(void **state)
{
    struct scene *s = *state;
    struct pages_query q = {.per_page = 3};

    (void)fill(s, "abcde");
    assert_string_equal(read_page(s, &q), "edc");
    assert_string_equal(s->pages.next, "");
    assert_true(s->pages.prev[0] != '\0');
    q.page = 1;
    assert_string_equal(read_page(s, &q), "ba");
    assert_string_equal(s->pages.prev, "");
}

static void after_gives_the_oldest_page_newest_first(void **state)
{
    struct scene *s = *state;
    struct pages_query q = {.per_page = 2, .after = fill(s, "abcdef")->id};

    assert_string_equal(read_page(s, &q), "cb");
    assert_string_equal(s->pages.next,
                        posts_get(s->store, s->pages.order[0]->newer->id)->id);
    assert_string_equal(s->pages.prev, q.after);
    q.page = 1;
    assert_string_equal(read_page(s, &q), "ed");
    q.page = 2;
    assert_string_equal(read_page(s, &q), "f");
    assert_string_equal(s->pages.next, ""); /* the end */
}

static void posts_of_the_cursors_millisecond_are_skipped(void **state)
{
    struct scene *s = *state;
    struct pages_query q = {.per_page = 60};

    q.after = say(s, NULL, "a", 100)->id;
    (void)say(s, NULL, "b", 100);
    (void)say(s, NULL, "c", 101);
    assert_string_equal(read_page(s, &q), "c");
}

static void a_cursor_that_is_gone_gives_nothing(void **state)
{
    struct scene *s = *state;
    struct pages_query q = {.per_page = 60, .after = "zzzzzzzzzzzzzzzzzzzzzzzzzz"};

    (void)fill(s, "abc");
    assert_string_equal(read_page(s, &q), "");
    assert_string_equal(s->pages.next, "");
}

static void deleted_posts_are_left_out_except_for_since(void **state)
{
    struct scene *s = *state;
    struct pages_query q = {.per_page = 60};
    struct post *a = fill(s, "abc");

    posts_delete(s->store, a, 500);
    assert_string_equal(read_page(s, &q), "cb");
    q = (struct pages_query){.per_page = 60, .since = 101};
    assert_string_equal(read_page(s, &q), "ca"); /* by update, the deleted one too */
}

static void since_stops_at_a_thousand(void **state)
{
    struct scene *s = *state;
    struct pages_query q = {.per_page = 60, .since = 1};

    for (int i = 0; i < 1200; i++)
        (void)say(s, NULL, "x", 100 + i);
    (void)read_page(s, &q);
    assert_int_equal(s->pages.count, PAGES_SINCE);
}

static void replies_are_in_order_and_bring_their_roots(void **state)
{
    struct scene *s = *state;
    struct post *root = say(s, NULL, "r", 100), *at = NULL;
    struct pages_query q = {.per_page = 1};
    size_t all = 0;

    (void)say(s, NULL, "b", 101);
    (void)say(s, root, "a", 102);
    assert_string_equal(read_page(s, &q), "a");
    while ((at = pages_each(&s->pages, s->store, s->room, &q, at)))
        all++;
    assert_int_equal(all, 2); /* the reply and its root */
}

static void a_thread_begins_with_the_post_asked_for(void **state)
{
    struct scene *s = *state;
    struct post *root = say(s, NULL, "r", 100);

    (void)say(s, root, "1", 101);
    (void)say(s, root, "2", 102);
    pages_thread(&s->pages, s->store, root);
    assert_int_equal(s->pages.count, 3);
    assert_ptr_equal(s->pages.order[0], root);
    assert_string_equal(s->pages.order[1]->message, "2");
}

static void numbers_are_read_as_the_server_reads_them(void **state)
{
    static const struct {
        const char *page, *per_page;
        size_t want_page, want_per_page;
    } cases[] = {{NULL, NULL, 0, 60},   {"2", "10", 2, 10}, {"-1", "-5", 0, 60},
                 {"x", "9999", 0, 200}, {"", "", 0, 60},    {"1x", "200", 0, 200}};
    struct pages_query q = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        pages_numbers(&q, cases[i].page, cases[i].per_page);
        assert_int_equal(q.page, cases[i].want_page);
        assert_int_equal(q.per_page, cases[i].want_per_page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_newest_come_first, make, drop),
        cmocka_unit_test_setup_teardown(after_gives_the_oldest_page_newest_first, make,
                                        drop),
        cmocka_unit_test_setup_teardown(posts_of_the_cursors_millisecond_are_skipped,
                                        make, drop),
        cmocka_unit_test_setup_teardown(a_cursor_that_is_gone_gives_nothing, make, drop),
        cmocka_unit_test_setup_teardown(deleted_posts_are_left_out_except_for_since, make,
                                        drop),
        cmocka_unit_test_setup_teardown(since_stops_at_a_thousand, make, drop),
        cmocka_unit_test_setup_teardown(replies_are_in_order_and_bring_their_roots, make,
                                        drop),
        cmocka_unit_test_setup_teardown(a_thread_begins_with_the_post_asked_for, make,
                                        drop),
        cmocka_unit_test(numbers_are_read_as_the_server_reads_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
