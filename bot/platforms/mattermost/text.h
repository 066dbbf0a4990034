/* text.h - a reply in Mattermost's Markdown, in which nothing pings, links or breaks out
 * that the author did not write as a link (section 11). */
#ifndef PLATFORMS_MATTERMOST_TEXT_H
#define PLATFORMS_MATTERMOST_TEXT_H

#include "base/buf.h"
#include "base/md.h"
#include "platforms/platform.h"

extern const struct md_printer mm_printer; /* length in code points */

/* Appends text that shows as it is. */
bool mm_text(struct buf *out, struct span text);
bool mm_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e);

#endif
