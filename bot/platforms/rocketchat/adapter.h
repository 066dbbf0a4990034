/* adapter.h - the Rocket.Chat adapter from the inside: what its files share.
 *
 *   rocketchat.c  the instance: create, start, stop, destroy; typing
 *   account.c     who are we, is the token still good
 *   link.c        the one socket: open, retry, watchdog; frame.c: what is said over it
 *   ddp.c         pure: the frames of DDP, in and out
 *   event.c       pure: a message of the server -> what it means to us
 *   inbox.c       each message once to the host, in order; people only
 *   people.c      is an author a bot? asked once, remembered
 *   catchup.c     reads what was missed, room by room; page.c: one answer of it
 *   send.c        posting a part; outcome.c: what the answer means
 *   look.c        is a part there already?
 *   text.c        the mark-up
 *   rest.c        requests to the server; stamp.c: its dates
 *
 * It reads over DDP and writes over REST. Facts about the server are from its source,
 * 4.x to 8.8; the sections named in comments are those of docs/protocols/rocketchat.md.
 */
#ifndef PLATFORMS_ROCKETCHAT_ADAPTER_H
#define PLATFORMS_ROCKETCHAT_ADAPTER_H

#include "platforms/calls.h"
#include "platforms/ident.h"
#include "platforms/platform.h"
#include "platforms/recent.h"
#include "platforms/roots.h"

enum {
    RC_ID_SIZE = 65,   /* ids have 17 signs; those of direct rooms are two joined */
    RC_NAME_SIZE = 129 /* usernames, which the operator's pattern may make long */
};

/* Who we are: known once GET /me has answered; the id is configured. */
struct rc_self {
    char id[RC_ID_SIZE];
    char username[RC_NAME_SIZE];
};

struct rc_timing {
    int64_t step_ms;   /* how long each step of the handshake may take */
    int64_t ping_ms;   /* silence after which we ask for a sign of life */
    int64_t dead_ms;   /* silence after which the socket is given up */
    int64_t quiet_ms;  /* without any event: look whether there is news */
    int64_t stable_ms; /* so long live: the next close begins a new back-off */
};

struct rc_link;
struct rc_inbox;
struct rc_people;
struct rc_catchup;

struct rocketchat {
    struct platform base; /* first: it is all that the service sees */
    struct rc_self self;
    struct rc_timing timing;
    struct roots roots;
    struct calls calls;
    struct recent *recent; /* messages handed over, reactions counted */
    struct recent *groups; /* direct rooms of several people */
    struct rc_link *link;
    struct rc_inbox *inbox;
    struct rc_people *people;
    struct rc_catchup *catchup;
    bool stopped; /* stop was called, or fatal was reported */
};

static inline struct rocketchat *rc_of(struct platform *p)
{
    return (struct rocketchat *)(void *)p;
}

/* Ends the connection for good and tells the host what the operator must do. Once. */
void rc_fatal(struct rocketchat *m, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* One line to the log, with the connection's name. */
void rc_log(struct rocketchat *m, enum log_level level, const char *event,
            const char *detail);

#endif
