/* text.h - a reply in Discord's mark-up. */
#ifndef PLATFORMS_DISCORD_TEXT_H
#define PLATFORMS_DISCORD_TEXT_H

#include "platforms/platform.h"

/* Each payload is JSON: {"content": text, "components": [buttons]}. */
bool dc_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e);
/* Appends text in which nothing marks, links or pings. */
bool dc_text(struct buf *out, struct span text);

extern const struct md_printer dc_printer;

#endif
