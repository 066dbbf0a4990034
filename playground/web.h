/* web.h - the page's files, compiled into the program by web/embed.sh. */
#ifndef PLAYGROUND_WEB_H
#define PLAYGROUND_WEB_H

#include <stddef.h>

struct web_file {
    const char *path; /* as in the address: "/room.js" */
    const unsigned char *data;
    size_t len;
};
extern const struct web_file web_files[]; /* ends with a NULL path */

#endif
