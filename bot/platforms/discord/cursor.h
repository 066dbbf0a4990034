/* cursor.h - pure: after which message of a channel catch-up reads (section 12), and the
 * order within what it got.
 *
 * A channel's cursor is the last message that was handled. Nothing older than the window
 * is read. A channel without a cursor though an earlier process was here came to be while
 * we were away, or that process died before it heard of it: what was said since then is
 * news. Without both it is met for the first time, and what was said before is not ours.
 */
#ifndef PLATFORMS_DISCORD_CURSOR_H
#define PLATFORMS_DISCORD_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "platforms/discord/snowflake.h"

enum dc_begin {
    DC_BEGIN_NEVER,  /* met for the first time */
    DC_BEGIN_CURSOR, /* after its cursor or the window's beginning */
    DC_BEGIN_ALIVE /* there was no cursor; `cursor` is to be kept as one at once, as what
                      it comes from moves on */
};

struct dc_place {
    const char *channel;
    char cursor[SNOWFLAKE_SIZE]; /* in and out; "": none */
    int64_t alive_ms;  /* when an earlier process heard last; 0: there was none */
    int64_t window_ms; /* Unix ms */
};

/* after: what the API is asked for. */
enum dc_begin dc_cursor_begin(struct dc_place *place, char after[SNOWFLAKE_SIZE]);

/* The messages of a page as they were written: it comes newest first, and two of one
 * moment may stand in odd order. NULL: no memory, or no list; else the caller frees it.
 */
const struct json **dc_cursor_sort(const struct json *page, size_t *count);

#endif
