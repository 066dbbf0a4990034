#include "tests/unit/net/peer.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/lws.h"

enum { MOST_CONVERSATIONS = 512 };

struct conversation {
    struct peer *p;
    int fd, index;
    pthread_t thread;
};

struct peer {
    int listener, stopper;
    unsigned port;
    pthread_t thread;
    peer_serve *serve;
    void *user;
    struct conversation conversations[MOST_CONVERSATIONS];
    int count;
};

static int listen_on_loopback(unsigned *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(fd, 64) != 0 || getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        abort();
    *port = ntohs(at.sin_port);
    return fd;
}

unsigned peer_no_port(void)
{
    unsigned port;

    close(listen_on_loopback(&port));
    return port;
}

/* True when fd can be read, false when the test is over. */
static bool readable(struct peer *p, int fd)
{
    struct pollfd fds[] = {{fd, POLLIN, 0}, {p->stopper, POLLIN, 0}};

    return poll(fds, 2, 30000) > 0 && fds[1].revents == 0;
}

static void *serve_one(void *user)
{
    struct conversation *c = user;

    c->p->serve(c->p, c->fd, c->index, c->p->user);
    close(c->fd);
    return NULL;
}

static void *serve_all(void *user)
{
    struct peer *p = user;

    while (p->count < MOST_CONVERSATIONS && readable(p, p->listener)) {
        struct conversation *c = &p->conversations[p->count];

        *c = (struct conversation){.p = p, .index = p->count};
        c->fd = accept(p->listener, NULL, NULL);
        if (c->fd < 0)
            continue;
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        if (pthread_create(&c->thread, NULL, serve_one, c) != 0)
            abort();
        p->count++;
    }
    for (int i = 0; i < p->count; i++)
        pthread_join(p->conversations[i].thread, NULL);
    return NULL;
}

struct peer *peer_start(peer_serve *serve, void *user)
{
    struct peer *p = mem_zero(1, sizeof *p);

    if (!p)
        abort();
    p->serve = serve;
    p->user = user;
    p->listener = listen_on_loopback(&p->port);
    p->stopper = eventfd(0, 0);
    if (p->stopper < 0 || pthread_create(&p->thread, NULL, serve_all, p) != 0)
        abort();
    return p;
}

unsigned peer_port(const struct peer *p)
{
    return p->port;
}

void peer_stop(struct peer *p)
{
    uint64_t one = 1;

    if (write(p->stopper, &one, sizeof one) != (ssize_t)sizeof one)
        abort();
    pthread_join(p->thread, NULL);
    close(p->listener);
    close(p->stopper);
    mem_free(p);
}

static bool read_all(struct peer *p, int fd, char *out, size_t len)
{
    while (len > 0) {
        ssize_t n = readable(p, fd) ? read(fd, out, len) : 0;

        if (n <= 0)
            return false;
        out += n;
        len -= (size_t)n;
    }
    return true;
}

bool peer_read_request(struct peer *p, int fd, char *out, size_t size)
{
    size_t len = 0;
    const char *length;

    do {
        if (len + 1 >= size || !read_all(p, fd, out + len, 1))
            return false;
        out[++len] = '\0';
    } while (len < 4 || strcmp(out + len - 4, "\r\n\r\n") != 0);
    length = strcasestr(out, "\r\nContent-Length:");
    if (length) {
        size_t body = strtoul(length + 17, NULL, 10);

        if (body >= size - len || !read_all(p, fd, out + len, body))
            return false;
        out[len + body] = '\0';
    }
    return true;
}

bool peer_write(int fd, const void *data, size_t len)
{
    const char *at = data;

    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

bool peer_text(int fd, const char *text)
{
    return peer_write(fd, text, strlen(text));
}

bool peer_wait(struct peer *p, int ms)
{
    struct pollfd stop = {p->stopper, POLLIN, 0};

    return poll(&stop, 1, ms) > 0;
}

void peer_until_closed(struct peer *p, int fd)
{
    char waste[4096];

    while (readable(p, fd) && read(fd, waste, sizeof waste) > 0)
        continue;
}

void peer_reset(int fd)
{
    struct linger now = {1, 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    /* The socket is closed when serve returns, and so resets. */
}

/* RFC 6455 section 4.2.2: the key with a fixed text, hashed. */
static void accept_key(const char *request, char *out, size_t size)
{
    static const char fixed[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    const char *key = strcasestr(request, "\r\nSec-WebSocket-Key: ");
    unsigned char hash[20];
    char text[128] = "";

    if (key)
        memcpy(text, key + 21, 24);
    strcpy(text + 24, fixed);
    lws_SHA1((unsigned char *)text, strlen(text), hash);
    lws_b64_encode_string((char *)hash, sizeof hash, out, (int)size);
}

bool peer_upgrade(struct peer *p, int fd, char *request, size_t size)
{
    char own[16384];
    char key[64];
    char answer[256];

    if (!request) {
        request = own;
        size = sizeof own;
    }
    if (!peer_read_request(p, fd, request, size))
        return false;
    accept_key(request, key, sizeof key);
    snprintf(answer, sizeof answer,
             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
             "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
             key);
    return peer_text(fd, answer);
}

bool peer_frame(int fd, unsigned first_byte, const void *data, size_t len)
{
    unsigned char head[10] = {(unsigned char)first_byte};
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
        for (size_t i = 0; i < 8; i++)
            head[2 + i] = (unsigned char)((uint64_t)len >> (56 - 8 * i));
        n = 10;
    }
    return peer_write(fd, head, n) && peer_write(fd, data, len);
}

bool peer_close_frame(int fd, unsigned code, const char *reason)
{
    char payload[125] = {(char)(code >> 8), (char)code};
    size_t len = strlen(reason);

    memcpy(payload + 2, reason, len);
    return peer_frame(fd, 0x88, payload, len + 2);
}

int peer_read_frame(struct peer *p, int fd, char *out, size_t size, size_t *len)
{
    unsigned char head[14];
    size_t n;

    if (!read_all(p, fd, (char *)head, 2) || !(head[1] & 0x80))
        return -1; /* RFC 6455 section 5.1: a client must mask */
    n = head[1] & 0x7f;
    if (n == 126) {
        if (!read_all(p, fd, (char *)head + 2, 2))
            return -1;
        n = (size_t)head[2] << 8 | head[3];
    } else if (n == 127) {
        if (!read_all(p, fd, (char *)head + 2, 8))
            return -1;
        n = (size_t)head[7] << 16 | (size_t)head[8] << 8 | head[9];
    }
    if (!read_all(p, fd, (char *)head + 10, 4) || n >= size || !read_all(p, fd, out, n))
        return -1;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(out[i] ^ (char)head[10 + i % 4]);
    out[n] = '\0';
    *len = n;
    return head[0] & 0x0f;
}

struct loop *test_loop(void)
{
    struct loop_options options = {.seed = 1};
    struct loop *l = NULL;
    struct err e = {0};

    if (!loop_new(&l, &options, &e)) {
        fprintf(stderr, "%s\n", e.text);
        abort();
    }
    return l;
}

struct until {
    struct loop *l;
    bool (*ready)(void *user);
    void *user;
};

static void check_ready(void *user)
{
    struct until *u = user;

    if (u->ready(u->user))
        loop_stop(u->l);
}

static void too_late(void *user)
{
    loop_stop(user);
}

bool run_until(struct loop *l, bool (*ready)(void *user), void *user, int deadline_ms)
{
    struct until u = {l, ready, user};
    struct loop_timer *late;

    if (ready(user))
        return true;
    late = loop_timer_new(l, too_late, l);
    loop_timer_set(late, deadline_ms);
    loop_on_turn(l, check_ready, &u);
    loop_run(l);
    loop_on_turn(l, NULL, NULL);
    loop_timer_free(late);
    return ready(user);
}

static bool is_set(void *flag)
{
    return *(const bool *)flag;
}

bool run_until_set(struct loop *l, const bool *flag)
{
    return run_until(l, is_set, (void *)(uintptr_t)flag, 20000);
}
