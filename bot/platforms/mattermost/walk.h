/* walk.h - pure: reads one channel's missed posts, page by page, oldest first.
 *
 * It begins after the cursor (`after=`, pages 0, 1, 2, ... of the same cursor). Without a
 * cursor, with one that is older than the catch-up window, or when the cursor's post is
 * gone, it asks by time (`since=`), which has no pages (section 14).
 *
 * Ownership: a walk is a plain value. */
#ifndef PLATFORMS_MATTERMOST_WALK_H
#define PLATFORMS_MATTERMOST_WALK_H

#include "base/buf.h"
#include "base/json.h"
#include "platforms/mattermost/cursor.h"
#include "platforms/mattermost/handover.h"

enum { MM_PAGE = 200 }; /* the server's maximum (Mattermost 11.6, web/params.go) */

struct mm_walk {
    char channel[MM_ID_SIZE], type[2], after[MM_ID_SIZE];
    struct mm_cursor cursor; /* as it was when the walk began; newest "": none */
    int64_t last_post_at;    /* of the channel; -1: unknown */
    int64_t limit_ms;        /* older posts are not handed over */
    int64_t since_ms;
    int page, per_page, read, most;
    bool by_time, tried_time, tried_after;
};

/* channel: an entry of GET /users/me/channels. only_news: a quick look, for posts newer
 * than the cursor. False: there is nothing to read. */
bool mm_walk_begin(struct mm_walk *w, const struct json *channel,
                   const struct mm_cursor *cursor, int64_t limit_ms, int most,
                   bool only_news);
/* The path of the next request. */
bool mm_walk_path(const struct mm_walk *w, struct buf *out);

enum mm_step {
    MM_STEP_MORE, /* ask for the next page */
    MM_STEP_DONE,
    MM_STEP_CUT, /* done, and there was more than `most` */
    MM_STEP_BAD  /* no page of posts, or no memory */
};
/* Visits a page's posts in the order they were written. */
enum mm_step mm_walk_page(struct mm_walk *w, const struct json *page,
                          void (*visit)(void *user, const struct mm_caught *post),
                          void *user);
/* The answer was too large: ask for less, from the first page again. False: it is as
 * small as it gets. */
bool mm_walk_smaller(struct mm_walk *w);

#endif
