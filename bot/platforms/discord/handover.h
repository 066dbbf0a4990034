/* handover.h - gives each message to the host once and moves the channel's cursor. Live
 * events, clicks and catch-up meet here. */
#ifndef PLATFORMS_DISCORD_HANDOVER_H
#define PLATFORMS_DISCORD_HANDOVER_H

#include "base/json.h"
#include "platforms/discord/adapter.h"

/* A MESSAGE_CREATE. One in a channel that catch-up is reading waits behind it. */
void dc_handover_live(struct discord *d, const struct json *message, bool in_guild);
/* The same, once that channel is read. */
void dc_handover_held(struct discord *d, const struct json *message, bool in_guild);
void dc_handover_edit(struct discord *d, const struct json *message);
void dc_handover_delete(struct discord *d, const char *channel, const char *id);
void dc_handover_reaction(struct discord *d, const struct json *reaction);
/* A message that catch-up read, oldest first; fresh: young enough to be answered. True
 * when it had not come before. */
bool dc_handover_caught(struct discord *d, const struct json *message, bool in_guild,
                        bool fresh);

#endif
