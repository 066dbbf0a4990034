/* pages.h - pure: which posts a reading of a channel gives, exactly as Mattermost does
 * (11.6, app/post.go AddCursorIdsForPostList, store/sqlstore/post_store.go): order newest
 * first; `after` and `before` compare times only, so posts of the cursor's millisecond
 * are skipped; a cursor that is gone gives nothing; `since` goes by update_at, has no
 * pages and at most 1,000 posts. */
#ifndef PLAYGROUND_PAGES_H
#define PLAYGROUND_PAGES_H

#include "playground/store.h"

enum { PAGES_SINCE = 1000, PAGES_MOST = 200, PAGES_USUAL = 60 };

struct pages_query {
    const char *after, *before; /* NULL or "": not asked for */
    int64_t since;              /* 0: not asked for */
    size_t page, per_page;
};

struct pages {
    struct post *order[PAGES_SINCE]; /* newest first */
    size_t count;
    char next[IDENT_SIZE], prev[IDENT_SIZE]; /* next_post_id, prev_post_id */
};

/* "page" and "per_page" as they stand in the URL, NULL when absent. */
void pages_numbers(struct pages_query *q, const char *page, const char *per_page);
void pages_read(struct pages *out, struct store *s, struct channel *c,
                const struct pages_query *q);
/* All posts of the answer: those in order, then their threads. Walk with *at = NULL. */
struct post *pages_each(const struct pages *p, struct store *s, struct channel *c,
                        const struct pages_query *q, struct post *at);
/* A thread: the post itself first, then the others, newest first. */
void pages_thread(struct pages *out, struct store *s, struct post *p);

#endif
