/* hold.h - live events that wait until catch-up has read what lies before them, so that a
 * channel's questions are answered in the order in which they were asked.
 *
 * Bounded in number, bytes and time: what finds no room is handed over at once, and after
 * ten seconds everything is; then the order yields to the answer. Ownership: copies. */
#ifndef PLATFORMS_MATTERMOST_HOLD_H
#define PLATFORMS_MATTERMOST_HOLD_H

#include "base/json.h"
#include "base/span.h"
#include "platforms/mattermost/adapter.h"

bool mm_hold_new(struct mattermost *m, struct err *e);
void mm_hold_free(struct mm_hold *h); /* NULL is fine */

/* Catch-up begins: events are held from now on. */
void mm_hold_begin(struct mattermost *m);
/* True when the event is held: it is handed over later. `frame` is its text. */
bool mm_hold_take(struct mattermost *m, const struct json *event, struct span frame);
/* The channels are known: those for which `reading` says no need not wait any more. */
void mm_hold_sift(struct mattermost *m,
                  bool (*reading)(const struct mattermost *m, const char *channel));
/* A channel has been read; NULL: all, and nothing is held any more. */
void mm_hold_release(struct mattermost *m, const char *channel);

#endif
