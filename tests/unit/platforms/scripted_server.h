/* scripted_server.h - a chat server for adapter tests: raw sockets, hand-written HTTP and
 * WebSocket frames, one thread, all state under one lock.
 *
 * The test gives a function that answers REST requests and may look at, and change, what
 * upgrades and pings get. Header only, since each test is one file. */
#ifndef TESTS_PLATFORMS_SCRIPTED_SERVER_H
#define TESTS_PLATFORMS_SCRIPTED_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* OpenSSL takes the name ERR_STATE for a type that nobody here needs (see net/lws.h). */
#define ERR_STATE openssl_err_state
#include <openssl/evp.h>
#include <openssl/sha.h>
#undef ERR_STATE

enum { SS_CLIENTS = 24, SS_IN = 1 << 16, SS_LOG = 1 << 16 };

struct ss_client {
    int fd;
    bool ws;
    char in[SS_IN];
    size_t len;
};

struct ss_request {
    const char *method, *path, *body;
};
struct ss_reply {
    int status;
    const char *header; /* one more line with CRLF, or "" */
    char body[1 << 17];
    bool hang_up; /* no answer at all: the connection is reset */
};

struct scripted {
    pthread_mutex_t lock;
    pthread_t thread;
    int listener, port;
    bool over;
    struct ss_client clients[SS_CLIENTS];
    /* Called with the lock held. */
    void (*answer)(struct scripted *s, const struct ss_request *r, struct ss_reply *out);
    void *user;
    /* What an upgrade gets: a status (101: accepted), then this frame, "" for none. */
    int upgrade_status;
    char hello[512];
    /* What a ping action gets; %d is its number; "" for silence. */
    char pong[256];
    int upgrades, open_sockets, most_sockets, pings;
    char last_upgrade[512]; /* path and query */
    char requests[SS_LOG];  /* "GET /path\n" ... of REST */
    char actions[SS_LOG];   /* frames that clients sent, each with "\n" */
};

static inline void ss_log(char *log, const char *a, const char *b)
{
    size_t len = strlen(log);
    snprintf(log + len, SS_LOG - len, "%s%s\n", a, b);
}

static inline void ss_write(int fd, const void *data, size_t len)
{
    const char *p = data;
    while (len > 0) {
        ssize_t n = send(fd, p, len, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        p += n;
        len -= (size_t)n;
    }
}

static inline void ss_frame(int fd, int opcode, const char *text, size_t len)
{
    unsigned char head[10] = {(unsigned char)(0x80 | opcode)};
    size_t n = 2;

    if (len < 126) {
        head[1] = (unsigned char)len;
    } else if (len < 65536) {
        head[1] = 126;
        head[2] = (unsigned char)(len >> 8);
        head[3] = (unsigned char)len;
        n = 4;
    } else {
        head[1] = 127;
        for (int i = 0; i < 8; i++)
            head[2 + i] = (unsigned char)((uint64_t)len >> (56 - 8 * i));
        n = 10;
    }
    ss_write(fd, head, n);
    ss_write(fd, text, len);
}

static inline void ss_drop(struct scripted *s, struct ss_client *c)
{
    if (c->fd < 0)
        return;
    if (c->ws)
        s->open_sockets--;
    close(c->fd);
    c->fd = -1;
    c->ws = false;
    c->len = 0;
}

static inline const char *ss_header(const char *head, const char *name, char *out,
                                    size_t size)
{
    size_t len = strlen(name);

    out[0] = '\0';
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
            const char *value = line + len + 1 + strspn(line + len + 1, " ");
            snprintf(out, size, "%.*s", (int)strcspn(value, "\r"), value);
            return out;
        }
    }
    return out;
}

static inline void ss_upgrade(struct scripted *s, struct ss_client *c, const char *head)
{
    char key[128], text[192], reply[512];
    unsigned char digest[SHA_DIGEST_LENGTH], accept[64];

    s->upgrades++;
    snprintf(s->last_upgrade, sizeof s->last_upgrade, "%.*s", (int)strcspn(head + 4, " "),
             head + 4);
    if (s->upgrade_status != 101) {
        int len = snprintf(reply, sizeof reply,
                           "HTTP/1.1 %d No\r\nContent-Length: 0\r\n"
                           "Connection: close\r\n\r\n",
                           s->upgrade_status);
        ss_write(c->fd, reply, (size_t)len);
        ss_drop(s, c);
        return;
    }
    ss_header(head, "Sec-WebSocket-Key", key, sizeof key);
    snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    SHA1((const unsigned char *)text, strlen(text), digest);
    EVP_EncodeBlock(accept, digest, sizeof digest);
    int len = snprintf(reply, sizeof reply,
                       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                       (const char *)accept);
    ss_write(c->fd, reply, (size_t)len);
    c->ws = true;
    c->len = 0;
    if (++s->open_sockets > s->most_sockets)
        s->most_sockets = s->open_sockets;
    if (s->hello[0])
        ss_frame(c->fd, 1, s->hello, strlen(s->hello));
}

/* One whole HTTP request from the buffer; false when there is none yet. */
static inline bool ss_http(struct scripted *s, struct ss_client *c)
{
    static struct ss_reply reply;
    char *end = strstr(c->in, "\r\n\r\n"), value[64], method[16] = "", path[1024] = "";
    char head[512];

    if (!end)
        return false;
    if (ss_header(c->in, "Upgrade", value, sizeof value)[0]) {
        ss_upgrade(s, c, c->in);
        return false;
    }
    size_t body =
        strtoul(ss_header(c->in, "Content-Length", value, sizeof value), NULL, 10);
    size_t whole = (size_t)(end - c->in) + 4 + body;
    if (c->len < whole)
        return false;
    sscanf(c->in, "%15s %1023s", method, path);
    char saved = c->in[whole];
    c->in[whole] = '\0';
    ss_log(s->requests, method[0] == 'G' ? "GET " : "POST ", path);
    struct ss_request r = {method, path, end + 4};
    memset(&reply, 0, 64);
    reply.status = 404;
    reply.header = "";
    reply.body[0] = '\0';
    reply.hang_up = false;
    s->answer(s, &r, &reply);
    c->in[whole] = saved;
    memmove(c->in, c->in + whole, c->len - whole + 1);
    c->len -= whole;
    if (reply.hang_up) {
        ss_drop(s, c);
        return false;
    }
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%s"
                       "Content-Length: %zu\r\n\r\n",
                       reply.status, reply.header, strlen(reply.body));
    ss_write(c->fd, head, (size_t)len);
    ss_write(c->fd, reply.body, strlen(reply.body));
    return true;
}

static inline void ss_text(struct scripted *s, struct ss_client *c, const char *text)
{
    char pong[512];
    const char *seq = strstr(text, "\"seq\":");

    ss_log(s->actions, text, "");
    if (!strstr(text, "\"ping\""))
        return;
    s->pings++;
    if (!s->pong[0])
        return;
    const char *mark = strstr(s->pong, "%d");
    snprintf(pong, sizeof pong, "%.*s%d%s", (int)(mark - s->pong), s->pong,
             seq ? atoi(seq + 6) : 0, mark + 2);
    ss_frame(c->fd, 1, pong, strlen(pong));
}

/* One whole frame from a client (masked, shorter than 64 KiB). */
static inline bool ss_ws(struct scripted *s, struct ss_client *c)
{
    unsigned char *in = (unsigned char *)c->in;
    char text[9000];

    if (c->len < 6)
        return false;
    size_t len = in[1] & 0x7F, head = 2;
    if (len == 126) {
        len = (size_t)in[2] << 8 | in[3];
        head = 4;
    }
    if (c->len < head + 4 + len || len >= sizeof text)
        return false;
    for (size_t i = 0; i < len; i++)
        text[i] = (char)(in[head + 4 + i] ^ in[head + i % 4]);
    text[len] = '\0';
    int opcode = in[0] & 0x0F;
    memmove(c->in, c->in + head + 4 + len, c->len - head - 4 - len + 1);
    c->len -= head + 4 + len;
    if (opcode == 1) {
        ss_text(s, c, text);
    } else if (opcode == 9) {
        ss_frame(c->fd, 10, text, len);
    } else if (opcode == 8) {
        ss_frame(c->fd, 8, text, len);
        ss_drop(s, c);
        return false;
    }
    return true;
}

static inline void ss_read(struct scripted *s, struct ss_client *c)
{
    ssize_t n = recv(c->fd, c->in + c->len, SS_IN - 1 - c->len, 0);

    if (n <= 0) {
        ss_drop(s, c);
        return;
    }
    c->len += (size_t)n;
    c->in[c->len] = '\0';
    while (c->fd >= 0 && (c->ws ? ss_ws(s, c) : ss_http(s, c)))
        ;
}

static inline void ss_accept(struct scripted *s)
{
    int fd = accept(s->listener, NULL, NULL);

    for (int i = 0; fd >= 0 && i < SS_CLIENTS; i++) {
        if (s->clients[i].fd < 0) {
            s->clients[i].fd = fd;
            s->clients[i].len = 0;
            s->clients[i].ws = false;
            return;
        }
    }
    if (fd >= 0)
        close(fd);
}

static inline void *ss_run(void *arg)
{
    struct scripted *s = arg;
    struct pollfd polled[SS_CLIENTS + 1];

    for (;;) {
        pthread_mutex_lock(&s->lock);
        bool over = s->over;
        polled[SS_CLIENTS] = (struct pollfd){s->listener, POLLIN, 0};
        for (int i = 0; i < SS_CLIENTS; i++)
            polled[i] = (struct pollfd){s->clients[i].fd, POLLIN, 0};
        pthread_mutex_unlock(&s->lock);
        if (over)
            return NULL;
        poll(polled, SS_CLIENTS + 1, 5);
        pthread_mutex_lock(&s->lock);
        for (int i = 0; i < SS_CLIENTS; i++) {
            if (polled[i].revents && s->clients[i].fd == polled[i].fd &&
                polled[i].fd >= 0)
                ss_read(s, &s->clients[i]);
        }
        if (polled[SS_CLIENTS].revents)
            ss_accept(s);
        pthread_mutex_unlock(&s->lock);
    }
}

static inline void ss_start(struct scripted *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;

    pthread_mutex_init(&s->lock, NULL);
    for (int i = 0; i < SS_CLIENTS; i++)
        s->clients[i].fd = -1;
    s->upgrade_status = 101;
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(s->listener, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(s->listener, 16) != 0 ||
        getsockname(s->listener, (struct sockaddr *)&at, &len) != 0)
        abort();
    s->port = ntohs(at.sin_port);
    pthread_create(&s->thread, NULL, ss_run, s);
}

static inline void ss_stop(struct scripted *s)
{
    pthread_mutex_lock(&s->lock);
    s->over = true;
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    for (int i = 0; i < SS_CLIENTS; i++)
        ss_drop(s, &s->clients[i]);
    close(s->listener);
    pthread_mutex_destroy(&s->lock);
}

/* For the test's own thread. */
static inline void ss_lock(struct scripted *s)
{
    pthread_mutex_lock(&s->lock);
}
static inline void ss_unlock(struct scripted *s)
{
    pthread_mutex_unlock(&s->lock);
}
static inline void ss_send(struct scripted *s, const char *text)
{
    ss_lock(s);
    for (int i = 0; i < SS_CLIENTS; i++) {
        if (s->clients[i].fd >= 0 && s->clients[i].ws)
            ss_frame(s->clients[i].fd, 1, text, strlen(text));
    }
    ss_unlock(s);
}
static inline void ss_cut(struct scripted *s)
{
    ss_lock(s);
    for (int i = 0; i < SS_CLIENTS; i++) {
        if (s->clients[i].ws)
            ss_drop(s, &s->clients[i]);
    }
    ss_unlock(s);
}

#endif
