/* roots.h - pure: from what an operator sets as `url` to where the API is, and for a
 * server of one's own (Mattermost, Rocket.Chat) the socket.
 *
 * Ownership: what is made is the caller's. */
#ifndef PLATFORMS_ROOTS_H
#define PLATFORMS_ROOTS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Appends url without the slashes at its end, with the API's path behind it: unless it is
 * there (`after` NULL), only when url ends with `after`, or ("") only when it has no
 * path. False: it does not fit. */
bool roots_write(struct buf *out, const char *url, const char *api, const char *after);
/* The same as a text of its own (mem_free). NULL: *e says what is wrong, with the words
 * of `wrong` when it is no such address. */
char *roots_api(const char *url, const char *api, const char *after, const char *wrong,
                struct err *e);

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
