/* inbound.h - pure: Discord's text as the person wrote it: our own mention taken out,
 * other people's made "@someone", other tokens ("<#id>", "<:emoji:id>", "<t:...>",
 * "</command:id>") turned to blanks (section 7). */
#ifndef PLATFORMS_DISCORD_INBOUND_H
#define PLATFORMS_DISCORD_INBOUND_H

#include "base/buf.h"
#include "base/span.h"
#include "platforms/discord/adapter.h"

/* *mentioned: our name or our role stood in it. False when out does not hold it. */
bool dc_inbound(struct span text, const struct dc_self *self, struct buf *out,
                bool *mentioned);

#endif
