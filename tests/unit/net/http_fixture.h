/* http_fixture.h - an HTTP client under test and what it reported. */
#ifndef TESTS_NET_HTTP_FIXTURE_H
#define TESTS_NET_HTTP_FIXTURE_H

#include <stdatomic.h>

#include "base/buf.h"
#include "net/http.h"
#include "tests/unit/net/cm.h"
#include "tests/unit/net/peer.h"

struct fixture {
    struct loop *l;
    struct http *h;
    struct peer *peer;
    char base[64];
    atomic_int requests, connections;
    char request[20000]; /* the last one; read by the test once the answer is there */
    const char *answer;  /* what the server says */

    struct http_request *r;
    int calls;
    bool done;
    enum http_outcome outcome;
    int status;
    int64_t retry_after_ms;
    char body[4096], type[64];
    struct err err;
};

int set_up(void **state);
int tear_down(void **state);
void start(struct fixture *f, peer_serve *serve);
void on_done(void *user, const struct http_answer *a);
/* Sends and waits for the outcome. */
void go(struct fixture *f, struct http_call call);
struct http_call post(const char *body);
extern const struct http_call get;
/* Answers every request on every connection with f->answer. */
void serve_answer(struct peer *p, int fd, int index, void *user);
/* Reads one request and closes. */
void serve_then_close(struct peer *p, int fd, int index, void *user);
/* Reads one request and says nothing. */
void serve_silence(struct peer *p, int fd, int index, void *user);
void fail_if_called(void *user, const struct http_answer *a);

#endif
