/* send.h - posts one part under an id that we choose ourselves: the server shows a second
 * message with the same id to nobody, ever (section 10). */
#ifndef PLATFORMS_ROCKETCHAT_SEND_H
#define PLATFORMS_ROCKETCHAT_SEND_H

#include "base/buf.h"
#include "platforms/rocketchat/adapter.h"

bool rc_send_post(struct platform *p, const struct post *post,
                  void (*done)(void *user, const struct post_outcome *outcome),
                  void *user, struct err *e);
bool rc_send_may_repeat(struct platform *p, const struct post *post);
bool rc_send_key(struct platform *p, const char *channel, const char *source, int part,
                 char *out, size_t size);
/* Pure: the body of chat.sendMessage. post->payload is what text.c rendered. */
bool rc_send_body(const struct post *post, struct buf *out);
/* Pure: 17 signs of Meteor's alphabet, from bot, question and part. */
bool rc_send_id(char *out, size_t size, const char *bot, const char *source, int part);

#endif
