/* How WebSocket connections end, or never begin. */
#include "net/loop_internal.h"
#include "net/ws.h"

#include "tests/unit/net/ws_fixture.c"

static void serve_bytes(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    peer_write(fd, f->say, f->say_len);
    f->served++;
    peer_until_closed(p, fd);
}

static void say(struct fixture *f, const char *bytes, size_t len)
{
    f->say = bytes;
    f->say_len = len;
    ws_serve(f, serve_bytes);
}

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

/* Reads until the client's close frame and keeps its code. */
static bool await_close(struct peer *p, int fd, struct fixture *f)
{
    char text[1024];
    size_t len;
    int opcode;

    while ((opcode = peer_read_frame(p, fd, text, sizeof text, &len)) >= 0) {
        if (opcode == 9)
            f->pings++;
        if (opcode == 8) {
            f->seen_code =
                len >= 2 ? (unsigned char)text[0] << 8 | (unsigned char)text[1] : 1005;
            return true;
        }
    }
    return false;
}

static void serve_polite(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    peer_write(fd, f->say, f->say_len);
    if (await_close(p, fd, f))
        peer_close_frame(fd, (unsigned)(int)f->seen_code, "");
    peer_until_closed(p, fd);
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

static void serve_deaf(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    f->served++;
    peer_wait(p, 20000); /* reads nothing, says nothing, keeps the socket */
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
    assert_true(loop_now(f->l) - start < 2500);
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
    assert_in_range(loop_now(f->l) - start, 340, 1000);
    assert_int_equal(f->why.code, 1006);
    assert_non_null(strstr(f->why.err.text, "no sign of life"));
}

static void serve_pong(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;
    char text[1024];
    size_t len;
    int opcode;

    (void)index;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    while ((opcode = peer_read_frame(p, fd, text, sizeof text, &len)) >= 0)
        if (opcode == 9) {
            f->pings++;
            peer_frame(fd, 0x8a, text, len);
        }
}

static void set_flag(void *user)
{
    *(bool *)user = true;
}

static void pass(struct fixture *f, int64_t ms)
{
    bool over = false;
    struct loop_timer *t = loop_timer_new(f->l, set_flag, &over);

    loop_timer_set(t, ms);
    assert_true(run_until_set(f->l, &over));
    loop_timer_free(t);
}

static void test_answering_peer_is_kept(void **state)
{
    struct fixture *f = *state;

    f->options.ping_every_ms = 60;
    f->options.hangup_after_ms = 400;
    ws_serve(f, serve_pong);
    ws_until_open(f);
    pass(f, 900);
    assert_false(f->is_closed);
    assert_true(f->pings >= 3);
    assert_true(loop_now(f->l) - ws_last_heard(f->w) < 400);
}

static void serve_refusal(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    if (peer_read_request(p, fd, f->request, sizeof f->request)) {
        f->served++;
        peer_write(fd, f->say, strlen(f->say));
        if (!f->hang_up)
            peer_until_closed(p, fd);
    }
}

static void refuse(struct fixture *f, const char *answer)
{
    f->is_closed = false;
    f->closed = 0;
    f->served = 0;
    f->say = answer;
    f->options.url = NULL;
    f->options.bearer = "xoxb-secret";
    ws_serve(f, serve_refusal);
    ws_begin(f);
    ws_until_closed(f);
    assert_int_equal(f->opened, 0);
    assert_int_equal(f->why.code, 0);
    assert_false(f->why.was_open);
    assert_int_equal(f->served, 1); /* nothing was tried again, or elsewhere */
    assert_null(strstr(f->why.err.text, "secret"));
    ws_free(f->w);
    f->w = NULL;
    peer_stop(f->peer);
    f->peer = NULL;
}

static void test_refused_upgrade(void **state)
{
    struct fixture *f = *state;

    refuse(f, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
    assert_int_equal(f->why.http_status, 401);
    assert_int_equal(f->why.err.code, ERR_REFUSED);
    assert_non_null(strstr(f->why.err.text, "401"));
    refuse(f, "HTTP/1.1 403 Forbidden\r\n\r\n");
    assert_int_equal(f->why.http_status, 403);
    refuse(f, "HTTP/1.1 429 Slow\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(f->why.http_status, 429);
    assert_int_equal(f->why.retry_after_ms, 5000);
    refuse(f, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(f->why.http_status, 503);
    assert_int_equal(f->why.retry_after_ms, 0);
    refuse(f, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assert_int_equal(f->why.http_status, 200);
}

/* The token must not go where a redirect points. */
static void test_redirect_refused(void **state)
{
    struct fixture *f = *state;

    refuse(f, "HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:9/\r\n"
              "Content-Length: 0\r\n\r\n");
    assert_int_equal(f->why.http_status, 302);
    refuse(f, "HTTP/1.1 307 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(f->why.http_status, 307);
}

static void test_wrong_upgrade_answers(void **state)
{
    struct fixture *f = *state;

    refuse(f, "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n");
    assert_int_equal(f->why.http_status, 0);
    refuse(f, "HTTP/1.1 101 Switching\r\n\r\n");
    refuse(f, "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Extensions: permessage-deflate\r\n"
              "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n");
    f->hang_up = true;
    refuse(f, "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n");
    assert_int_equal(f->why.err.code, ERR_NETWORK);
}

static void serve_hangup(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    if (peer_read_request(p, fd, f->request, sizeof f->request))
        f->served++;
}

static void test_peer_hangs_up_during_upgrade(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_hangup);
    ws_begin(f);
    ws_until_closed(f);
    assert_int_equal(f->why.code, 0);
    assert_int_equal(f->why.http_status, 0);
}

static void count_handle(uv_handle_t *handle, void *user)
{
    (void)handle;
    ++*(int *)user;
}

static int handles(struct fixture *f)
{
    int count = 0;

    pass(f, 20);
    uv_walk(loop_uv(f->l), count_handle, &count);
    return count;
}

/* A long outage: every try fails, and none leaves anything behind. */
static void test_connection_refused_many_times(void **state)
{
    struct fixture *f = *state;
    int before = 0;
    char url[64];

    snprintf(url, sizeof url, "ws://127.0.0.1:%u/?ticket=abc", peer_no_port());
    f->options.url = url;
    for (int i = 0; i < 30; i++) {
        f->is_closed = false;
        f->closed = 0;
        ws_begin(f);
        ws_until_closed(f);
        assert_int_equal(f->why.code, 0);
        assert_int_equal(f->why.err.code, ERR_NETWORK);
        assert_non_null(strstr(f->why.err.text, "127.0.0.1"));
        assert_null(strstr(f->why.err.text, "abc"));
        ws_free(f->w);
        f->w = NULL;
        if (i == 0)
            before = handles(f);
    }
    assert_int_equal(handles(f), before);
}

static void test_unknown_host_is_named(void **state)
{
    struct fixture *f = *state;

    f->options.url = "wss://no-such-host.invalid/?ticket=abc";
    ws_begin(f);
    ws_until_closed(f);
    assert_int_equal(f->why.code, 0);
    assert_non_null(strstr(f->why.err.text, "no-such-host.invalid"));
    assert_null(strstr(f->why.err.text, "abc"));
}

static void serve_nothing(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    (void)fd;
    f->served++;
    peer_wait(p, 20000);
}

static void test_connect_timeout(void **state)
{
    struct fixture *f = *state;
    int64_t start = loop_now(f->l);

    f->options.connect_timeout_ms = 300;
    ws_serve(f, serve_nothing);
    ws_begin(f);
    ws_until_closed(f);
    assert_in_range(loop_now(f->l) - start, 290, 2000);
    assert_non_null(strstr(f->why.err.text, "in time"));
}

static const char every_kind[] = "\x81\x02hi"        /* text */
                                 "\x82\x01\xff"      /* binary */
                                 "\x81\x08too long"  /* oversized */
                                 "\x88\x02\x03\xe8"; /* close */

static bool is_freed(void *user)
{
    struct fixture *f = user;

    return f->w == NULL;
}

static void test_free_inside_each_callback(void **state)
{
    struct fixture *f = *state;

    for (int when = IN_OPENED; when <= IN_BINARY; when++) {
        f->free_in = 0;
        f->is_open = f->is_closed = false;
        f->opened = f->texts = f->binaries = f->oversized = f->closed = 0;
        f->options.url = NULL;
        f->options.max_message = 5;
        f->free_in = (unsigned)when;
        say(f, every_kind, sizeof every_kind - 1);
        ws_begin(f);
        assert_true(run_until(f->l, is_freed, f, 20000));
        assert_int_equal(f->opened, 1);
        assert_int_equal(f->texts, when >= IN_TEXT);
        assert_int_equal(f->closed, when == IN_CLOSED);
        pass(f, 20); /* nothing follows */
        peer_stop(f->peer);
        f->peer = NULL;
    }
}

static void test_free_when_connecting_fails(void **state)
{
    struct fixture *f = *state;
    char url[64];

    snprintf(url, sizeof url, "ws://127.0.0.1:%u/", peer_no_port());
    f->options.url = url;
    f->free_in = IN_CLOSED;
    ws_begin(f);
    ws_until_closed(f);
    assert_null(f->w);
}

static bool was_served(void *user)
{
    struct fixture *f = user;

    return f->served > 0;
}

static void tick(void *user)
{
    loop_timer_set(*(struct loop_timer **)user, 5);
}

static void until_served(struct fixture *f)
{
    struct loop_timer *t;

    t = loop_timer_new(f->l, tick, &t);
    loop_timer_set(t, 1);
    assert_true(run_until(f->l, was_served, f, 10000));
    loop_timer_free(t);
}

static void test_free_at_each_stage(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_nothing);
    ws_begin(f);
    ws_free(f->w); /* its name is being looked up */
    ws_begin(f);
    until_served(f);
    ws_free(f->w); /* its upgrade is not answered */
    peer_stop(f->peer);
    f->options.url = NULL;
    ws_serve(f, serve_deaf);
    ws_until_open(f);
    assert_true(ws_send(f->w, span_of("never sent")));
    ws_free(f->w); /* it is open, with something to send */
    f->is_open = false;
    ws_until_open(f);
    ws_close(f->w, 1000);
    ws_free(f->w); /* it is closing */
    f->w = NULL;
    ws_free(NULL);
    pass(f, 50);
    assert_int_equal(f->closed, 0);
}

/* The peer sees a freed connection end. */
static void test_free_drops_the_socket(void **state)
{
    struct fixture *f = *state;

    ws_serve(f, serve_pong);
    ws_until_open(f);
    ws_free(f->w);
    f->w = NULL;
    pass(f, 50);
    peer_stop(f->peer); /* serve_pong has ended by itself, or this would take long */
    f->peer = NULL;
}

/* loop_free with everything still going on. */
static void test_loop_free_first(void **state)
{
    struct fixture *f = *state;
    struct ws *other;

    ws_serve(f, serve_deaf);
    ws_until_open(f);
    assert_true(ws_open(&other, f->l, &f->options, &events, f, NULL));
    f->w = NULL;
    loop_free(f->l);
    assert_int_equal(f->closed, 0);
    f->l = test_loop();
}

static void test_many_connections_one_after_the_other(void **state)
{
    struct fixture *f = *state;
    int before = 0;

    ws_serve(f, serve_polite);
    for (int i = 0; i < 20; i++) {
        f->is_open = f->is_closed = false;
        f->closed = 0;
        ws_until_open(f);
        ws_close(f->w, 1000);
        ws_until_closed(f);
        ws_free(f->w);
        f->w = NULL;
        if (i == 0)
            before = handles(f);
    }
    assert_int_equal(handles(f), before);
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
        WITH(test_answering_peer_is_kept),
        WITH(test_refused_upgrade),
        WITH(test_redirect_refused),
        WITH(test_wrong_upgrade_answers),
        WITH(test_peer_hangs_up_during_upgrade),
        WITH(test_connection_refused_many_times),
        WITH(test_unknown_host_is_named),
        WITH(test_connect_timeout),
        WITH(test_free_inside_each_callback),
        WITH(test_free_when_connecting_fails),
        WITH(test_free_at_each_stage),
        WITH(test_free_drops_the_socket),
        WITH(test_loop_free_first),
        WITH(test_many_connections_one_after_the_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
