/* url.h - the few URLs a bot needs: http, https, ws, wss with host, port and path.
 *
 * Refused: user info, fragments, control characters, anything over 2,048 bytes, and plain
 * http and ws to anything but loopback (127.0.0.0/8, ::1, localhost). */
#ifndef NET_URL_H
#define NET_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct url {
    char scheme[8]; /* lower case */
    char host[256]; /* without brackets */
    uint16_t port;
    char path[1536]; /* with the query; at least "/" */
    bool tls;
    bool ipv6; /* host is an IPv6 literal */
};

bool url_parse(struct url *out, const char *text, struct err *e);
bool url_is_loopback(const struct url *u);
/* "host:port" as a Host header has it: no port when it is the scheme's own. */
bool url_authority(const struct url *u, struct buf *out);
/* Appends s with everything but unreserved characters percent-encoded (RFC 3986). */
bool url_encode(struct buf *out, const char *s);

#endif
