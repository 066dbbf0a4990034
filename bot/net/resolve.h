/* resolve.h - host name to numeric addresses, in libuv's thread pool, since libwebsockets
 * would look names up in the loop's thread.
 *
 * Ownership: the result is borrowed for the call of done. After resolve_cancel done is
 * not called; otherwise it is called once, never from inside resolve_start. */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include "net/loop.h"

enum { RESOLVE_MOST = 8, RESOLVE_TEXT = 64 };

struct resolved {
    size_t count; /* in the system's order of preference (RFC 6724) */
    char address[RESOLVE_MOST][RESOLVE_TEXT];
};

struct resolve;

/* result is NULL on failure, why then names the host. NULL is returned for want of
 * memory.
 */
struct resolve *resolve_start(struct loop *l, const char *host,
                              void (*done)(void *user, const struct resolved *result,
                                           const struct err *why),
                              void *user);
void resolve_cancel(struct resolve *r); /* NULL is fine */

#endif
