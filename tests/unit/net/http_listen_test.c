/* The small server against raw sockets of a client. */
#include "net/http_listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/unit/net/cm.h"
#include "tests/unit/net/peer.h"

struct bed {
    struct loop *l;
    struct http_listen *h;
    char asked[64];
    int count;
};

static bool page(void *user, const char *path, struct http_page *p)
{
    struct bed *b = user;

    b->count++;
    snprintf(b->asked, sizeof b->asked, "%s", path);
    if (strcmp(path, "/large") == 0) {
        for (int i = 0; i < 300000; i++)
            buf_char(p->body, 'x');
    } else if (strcmp(path, "/endless") == 0) {
        for (int i = 0; i < 3000000; i++)
            buf_char(p->body, 'x');
    } else if (strcmp(path, "/down") == 0) {
        p->status = 503;
        buf_text(p->body, "down\n");
    } else if (strcmp(path, "/") == 0) {
        buf_text(p->body, "hello\n");
    } else {
        return false;
    }
    return true;
}

static int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);
    struct err e;

    b->l = test_loop();
    if (!http_listen_open(&b->h, b->l, "127.0.0.1:0", page, b, &e))
        return -1;
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bed *b = *state;

    http_listen_close(b->h);
    loop_free(b->l);
    free(b);
    return 0;
}

static int dial(struct bed *b)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)http_listen_port(b->h)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

struct reading {
    int fd;
    struct buf text;
    bool over;
};

static bool read_some(void *user)
{
    struct reading *r = user;
    char piece[65536];
    ssize_t got;

    while (!r->over && (got = recv(r->fd, piece, sizeof piece, MSG_DONTWAIT)) != -1) {
        r->over = got == 0;
        buf_add(&r->text, piece, (size_t)got);
    }
    return r->over;
}

static void tick(void *user)
{
    struct loop_timer **t = user;
    loop_timer_set(*t, 5);
}

/* Sends, and reads until the server closes. */
static char *say(struct bed *b, const char *request)
{
    struct reading r = {.fd = dial(b)};
    struct loop_timer *t = NULL;

    buf_init(&r.text, (size_t)4 << 20);
    t = loop_timer_new(b->l, tick, &t);
    loop_timer_set(t, 5);
    assert_true(send(r.fd, request, strlen(request), 0) >= 0);
    assert_true(run_until(b->l, read_some, &r, 10000));
    loop_timer_free(t);
    close(r.fd);
    return buf_take(&r.text);
}

static void expect(struct bed *b, const char *request, const char *status,
                   const char *ending)
{
    char *got = say(b, request);

    if (strncmp(got, status, strlen(status)) != 0 || !strstr(got, ending))
        fail_msg("for %.40s: %.200s", request, got);
    mem_free(got);
}

static void test_a_page(void **state)
{
    struct bed *b = *state;

    expect(b, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\n",
           "\r\n\r\nhello\n");
    expect(b, "GET /?a=b HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK\r\n", "hello\n");
    assert_string_equal(b->asked, "/");
}

static void test_head_has_no_body(void **state)
{
    char *got = say(*state, "HEAD / HTTP/1.1\r\n\r\n");

    assert_non_null(strstr(got, "Content-Length: 6\r\n"));
    assert_null(strstr(got, "hello"));
    mem_free(got);
}

static void test_other_answers(void **state)
{
    struct bed *b = *state;

    expect(b, "GET /nothing HTTP/1.1\r\n\r\n", "HTTP/1.1 404 ", "no such page");
    expect(b, "GET /down HTTP/1.1\r\n\r\n", "HTTP/1.1 503 ", "down\n");
    expect(b, "POST / HTTP/1.1\r\n\r\n", "HTTP/1.1 405 ", "Allow: GET");
    expect(b, "nonsense\r\n\r\n", "HTTP/1.1 400 ", "bad request");
    expect(b, "GET nonsense HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ", "bad request");
    expect(b, "GET / SPDY/3\r\n\r\n", "HTTP/1.1 400 ", "bad request");
}

static void test_a_large_page_comes_whole(void **state)
{
    char *got = say(*state, "GET /large HTTP/1.1\r\n\r\n");

    assert_true(strlen(strstr(got, "\r\n\r\n")) == 300004);
    mem_free(got);
    expect(*state, "GET /endless HTTP/1.1\r\n\r\n", "HTTP/1.1 500 ", "");
}

static void test_a_request_without_end_is_dropped(void **state)
{
    struct bed *b = *state;
    static char long_one[9000];

    memset(long_one, 'a', sizeof long_one - 1);
    char *got = say(b, long_one);
    assert_string_equal(got, "");
    mem_free(got);
    assert_int_equal(b->count, 0);
}

static void test_sixteen_at_once(void **state)
{
    struct bed *b = *state;
    int idle[16];
    struct reading r = {0};
    struct loop_timer *t = NULL;

    for (int i = 0; i < 16; i++)
        idle[i] = dial(b);
    /* Those that hold the line keep nobody out: the first of them leaves. */
    expect(b, "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "hello\n");
    r.fd = idle[0];
    buf_init(&r.text, 1000);
    t = loop_timer_new(b->l, tick, &t);
    loop_timer_set(t, 5);
    assert_true(run_until(b->l, read_some, &r, 10000));
    assert_int_equal(r.text.len, 0);
    loop_timer_free(t);
    for (int i = 0; i < 16; i++)
        close(idle[i]);
    buf_free(&r.text);
    expect(b, "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "hello\n");
}

static void test_addresses(void **state)
{
    struct bed *b = *state;
    static const char *const bad[] = {
        "",        "9090",         "127.0.0.1",      "host:1",
        ":",       "127.0.0.1:x",  "[::1:5",         "127.0.0.1:",
        "1.2.3:4", "127.0.0.1:-1", "127.0.0.1:65536"};
    struct http_listen *h;
    struct err e;
    char taken[40];

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(http_listen_open(&h, b->l, bad[i], page, b, &e));
    assert_true(http_listen_open(&h, b->l, "localhost:0", page, b, &e));
    http_listen_close(h);
    snprintf(taken, sizeof taken, "127.0.0.1:%d", http_listen_port(b->h));
    assert_false(http_listen_open(&h, b->l, taken, page, b, &e));
    assert_non_null(strstr(e.text, taken));
}

static void test_the_loop_may_end_first(void **state)
{
    (void)state;
    struct loop *l = test_loop();
    struct http_listen *h;
    struct err e;

    assert_true(http_listen_open(&h, l, "127.0.0.1:0", page, NULL, &e));
    loop_free(l);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_page),
        TEST(test_head_has_no_body),
        TEST(test_other_answers),
        TEST(test_a_large_page_comes_whole),
        TEST(test_a_request_without_end_is_dropped),
        TEST(test_sixteen_at_once),
        TEST(test_addresses),
        cmocka_unit_test(test_the_loop_may_end_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/unit/net/peer.c"
