/* api.h - requests to the server's REST API, each of which can be dropped.
 *
 * Ownership: a request belongs to the adapter until `done` was called; `user` is the
 * caller's. On the adapter's end each request still open is cancelled and `drop` called
 * with its `user` instead of `done`. */
#ifndef PLATFORMS_MATTERMOST_API_H
#define PLATFORMS_MATTERMOST_API_H

#include "base/json.h"
#include "platforms/mattermost/adapter.h"

struct mm_call {
    const char *method, *path; /* below /api/v4 */
    struct span body;          /* JSON; ptr NULL: none */
    int64_t timeout_ms;        /* 0: the client's */
    void (*done)(void *user, const struct http_answer *answer);
    void (*drop)(void *user); /* may be NULL */
    void *user;
};

struct mm_request *mm_api_send(struct mattermost *m, const struct mm_call *call,
                               struct err *e);
/* Neither done nor drop is called. NULL is fine. */
void mm_api_cancel(struct mm_request *r);
void mm_api_drop_all(struct mattermost *m);

/* The answer's JSON when its status is 2xx and it is well formed, else NULL; json_free.
 */
struct json *mm_api_json(const struct http_answer *answer);
/* "status 502", or why there was no answer. */
void mm_api_reason(const struct http_answer *answer, char *out, size_t size);

#endif
