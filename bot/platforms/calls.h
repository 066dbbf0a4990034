/* calls.h - the HTTP requests of one adapter, each of which can be dropped.
 *
 * Ownership: a call belongs to its list until `done` was called; `user` is the caller's.
 * On the adapter's end each call still open is cancelled and its `drop` called instead of
 * `done`, so that whoever waits for an answer hears of it. */
#ifndef PLATFORMS_CALLS_H
#define PLATFORMS_CALLS_H

#include "net/http.h"

struct call;

struct calls { /* begins as zeros, with http set */
    struct http *http;
    struct call *first;
};

/* As http_send. drop may be NULL. */
struct call *calls_send(struct calls *list, const struct http_call *what,
                        void (*done)(void *user, const struct http_answer *answer),
                        void (*drop)(void *user), void *user, struct err *e);
/* Neither done nor drop is called. NULL is fine. */
void calls_cancel(struct call *c);
void calls_drop_all(struct calls *list);

#endif
