#include "platforms/mattermost/api.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"

/* A page of 200 posts of up to 64 KiB each is the largest answer there can be; http's own
 * maximum comes first. */
enum { JSON_MAX = 16 << 20, URL_MAX = 2048 };

struct mm_request {
    struct mattermost *m;
    struct http_request *http;
    struct mm_request *prev, *next;
    void (*done)(void *user, const struct http_answer *answer);
    void (*drop)(void *user);
    void *user;
};

static void unlink_request(struct mm_request *r)
{
    if (r->prev)
        r->prev->next = r->next;
    else
        r->m->requests = r->next;
    if (r->next)
        r->next->prev = r->prev;
}

static void answered(void *user, const struct http_answer *answer)
{
    struct mm_request *r = user;

    unlink_request(r);
    r->done(r->user, answer);
    mem_free(r);
}

static struct http_request *send_http(struct mattermost *m, const struct mm_call *call,
                                      struct mm_request *r, struct err *e)
{
    struct http_request *sent = NULL;
    struct buf url;

    buf_init(&url, URL_MAX);
    if (!buf_format(&url, "%s%s", m->roots.api, call->path)) {
        buf_fail(&url, "the address of a Mattermost request", e);
        goto out;
    }
    struct http_call http = {
        .method = call->method,
        .url = url.data,
        .bearer = secret_reveal(m->base.options.token),
        .body = call->body,
        .timeout_ms = call->timeout_ms,
    };
    sent = http_send(m->base.options.http, &http, answered, r, e);
out:
    buf_free(&url);
    return sent;
}

struct mm_request *mm_api_send(struct mattermost *m, const struct mm_call *call,
                               struct err *e)
{
    struct mm_request *r = mem_zero(1, sizeof *r);

    if (!r) {
        err_set(e, ERR_MEMORY, "no memory for a request to Mattermost");
        return NULL;
    }
    *r = (struct mm_request){
        .m = m, .done = call->done, .drop = call->drop, .user = call->user};
    r->http = send_http(m, call, r, e);
    if (!r->http) {
        mem_free(r);
        return NULL;
    }
    r->next = m->requests;
    if (r->next)
        r->next->prev = r;
    m->requests = r;
    return r;
}

void mm_api_cancel(struct mm_request *r)
{
    if (!r)
        return;
    http_cancel(r->http);
    unlink_request(r);
    mem_free(r);
}

void mm_api_drop_all(struct mattermost *m)
{
    while (m->requests) {
        struct mm_request *r = m->requests;
        void (*drop)(void *user) = r->drop;
        void *user = r->user;

        mm_api_cancel(r);
        if (drop)
            drop(user);
    }
}

struct json *mm_api_json(const struct http_answer *answer)
{
    struct json *root = NULL;

    if (answer->outcome != HTTP_ANSWERED || answer->status < 200 || answer->status > 299)
        return NULL;
    return json_parse(&root, answer->body, JSON_MAX, NULL) ? root : NULL;
}

void mm_api_reason(const struct http_answer *answer, char *out, size_t size)
{
    if (answer->outcome == HTTP_ANSWERED)
        snprintf(out, size, "the server answered with status %d", answer->status);
    else
        ident_cut(out, size,
                  answer->err.text[0] ? answer->err.text : "no answer from the server");
}
