#include "tests/unit/net/ws_fixture.h"

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
