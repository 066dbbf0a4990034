/* inbound.h - pure: the text of a Slack message -> what the person wrote (section 7). */
#ifndef PLATFORMS_SLACK_INBOUND_H
#define PLATFORMS_SLACK_INBOUND_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"

/* Appends the text without our own mentions (*mentioned says whether there were any),
 * with links as their labels, other people and groups left out, entities decoded,
 * trimmed. False: no memory. */
bool sl_inbound(struct span text, const char *self, struct buf *out, bool *mentioned);

#endif
