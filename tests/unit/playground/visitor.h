/* visitor.h - a client of the playground for tests: plain HTTP and WebSocket over a real
 * socket, in the server's own thread. Waiting means turning the server's loop until
 * something has come, for at most VISITOR_WAIT_MS. */
#ifndef TESTS_PLAYGROUND_VISITOR_H
#define TESTS_PLAYGROUND_VISITOR_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "playground/ident.h"
#include "playground/room.h"

enum { VISITOR_WAIT_MS = 5000 };

struct visitor {
    struct room *room;
    int fd;
    struct buf in;
    bool ended; /* the server closed the connection */
};

static inline void visitor_open(struct visitor *v, struct room *room)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)room_port(room)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    v->room = room;
    v->ended = false;
    buf_init(&v->in, (size_t)64 << 20);
    v->fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(v->fd >= 0);
    assert_int_equal(connect(v->fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_true(fcntl(v->fd, F_SETFL, O_NONBLOCK) == 0);
}

static inline void visitor_close(struct visitor *v)
{
    if (v->fd >= 0)
        (void)close(v->fd);
    v->fd = -1;
    buf_free(&v->in);
}

static inline void visitor_read(struct visitor *v)
{
    char piece[16384];
    ssize_t n;

    room_turn(v->room, 2);
    while ((n = recv(v->fd, piece, sizeof piece, 0)) > 0)
        assert_true(buf_add(&v->in, piece, (size_t)n));
    if (n == 0 || (n < 0 && errno != EAGAIN))
        v->ended = true;
}

static inline void visitor_send(struct visitor *v, const void *data, size_t len)
{
    const char *p = data;
    int64_t end = ident_now() + VISITOR_WAIT_MS;

    while (len > 0 && ident_now() < end) {
        ssize_t n = send(v->fd, p, len, MSG_NOSIGNAL);

        if (n > 0) {
            p += n;
            len -= (size_t)n;
        } else if (errno != EAGAIN) {
            return; /* the server has heard enough */
        } else {
            visitor_read(v);
        }
    }
}

/* Turns until `text` has come; false when the connection ends or time is up. */
static inline bool visitor_until(struct visitor *v, const char *text)
{
    int64_t end = ident_now() + VISITOR_WAIT_MS;

    while (ident_now() < end) {
        if (v->in.data && memmem(v->in.data, v->in.len, text, strlen(text)))
            return true;
        if (v->ended)
            return false;
        visitor_read(v);
    }
    return false;
}

/* --- HTTP */

struct answer {
    int status; /* 0: the connection broke */
    char head[4096];
    struct json *json; /* NULL when the body is none */
    char body[512];    /* its beginning */
};

static inline void answer_free(struct answer *a)
{
    json_free(a->json);
    a->json = NULL;
}

static inline size_t content_length(const char *head)
{
    const char *at = strcasestr(head, "content-length:");

    return at ? strtoul(at + 15, NULL, 10) : 0;
}

static inline void read_answer(struct visitor *v, struct answer *a)
{
    const char *end;
    size_t head, length;

    memset(a, 0, sizeof *a);
    if (!visitor_until(v, "\r\n\r\n"))
        return;
    end = memmem(v->in.data, v->in.len, "\r\n\r\n", 4);
    head = (size_t)(end - v->in.data) + 4;
    assert_true(head < sizeof a->head);
    memcpy(a->head, v->in.data, head);
    length = content_length(a->head);
    for (int64_t last = ident_now() + VISITOR_WAIT_MS;
         v->in.len < head + length && !v->ended && ident_now() < last;)
        visitor_read(v);
    if (v->in.len < head + length)
        return;
    a->status = (int)strtol(a->head + 9, NULL, 10);
    (void)snprintf(a->body, sizeof a->body, "%.*s", (int)length, v->in.data + head);
    (void)json_parse(&a->json, (struct span){v->in.data + head, length}, length + 1,
                     NULL);
}

/* One request on a connection of its own. body NULL: none. */
static inline struct answer ask_as(struct room *room, const char *token,
                                   const char *method, const char *path, const char *body)
{
    struct visitor v;
    struct answer a;
    struct buf out;

    buf_init(&out, (size_t)1 << 20);
    buf_format(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", method, path);
    if (token)
        buf_format(&out, "Authorization: Bearer %s\r\n", token);
    if (body)
        buf_format(&out, "Content-Length: %zu\r\n", strlen(body));
    buf_text(&out, "\r\n");
    if (body)
        buf_text(&out, body);
    visitor_open(&v, room);
    visitor_send(&v, out.data, out.len);
    read_answer(&v, &a);
    visitor_close(&v);
    buf_free(&out);
    return a;
}

/* --- WebSocket */

static inline void ws_open(struct visitor *v, struct room *room, const char *token,
                           const char *query)
{
    char text[700];

    (void)snprintf(text, sizeof text,
                   "GET /api/v4/websocket%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                   "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s%s\r\n",
                   query, token ? "Authorization: Bearer " : "", token ? token : "",
                   token ? "\r\n" : "");
    visitor_open(v, room);
    visitor_send(v, text, strlen(text));
    assert_true(visitor_until(v, "\r\n\r\n"));
    assert_non_null(strstr(v->in.data, " 101 "));
    const char *end = strstr(v->in.data, "\r\n\r\n") + 4;
    size_t head = (size_t)(end - v->in.data);
    memmove(v->in.data, end, v->in.len - head);
    buf_cut(&v->in, v->in.len - head);
}

static inline void ws_send(struct visitor *v, int opcode, const char *text, size_t len)
{
    unsigned char head[8] = {(unsigned char)(0x80 | opcode)};
    size_t n = 2;

    if (len < 126) {
        head[1] = (unsigned char)(0x80 | len);
    } else {
        head[1] = 0x80 | 126;
        head[2] = (unsigned char)(len >> 8);
        head[3] = (unsigned char)len;
        n = 4;
    }
    visitor_send(v, head, n);
    visitor_send(v, "\0\0\0\0", 4); /* a mask of zeros changes nothing */
    visitor_send(v, text, len);
}

static inline void ws_say(struct visitor *v, const char *text)
{
    ws_send(v, 1, text, strlen(text));
}

/* The next frame's opcode, its payload in out; -1 when the connection ended without one,
 * -2 when none came within wait_ms. */
static inline int ws_next(struct visitor *v, char *out, size_t size, int64_t wait_ms)
{
    int64_t end = ident_now() + wait_ms;

    for (;;) {
        const unsigned char *p = (const unsigned char *)v->in.data;
        size_t head = 2, len = v->in.len >= 2 ? p[1] & 127 : 0;

        if (len == 126 && v->in.len >= 4) {
            head = 4;
            len = (size_t)p[2] << 8 | p[3];
        } else if (len == 126) {
            head = SIZE_MAX / 2;
        }
        if (v->in.len >= 2 && v->in.len >= head + len) {
            int opcode = p[0] & 15;

            (void)snprintf(out, size, "%.*s", (int)len, v->in.data + head);
            memmove(v->in.data, v->in.data + head + len, v->in.len - head - len);
            buf_cut(&v->in, v->in.len - head - len);
            return opcode;
        }
        if (v->ended)
            return -1;
        if (ident_now() >= end)
            return -2;
        visitor_read(v);
    }
}

/* The next text frame that holds `what`; others are passed over. */
static inline void ws_expect(struct visitor *v, const char *what, char *out, size_t size)
{
    int opcode;

    do {
        opcode = ws_next(v, out, size, VISITOR_WAIT_MS);
        if (opcode < 0)
            fail_msg("no frame with %s came", what);
    } while (opcode != 1 || !strstr(out, what));
}

#endif
