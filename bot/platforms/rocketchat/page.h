/* page.h - pure: one answer of chat.syncMessages, and the address of the next.
 *
 * The server gives all messages of a room that were touched since a time, the newest
 * first; or, asked by pages, the oldest touched first (section 14). */
#ifndef PLATFORMS_ROCKETCHAT_PAGE_H
#define PLATFORMS_ROCKETCHAT_PAGE_H

#include "base/buf.h"
#include "base/json.h"

struct rc_entry {
    const struct json *message;
    int64_t at_ms;      /* when it was written */
    int64_t cursor_ms;  /* the cursor once it is handled: passes nothing unhandled */
    int64_t updated_ms; /* when it was touched last */
    size_t place;
};

/* The messages by the time they were written; mem_free. NULL: no list, or no memory. */
struct rc_entry *rc_page_read(const struct json *updated, size_t *count);
/* Where the next page begins; 0: there is none. A millisecond earlier than the server
 * says, since a border between messages of one millisecond would lose some. */
int64_t rc_page_next(const struct json *result);
/* The path that asks for all that was touched since from_ms. */
bool rc_page_path(const char *room, int64_t from_ms, bool paged, struct buf *out);

#endif
