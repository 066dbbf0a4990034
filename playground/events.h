/* events.h - what happened, told to the sockets of those whom it concerns. */
#ifndef PLAYGROUND_EVENTS_H
#define PLAYGROUND_EVENTS_H

#include "playground/room_inside.h"

void event_posted(struct room *r, const struct post *p);
void event_edited(struct room *r, const struct post *p);
/* Called before the post is deleted: the event shows it as it was. */
void event_deleted(struct room *r, const struct post *p, const struct user *by);
void event_reaction(struct room *r, const struct post *p, const struct reaction *reaction,
                    bool added);
void event_typing(struct room *r, const struct channel *c, const struct user *u,
                  const char *parent_id);
void event_member(struct room *r, const struct channel *c, const struct user *u,
                  bool added);
void event_direct(struct room *r, const struct channel *c, const struct user *creator,
                  const struct user *mate);
void event_archived(struct room *r, const struct channel *c);
void event_new_user(struct room *r, const struct user *u);

#endif
