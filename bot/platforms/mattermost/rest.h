/* rest.h - requests to the server's REST API (/api/v4).
 *
 * Ownership: as calls.h; an answer is borrowed for its callback. */
#ifndef PLATFORMS_MATTERMOST_REST_H
#define PLATFORMS_MATTERMOST_REST_H

#include "platforms/mattermost/adapter.h"
#include "platforms/rest.h"

struct call *mm_rest_send(struct mattermost *m, const struct rest_request *what,
                          struct err *e);

#endif
