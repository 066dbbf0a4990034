#include "net/http.h"

#include <string.h>

#include "base/mem.h"
#include "net/header.h"
#include "net/http_internal.h"
#include "net/http_outcome.h"

enum {
    MOST_HEADER_BYTES = 32 * 1024,
    IDLE_CONNECTIONS = 16,
    CONNECTIONS_PER_HOST = 8,
};

static void free_request(struct http_request *r)
{
    curl_easy_cleanup(r->easy); /* NULL is fine */
    for (struct curl_slist *s = r->headers; s; s = s->next)
        explicit_bzero(s->data, strlen(s->data)); /* one of them holds the token */
    curl_slist_free_all(r->headers);
    mem_free(r->body);
    buf_free(&r->answer);
    buf_free(&r->head);
    mem_free(r);
}

static void link_request(struct http_request *r)
{
    struct http *h = r->h;

    r->next = h->requests;
    if (r->next)
        r->next->prev = r;
    h->requests = r;
    h->count++;
}

static void unlink_request(struct http_request *r)
{
    if (r->prev)
        r->prev->next = r->next;
    else
        r->h->requests = r->next;
    if (r->next)
        r->next->prev = r->prev;
    r->h->count--;
}

static bool copy_body(struct http_request *r, struct span body)
{
    if (!body.ptr)
        return true;
    r->has_body = true;
    r->body_len = body.len;
    r->body = mem_copy(body.ptr, body.len);
    return r->body != NULL;
}

static struct http_request *new_request(struct http *h, const struct http_call *call,
                                        struct err *e)
{
    struct http_request *r = mem_zero(1, sizeof *r);

    if (!r) {
        err_set(e, ERR_MEMORY, "http: out of memory");
        return NULL;
    }
    r->h = h;
    r->timeout_ms = call->timeout_ms > 0 ? call->timeout_ms : h->timeout_ms;
    buf_init(&r->answer, h->max_body);
    buf_init(&r->head, MOST_HEADER_BYTES);
    r->easy = curl_easy_init();
    if (!r->easy || !copy_body(r, call->body)) {
        err_set(e, ERR_MEMORY, "http: out of memory");
        free_request(r);
        return NULL;
    }
    if (!http_easy_set(r, call, e)) {
        free_request(r);
        return NULL;
    }
    return r;
}

struct http_request *http_send(struct http *h, const struct http_call *call,
                               void (*done)(void *user, const struct http_answer *answer),
                               void *user, struct err *e)
{
    struct http_request *r = new_request(h, call, e);

    if (!r)
        return NULL;
    r->done = done;
    r->user = user;
    /* Only plans the request (a timer of 0): nothing can finish in here. */
    if (curl_multi_add_handle(h->multi, r->easy) != CURLM_OK) {
        err_set(e, ERR_MEMORY, "%s: out of memory", r->what);
        free_request(r);
        return NULL;
    }
    link_request(r);
    return r;
}

static void explain(struct http_request *r, CURLcode code, struct http_answer *a)
{
    const char *reason = r->reason[0] ? r->reason : curl_easy_strerror(code);

    if (r->too_large)
        err_set(&a->err, ERR_LIMIT, "%s: the answer is larger than %zu bytes", r->what,
                r->h->max_body);
    else if (r->starved)
        err_set(&a->err, ERR_MEMORY, "%s: no memory for the answer", r->what);
    else if (code == CURLE_SEND_FAIL_REWIND)
        err_set(&a->err, ERR_NETWORK,
                "%s: the connection broke after the request was sent", r->what);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        err_set(&a->err, ERR_NETWORK, "%s: no complete answer in time: %s", r->what,
                reason);
    else
        err_set(&a->err, ERR_NETWORK, "%s: %s", r->what, reason);
}

static void fill_answer(struct http_request *r, CURLcode code, struct http_answer *a)
{
    struct http_sent sent = {.has_body = r->has_body && r->body_len > 0,
                             .body_read = r->body_read};

    curl_easy_getinfo(r->easy, CURLINFO_REQUEST_SIZE, &sent.request_bytes);
    curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &sent.status);
    a->outcome = http_outcome(code, &sent);
    a->headers = &r->head;
    if (a->outcome != HTTP_ANSWERED) {
        explain(r, code, a);
        return;
    }
    a->status = (int)sent.status;
    a->body = buf_view(&r->answer);
    a->retry_after_ms =
        header_retry_after(http_header(a, "Retry-After"), loop_unix(r->h->l));
}

static void finish(struct http_request *r, CURLcode code)
{
    struct http *h = r->h;
    struct http_answer answer = {0};

    fill_answer(r, code, &answer);
    curl_multi_remove_handle(h->multi, r->easy);
    unlink_request(r);
    h->finishing = r;
    r->done(r->user, &answer);
    h->finishing = NULL;
    free_request(r);
}

void http_drain(struct http *h)
{
    struct CURLMsg *m;
    int left;

    while (!h->dead && (m = curl_multi_info_read(h->multi, &left)) != NULL) {
        char *request = NULL;

        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &request);
        finish((struct http_request *)(void *)request, m->data.result);
    }
}

struct span http_header(const struct http_answer *a, const char *name)
{
    return a->headers ? header_find(buf_view(a->headers), name) : (struct span){NULL, 0};
}

void http_cancel(struct http_request *r)
{
    if (!r || r == r->h->finishing)
        return; /* its one callback is running; it is freed after it */
    curl_multi_remove_handle(r->h->multi, r->easy);
    unlink_request(r);
    free_request(r);
}

size_t http_in_flight(const struct http *h)
{
    return h->count;
}

static void destroy(struct http *h)
{
    curl_multi_cleanup(h->multi); /* closes the pool's connections; NULL is fine */
    http_poll_stop(h);
    mem_free(h->user_agent);
    mem_free(h->proxy);
    mem_free(h->ca_file);
    mem_free(h);
}

void http_enter(struct http *h)
{
    h->busy++;
}

void http_leave(struct http *h)
{
    h->busy--;
    if (h->busy == 0 && h->dead)
        destroy(h);
}

void http_free(struct http *h)
{
    if (!h || h->dead)
        return;
    loop_part(h->l, &h->guest);
    while (h->requests)
        http_cancel(h->requests);
    h->dead = true;
    if (h->busy == 0)
        destroy(h);
}

static void leave_loop(struct loop_guest *g)
{
    http_free((struct http *)g);
}

static bool copy_options(struct http *h, const struct http_options *o)
{
    const char *ca_file = o->ca_file ? o->ca_file : loop_ca_file(h->l);

    h->connect_timeout_ms = o->connect_timeout_ms > 0 ? o->connect_timeout_ms : 10000;
    h->timeout_ms = o->timeout_ms > 0 ? o->timeout_ms : 30000;
    h->max_body = o->max_body > 0 ? o->max_body : (size_t)8 * 1024 * 1024;
    h->user_agent = mem_copy_text(o->user_agent);
    h->proxy = mem_copy_text(o->proxy);
    h->ca_file = mem_copy_text(ca_file);
    return !(o->user_agent && !h->user_agent) && !(o->proxy && !h->proxy) &&
           !(ca_file && !h->ca_file);
}

bool http_new(struct http **out, struct loop *l, const struct http_options *options,
              struct err *e)
{
    struct http *h = mem_zero(1, sizeof *h);

    *out = NULL;
    if (!h)
        return err_set(e, ERR_MEMORY, "http: out of memory");
    h->l = l;
    h->multi = curl_multi_init();
    if (!h->multi || !copy_options(h, options)) {
        destroy(h);
        return err_set(e, ERR_MEMORY, "http: out of memory");
    }
    if (!loop_check_ca_file(h->ca_file, e) || !http_poll_start(h, e)) {
        destroy(h);
        return false;
    }
    curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS);
    curl_multi_setopt(h->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                      (long)CONNECTIONS_PER_HOST);
    loop_join(l, &h->guest, leave_loop);
    *out = h;
    return true;
}
