#include "net/http_listen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/loop_internal.h"

enum {
    CLIENTS_MOST = 16,
    REQUEST_MOST = 8192,
    BODY_MOST = 1 << 20,
    TIME_MOST_MS = 10000,
    AGAIN_MS = 1000,
    BACKLOG = 16
};

struct client { /* one accepted connection */
    uv_tcp_t tcp;
    uv_timer_t timer;
    uv_write_t write;
    struct http_listen *owner; /* NULL: the server was closed */
    struct client *prev, *next;
    int open_handles;
    bool answered;
    size_t len;
    char request[REQUEST_MOST];
    struct buf head, body;
};

struct http_listen {
    struct loop_guest guest; /* first, so that the loop finds the whole */
    uv_tcp_t tcp;
    struct loop *loop;
    struct loop_timer *again; /* when there was no memory for a client */
    struct client *clients;
    size_t count;
    bool (*page)(void *user, const char *path, struct http_page *page);
    void *user;
    int port;
};

/* --- a client --- */

static void on_handle_closed(uv_handle_t *handle)
{
    struct client *c = handle->data;

    if (--c->open_handles)
        return;
    buf_free(&c->head);
    buf_free(&c->body);
    mem_free(c);
}

static void close_client(struct client *c)
{
    struct http_listen *h = c->owner;

    if (uv_is_closing((uv_handle_t *)&c->tcp))
        return;
    if (h) {
        *(c->prev ? &c->prev->next : &h->clients) = c->next;
        if (c->next)
            c->next->prev = c->prev;
        h->count--;
    }
    c->owner = NULL;
    uv_close((uv_handle_t *)&c->tcp, on_handle_closed);
    uv_close((uv_handle_t *)&c->timer, on_handle_closed);
}

static void on_late(uv_timer_t *timer)
{
    close_client(timer->data);
}

static void on_written(uv_write_t *write, int status)
{
    (void)status;
    close_client(write->data);
}

static const char *reason_of(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 503:
        return "Service Unavailable";
    default:
        return "Internal Server Error";
    }
}

static void answer(struct client *c, struct http_page *page, bool with_body)
{
    uv_buf_t out[2];

    if (c->body.failed) {
        page->status = 500;
        buf_clear(&c->body);
    }
    buf_format(&c->head,
               "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
               "Cache-Control: no-store\r\nConnection: close\r\n%s\r\n",
               page->status, reason_of(page->status), page->content_type, c->body.len,
               page->status == 405 ? "Allow: GET, HEAD\r\n" : "");
    out[0] = uv_buf_init(c->head.data, (unsigned)c->head.len);
    out[1] = uv_buf_init(c->body.data, with_body ? (unsigned)c->body.len : 0);
    c->write.data = c;
    uv_read_stop((uv_stream_t *)&c->tcp);
    if (c->head.failed ||
        uv_write(&c->write, (uv_stream_t *)&c->tcp, out, 2, on_written) != 0)
        close_client(c);
}

/* "GET /path?query HTTP/1.1": the path ends up NUL-ended in place. */
static char *path_of(char *line, bool *head)
{
    char *path = strchr(line, ' ');

    if (!path)
        return NULL;
    *path++ = '\0';
    *head = strcmp(line, "HEAD") == 0;
    char *end = strchr(path, ' ');
    if (!end || path[0] != '/' || strncmp(end, " HTTP/1.", 8) != 0)
        return NULL;
    path[strcspn(path, " ?")] = '\0';
    return path;
}

static void respond(struct client *c)
{
    struct http_page page = {200, "text/plain; charset=utf-8", &c->body};
    bool head = false;
    char *path = path_of(c->request, &head);

    c->answered = true;
    if (!path) {
        page.status = 400;
        buf_text(&c->body, "bad request\n");
    } else if (!head && strcmp(c->request, "GET") != 0) {
        page.status = 405;
        buf_text(&c->body, "only GET and HEAD\n");
    } else if (!c->owner->page(c->owner->user, path, &page)) {
        page.status = 404;
        buf_text(&c->body, "no such page\n");
    }
    answer(c, &page, !head);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct client *c = handle->data;

    (void)suggested;
    *out = uv_buf_init(c->request + c->len, (unsigned)(sizeof c->request - 1 - c->len));
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct client *c = stream->data;

    (void)buffer;
    if (got < 0) {
        close_client(c);
        return;
    }
    c->len += (size_t)got;
    c->request[c->len] = '\0';
    if (c->answered)
        return;
    if (strstr(c->request, "\r\n\r\n") || strstr(c->request, "\n\n"))
        respond(c);
    else if (c->len + 1 >= sizeof c->request)
        close_client(c);
}

/* Whoever came first and still has not asked makes room: sixteen that only hold the line
 * must not keep out the one that asks whether the bot lives. */
static void keep_to_bound(struct http_listen *h, struct client *newest)
{
    struct client *leaves = newest;

    if (h->count <= CLIENTS_MOST)
        return;
    for (struct client *c = h->clients; c; c = c->next)
        if (!c->answered)
            leaves = c;
    close_client(leaves);
}

static void take_client(struct http_listen *h)
{
    struct client *c = mem_zero(1, sizeof *c);
    uv_loop_t *uv = loop_uv(h->loop);

    if (!c) { /* libuv tells of no other before this one is accepted: uv_listen */
        loop_timer_set(h->again, AGAIN_MS);
        return;
    }
    c->owner = h;
    c->tcp.data = c->timer.data = c;
    buf_init(&c->head, 1024);
    buf_init(&c->body, BODY_MOST);
    uv_tcp_init(uv, &c->tcp);
    uv_timer_init(uv, &c->timer);
    c->open_handles = 2;
    c->next = h->clients;
    if (c->next)
        c->next->prev = c;
    h->clients = c;
    h->count++;
    uv_timer_start(&c->timer, on_late, TIME_MOST_MS, 0);
    if (uv_accept((uv_stream_t *)&h->tcp, (uv_stream_t *)&c->tcp) != 0 ||
        uv_read_start((uv_stream_t *)&c->tcp, on_room, on_read) != 0)
        close_client(c);
    keep_to_bound(h, c);
}

static void on_again(void *user)
{
    take_client(user);
}

static void on_connection(uv_stream_t *stream, int status)
{
    if (status == 0)
        take_client(stream->data);
}

/* --- the server --- */

static bool parse_address(const char *text, struct sockaddr_storage *out)
{
    const char *colon = strrchr(text, ':');
    char host[64], *end;
    size_t len = colon ? (size_t)(colon - text) : 0;
    long port = colon ? strtol(colon + 1, &end, 10) : -1;

    if (!colon || !colon[1] || *end || port < 0 || port > 65535 || len >= sizeof host)
        return false;
    memcpy(host, text, len);
    host[len] = '\0';
    if (len > 2 && host[0] == '[' && host[len - 1] == ']') {
        host[len - 1] = '\0';
        return uv_ip6_addr(host + 1, (int)port, (struct sockaddr_in6 *)(void *)out) == 0;
    }
    if (strcmp(host, "localhost") == 0)
        memcpy(host, "127.0.0.1", sizeof "127.0.0.1");
    return uv_ip4_addr(host, (int)port, (struct sockaddr_in *)(void *)out) == 0;
}

bool http_listen_check(const char *address, struct err *e)
{
    struct sockaddr_storage name = {0};

    return parse_address(address, &name) ||
           err_set(e, ERR_VALUE,
                   "\"%.60s\" is no address with a port, such as 127.0.0.1:9090",
                   address);
}

static void on_server_closed(uv_handle_t *handle)
{
    mem_free(handle->data);
}

void http_listen_close(struct http_listen *h)
{
    if (!h)
        return;
    loop_part(h->loop, &h->guest);
    while (h->clients)
        close_client(h->clients);
    loop_timer_free(h->again);
    uv_close((uv_handle_t *)&h->tcp, on_server_closed);
}

static void leave(struct loop_guest *guest)
{
    http_listen_close((struct http_listen *)(void *)guest);
}

static void find_port(struct http_listen *h)
{
    struct sockaddr_storage name;
    int size = sizeof name;

    if (uv_tcp_getsockname(&h->tcp, (struct sockaddr *)&name, &size) != 0)
        return;
    h->port = ntohs(name.ss_family == AF_INET6
                        ? ((struct sockaddr_in6 *)(void *)&name)->sin6_port
                        : ((struct sockaddr_in *)(void *)&name)->sin_port);
}

bool http_listen_open(struct http_listen **out, struct loop *l, const char *address,
                      bool (*page)(void *user, const char *path, struct http_page *page),
                      void *user, struct err *e)
{
    struct sockaddr_storage name = {0};
    struct http_listen *h;

    *out = NULL;
    if (!http_listen_check(address, e))
        return false;
    parse_address(address, &name);
    h = mem_zero(1, sizeof *h);
    if (h)
        h->again = loop_timer_new(l, on_again, h);
    if (!h || !h->again) {
        mem_free(h);
        return err_set(e, ERR_MEMORY, "no memory to listen on %.60s", address);
    }
    h->loop = l;
    h->page = page;
    h->user = user;
    h->tcp.data = h;
    uv_tcp_init(loop_uv(l), &h->tcp);
    loop_join(l, &h->guest, leave);
    int rc = uv_tcp_bind(&h->tcp, (struct sockaddr *)&name, 0);
    if (rc == 0)
        rc = uv_listen((uv_stream_t *)&h->tcp, BACKLOG, on_connection);
    if (rc != 0) {
        http_listen_close(h);
        return err_set(e, ERR_IO, "cannot listen on %.60s: %s", address, uv_strerror(rc));
    }
    find_port(h);
    *out = h;
    return true;
}

int http_listen_port(const struct http_listen *h)
{
    return h->port;
}
