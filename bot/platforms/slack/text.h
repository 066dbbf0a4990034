/* text.h - a reply in Slack's mrkdwn, in which nothing pings, links or breaks out that
 * the author did not write as a link (section 7). */
#ifndef PLATFORMS_SLACK_TEXT_H
#define PLATFORMS_SLACK_TEXT_H

#include "base/buf.h"
#include "base/md.h"

extern const struct md_printer sl_printer; /* length in UTF-16 units, as Slack counts */

/* Appends text that shows as it is. */
bool sl_text(struct buf *out, struct span text);

#endif
