/* cursor.h - pure: how far a channel was read, so that catch-up skips nothing.
 *
 * GET /channels/{id}/posts?after=X gives posts whose create_at is greater than X's: those
 * of the same millisecond as X are lost (section 14; Mattermost 11.6,
 * store/sqlstore/post_store.go, getPostsAround). So a cursor holds two posts: the newest
 * that was handled, and `start`, the newest handled one that is older than it. Reading
 * begins after `start`; what then comes twice is recognised by its id. */
#ifndef PLATFORMS_MATTERMOST_CURSOR_H
#define PLATFORMS_MATTERMOST_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "platforms/mattermost/adapter.h"

struct mm_cursor {
    int64_t at_ms; /* of the newest */
    char newest[MM_ID_SIZE];
    char start[MM_ID_SIZE]; /* "": none known yet */
};

/* The stored form: both ids in one text, "newest,start". */
void mm_cursor_read(struct mm_cursor *out, const struct platform_cursor *stored);
void mm_cursor_write(const struct mm_cursor *c, struct platform_cursor *stored);
/* Moves over a handled post. False when it is not newer: nothing changes. */
bool mm_cursor_move(struct mm_cursor *c, int64_t at_ms, const char *id);

#endif
