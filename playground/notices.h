/* notices.h - the system's own posts in a channel: who came, who left. */
#ifndef PLAYGROUND_NOTICES_H
#define PLAYGROUND_NOTICES_H

#include "playground/room_inside.h"

void notice_joined(struct room *r, struct channel *c, const struct user *u, int64_t now);
void notice_added(struct room *r, struct channel *c, const struct user *by,
                  const struct user *u, int64_t now);
void notice_removed(struct room *r, struct channel *c, const struct user *u, int64_t now);

#endif
