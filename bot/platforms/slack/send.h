/* send.h - posts one part: in its channel's pace, and once more without what Slack did
 * not like (sections 8 and 12). */
#ifndef PLATFORMS_SLACK_SEND_H
#define PLATFORMS_SLACK_SEND_H

#include "base/buf.h"
#include "platforms/slack/adapter.h"

bool sl_send_post(struct platform *p, const struct post *post,
                  void (*done)(void *user, const struct post_outcome *outcome),
                  void *user, struct err *e);
bool sl_send_key(struct platform *p, const char *channel, const char *source, int part,
                 char *out, size_t size);
int64_t sl_send_pace(struct platform *p, const char *channel);
/* On the adapter's end: what still waits for its pace was surely not sent. */
void sl_send_drop_all(struct slack *s);

/* Pure: the body of chat.postMessage; left_out as in outcome.h. */
bool sl_send_body(const struct post *post, unsigned left_out, struct buf *out);
/* The mark in our blocks' ids, before the block's number (for look.c). */
bool sl_send_mark(const char *channel, const char *source, int part, struct buf *out);

#endif
