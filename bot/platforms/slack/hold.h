/* hold.h - live messages wait for what was missed before them in the same channel, so
 * that replies keep the order of the questions. Not for long: an envelope must be
 * acknowledged within three seconds. */
#ifndef PLATFORMS_SLACK_HOLD_H
#define PLATFORMS_SLACK_HOLD_H

#include "base/json.h"
#include "platforms/slack/adapter.h"

bool sl_hold_new(struct slack *s, struct err *e);
void sl_hold_free(struct sl_hold *h); /* NULL is fine */

/* Keeps a copy when catch-up has yet to read the event's channel. False: it has, or there
 * is no room; hand it over now. */
bool sl_hold_event(struct slack *s, const struct json *event, const char *channel,
                   int64_t generation, const char *envelope);
/* A new sweep: live messages may wait once more. */
void sl_hold_begin(struct slack *s);
/* The channel has been read (NULL: all have): what waits for it is handed over. */
void sl_hold_release(struct slack *s, const char *channel);
/* Forgets all, unacknowledged: Slack sends it again. */
void sl_hold_drop(struct slack *s);

#endif
