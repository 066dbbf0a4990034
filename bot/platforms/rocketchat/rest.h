/* rest.h - requests to the server's REST API (/api/v1), with both identifying headers.
 *
 * Ownership: as calls.h; an answer is borrowed for its callback. */
#ifndef PLATFORMS_ROCKETCHAT_REST_H
#define PLATFORMS_ROCKETCHAT_REST_H

#include "platforms/rest.h"
#include "platforms/rocketchat/adapter.h"

struct call *rc_rest_send(struct rocketchat *m, const struct rest_request *what,
                          struct err *e);
/* How long a limited answer asks to wait, in ms (section 11): there is no Retry-After,
 * but X-RateLimit-Reset, an absolute time by the server's clock. 0: it does not say. */
int64_t rc_rest_wait(const struct http_answer *answer);
/* As rest_is_foreign. Some of the server's own refusals with 401 and 403 are plain text
 * (section 3); a proxy's are HTML. */
bool rc_rest_is_foreign(const struct http_answer *answer);
/* The token is refused, by the server itself. */
bool rc_rest_refuses_token(const struct http_answer *answer);

#endif
