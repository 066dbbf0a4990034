/* event.h - pure: what a message of the server, live or read by catch-up, means to us.
 *
 * Ownership: an item owns its text (dc_item_free); its ids are in fixed room. */
#ifndef PLATFORMS_DISCORD_EVENT_H
#define PLATFORMS_DISCORD_EVENT_H

#include "base/buf.h"
#include "base/json.h"
#include "platforms/discord/adapter.h"

enum { DC_KEY_SIZE = 26, DC_SOURCE_SIZE = 2 * SNOWFLAKE_SIZE };

enum dc_what {
    DC_SEEN,   /* nothing to be answered: moves the cursor only */
    DC_OWN,    /* one of ours: a delivery receipt, where it has a nonce */
    DC_EDITED, /* by a person: edited_timestamp is set */
    DC_ASKED   /* a person's words */
};

struct dc_item {
    enum dc_what what;
    enum message_place place;
    char id[SNOWFLAKE_SIZE], channel[SNOWFLAKE_SIZE], user[SNOWFLAKE_SIZE];
    char nonce[DC_KEY_SIZE]; /* DC_OWN; "" when it is not told */
    bool mentioned;
    struct buf text;
};

/* in_guild: the channel belongs to a server; what catch-up reads does not tell.
 * False: it is no message. */
bool dc_item_read(struct dc_item *out, const struct dc_self *self,
                  const struct json *message, bool in_guild);
void dc_item_free(struct dc_item *item);

#endif
