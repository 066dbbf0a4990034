#include "platforms/calls.h"

#include "base/mem.h"

struct call {
    struct calls *list;
    struct http_request *http;
    struct call *prev, *next;
    void (*done)(void *user, const struct http_answer *answer);
    void (*drop)(void *user);
    void *user;
};

static void unlink_call(struct call *c)
{
    if (c->prev)
        c->prev->next = c->next;
    else
        c->list->first = c->next;
    if (c->next)
        c->next->prev = c->prev;
}

static void answered(void *user, const struct http_answer *answer)
{
    struct call *c = user;

    unlink_call(c);
    c->done(c->user, answer);
    mem_free(c);
}

struct call *calls_send(struct calls *list, const struct http_call *what,
                        void (*done)(void *user, const struct http_answer *answer),
                        void (*drop)(void *user), void *user, struct err *e)
{
    struct call *c = mem_zero(1, sizeof *c);

    if (!c) {
        err_set(e, ERR_MEMORY, "no memory for a request");
        return NULL;
    }
    *c = (struct call){.list = list, .done = done, .drop = drop, .user = user};
    c->http = http_send(list->http, what, answered, c, e);
    if (!c->http) {
        mem_free(c);
        return NULL;
    }
    c->next = list->first;
    if (c->next)
        c->next->prev = c;
    list->first = c;
    return c;
}

void calls_cancel(struct call *c)
{
    if (!c)
        return;
    http_cancel(c->http);
    unlink_call(c);
    mem_free(c);
}

void calls_drop_all(struct calls *list)
{
    while (list->first) {
        struct call *c = list->first;
        void (*drop)(void *user) = c->drop;
        void *user = c->user;

        calls_cancel(c);
        if (drop)
            drop(user);
    }
}
