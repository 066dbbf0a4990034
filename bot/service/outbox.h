/* outbox.h - sends one connection's planned reply parts: in order per channel, each
 * exactly once.
 *
 * The ledger is the queue: outbox_prepare reads what was planned there, marks what is due
 * as `sending`, and writes down what was settled; the service commits; only then
 * outbox_launch posts (persist, then speak). When the commit fails, outbox_rollback takes
 * all of that back. A channel's next part leaves only when the one before is confirmed or
 * set aside. An unknown outcome is settled by the platform's key inside its lifetime,
 * else by looking; never by a blind second post.
 *
 * Ownership: borrows platform, ledger, log and rng. The platform must be destroyed (its
 * requests end then) before the outbox is freed. Bounded: at most waiting_most parts are
 * held in memory, the others wait in the ledger. */
#ifndef SERVICE_OUTBOX_H
#define SERVICE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/log.h"
#include "base/rng.h"
#include "ledger/ledger.h"
#include "platforms/platform.h"
#include "service/clock.h"

struct outbox;

struct outbox_options {
    const char *connection; /* its name in the ledger; borrowed */
    struct platform *platform;
    struct ledger *ledger;
    struct log *log; /* may be NULL */
    struct rng *rng;
    struct clock clock;
    void (*wake)(void *user); /* there is something for the next turn; may be NULL */
    /* A part was confirmed or set aside, so long after it was planned; may be NULL. */
    void (*settled)(void *user, bool confirmed, int64_t age_ms);
    void *user;
    /* 0: the usual. */
    int64_t under_way_ms; /* a request may still be under way at the server for so long */
    int64_t useful_ms;    /* a reply that is older is of no use to anybody any more */
    int64_t first_retry_ms, most_retry_ms;
    size_t waiting_most, in_flight_most;
};

struct outbox_counts {
    uint64_t confirmed, set_aside, unsent, unknown, looked;
    uint64_t slowed; /* times that the server asked for patience */
};

bool outbox_new(struct outbox **out, const struct outbox_options *options, struct err *e);
void outbox_free(struct outbox *o); /* what is open stays in the ledger; NULL is fine */

/* The connection can work (again): nothing is sent before the first of these, and what
 * waits after a failure is tried at once. */
void outbox_open(struct outbox *o);
/* Parts were planned in the ledger. */
void outbox_news(struct outbox *o);

/* Writes which parts have settled since: before messages are decided, since one may be
 * about a reply that was confirmed in this very turn. False: the ledger failed. */
bool outbox_write(struct outbox *o, struct err *e);
/* Before the turn's commit. False: the ledger failed. */
bool outbox_prepare(struct outbox *o, struct err *e);
void outbox_launch(struct outbox *o);   /* the turn is committed */
void outbox_rollback(struct outbox *o); /* or is not */
/* When (clock's now) the next turn is wanted even if nothing happens; INT64_MAX: never.
 */
int64_t outbox_next(struct outbox *o);

/* The question was deleted: its reply is set aside unless some of it has left. */
void outbox_cancel(struct outbox *o, const char *channel, const char *source);
/* Our post with this key was seen: it is confirmed. */
void outbox_receipt(struct outbox *o, const char *key, const char *remote_id);
/* The connection was made anew; the old one is destroyed. */
void outbox_use(struct outbox *o, struct platform *platform);
/* Start nothing new; requests in flight go on. */
void outbox_close(struct outbox *o);

size_t outbox_waiting(const struct outbox *o); /* in memory */
size_t outbox_in_flight(const struct outbox *o);
const struct outbox_counts *outbox_counts(const struct outbox *o);

#endif
