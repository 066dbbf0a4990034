/* rest.h - requests to the REST API of a platform, as far as they are alike: built on
 * calls.h, so each can be cancelled, or is dropped at the adapter's end.
 *
 * Ownership: as calls.h; an answer is borrowed for its callback. */
#ifndef PLATFORMS_REST_H
#define PLATFORMS_REST_H

#include "base/json.h"
#include "platforms/calls.h"

struct rest_request {
    const char *method, *path; /* below the API's root */
    struct span body;          /* JSON; ptr NULL: none */
    int64_t timeout_ms;        /* 0: the client's */
    void (*done)(void *user, const struct http_answer *answer);
    void (*drop)(void *user); /* instead of done at the adapter's end; may be NULL */
    void *user;
};

/* Whose request it is; one of bearer and headers may be NULL. */
struct rest_server {
    const char *root;           /* the API's address */
    const char *bearer;         /* a token */
    const char *const *headers; /* "Name: value", ended by NULL */
};

/* NULL and *e when it could not be started: then neither done nor drop is called. */
struct call *rest_send(struct calls *calls, const struct rest_server *to,
                       const struct rest_request *what, struct err *e);

/* The answer's JSON when its status is 2xx and it is well formed, else NULL; json_free.
 */
struct json *rest_json(const struct http_answer *answer);
/* A refusal that is not the API's own, whose refusals are JSON: the page of a proxy, say,
 * while the server behind it restarts. It says nothing of what was asked for, and passes.
 * Not so what a proxy finds wrong with the request itself. */
bool rest_is_foreign(const struct http_answer *answer);
/* "status 502", or why there was no answer. */
void rest_reason(const struct http_answer *answer, char *out, size_t size);

#endif
