/* WebSocket connections that never open. */
#include "net/ws.h"

#include "tests/unit/net/ws_fixture.c"

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

static void test_connect_timeout(void **state)
{
    struct fixture *f = *state;
    int64_t start = loop_now(f->l);

    f->options.connect_timeout_ms = 300;
    ws_serve(f, serve_nothing);
    ws_begin(f);
    ws_until_closed(f);
    assert_in_range(loop_now(f->l) - start, 290, 10000);
    assert_non_null(strstr(f->why.err.text, "in time"));
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, ws_set_up, ws_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(test_refused_upgrade),
        WITH(test_redirect_refused),
        WITH(test_wrong_upgrade_answers),
        WITH(test_peer_hangs_up_during_upgrade),
        WITH(test_connection_refused_many_times),
        WITH(test_unknown_host_is_named),
        WITH(test_connect_timeout),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
