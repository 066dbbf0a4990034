/* Numbered streams: what is sent again after a reconnect, what is lost and said to be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "playground/stream.h"

static void push(struct stream *s, const char *text, bool event)
{
    struct frame *f = frame_new(span_of(text), event);

    assert_non_null(f);
    assert_true(stream_push(s, f));
    frame_drop(f);
}

static void push_events(struct stream *s, int from, int count)
{
    char text[32];

    for (int i = from; i < from + count; i++) {
        (void)snprintf(text, sizeof text, "{\"e\":%d", i);
        push(s, text, true);
    }
}

static void expect(struct stream *s, const char *wanted)
{
    struct buf out;

    buf_init(&out, 4096);
    assert_true(stream_next(s, &out));
    assert_string_equal(out.data, wanted);
    buf_free(&out);
}

static void expect_events(struct stream *s, int from, int count)
{
    char wanted[48];

    for (int i = from; i < from + count; i++) {
        (void)snprintf(wanted, sizeof wanted, "{\"e\":%d,\"seq\":%d}", i, i);
        expect(s, wanted);
    }
}

static int make(void **state)
{
    static struct stream s;

    stream_init(&s);
    *state = &s;
    return 0;
}

static int drop(void **state)
{
    stream_clear(*state);
    return 0;
}

static void events_are_numbered_replies_are_not(void **state)
{
    struct stream *s = *state;

    push(s, "{\"e\":0", true);
    push(s, "{\"reply\":1}", false);
    push(s, "{\"e\":1", true);
    expect(s, "{\"e\":0,\"seq\":0}");
    expect(s, "{\"reply\":1}");
    expect(s, "{\"e\":1,\"seq\":1}");
    assert_false(stream_waiting(s));
}

static void a_resume_sends_again_from_there(void **state)
{
    struct stream *s = *state;
    char id[IDENT_SIZE];

    memcpy(id, s->id, sizeof id);
    push_events(s, 0, 6);
    expect_events(s, 0, 5); /* number 5 waits when the socket breaks */
    assert_int_equal(stream_resume(s, 3), STREAM_REPLAY);
    assert_string_equal(s->id, id);
    expect_events(s, 3, 3);
    assert_false(stream_waiting(s));
}

static void a_resume_at_the_end_continues(void **state)
{
    struct stream *s = *state;

    push_events(s, 0, 3);
    expect_events(s, 0, 3);
    push_events(s, 3, 2); /* while away */
    assert_int_equal(stream_resume(s, 3), STREAM_CONTINUE);
    expect_events(s, 3, 2);
}

static void a_resume_far_back_begins_anew(void **state)
{
    struct stream *s = *state;
    struct frame *hello = frame_new(span_of("{\"hello\":1"), true);
    char id[IDENT_SIZE];

    memcpy(id, s->id, sizeof id);
    push_events(s, 0, 200);
    expect_events(s, 0, 200);
    assert_int_equal(stream_resume(s, 200 - STREAM_DEAD - 1), STREAM_LOST);
    assert_string_not_equal(s->id, id);
    stream_lead(s, hello);
    frame_drop(hello);
    push(s, "{\"e\":1", true);
    expect(s, "{\"hello\":1,\"seq\":0}");
    expect(s, "{\"e\":1,\"seq\":1}");
}

static void the_whole_dead_queue_can_be_sent_again(void **state)
{
    struct stream *s = *state;

    push_events(s, 0, 250);
    expect_events(s, 0, 250);
    assert_int_equal(stream_resume(s, 250 - STREAM_DEAD), STREAM_REPLAY);
    expect_events(s, 250 - STREAM_DEAD, STREAM_DEAD);
    push_events(s, 250, 1);
    expect_events(s, 250, 1);
}

static void a_number_from_the_future_begins_anew(void **state)
{
    struct stream *s = *state;

    push_events(s, 0, 3);
    expect_events(s, 0, 3);
    assert_int_equal(stream_resume(s, 9), STREAM_LOST);
}

static void a_full_queue_refuses(void **state)
{
    struct stream *s = *state;
    struct frame *f = frame_new(span_of("{"), true);

    push_events(s, 0, STREAM_QUEUE);
    assert_false(stream_push(s, f));
    frame_drop(f);
}

static void a_skip_leaves_a_gap(void **state)
{
    struct stream *s = *state;

    push_events(s, 0, 1);
    expect_events(s, 0, 1);
    stream_skip(s, 1);
    push(s, "{\"e\":1", true);
    expect(s, "{\"e\":1,\"seq\":2}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(events_are_numbered_replies_are_not, make, drop),
        cmocka_unit_test_setup_teardown(a_resume_sends_again_from_there, make, drop),
        cmocka_unit_test_setup_teardown(a_resume_at_the_end_continues, make, drop),
        cmocka_unit_test_setup_teardown(a_resume_far_back_begins_anew, make, drop),
        cmocka_unit_test_setup_teardown(the_whole_dead_queue_can_be_sent_again, make,
                                        drop),
        cmocka_unit_test_setup_teardown(a_number_from_the_future_begins_anew, make, drop),
        cmocka_unit_test_setup_teardown(a_full_queue_refuses, make, drop),
        cmocka_unit_test_setup_teardown(a_skip_leaves_a_gap, make, drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
