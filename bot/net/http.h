/* http.h - HTTP requests on the loop (libcurl multi). An answer is never guessed: a
 * request ends as surely not sent, unknown, or answered.
 *
 * Traps handled here (see docs/architecture.md): libcurl re-sends a POST by itself, so
 * bodies are given read-once; redirects are refused; certificates are verified; proxies
 * come from options, not from the environment.
 *
 * Ownership: http_send copies what it is given. The answer passed to the callback is
 * borrowed for the call. Each request's callback is called exactly once, never from
 * inside http_send; after http_cancel it is not called. */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"
#include "net/loop.h"

struct http;         /* a client: connection pool and limits */
struct http_request; /* one in flight */

enum http_outcome {
    HTTP_NOT_SENT, /* the server cannot have acted: no byte of the body was handed over,
                      or the request has no body and never reached a server */
    HTTP_UNKNOWN,  /* it may have acted: timeout, reset, broken or oversized answer */
    HTTP_ANSWERED  /* a complete status line, headers and body came back */
};

struct http_answer {
    enum http_outcome outcome;
    int status; /* HTTP_ANSWERED only */
    struct span body;
    int64_t retry_after_ms; /* from Retry-After (seconds or date), 0 when absent, at most
                               a day */
    struct err err;         /* why, when not answered; names host and step, no secrets */
    const void *headers;    /* for http_header */
};
/* A response header by case-insensitive name; empty span when absent. */
struct span http_header(const struct http_answer *a, const char *name);

struct http_options {
    const char *user_agent;
    int64_t connect_timeout_ms; /* 0: 10 s */
    int64_t timeout_ms;         /* whole request; 0: 30 s */
    size_t max_body;            /* of an answer; 0: 8 MiB */
    const char *proxy;          /* NULL: none */
    const char *ca_file;        /* NULL: system */
};

struct http_call {
    const char *method;         /* GET, POST, PUT, PATCH, DELETE */
    const char *url;            /* passes url_parse */
    const char *const *headers; /* "Name: value", NULL-ended; may be NULL */
    const char *bearer;         /* sent as "Authorization: Bearer ..."; may be NULL */
    const char *content_type;   /* with a body; NULL: application/json */
    struct span body;           /* ptr NULL: no body */
    int64_t timeout_ms;         /* 0: the client's */
};

bool http_new(struct http **out, struct loop *l, const struct http_options *options,
              struct err *e);
void http_free(struct http *h); /* cancels what is in flight */
/* NULL and *e only for a call that is wrong in itself or for want of memory. */
struct http_request *http_send(struct http *h, const struct http_call *call,
                               void (*done)(void *user, const struct http_answer *answer),
                               void *user, struct err *e);
void http_cancel(struct http_request *r);
size_t http_in_flight(const struct http *h);

#endif
