/* header.h - what HTTP requests and WebSocket upgrades share about header fields. Pure.
 */
#ifndef NET_HEADER_H
#define NET_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* "Name: value" with a token as name (RFC 9110 section 5.1) and a value without control
 * characters, so that no value can smuggle in a second field. */
bool header_line_ok(const char *line);
bool header_value_ok(const char *value); /* not empty, visible ASCII and blanks */
/* The value of the first field of that name (no case) among lines ended by CR LF or LF;
 * empty when absent. */
struct span header_find(struct span lines, const char *name);
/* A date as HTTP writes it (RFC 9110 section 5.6.7) in Unix ms; 0 for another text. */
int64_t header_date(struct span value);
/* Retry-After (RFC 9110 section 10.2.3) as milliseconds from now: whole or broken
 * seconds, or a date. 0 for what is neither or lies in the past, at most a day. */
int64_t header_retry_after(struct span value, int64_t unix_ms);

#endif
