/* send.h - posts one part, and says when the same key may go out again. */
#ifndef PLATFORMS_MATTERMOST_SEND_H
#define PLATFORMS_MATTERMOST_SEND_H

#include "base/buf.h"
#include "platforms/mattermost/adapter.h"

/* The server keeps a key 30 s (section 10). */
enum { MM_KEY_LIVES_MS = 25000 };

bool mm_send_post(struct platform *p, const struct post *post,
                  void (*done)(void *user, const struct post_outcome *outcome),
                  void *user, struct err *e);
bool mm_send_may_repeat(struct platform *p, const struct post *post);
bool mm_send_key(struct platform *p, const char *channel, const char *source, int part,
                 char *out, size_t size);
/* Pure: the body of POST /posts. */
bool mm_send_body(const struct post *post, struct buf *out);

#endif
