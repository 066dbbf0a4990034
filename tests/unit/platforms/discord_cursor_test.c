/* After which message of a channel Discord's catch-up reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "platforms/discord/cursor.h"
#include "platforms/ident.h"

#define DAY ((int64_t)86400000)
static const int64_t now = 1764200000000;

static struct dc_place place(const char *channel, int64_t cursor_ms, int64_t alive_ms)
{
    struct dc_place p = {
        .channel = channel, .alive_ms = alive_ms, .window_ms = now - DAY};

    if (cursor_ms)
        snowflake_at(p.cursor, cursor_ms);
    return p;
}

static void it_reads_on_from_the_cursor(void **state)
{
    struct dc_place p = place("1000", now - 3600000, now - 60000);
    char after[SNOWFLAKE_SIZE];

    (void)state;
    assert_int_equal(dc_cursor_begin(&p, after), DC_BEGIN_CURSOR);
    assert_string_equal(after, p.cursor);
    assert_int_equal(snowflake_ms(after), now - 3600000);
}

static void nothing_before_the_window(void **state)
{
    struct dc_place p = place("1000", now - 5 * DAY, 0);
    char after[SNOWFLAKE_SIZE];

    (void)state;
    assert_int_equal(dc_cursor_begin(&p, after), DC_BEGIN_CURSOR);
    assert_int_equal(snowflake_ms(after), now - DAY);
}

static void a_channel_met_first_is_not_read(void **state)
{
    struct dc_place p = place("1000", 0, 0);
    char after[SNOWFLAKE_SIZE];

    (void)state;
    assert_int_equal(dc_cursor_begin(&p, after), DC_BEGIN_NEVER);
    assert_string_equal(p.cursor, "");
}

/* A cursor that is no id counts as none. */
static void since_an_earlier_process_heard(void **state)
{
    struct dc_place p = place("1000", 0, now - 7200000);
    char after[SNOWFLAKE_SIZE];

    (void)state;
    ident_copy(p.cursor, sizeof p.cursor, "broken");
    assert_int_equal(dc_cursor_begin(&p, after), DC_BEGIN_ALIVE);
    assert_int_equal(snowflake_ms(after), now - 7200000);
    assert_string_equal(p.cursor, after);
}

/* It began after the process died: all of it is news, from its own id on. */
static void a_channel_made_meanwhile(void **state)
{
    char made[SNOWFLAKE_SIZE], after[SNOWFLAKE_SIZE];

    (void)state;
    snowflake_at(made, now - 1000);
    struct dc_place p = place(made, 0, now - 7200000);
    assert_int_equal(dc_cursor_begin(&p, after), DC_BEGIN_ALIVE);
    /* The first message of a forum's post has the post's own id. */
    assert_int_equal(snowflake_number(after), snowflake_number(made) - 1);
    assert_string_equal(p.cursor, after);
}

static void an_earlier_process_long_ago(void **state)
{
    struct dc_place p = place("1000", 0, now - 9 * DAY);
    char after[SNOWFLAKE_SIZE];

    (void)state;
    assert_int_equal(dc_cursor_begin(&p, after), DC_BEGIN_ALIVE);
    assert_int_equal(snowflake_ms(after), now - DAY);
}

/* By number, not by text: 99 is before 100. */
static void a_page_is_put_in_order(void **state)
{
    static const char text[] = "[{\"id\":\"100\"},{\"id\":\"99\"},{\"x\":1},"
                               "{\"id\":\"18446744073709551615\"},{\"id\":\"7\"}]";
    static const char *const expected[] = {NULL, "7", "99", "100",
                                           "18446744073709551615"};
    struct json *page = NULL;
    size_t count = 0;

    (void)state;
    assert_true(json_parse(&page, span_of(text), 4096, NULL));
    const struct json **list = dc_cursor_sort(page, &count);
    assert_non_null(list);
    assert_int_equal(count, 5);
    assert_null(json_get_text(list[0], "id"));
    for (size_t i = 1; i < count; i++)
        assert_string_equal(json_get_text(list[i], "id"), expected[i]);
    mem_free(list);
    assert_null(dc_cursor_sort(json_get(page, "none"), &count));
    assert_int_equal(count, 0);
    json_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_on_from_the_cursor),
        cmocka_unit_test(nothing_before_the_window),
        cmocka_unit_test(a_channel_met_first_is_not_read),
        cmocka_unit_test(since_an_earlier_process_heard),
        cmocka_unit_test(a_channel_made_meanwhile),
        cmocka_unit_test(an_earlier_process_long_ago),
        cmocka_unit_test(a_page_is_put_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
