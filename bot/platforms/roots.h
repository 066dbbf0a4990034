/* roots.h - pure: from what an operator sets as `url` to where a server of one's own has
 * its API and its socket (Mattermost, Rocket.Chat). */
#ifndef PLATFORMS_ROOTS_H
#define PLATFORMS_ROOTS_H

#include <stdbool.h>

#include "base/err.h"

struct roots {
    char *api;    /* "https://host/path" -> "https://host/path/api/v4" */
    char *socket; /* below `api`, or below the root: "wss://host/path/websocket" */
};

/* url: the server's root; slashes at its end, and the API's own path, may be there. Both
 * are the caller's then: roots_free. False: *e says what is wrong with it. */
bool roots_make(struct roots *out, const char *url, const char *api_path,
                bool socket_in_api, struct err *e);
void roots_free(struct roots *r);

#endif
