#include "tests/unit/net/http_fixture.h"

#include "tests/unit/net/peer.c"

int set_up(void **state)
{
    struct fixture *f = mem_zero(1, sizeof *f);
    struct http_options options = {.timeout_ms = 5000, .max_body = 1000};

    f->l = test_loop();
    assert_true(http_new(&f->h, f->l, &options, NULL));
    *state = f;
    return 0;
}

int tear_down(void **state)
{
    struct fixture *f = *state;

    if (f->peer)
        peer_stop(f->peer);
    http_free(f->h);
    loop_free(f->l);
    mem_free(f);
    return 0;
}

void start(struct fixture *f, peer_serve *serve)
{
    f->peer = peer_start(serve, f);
    snprintf(f->base, sizeof f->base, "http://127.0.0.1:%u/", peer_port(f->peer));
}

void on_done(void *user, const struct http_answer *a)
{
    struct fixture *f = user;
    struct span type = http_header(a, "content-type");

    f->calls++;
    f->done = true;
    f->outcome = a->outcome;
    f->status = a->status;
    f->retry_after_ms = a->retry_after_ms;
    snprintf(f->body, sizeof f->body, "%.*s", (int)a->body.len,
             a->body.ptr ? a->body.ptr : "");
    snprintf(f->type, sizeof f->type, "%.*s", (int)type.len, type.ptr ? type.ptr : "");
    f->err = a->err;
}

void go(struct fixture *f, struct http_call call)
{
    struct err e = {0};

    if (!call.url)
        call.url = f->base;
    f->done = false;
    f->r = http_send(f->h, &call, on_done, f, &e);
    if (!f->r)
        fail_msg("%s", e.text);
    assert_false(f->done); /* never from inside http_send */
    assert_true(run_until_set(f->l, &f->done));
    assert_int_equal(http_in_flight(f->h), 0);
}

struct http_call post(const char *body)
{
    return (struct http_call){.method = "POST", .body = span_of(body)};
}

const struct http_call get = {.method = "GET"};

void serve_answer(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    f->connections++;
    while (peer_read_request(p, fd, f->request, sizeof f->request)) {
        f->requests++;
        if (!peer_text(fd, f->answer))
            return;
    }
}

void serve_then_close(struct peer *p, int fd, int index, void *user)
{
    struct fixture *f = user;

    (void)index;
    f->connections++;
    if (peer_read_request(p, fd, f->request, sizeof f->request))
        f->requests++;
}

void fail_if_called(void *user, const struct http_answer *a)
{
    (void)user;
    (void)a;
    fail_msg("called after it was cancelled");
}

void serve_silence(struct peer *p, int fd, int index, void *user)
{
    serve_then_close(p, fd, index, user);
    peer_wait(p, 10000);
}
