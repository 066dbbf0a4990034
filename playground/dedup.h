/* dedup.h - pending_post_id: a second post with the same key gives the first one back,
 * for 30 s (Mattermost 11.6, app/post.go deduplicateCreatePost). Keys are global, bounded
 * in number, the oldest is forgotten first.
 *
 * Ownership: keys are copied. Time is passed in. */
#ifndef PLAYGROUND_DEDUP_H
#define PLAYGROUND_DEDUP_H

#include <stdint.h>

#include "playground/ident.h"

struct dedup;

enum dedup_state {
    DEDUP_NEW,     /* not seen, or long ago */
    DEDUP_PENDING, /* the first one is still being worked on */
    DEDUP_DONE     /* its post is in post_id */
};

struct dedup *dedup_new(int64_t lifetime_ms);
void dedup_free(struct dedup *d); /* NULL is fine */
void dedup_set_lifetime(struct dedup *d, int64_t lifetime_ms);
enum dedup_state dedup_find(struct dedup *d, const char *key, int64_t now,
                            char post_id[IDENT_SIZE]);
/* The post of a key; until busy_until others are told that it is pending. False: no
 * memory.
 */
bool dedup_put(struct dedup *d, const char *key, const char *post_id, int64_t now,
               int64_t busy_until);
/* A restart of the server: all is forgotten. */
void dedup_clear(struct dedup *d);

#endif
