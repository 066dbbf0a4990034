/* room_inside.h - what the files of the room share. */
#ifndef PLAYGROUND_ROOM_INSIDE_H
#define PLAYGROUND_ROOM_INSIDE_H

#include "playground/dedup.h"
#include "playground/faults.h"
#include "playground/rate.h"
#include "playground/room.h"
#include "playground/server.h"
#include "playground/store.h"

struct client; /* socket.h */

struct room {
    struct room_options options;
    struct server *server;
    struct server_timer *clock; /* once a second, for sockets.c */
    struct store *store;
    struct dedup *dedup;
    struct rate rate;
    int64_t strangers_full_at; /* rate limit of requests without a good token */
    struct user *bot;
    struct client *clients; /* with and without a socket */
    struct room_faults faults;
    struct {
        int64_t requests, posts, duplicates, opened;
    } count; /* for tests */
};

/* The channel all people and the bot are in from the start. */
struct channel *room_home(const struct room *r);
/* False: the request comes from a page of another site, which must not act in a person's
 * name; or it was sent to a foreign name that was made to resolve to loopback (DNS
 * rebinding), while the playground listens there only. */
bool room_admits(const struct room *r, const struct request *request);

#endif
