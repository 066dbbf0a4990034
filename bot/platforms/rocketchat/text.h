/* text.h - a reply in Rocket.Chat's mark-up. */
#ifndef PLATFORMS_ROCKETCHAT_TEXT_H
#define PLATFORMS_ROCKETCHAT_TEXT_H

#include "platforms/platform.h"

/* Each payload is JSON: {"msg": text, "attachments": [choices as buttons]}. */
bool rc_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e);
/* Appends text in which nothing marks, links or pings. */
bool rc_text(struct buf *out, struct span text);

extern const struct md_printer rc_printer;

#endif
