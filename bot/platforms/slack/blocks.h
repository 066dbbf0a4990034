/* blocks.h - a reply as Slack's payloads: JSON {"text", "blocks"}, where the text says
 * all that the blocks say, and the choices are buttons (sections 7 and 8). */
#ifndef PLATFORMS_SLACK_BLOCKS_H
#define PLATFORMS_SLACK_BLOCKS_H

#include "platforms/platform.h"

bool sl_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e);

#endif
