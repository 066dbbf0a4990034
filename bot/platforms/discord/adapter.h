/* adapter.h - the Discord adapter from the inside: what its files share.
 *
 *   discord.c     the instance: create, start, stop, destroy; typing
 *   account.c     GET /gateway/bot: is the token good, where is the gateway
 *   link.c        the one socket: open, identify or resume, heartbeat, close codes
 *   frame.c       what is said over it
 *   session.c     pure: session id and sequence number, kept over restarts
 *   dispatch.c    what each event of the gateway means
 *   event.c       pure: a message of the server -> what it means to us
 *   inbound.c     pure: Discord's text -> what the person wrote
 *   clicks.c      interactions: acknowledged in time
 *   handover.c    each message once to the host, with its cursor
 *   catchup.c     reads what was missed, channel by channel
 *   send.c        posting a part; outcome.c: what the answer means; rate.c: when
 *   look.c        is a part there already?
 *   text.c        the mark-up
 *   rest.c        requests to the server; snowflake.c: its ids
 *
 * Facts are from Discord's documentation of August 2026, API version 10; the sections
 * named in comments are those of docs/protocols/discord.md. */
#ifndef PLATFORMS_DISCORD_ADAPTER_H
#define PLATFORMS_DISCORD_ADAPTER_H

#include "platforms/calls.h"
#include "platforms/discord/known.h"
#include "platforms/discord/rate.h"
#include "platforms/discord/session.h"
#include "platforms/discord/snowflake.h"
#include "platforms/ident.h"
#include "platforms/platform.h"
#include "platforms/recent.h"

enum { DC_ROLES = 128 }; /* own roles, one per server at most that many are known */

struct dc_self {
    char id[SNOWFLAKE_SIZE];              /* "" before the first READY */
    char roles[DC_ROLES][SNOWFLAKE_SIZE]; /* the bot's own role of each server */
    size_t role_count;
};

/* Adds an own role; false when it was known, or is none. */
bool dc_self_role(struct dc_self *self, const char *id);

struct dc_timing {
    int64_t hello_ms; /* how long to wait for Hello */
    int64_t ready_ms; /* and for READY or RESUMED */
    int64_t again_ms; /* between two Identifies */
    int64_t quiet_ms; /* without any event: look whether there is news */
    int64_t stable_ms;
};

struct dc_link;
struct dc_catchup;
struct dc_clicks;

struct discord {
    struct platform base; /* first: it is all that the service sees */
    struct dc_self self;
    struct dc_timing timing;
    struct dc_session session;
    char *api_root; /* https://discord.com/api/v10 */
    struct calls calls;
    struct recent *recent;                      /* messages handed over */
    struct recent *threads;                     /* channels that are threads */
    struct dc_known known_roles, known_threads; /* for the next process */
    struct recent *closed; /* channels in which we may not refer to messages */
    struct dc_rate rate;
    struct dc_link *link;
    struct dc_catchup *catchup;
    struct dc_clicks *clicks;
    bool stopped; /* stop was called, or fatal was reported */
};

static inline struct discord *dc_of(struct platform *p)
{
    return (struct discord *)(void *)p;
}

/* The session as it is now can be taken up by another process; not while there is
 * something to be read or held, which no session would bring again. */
void dc_keep_session(struct discord *d);
/* Ends the connection for good and tells the host what the operator must do. Once. */
void dc_fatal(struct discord *d, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* One line to the log, with the connection's name. */
void dc_log(struct discord *d, enum log_level level, const char *event,
            const char *detail);

#endif
