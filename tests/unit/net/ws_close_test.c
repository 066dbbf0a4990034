/* How open WebSocket connections end. */
#include "net/ws.h"

#include "tests/unit/net/ws_fixture.c"

/* Says it, then runs until the connection has ended. */
static void say_and_end(struct fixture *f, const char *bytes, size_t len)
{
    say(f, bytes, len);
    ws_begin(f);
    ws_until_closed(f);
    assert_false(ws_send(f->w, span_of("too late")));
}

static void test_peer_closes_with_code_and_reason(void **state)
{
    struct fixture *f = *state;

    say_and_end(f, "\x88\x0b\x0f\xa4revoked.?", 13);
    assert_int_equal(f->why.code, 4004);
    assert_true(f->why.was_open);
    assert_int_equal(f->why.http_status, 0);
    assert_non_null(strstr(f->why.err.text, "revoked"));
    assert_non_null(strstr(f->why.err.text, "127.0.0.1"));
}

static void test_peer_closes_1000(void **state)
{
    struct fixture *f = *state;

    say_and_end(f, "\x88\x02\x03\xe8", 4);
    assert_int_equal(f->why.code, 1000);
}

/* A limit of libwebsockets 4.1.6 that callers know of. */
static void test_1012_arrives_as_1002(void **state)
{
    struct fixture *f = *state;

    say_and_end(f, "\x88\x02\x03\xf4", 4);
    assert_int_equal(f->why.code, 1002);
}

static void test_close_without_code_is_1005(void **state)
{
    struct fixture *f = *state;

    say_and_end(f, "\x88\x00", 2);
    assert_int_equal(f->why.code, 1005);
}

static void test_close_with_half_a_code(void **state)
{
    struct fixture *f = *state;

    say_and_end(f, "\x88\x01\x03", 3);
    assert_int_equal(f->why.code, 1005);
}

/* What came before the close frame is still delivered. */
static void test_message_then_close(void **state)
{
    struct fixture *f = *state;

    say_and_end(f, "\x81\x04last\x88\x02\x03\xe9", 10);
    assert_int_equal(f->texts, 1);
    assert_int_equal(f->why.code, 1001);
}

static void serve_fin(struct peer *p, int fd, int index, void *user)
{
    (void)index;
    (void)user;
    if (peer_upgrade(p, fd, NULL, 0))
        peer_frame(fd, 0x81, "x", 1);
}

static void test_end_without_close_frame_is_1006(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_fin);
    ws_until_open(f);
    ws_until_closed(f);
    assert_int_equal(f->why.code, 1006);
    assert_int_equal(f->why.err.code, ERR_NETWORK);
}

static void serve_reset(struct peer *p, int fd, int index, void *user)
{
    (void)index;
    (void)user;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    peer_wait(p, 50);
    peer_reset(fd);
}

static void test_reset_is_1006(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_reset);
    ws_until_open(f);
    ws_until_closed(f);
    assert_int_equal(f->why.code, 1006);
    assert_true(f->why.was_open);
}

static void test_we_close(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_polite);
    ws_until_open(f);
    assert_true(ws_send(f->w, span_of("goodbye"))); /* goes before the close frame */
    ws_close(f->w, 4000);
    assert_false(f->is_closed); /* never from inside ws_close */
    assert_false(ws_send(f->w, span_of("more")));
    ws_close(f->w, 1000); /* too late to change */
    ws_until_closed(f);
    assert_int_equal(f->why.code, 4000);
    assert_int_equal(f->why.err.code, ERR_NONE);
    assert_int_equal(f->seen_code, 4000);
}

static void test_we_close_and_peer_is_deaf(void **state)
{
    struct fixture *f = *state;
    int64_t start;

    ws_serve(f, serve_deaf);
    ws_until_open(f);
    start = loop_now(f->l);
    ws_close(f->w, 1000);
    ws_until_closed(f);
    assert_true(loop_now(f->l) - start < 4000);
    assert_int_equal(f->why.code, 1000);
}

static void test_close_before_open(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_polite);
    ws_begin(f);
    ws_close(f->w, 1000);
    assert_false(f->is_closed);
    ws_until_closed(f);
    assert_int_equal(f->why.code, 0);
    assert_false(f->why.was_open);
    assert_int_equal(f->opened, 0);
}

static void test_bad_utf8_is_1007(void **state)
{
    static const char bytes[] = "\x81\x02\xc3\x28"
                                "\x81\x05never";
    struct fixture *f = *state;

    f->say = bytes;
    f->say_len = sizeof bytes - 1;
    ws_serve(f, serve_polite);
    ws_begin(f);
    ws_until_closed(f);
    assert_int_equal(f->texts, 0);
    assert_int_equal(f->why.code, 1007);
    assert_int_equal(f->why.err.code, ERR_SYNTAX);
    assert_int_equal(f->seen_code, 1007);
}

/* A code point cut by a border of fragments is whole. */
static void test_utf8_across_fragments(void **state)
{
    static const char bytes[] = "\x01\x01\xc3\x80\x01\xa9";
    struct fixture *f = *state;

    f->stop_after = 1;
    say(f, bytes, sizeof bytes - 1);
    ws_begin(f);
    assert_true(run_until_set(f->l, &f->enough));
    assert_true(span_is(buf_view(&f->last), "\xc3\xa9"));
}

static void test_protocol_errors_end_it(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
    } cases[] = {
        {"\xc1\x01x", 3},          /* reserved bit */
        {"\x83\x01x", 3},          /* unknown opcode */
        {"\x80\x01x", 3},          /* continues nothing */
        {"\x89\x7e\x00\x80", 4},   /* long control frame */
        {"\x09\x01x", 3},          /* control frame in parts */
        {"\x01\x01x\x81\x01y", 6}, /* a new message inside another */
        {"\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10}, /* 64 bits of length */
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        f->is_open = f->is_closed = false;
        f->closed = 0;
        f->options.url = NULL;
        say_and_end(f, cases[i].bytes, cases[i].len);
        assert_true(f->why.was_open);
        ws_free(f->w);
        f->w = NULL;
        peer_stop(f->peer);
        f->peer = NULL;
    }
}

static void test_silent_peer_is_hung_up_on(void **state)
{
    struct fixture *f = *state;
    int64_t start;

    f->options.ping_every_ms = 100;
    f->options.hangup_after_ms = 350;
    ws_serve(f, serve_deaf);
    ws_until_open(f);
    start = loop_now(f->l);
    ws_until_closed(f);
    assert_in_range(loop_now(f->l) - start, 340, 5000);
    assert_int_equal(f->why.code, 1006);
    assert_non_null(strstr(f->why.err.text, "no sign of life"));
}

/* A message without an end, a fragment at a time. */
static void serve_endless(struct peer *p, int fd, int index, void *user)
{
    (void)index;
    (void)user;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    for (unsigned first = 0x01; peer_frame(fd, first, "x", 1); first = 0x00)
        if (peer_wait(p, 20))
            return;
}

static void test_message_without_end_is_hung_up_on(void **state)
{
    struct fixture *f = *state;
    int64_t start;

    f->options.ping_every_ms = 100;
    f->options.hangup_after_ms = 20000;
    f->options.message_within_ms = 500;
    ws_serve(f, serve_endless);
    ws_until_open(f);
    start = loop_now(f->l);
    ws_until_closed(f);
    assert_in_range(loop_now(f->l) - start, 490, 15000);
    assert_int_equal(f->why.code, 1006);
    assert_non_null(strstr(f->why.err.text, "a message was not whole"));
    assert_int_equal(f->texts, 0);
}

static void test_answering_peer_is_kept(void **state)
{
    struct fixture *f = *state;

    f->options.ping_every_ms = 60;
    f->options.hangup_after_ms = 2000;
    ws_serve(f, serve_pong);
    ws_until_open(f);
    pass(f, 2600);
    assert_false(f->is_closed);
    assert_true(f->pings >= 3);
    assert_true(loop_now(f->l) - ws_last_heard(f->w) <= 2000);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, ws_set_up, ws_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(test_peer_closes_with_code_and_reason),
        WITH(test_peer_closes_1000),
        WITH(test_1012_arrives_as_1002),
        WITH(test_close_without_code_is_1005),
        WITH(test_close_with_half_a_code),
        WITH(test_message_then_close),
        WITH(test_end_without_close_frame_is_1006),
        WITH(test_reset_is_1006),
        WITH(test_we_close),
        WITH(test_we_close_and_peer_is_deaf),
        WITH(test_close_before_open),
        WITH(test_bad_utf8_is_1007),
        WITH(test_utf8_across_fragments),
        WITH(test_protocol_errors_end_it),
        WITH(test_silent_peer_is_hung_up_on),
        WITH(test_message_without_end_is_hung_up_on),
        WITH(test_answering_peer_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
