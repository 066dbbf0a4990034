/* sockets.h - the WebSocket side: clients with their numbered streams, which outlive a
 * socket for a while (Mattermost 11.6, app/platform/web_conn.go and web_hub.go).
 *
 * Ownership: the room owns the clients; a peer belongs to the server. */
#ifndef PLAYGROUND_SOCKETS_H
#define PLAYGROUND_SOCKETS_H

#include "playground/room_inside.h"
#include "playground/stream.h"

enum { CLIENTS_MOST = 300 };

struct client {
    struct room *room;
    struct client *next;
    struct peer *peer; /* NULL: its socket is gone, it may come back */
    struct user *user; /* NULL: has not said who it is yet */
    struct stream stream;
    int64_t opened_at, left_at, pinged_at, pong_at;
    bool gone; /* overflowed: cannot come back */
};

bool sockets_upgrade(void *room, struct request *r);
void sockets_opened(void *room, struct peer *p, struct request *r);
void sockets_writable(void *room, struct peer *p);
void sockets_pong(void *room, struct peer *p);
void sockets_closed(void *room, struct peer *p);
void sockets_binary(void *room, struct peer *p);
/* actions.c: a frame from a client. */
void actions_text(void *room, struct peer *p, struct span message);

/* Gives the frame to all clients for which wants() holds. text is a whole JSON object;
 * the number is added per client when it leaves. */
void sockets_tell(struct room *r, struct span text,
                  bool (*wants)(const struct client *c, const void *user),
                  const void *user);
/* An answer to a client's own frame; not numbered. */
void client_reply(struct client *c, struct span text);
/* Greets a client that has just said who it is. */
void client_hello(struct client *c);
/* Once a second: pings, deadlines, those who will not come back. */
void sockets_tick(struct room *r);
void sockets_free(struct room *r);

bool sockets_has_user(const struct room *r, const struct user *u); /* connected now */
/* What faults.h lists under "sockets"; false for another word. */
bool sockets_fault(struct room *r, const char *what);
void sockets_forget(struct room *r); /* none of those that left can come back */

#endif
