/* adapter.h - the Slack adapter from the inside: what its files share.
 *
 *   slack.c      the instance: create, start, stop, destroy
 *   account.c    who are we, are the tokens good
 *   link.c       the sockets (Socket Mode): replace, retire, watch over
 *   link_open.c  asks Slack for a new one
 *   frame.c      what is said over a socket; ack.c: what waits for the commit
 *   event.c      pure: a message event, or one that was read -> what it means
 *   click.c      pure: a click on a button of ours
 *   inbound.c    pure: Slack's text -> what the person wrote
 *   handover.c   each message once to the host, with its cursor; gesture.c: also when
 *                it comes under two ids
 *   hold.c       live messages wait for what was missed before them
 *   catchup.c    reads what was missed, channel by channel; walk.c reads one channel;
 *                conversations.c and seen.c: which there are
 *   send.c       posting a part; pace.c: when it may leave; outcome.c: what came of it
 *   look.c       is a part there already?
 *   text.c       the mark-up (mrkdwn); blocks.c: a reply as Block Kit and as text
 *   api.c        calls of the Web API; errors.c: what its error names ask for
 *   status.c     "is typing"
 *   stamp.c      pure: Slack's time stamps, which are also message ids
 *
 * Facts about Slack are from its documentation and clients as of November 2026; the
 * sections named in comments are those of docs/protocols/slack.md. */
#ifndef PLATFORMS_SLACK_ADAPTER_H
#define PLATFORMS_SLACK_ADAPTER_H

#include "platforms/calls.h"
#include "platforms/note_ring.h"
#include "platforms/platform.h"
#include "platforms/recent.h"
#include "platforms/slack/ack.h"
#include "platforms/slack/pace.h"
#include "platforms/slack/stamp.h"

enum {
    SL_ID_SIZE = 49,      /* ids have about 11 letters and digits */
    SL_SOURCE_SIZE = 128, /* a message's id: its time stamp; a click's is longer */
    SL_KEY_SIZE = 200,
    SL_SEEN_MOST = 100,
    SL_GESTURES_MOST = 64
};

/* Who we are: known once auth.test has answered. */
struct sl_self {
    char user[SL_ID_SIZE];
    char bot[SL_ID_SIZE]; /* "" for a token that belongs to a person */
};

struct sl_timing {
    int64_t hello_ms;      /* how long to wait for hello */
    int64_t ping_ms;       /* our own WebSocket ping; dead after three without a sign */
    int64_t quiet_ms;      /* without any envelope: look whether there is news */
    int64_t stable_ms;     /* so long live: the next close begins a new back-off */
    int64_t retire_ms;     /* how long a replaced socket is still read */
    int64_t too_many_ms;   /* pause after too_many_websockets */
    int64_t between_ms;    /* posts to one channel */
    int64_t read_every_ms; /* one more call of catch-up's budget */
};

struct sl_link;
struct sl_catchup;
struct sl_hold;
struct sl_sending;

struct slack {
    struct platform base; /* first: it is all that the service sees */
    struct sl_self self;
    struct sl_timing timing;
    char *api_root; /* https://slack.com/api */
    struct calls calls;
    struct recent *recent;
    struct sl_acks *acks;
    struct sl_link *link;
    struct sl_catchup *catchup;
    struct sl_hold *hold;
    struct sl_pace pace;
    struct note_ring seen;      /* channels */
    struct note_ring gestures;  /* "gesture=id" */
    struct sl_sending *sending; /* parts on their way */
    char status_thread[SL_ID_SIZE + 32];
    bool no_status; /* the server does not take assistant.threads.setStatus */
    bool stopped;   /* stop was called, or fatal was reported */
};

static inline struct slack *sl_of(struct platform *p)
{
    return (struct slack *)(void *)p;
}

/* Ends the connection for good and tells the host what the operator must do. Once. */
void sl_fatal(struct slack *s, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* One line to the log, with the connection's name. */
void sl_log(struct slack *s, enum log_level level, const char *event, const char *detail);

#endif
