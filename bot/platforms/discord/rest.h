/* rest.h - requests to the server's REST API.
 *
 * Ownership: as calls.h; an answer is borrowed for its callback. */
#ifndef PLATFORMS_DISCORD_REST_H
#define PLATFORMS_DISCORD_REST_H

#include "platforms/discord/adapter.h"
#include "platforms/rest.h"

struct call *dc_rest_send(struct discord *d, const struct rest_request *what,
                          struct err *e);

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
