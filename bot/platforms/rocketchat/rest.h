/* rest.h - requests to the server's REST API (/api/v1), with both identifying headers.
 *
 * Ownership: as calls.h; an answer is borrowed for its callback. */
#ifndef PLATFORMS_ROCKETCHAT_REST_H
#define PLATFORMS_ROCKETCHAT_REST_H

#include "base/json.h"
#include "platforms/rocketchat/adapter.h"

struct rc_request {
    const char *method, *path; /* below /api/v1 */
    struct span body;          /* JSON; ptr NULL: none */
    int64_t timeout_ms;        /* 0: the client's */
    void (*done)(void *user, const struct http_answer *answer);
    void (*drop)(void *user); /* instead of done at the adapter's end; may be NULL */
    void *user;
};

struct call *rc_rest_send(struct rocketchat *m, const struct rc_request *what,
                          struct err *e);
/* The answer's JSON when its status is 2xx and it is well formed, else NULL; json_free.
 */
struct json *rc_rest_json(const struct http_answer *answer);
/* "status 502", or why there was no answer. */
void rc_rest_reason(const struct http_answer *answer, char *out, size_t size);
/* How long a limited answer asks to wait, in ms (section 11): there is no Retry-After,
 * but X-RateLimit-Reset, an absolute time by the server's clock. 0: it does not say. */
int64_t rc_rest_wait(const struct http_answer *answer);

#endif
