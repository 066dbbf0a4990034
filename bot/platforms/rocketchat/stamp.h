/* stamp.h - pure: the server's dates. DDP has {"$date":ms}, REST has ISO 8601 texts, and
 * bare numbers occur; all three are read (section 1). */
#ifndef PLATFORMS_ROCKETCHAT_STAMP_H
#define PLATFORMS_ROCKETCHAT_STAMP_H

#include <stdint.h>

#include "base/buf.h"
#include "base/json.h"

/* The member's time in Unix ms; 0 when it is absent or unreadable. */
int64_t rc_stamp(const struct json *object, const char *name);
/* Appends "2026-11-22T10:59:00.000Z". */
bool rc_stamp_write(struct buf *out, int64_t unix_ms);

#endif
