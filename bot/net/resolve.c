#include "net/resolve.h"

#include <string.h>

#include "base/mem.h"
#include "net/loop_internal.h"

struct resolve {
    uv_getaddrinfo_t request; /* first, so that its callback finds the whole */
    bool cancelled;
    char host[256];
    void (*done)(void *user, const struct resolved *result, const struct err *why);
    void *user;
};

static void collect(struct resolved *out, const struct addrinfo *list)
{
    for (; list && out->count < RESOLVE_MOST; list = list->ai_next)
        if (uv_ip_name(list->ai_addr, out->address[out->count], RESOLVE_TEXT) == 0)
            out->count++;
}

static void report(struct resolve *r, int status, const struct addrinfo *list)
{
    struct resolved result = {0};
    struct err why = {0};

    collect(&result, list);
    if (status == 0 && result.count > 0) {
        r->done(r->user, &result, NULL);
        return;
    }
    err_set(&why, ERR_NETWORK, "host %s has no address: %s", r->host,
            status == 0 ? "none that can be used" : uv_strerror(status));
    r->done(r->user, NULL, &why);
}

static void on_resolved(uv_getaddrinfo_t *request, int status, struct addrinfo *list)
{
    struct resolve *r = (struct resolve *)request;

    if (!r->cancelled)
        report(r, status, list);
    uv_freeaddrinfo(list);
    mem_free(r);
}

struct resolve *resolve_start(struct loop *l, const char *host,
                              void (*done)(void *user, const struct resolved *result,
                                           const struct err *why),
                              void *user)
{
    /* Else each address comes once per kind of socket. */
    static const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                          .ai_socktype = SOCK_STREAM};
    struct resolve *r = mem_zero(1, sizeof *r);

    if (!r)
        return NULL;
    if (strlen(host) >= sizeof r->host) {
        mem_free(r);
        return NULL;
    }
    memcpy(r->host, host, strlen(host) + 1);
    r->done = done;
    r->user = user;
    if (uv_getaddrinfo(loop_uv(l), &r->request, on_resolved, r->host, NULL, &hints) !=
        0) {
        mem_free(r);
        return NULL;
    }
    return r;
}

/* A look-up that has started cannot be stopped; its memory then lives until it ends. */
void resolve_cancel(struct resolve *r)
{
    if (!r)
        return;
    r->cancelled = true;
    uv_cancel((uv_req_t *)&r->request);
}
