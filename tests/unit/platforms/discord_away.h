/* discord_away.h - a world whose bot was away: a channel with something new in it.
 *
 * Header only, over discord_world.h. */
#ifndef TESTS_PLATFORMS_DISCORD_AWAY_H
#define TESTS_PLATFORMS_DISCORD_AWAY_H

#include "tests/unit/platforms/discord_world.h"

#define MESSAGES "GET /api/v10/channels/20/messages"

static char ids[8][SNOWFLAKE_SIZE]; /* of the last minutes, rising */

/* A world whose channel 20 was read up to five minutes ago. */
static inline struct world *away(void)
{
    struct world *w = discord_new();

    for (unsigned i = 0; i < 8; i++)
        id_ago(ids[i], 240, i + 1);
    id_ago(ids[0], 300, 0);
    kept_set(w->cursors, &w->cursor_count, "20", ids[0], snowflake_ms(ids[0]));
    return w;
}

/* The server tells of channel 20 with something new in it. */
static inline void meet_channel(struct world *w)
{
    char data[512];

    snprintf(data, sizeof data,
             "{\"id\":\"5\",\"channels\":[{\"id\":\"20\",\"type\":0,"
             "\"last_message_id\":\"%s\"},{\"id\":\"21\",\"type\":4},{\"id\":\"?\"}],"
             "\"threads\":[{\"id\":\"22\",\"type\":11}],"
             "\"roles\":[{\"id\":\"77\",\"tags\":{\"bot_id\":\"900\"}},{\"id\":\"78\"}]}",
             ids[7]);
    discord_event(w, "GUILD_CREATE", data);
}

/* A page of messages, newest first, as Discord gives it. */
static inline const char *page(char *out, size_t size, unsigned from, unsigned to)
{
    char one[512];
    size_t len = 0;

    len += (size_t)snprintf(out + len, size - len, "[");
    for (unsigned i = to; i >= from; i--) {
        char text[16];
        snprintf(text, sizeof text, "q%u", i);
        len += (size_t)snprintf(out + len, size - len, "%s%s",
                                written(one, "20", ids[i], text), i > from ? "," : "");
    }
    snprintf(out + len, size - len, "]");
    return out;
}

#endif
