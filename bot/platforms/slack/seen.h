/* seen.h - conversations that brought a message: catch-up reads them also where the token
 * may not list its conversations (section 10). Kept over restarts; the oldest gives way.
 */
#ifndef PLATFORMS_SLACK_SEEN_H
#define PLATFORMS_SLACK_SEEN_H

#include "platforms/slack/adapter.h"

void sl_seen_load(struct slack *s);
void sl_seen_add(struct slack *s, const char *channel);
void sl_seen_forget(struct slack *s, const char *channel); /* closed to us */

#endif
