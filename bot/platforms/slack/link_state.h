/* link_state.h - the link from the inside: link.c (life cycle), link_open.c (a new
 * socket) and frame.c (what is said over one). */
#ifndef PLATFORMS_SLACK_LINK_STATE_H
#define PLATFORMS_SLACK_LINK_STATE_H

#include "base/backoff.h"
#include "net/ws.h"
#include "platforms/slack/api.h"

enum { SL_SOCKETS = 4, SL_FRAME_MAX = 8 << 20, SL_REASON_SIZE = 240 };

enum sl_socket_state {
    SOCKET_NONE,
    SOCKET_OPENING,
    SOCKET_OPENED, /* no hello yet */
    SOCKET_LIVE,
    SOCKET_RETIRED, /* replaced: read and acknowledged until it closes */
    SOCKET_CLOSING  /* we hang up */
};

struct sl_socket {
    struct sl_link *link;
    enum sl_socket_state state;
    struct ws *ws;
    struct loop_timer *timer; /* hello is late; the retired one may go */
    int64_t generation, live_at;
};

struct sl_link {
    struct slack *s;
    struct sl_socket socket[SL_SOCKETS];
    struct sl_request *asking; /* apps.connections.open */
    struct loop_timer *retry, *watch;
    struct backoff backoff;
    int64_t generation; /* counts sockets */
    int64_t heard_at;   /* the last envelope */
    bool over;
    char reason[SL_REASON_SIZE];
};

/* link.c, for link_open.c. */
extern const struct ws_events sl_socket_events;
struct sl_socket *sl_socket_find(struct sl_link *l, enum sl_socket_state state);
void sl_socket_drop(struct sl_socket *k);
bool sl_link_opening(struct sl_link *l);
/* link.c, for frame.c. */
void sl_link_hello(struct sl_socket *k, int64_t connections);
void sl_link_disconnect(struct sl_socket *k, const char *reason);
/* frame.c, for link.c. */
void sl_frame_in(struct sl_socket *k, struct span message);
bool sl_frame_acknowledge(struct ws *ws, const char *envelope);

#endif
