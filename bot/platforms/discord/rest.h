/* rest.h - requests to the server's REST API.
 *
 * Ownership: as calls.h; an answer is borrowed for its callback. */
#ifndef PLATFORMS_DISCORD_REST_H
#define PLATFORMS_DISCORD_REST_H

#include "base/json.h"
#include "platforms/discord/adapter.h"

struct dc_request {
    const char *method, *path; /* below the API's root */
    struct span body;          /* JSON; ptr NULL: none */
    int64_t timeout_ms;        /* 0: the client's */
    void (*done)(void *user, const struct http_answer *answer);
    void (*drop)(void *user); /* instead of done at the adapter's end; may be NULL */
    void *user;
};

struct call *dc_rest_send(struct discord *d, const struct dc_request *what,
                          struct err *e);
/* The answer's JSON when its status is 2xx and it is well formed, else NULL; json_free.
 */
struct json *dc_rest_json(const struct http_answer *answer);
/* "status 502", or why there was no answer. */
void dc_rest_reason(const struct http_answer *answer, char *out, size_t size);

struct dc_limit {
    int64_t wait_ms; /* 0: it does not say; a proxy's, or a ban of the address */
    bool global;     /* every route waits */
};
/* What a 429 asks for (section 13). */
struct dc_limit dc_rest_limit(const struct http_answer *answer);
/* A channel's budget is used up (X-RateLimit-Remaining: 0): how long until there is more;
 * 0 when there is some. */
int64_t dc_rest_spent(const struct http_answer *answer);

#endif
