/* catchup.h - reads what was missed, channel by channel, after a session that could not
 * be resumed (section 11).
 *
 * Which channels there are is told by the gateway itself (GUILD_CREATE) with the newest
 * message of each; direct channels cannot be listed, so those that were seen are kept in
 * a note. A channel met for the first time begins at its newest message: history is not
 * answered. */
#ifndef PLATFORMS_DISCORD_CATCHUP_H
#define PLATFORMS_DISCORD_CATCHUP_H

#include "base/json.h"
#include "platforms/discord/adapter.h"

bool dc_catchup_new(struct discord *d, struct err *e);
void dc_catchup_free(struct dc_catchup *c); /* NULL is fine */

/* A new session: direct channels are read; others as they are told. */
void dc_catchup_start(struct discord *d);
/* A channel and its newest message (NULL: unknown). */
void dc_catchup_channel(struct discord *d, const char *channel, const char *newest,
                        bool in_guild);
/* A live message comes in a channel: when this session has not told of it (a private
 * thread, say), others may have been missed before it. */
void dc_catchup_heard(struct discord *d, const char *channel, const char *id,
                      bool in_guild);
/* A frame was lost: reads all known channels once more, soon. */
void dc_catchup_again(struct discord *d);
/* Numbers of events are missing: the same, unless such a gap meant nothing lately. */
void dc_catchup_gap(struct discord *d);
/* Nothing came for a long while: a message found now proves that the socket is deaf. */
void dc_catchup_probe(struct discord *d);
/* For platform_kind.progress. */
bool dc_catchup_progress(struct platform *p, struct platform_progress *out);
void dc_catchup_stop(struct discord *d);
/* A session was resumed: what an earlier break left unread is read now. */
void dc_catchup_go_on(struct discord *d);
/* Is anything yet to be read? */
bool dc_catchup_busy(const struct discord *d);
/* Is the channel yet to be read? Then live messages move no cursor. */
bool dc_catchup_reading(const struct discord *d, const char *channel);
/* True when the live message is kept until its channel is read. */
bool dc_catchup_hold(struct discord *d, const char *channel, const struct json *message,
                     bool in_guild);

#endif
