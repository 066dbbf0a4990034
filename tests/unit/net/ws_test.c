/* Messages: what comes in, what goes out. ws_close_test.c has the ends of connections. */
#include "net/ws_internal.h"

#include "tests/unit/net/ws_fixture.c"

/* Sends back what it gets. */
static void serve_echo(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;
    static _Thread_local char text[200000];
    size_t len;
    int opcode;

    (void)index;
    if (!peer_upgrade(p, fd, f->request, sizeof f->request))
        return;
    f->served++;
    while ((opcode = peer_read_frame(p, fd, text, sizeof text, &len)) >= 0) {
        if (opcode == 8) {
            peer_frame(fd, 0x88, text, len);
            return;
        }
        peer_frame(fd, 0x80 | (unsigned)opcode, text, len);
    }
}

static void test_echo(void **state)
{
    static const char *const headers[] = {"X-One: 1", "Cookie: a=b", NULL};
    struct fixture *f = *state;

    f->options.headers = headers;
    f->options.bearer = "xoxb-secret";
    ws_serve(f, serve_echo);
    ws_until_open(f);
    assert_int_equal(f->opened, 1);
    f->stop_after = 1;
    assert_true(ws_send(f->w, span_of("hello")));
    assert_true(run_until_set(f->l, &f->enough));
    assert_true(span_is(buf_view(&f->last), "hello"));
    assert_non_null(strstr(f->request, "GET /chat HTTP/1.1\r\n"));
    assert_non_null(strstr(f->request, "Host: 127.0.0.1:"));
    assert_non_null(strstr(f->request, "X-One: 1\r\n"));
    assert_non_null(strstr(f->request, "Cookie: a=b\r\n"));
    assert_non_null(strstr(f->request, "Authorization: Bearer xoxb-secret\r\n"));
    assert_null(strcasestr(f->request, "Origin:"));
    assert_null(strcasestr(f->request, "Sec-WebSocket-Extensions"));
    assert_null(strcasestr(f->request, "deflate"));
    assert_true(ws_last_heard(f->w) > 0);
}

static void test_long_path_and_token(void **state)
{
    struct fixture *f = *state;
    char url[2048], token[6001];
    size_t len;

    ws_serve(f, serve_echo);
    len = (size_t)snprintf(url, sizeof url, "%s?ticket=", f->base);
    memset(url + len, 't', 1400);
    url[len + 1400] = '\0';
    memset(token, 'k', 6000);
    token[6000] = '\0';
    f->options.url = url;
    f->options.bearer = token;
    ws_until_open(f);
    assert_int_equal(strspn(strstr(f->request, "ticket=") + 7, "t"), 1400);
    assert_int_equal(strspn(strstr(f->request, "Bearer ") + 7, "k"), 6000);
    assert_non_null(strstr(f->request, "\r\nHost: 127.0.0.1:"));
}

static void test_many_messages_out(void **state)
{
    struct fixture *f = *state;
    char text[32];

    ws_serve(f, serve_echo);
    ws_until_open(f);
    f->stop_after = 301;
    for (int i = 0; i < 300; i++) {
        snprintf(text, sizeof text, "message %d", i);
        assert_true(ws_send(f->w, span_of(text)));
    }
    assert_true(ws_send(f->w, span_of(""))); /* empty is a message too */
    assert_true(run_until_set(f->l, &f->enough));
    assert_true(span_is(buf_view(&f->first), "message 0"));
    assert_int_equal(f->last.len, 0);
}

struct burst {
    const struct ws *w;
    int turns;
};

static bool all_written(void *user)
{
    struct burst *b = user;

    b->turns++;
    return !b->w->first;
}

/* A turn may take milliseconds: a burst must not need one for each frame. */
static void test_burst_leaves_in_few_turns(void **state)
{
    struct fixture *f = *state;
    struct burst b = {.turns = 0};

    ws_serve(f, serve_echo);
    ws_until_open(f);
    b.w = f->w;
    for (int i = 0; i < 100; i++)
        assert_true(ws_send(f->w, span_of("{\"envelope_id\":\"1\"}")));
    assert_true(run_until(f->l, all_written, &b, 20000));
    assert_true(b.turns < 20);
}

static void test_large_message_out_and_in(void **state)
{
    struct fixture *f = *state;
    char *text = mem_alloc(150000);

    for (size_t i = 0; i < 150000; i++)
        text[i] = (char)('a' + i % 26);
    ws_serve(f, serve_echo);
    ws_until_open(f);
    f->stop_after = 1;
    assert_true(ws_send(f->w, (struct span){text, 150000}));
    assert_true(run_until_set(f->l, &f->enough));
    assert_true(span_equal(buf_view(&f->last), (struct span){text, 150000}));
    mem_free(text);
}

static void test_queue_is_bounded(void **state)
{
    struct fixture *f = *state;

    f->options.max_queue = 1000;
    ws_serve(f, serve_echo);
    ws_begin(f);
    assert_false(ws_send(f->w, span_of("early"))); /* not open yet */
    assert_true(run_until_set(f->l, &f->is_open));
    for (int i = 0; i < 100; i++)
        assert_true(ws_send(f->w, span_of("0123456789")));
    assert_false(ws_send(f->w, span_of("x")));
    f->stop_after = 100;
    assert_true(run_until_set(f->l, &f->enough));
    assert_true(ws_send(f->w, span_of("x")));
}

static void test_fragments_joined(void **state)
{
    /* "one" in three parts with a ping and an empty part between, then "two". */
    static const char bytes[] = "\x01\x01o"
                                "\x89\x02hi"
                                "\x00\x01n"
                                "\x00\x00"
                                "\x80\x01"
                                "e"
                                "\x81\x03two";
    struct fixture *f = *state;

    f->stop_after = 2;
    say(f, bytes, sizeof bytes - 1);
    ws_begin(f);
    assert_true(run_until_set(f->l, &f->enough));
    assert_int_equal(f->texts, 2);
    assert_true(span_is(buf_view(&f->first), "one"));
    assert_true(span_is(buf_view(&f->last), "two"));
}

static void serve_fragments(struct peer *p, int fd, int index, void *user)
{
    char part[5000];

    (void)user;
    (void)index;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    for (int i = 0; i < 20; i++) {
        memset(part, 'a' + i, sizeof part);
        peer_frame(fd, i == 0 ? 0x01 : i == 19 ? 0x80 : 0x00, part, sizeof part);
        if (i % 5 == 0)
            peer_frame(fd, 0x89, "ping", 4);
    }
    peer_until_closed(p, fd);
}

static void test_large_fragments_joined(void **state)
{
    struct fixture *f = *state;

    f->stop_after = 1;
    ws_serve(f, serve_fragments);
    ws_begin(f);
    assert_true(run_until_set(f->l, &f->enough));
    assert_int_equal(f->last.len, 100000);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(f->last.data[i], (int)('a' + i / 5000));
}

static void serve_too_large(struct peer *p, int fd, int index, void *user)
{
    static char large[50000];
    struct fixture *f = user;

    (void)index;
    memset(large, 'L', sizeof large);
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    peer_frame(fd, 0x81, large, sizeof large); /* one frame over the cap */
    peer_frame(fd, 0x81, large, 1001);         /* just over */
    peer_frame(fd, 0x01, large, 600);          /* two parts over the cap together */
    peer_frame(fd, 0x80, large, 600);
    peer_frame(fd, 0x81, large, 1000); /* exactly the cap */
    peer_frame(fd, 0x81, "after", 5);
    f->served++;
    peer_until_closed(p, fd);
}

static void test_oversized_dropped_connection_lives(void **state)
{
    struct fixture *f = *state;

    f->options.max_message = 1000;
    f->stop_after = 2;
    ws_serve(f, serve_too_large);
    ws_begin(f);
    assert_true(run_until_set(f->l, &f->enough));
    assert_int_equal(f->oversized, 3);
    assert_int_equal(f->texts, 2);
    assert_true(span_is(buf_view(&f->last), "after"));
    assert_int_equal(f->closed, 0);
}

static void test_binary(void **state)
{
    static const char bytes[] = "\x82\x03\x00\xff\x01"
                                "\x81\x02ok";
    struct fixture *f = *state;

    f->stop_after = 1;
    say(f, bytes, sizeof bytes - 1);
    ws_begin(f);
    assert_true(run_until_set(f->l, &f->enough));
    assert_int_equal(f->binaries, 1);
}

static void serve_burst(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;
    struct buf all;
    char text[64];

    (void)index;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    buf_init(&all, 1000000);
    for (int i = 0; i < 500; i++) {
        int len = snprintf(text, sizeof text, "frame number %d of a burst", i);

        buf_char(&all, (char)0x81);
        buf_char(&all, (char)len);
        buf_text(&all, text);
    }
    peer_write(fd, all.data, all.len); /* in one write */
    buf_free(&all);
    f->served++;
    peer_until_closed(p, fd);
}

/* The stall of libwebsockets with libuv (its commit 4d6322d5b): frames left in a buffer
 * with no event to fetch them. */
static void test_burst_of_500(void **state)
{
    struct fixture *f = *state;
    int64_t start = loop_now(f->l);

    f->stop_after = 500;
    ws_serve(f, serve_burst);
    ws_begin(f);
    assert_true(run_until_set(f->l, &f->enough));
    assert_true(span_is(buf_view(&f->last), "frame number 499 of a burst"));
    assert_true(loop_now(f->l) - start < 5000);
}

/* The burst comes in the same segment as the answer to the upgrade. */
static void serve_eager(struct peer *p, int fd, int index, void *user)
{
    char request[8192], key[64], answer[512];
    int len;

    (void)user;
    (void)index;
    if (!peer_read_request(p, fd, request, sizeof request))
        return;
    accept_key(request, key, sizeof key);
    len = snprintf(answer, sizeof answer,
                   "HTTP/1.1 101 OK\r\nUpgrade: WebSocket\r\n"
                   "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
                   "\x81\x05hello\x81\x05there",
                   key);
    peer_write(fd, answer, (size_t)len);
    peer_until_closed(p, fd);
}

static void test_frames_with_the_handshake(void **state)
{
    struct fixture *f = *state;

    f->stop_after = 2;
    ws_serve(f, serve_eager);
    ws_begin(f);
    assert_true(run_until_set(f->l, &f->enough));
    assert_int_equal(f->opened, 1);
    assert_true(span_is(buf_view(&f->last), "there"));
}

static void test_localhost_and_default_path(void **state)
{
    struct fixture *f = *state;
    char url[64];

    ws_serve(f, serve_echo);
    snprintf(url, sizeof url, "ws://localhost:%u", peer_port(f->peer));
    f->options.url = url; /* ::1 may come first, where nobody listens */
    ws_until_open(f);
    assert_non_null(strstr(f->request, "GET / HTTP/1.1\r\n"));
    assert_non_null(strstr(f->request, "Host: localhost:"));
}

static void test_wrong_options(void **state)
{
    static const char *const bad_header[] = {"X: y\r\nZ: z", NULL};
    struct fixture *f = *state;
    char long_host[200] = "wss://";
    const struct ws_options options[] = {
        {.url = NULL},
        {.url = "https://a.b/"},
        {.url = "ws://far.example/"},
        {.url = "wss://[2001:db8::1]/"},
        {.url = long_host},
        {.url = "wss://a.b/", .headers = bad_header},
        {.url = "wss://a.b/", .bearer = "a\r\nX: y"},
        {.url = "wss://a.b/", .ping_every_ms = 1000, .hangup_after_ms = 1000},
        {.url = "wss://a.b/", .proxy = "socks5://a:1"},
        {.url = "wss://a.b/", .proxy = "http://:3128"},
        {.url = "wss://a.b/", .proxy = "http://proxy"},
        {.url = "wss://a.b/", .proxy = "http://user:pw@proxy:3128"},
    };

    memset(long_host + 6, 'h', 150);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct err e = {0};
        struct ws *w;

        if (ws_open(&w, f->l, &options[i], &events, f, &e))
            fail_msg("options %zu were accepted", i);
        assert_null(w);
        assert_true(e.text[0] != '\0');
    }
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, ws_set_up, ws_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(test_echo),
        WITH(test_long_path_and_token),
        WITH(test_many_messages_out),
        WITH(test_burst_leaves_in_few_turns),
        WITH(test_large_message_out_and_in),
        WITH(test_queue_is_bounded),
        WITH(test_fragments_joined),
        WITH(test_large_fragments_joined),
        WITH(test_oversized_dropped_connection_lives),
        WITH(test_binary),
        WITH(test_burst_of_500),
        WITH(test_frames_with_the_handshake),
        WITH(test_localhost_and_default_path),
        WITH(test_wrong_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
