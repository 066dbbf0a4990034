/* room.h - the playground: a small chat server that speaks the part of the Mattermost API
 * (v4, as of 11.6) which a bot and the web page need.
 *
 * Everything is kept in memory and bounded (store.h). There is one team with the public
 * channels #support-group and #clinic-team, one bot, and whoever joins by a name.
 *
 * Ownership: the room owns its server and all it holds. One thread. */
#ifndef PLAYGROUND_ROOM_H
#define PLAYGROUND_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct room;

struct room_options {
    const char *listen; /* NULL: 127.0.0.1 */
    int port;           /* 0: any free one */
    const char *token;  /* the bot's; NULL: a fresh random one */
    bool faults;        /* POST /playground/faults works; for tests only */
    int64_t rate_per_second, rate_burst; /* 0: no limit, as is usual */
    /* 0: as the real server. Tests make them short. */
    int64_t auth_ms, ping_ms, pong_ms, dedup_ms;
    int stall_s;
};

bool room_new(struct room **out, const struct room_options *options, struct err *e);
void room_free(struct room *r); /* NULL is fine */
int room_port(const struct room *r);
const char *room_bot_token(const struct room *r); /* lives as long as the room */
/* SIGTERM and SIGINT end room_run from now on. */
bool room_stop_on_signals(struct room *r, struct err *e);
void room_run(struct room *r);
/* One turn of at most wait_ms; for tests. */
void room_turn(struct room *r, int wait_ms);

#endif
