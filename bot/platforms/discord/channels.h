/* channels.h - the channels that the gateway told of, and the live messages that wait for
 * one of them to be read.
 *
 * Ownership: owns copies of all. Bounded: what finds no room is not held. */
#ifndef PLATFORMS_DISCORD_CHANNELS_H
#define PLATFORMS_DISCORD_CHANNELS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "platforms/discord/snowflake.h"

struct dc_held {
    struct dc_held *next;
    bool in_guild;
    size_t len;
    char text[]; /* the message as JSON */
};

struct dc_channel {
    char id[SNOWFLAKE_SIZE];
    bool in_guild, pending; /* pending: to be read, */
    bool left;              /* and left for later */
    int64_t session;        /* the last that told of it */
    struct dc_held *held, **end;
};

struct dc_channels;

struct dc_channels *dc_channels_new(uint64_t seed); /* NULL: no memory */
void dc_channels_free(struct dc_channels *c);       /* NULL is fine */

struct dc_channel *dc_channels_find(const struct dc_channels *c, const char *id);
/* Finds or adds; NULL: there is no room. */
struct dc_channel *dc_channels_add(struct dc_channels *c, const char *id, bool in_guild);
/* The next one that is pending and not left for later, in the order they were added;
 * NULL: none. */
struct dc_channel *dc_channels_pending(const struct dc_channels *c);
/* Nothing is left for later any more. */
void dc_channels_left_none(struct dc_channels *c);
/* The i-th, or NULL. */
struct dc_channel *dc_channels_at(const struct dc_channels *c, size_t i);
/* False: no room. */
bool dc_channels_hold(struct dc_channels *c, struct dc_channel *channel,
                      const struct json *message, bool in_guild);
/* Takes the oldest held message out (mem_free); NULL: none. */
struct dc_held *dc_channels_release(struct dc_channels *c, struct dc_channel *channel);

#endif
