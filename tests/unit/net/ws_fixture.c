#include "tests/unit/net/ws_fixture.h"

#include "net/loop_internal.h"
#include "tests/unit/net/peer.c"

static void drop_if(struct fixture *f, int when)
{
    if ((int)f->free_in != when)
        return;
    ws_free(f->w);
    f->w = NULL;
}

static void on_opened(void *user, struct ws *w)
{
    struct fixture *f = user;

    assert_ptr_equal(w, f->w);
    f->opened++;
    f->is_open = true;
    drop_if(f, IN_OPENED);
}

static void keep(struct fixture *f, struct span message)
{
    if (!f->first.data)
        buf_span(&f->first, message);
    buf_clear(&f->last);
    buf_span(&f->last, message);
}

static void on_text(void *user, struct ws *w, struct span message)
{
    struct fixture *f = user;

    assert_ptr_equal(w, f->w);
    drop_if(f, IN_TEXT);
    keep(f, message); /* still readable after ws_free */
    f->enough = ++f->texts >= f->stop_after;
}

static void on_binary(void *user, struct ws *w, struct span message)
{
    struct fixture *f = user;

    (void)w;
    f->binaries++;
    keep(f, message);
    drop_if(f, IN_BINARY);
}

static void on_oversized(void *user, struct ws *w)
{
    struct fixture *f = user;

    (void)w;
    f->oversized++;
    drop_if(f, IN_OVERSIZED);
}

static void on_closed(void *user, struct ws *w, const struct ws_closed *why)
{
    struct fixture *f = user;

    assert_ptr_equal(w, f->w);
    f->closed++;
    f->is_closed = true;
    f->why = *why;
    drop_if(f, IN_CLOSED);
}

static const struct ws_events events = {on_opened, on_text, on_binary, on_oversized,
                                        on_closed};

int ws_set_up(void **state)
{
    struct fixture *f = mem_zero(1, sizeof *f);

    f->l = test_loop();
    buf_init(&f->first, (size_t)64 * 1024 * 1024);
    buf_init(&f->last, (size_t)64 * 1024 * 1024);
    *state = f;
    return 0;
}

int ws_tear_down(void **state)
{
    struct fixture *f = *state;

    if (f->peer)
        peer_stop(f->peer);
    ws_free(f->w);
    loop_free(f->l);
    buf_free(&f->first);
    buf_free(&f->last);
    mem_free(f);
    return 0;
}

void ws_serve(struct fixture *f, peer_serve *serve)
{
    f->peer = peer_start(serve, f);
    snprintf(f->base, sizeof f->base, "ws://127.0.0.1:%u/chat", peer_port(f->peer));
}

void ws_begin(struct fixture *f)
{
    struct err e = {0};

    if (!f->options.url)
        f->options.url = f->base;
    if (!ws_open(&f->w, f->l, &f->options, &events, f, &e))
        fail_msg("%s", e.text);
    assert_false(f->is_open || f->is_closed);
}

void ws_until_open(struct fixture *f)
{
    ws_begin(f);
    if (!run_until_set(f->l, &f->is_open))
        fail_msg("not open: %s", f->why.err.text);
}

void ws_until_closed(struct fixture *f)
{
    if (!run_until_set(f->l, &f->is_closed))
        fail_msg("not closed");
    assert_int_equal(f->closed, 1);
}

void serve_bytes(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    peer_write(fd, f->say, f->say_len);
    f->served++;
    peer_until_closed(p, fd);
}

void say(struct fixture *f, const char *bytes, size_t len)
{
    f->say = bytes;
    f->say_len = len;
    ws_serve(f, serve_bytes);
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

void serve_polite(struct peer *p, int fd, int index, void *user)
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

void serve_deaf(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    if (!peer_upgrade(p, fd, NULL, 0))
        return;
    f->served++;
    peer_wait(p, 20000); /* reads nothing, says nothing, keeps the socket */
}

void serve_pong(struct peer *p, int fd, int index, void *user)
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

void pass(struct fixture *f, int64_t ms)
{
    bool over = false;
    struct loop_timer *t = loop_timer_new(f->l, set_flag, &over);

    loop_timer_set(t, ms);
    assert_true(run_until_set(f->l, &over));
    loop_timer_free(t);
}

static void count_handle(uv_handle_t *handle, void *user)
{
    (void)handle;
    ++*(int *)user;
}

int handles(struct fixture *f)
{
    int count = 0;

    pass(f, 20);
    uv_walk(loop_uv(f->l), count_handle, &count);
    return count;
}

void serve_nothing(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    (void)fd;
    f->served++;
    peer_wait(p, 20000);
}
