/* service_inside.h - the running service from the inside: what its files share.
 *
 *   service.c       wiring, signals, the way to the end
 *   service_host.c  what the platforms tell
 *   service_turn.c  the end of a loop turn: decide, commit, speak
 *   answer.c        one message -> a decision, claimed and planned
 *   admin.c         an admin's command, done and answered
 *   status.c        how the bot is, in words
 *   progress.c      how far catch-up is
 *   reload.c        new content beside the old
 *   monitor.c       metrics and health over HTTP */
#ifndef SERVICE_SERVICE_INSIDE_H
#define SERVICE_SERVICE_INSIDE_H

#include <stdio.h>
#include <string.h>

#include "base/backoff.h"
#include "net/http.h"
#include "platforms/platform.h"
#include "service/admit.h"
#include "service/command.h"
#include "service/compose.h"
#include "service/intake.h"
#include "service/metrics.h"
#include "service/outbox.h"
#include "service/packs.h"
#include "service/pseudonym.h"
#include "service/recall.h"
#include "service/record.h"
#include "service/request.h"
#include "service/review.h"
#include "service/service.h"

enum connection_state {
    CONNECTION_STARTING, /* never live yet */
    CONNECTION_LIVE,
    CONNECTION_DOWN, /* will reconnect */
    CONNECTION_OVER  /* for good: an operator must act */
};

struct connection {
    struct service *service;
    const struct connection_settings *settings;
    struct platform *platform; /* NULL: it could not be made */
    struct outbox *outbox;
    enum connection_state state;
    bool was_live;
    bool gap;         /* a message found no room: what follows must not move a cursor; the
                         connection is made anew once the ledger works, and reads it again */
    int64_t heard_ms; /* loop_now of the last thing it told, 0: never */
    int64_t live_unix; /* since when it is live, Unix ms */
    int64_t down_ms;   /* loop_now since when it is not, 0: it is or never was */
    int64_t lag_ms;    /* how old the last message was when it was read */
    uint64_t reconnects;
};

enum service_end { SERVICE_ASKED, SERVICE_NO_CONNECTION, SERVICE_NO_CONTENT };

struct reload;
struct monitor;

struct service {
    struct service_options options;
    struct packs *packs; /* NULL: not loaded yet */
    struct http *http;
    struct connection *connections;
    size_t connection_count;
    struct intake intake;
    struct admit_recent recent, recent_before; /* before: as committed */
    struct pseudonym_key key;
    struct metrics metrics;
    struct record *record;
    struct review *review;
    struct loop_timer *timer; /* the next turn that is wanted even if nothing happens */
    struct loop_timer *prune_timer, *end_timer, *watchdog, *progress_timer;
    struct backoff pause;  /* after a commit that failed */
    int64_t pause_until;   /* loop_now; 0: none */
    int64_t written_ms;    /* loop_now of the last commit; 0: none yet */
    bool unwritable;       /* since then a commit failed, by the ledger's fault */
    struct reload *reload; /* under way */
    bool reload_again;
    size_t refused_faults; /* of the last reload; 0: it was taken */
    struct recall *recall; /* NULL: no connection has admins */
    struct monitor *monitor;
    size_t starved; /* mem_failures when it was last looked at */
    bool swollen;   /* many messages were held: memory to give back once it is quiet */
    bool ending, ended;
    enum service_end why;
};

/* service_host.c */
extern const struct platform_host service_host; /* user: the connection */
void connection_over(struct connection *c, const struct err *why);
const char *connection_state_name(enum connection_state state); /* "live" */

/* service.c */
bool connection_make(struct connection *c, struct err *e);
/* Begins the end: nothing new is started, requests in flight go on for a while. */
void service_end(struct service *s, enum service_end why);
void service_finish(struct service *s);

/* service_turn.c: the loop's turn hook. */
void service_turn(void *service);
/* An allocation failed since it was last asked: what a platform was reading may be lost,
 * so from here on nothing moves over it, and all of them read again. What fails within a
 * turn is the turn's own business. */
void service_look_for_loss(struct service *s);
/* Writes what was counted, when it is time or now. */
void service_record(struct service *s, bool now);
/* What nobody asks anything of may lose its ledger unnoticed (a full disk, a file system
 * turned read-only): writes a little unless something was written of late. A later turn
 * commits it; `unwritable` tells. */
void service_prove_ledger(struct service *s);
/* At the start: says so, once, when it was away for longer than questions are caught up
 * with. */
void service_tell_pause(struct service *s);

/* answer.c: decides one message and writes down what follows. False: the turn cannot be
 * committed. */
bool answer_message(struct service *s, struct intake_item *it, struct err *e);

/* admin.c: may this person give commands? Does and answers one that is claimed; *how only
 * when true. */
bool admin_is(const struct connection_settings *c, const char *user);
bool admin_answer(struct service *s, struct intake_item *it,
                  const struct command *command, enum composed *how, struct err *e);

/* status.c: Markdown. False: no room. */
bool status_write(const struct service *s, const struct connection *c,
                  const char *channel, struct buf *out);

/* progress.c: is the connection reading what it missed, and how far is it? */
bool connection_progress(const struct connection *c, struct platform_progress *out);
/* Logs it for each that is, and again after a while. A timer's callback. */
void progress_tell(void *service);

/* reload.c: the first call loads, later ones reload. */
void reload_start(struct service *s);
/* The service goes away; what is under way ends by itself. NULL is fine. */
void reload_leave(struct reload *r);

/* monitor.c */
bool monitor_new(struct monitor **out, struct service *s, const char *address,
                 struct err *e);
void monitor_free(struct monitor *m); /* NULL is fine */

static inline int64_t service_unix(const struct service *s)
{
    return loop_unix(s->options.loop);
}
static inline int64_t service_now(const struct service *s)
{
    return loop_now(s->options.loop);
}

#endif
