/* server_http.c - how a request comes in and its answer goes out, piece by piece. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "playground/server_inside.h"

void http_end(struct per_connection *c)
{
    if (!c || !c->request)
        return;
    request_clear(c->request);
    mem_free(c->request);
    c->request = NULL;
}

int http_begin(struct server *s, struct lws *wsi, struct per_connection *c,
               const char *path)
{
    if (!c)
        return -1;
    http_end(c);
    c->request = mem_alloc(sizeof *c->request);
    if (!c->request)
        return -1;
    request_read(c->request, s, wsi, path);
    return request_has_body(wsi) ? 0 : http_complete(c);
}

int http_body(struct per_connection *c, const void *data, size_t len)
{
    struct request *r = c ? c->request : NULL;

    if (!r)
        return -1;
    if (!r->too_large && !buf_add(&r->body, data, len)) {
        r->too_large = true; /* the rest is read and thrown away */
        buf_free(&r->body);
    }
    return 0;
}

/* As often as some of the answer leaves; else its memory would be held for ever. */
static void await_reader(struct request *r)
{
    lws_set_timeout(r->wsi, PENDING_TIMEOUT_HTTP_CONTENT, r->server->options.stall_s);
    (void)lws_callback_on_writable(r->wsi);
}

static void answer_due(void *user)
{
    struct request *r = user;

    r->due = true;
    await_reader(r);
}

int http_complete(struct per_connection *c)
{
    struct request *r = c ? c->request : NULL;

    if (!r || r->handed_over)
        return 0;
    r->handed_over = true;
    lws_set_timeout(r->wsi, NO_PENDING_TIMEOUT, 0);
    r->server->handlers.request(r->server->user, r);
    if (!r->answered)
        return -1;
    if (r->delay_ms <= 0) {
        answer_due(r);
        return 0;
    }
    r->delay = server_timer_new(r->server, answer_due, r);
    if (!r->delay)
        return -1;
    server_timer_set(r->delay, r->delay_ms);
    return 0;
}

static bool add_headers(struct request *r, unsigned char **at, unsigned char *end)
{
    for (size_t i = 0; i < r->headers; i++) {
        char name[sizeof r->header[i].name + 1];

        (void)snprintf(name, sizeof name, "%s:", r->header[i].name);
        if (lws_add_http_header_by_name(r->wsi, (const unsigned char *)name,
                                        (const unsigned char *)r->header[i].value,
                                        (int)strlen(r->header[i].value), at, end) != 0)
            return false;
    }
    return true;
}

static bool send_headers(struct request *r)
{
    unsigned char space[LWS_PRE + 6144], *start = space + LWS_PRE, *at = start;
    unsigned char *end = space + sizeof space - 1;

    if (lws_add_http_common_headers(r->wsi, (unsigned)r->status, r->type,
                                    (lws_filepos_t)r->answer.len, &at, end) != 0)
        return false;
    if (!add_headers(r, &at, end))
        return false;
    return lws_finalize_write_http_header(r->wsi, start, &at, end) == 0;
}

/* Sends the next piece; *last tells whether it was the end. */
static bool send_piece(struct request *r, bool *last)
{
    unsigned char space[LWS_PRE + REQUEST_PIECE];
    size_t len = r->head_only ? 0 : r->answer.len - r->sent;

    if (len > REQUEST_PIECE)
        len = REQUEST_PIECE;
    *last = r->head_only || r->sent + len == r->answer.len;
    if (len == 0)
        return true;
    memcpy(space + LWS_PRE, r->answer.data + r->sent, len);
    r->sent += len;
    return lws_write(r->wsi, space + LWS_PRE, len,
                     *last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) == (int)len;
}

int http_writable(struct per_connection *c)
{
    struct request *r = c ? c->request : NULL;
    bool last = false;

    if (!r || !r->due)
        return 0;
    if (r->lost)
        return -1;
    if (!r->headers_sent) {
        r->headers_sent = true;
        if (!send_headers(r))
            return -1;
        if (r->answer.len > 0 && !r->head_only) {
            await_reader(r);
            return 0;
        }
    }
    if (!send_piece(r, &last))
        return -1;
    if (!last) {
        await_reader(r);
        return 0;
    }
    struct lws *wsi = r->wsi;

    http_end(c);
    return lws_http_transaction_completed(wsi) ? -1 : 0;
}

/* Asks the platform; a refusal is written at once and the connection ends. */
int http_upgrade(struct server *s, struct lws *wsi)
{
    struct request r;
    int result = 0;

    request_read(&r, s, wsi, NULL);
    r.handed_over = true;
    if (!s->handlers.upgrade || !s->handlers.upgrade(s->user, &r)) {
        bool last;

        result = -1;
        if (r.answered && !r.lost && send_headers(&r) && send_piece(&r, &last))
            result = 1;
    }
    request_clear(&r);
    return result;
}
