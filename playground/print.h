/* print.h - people, channels, posts and reactions as the real server's JSON. */
#ifndef PLAYGROUND_PRINT_H
#define PLAYGROUND_PRINT_H

#include "base/json.h"
#include "playground/pages.h"
#include "playground/store.h"

void print_user(struct json_writer *w, const char *name, const struct user *u);
void print_channel(struct json_writer *w, const char *name, const struct store *s,
                   const struct channel *c);
/* fresh: with its pending_post_id, which the real server does not keep. */
void print_post(struct json_writer *w, const char *name, const struct post *p,
                bool fresh);
void print_reaction(struct json_writer *w, const char *name, const struct post *p,
                    const struct reaction *r, int64_t delete_at);
/* "order", "posts" and the cursors. q is NULL for a thread. */
void print_pages(struct json_writer *w, const struct pages *pages, struct store *s,
                 struct channel *c, const struct pages_query *q);

#endif
