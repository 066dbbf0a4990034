/* loop.h - the one event loop: libuv, with libwebsockets and libcurl attached to it.
 *
 * Ownership: one loop per process, made by main (or a test) and passed down. All
 * callbacks run on its thread. Nothing else in the program may block: files are read
 * before or after the run. A turn: the loop polls until nothing more lies ready (within a
 * bound), runs what happened, then calls the turn hook once, before it waits again. The
 * hook is where the ledger commits and only then lets acknowledgements and posts go:
 * persist, then speak. */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/log.h"
#include "base/rng.h"

struct loop;
struct loop_timer;

struct loop_options {
    struct log *log;
    uint64_t seed;       /* for jitter */
    const char *ca_file; /* PEM; NULL = the system's certificates */
};

bool loop_new(struct loop **out, const struct loop_options *options, struct err *e);
/* Closes everything that is open and waits until libuv has nothing left (at most a
 * second: a name look-up cannot be hurried). ws, http and timers that still are go with
 * it, without a callback, and must not be freed after it. NULL is fine. False: a thread
 * is at work yet, with what it was given. */
bool loop_free(struct loop *l);
/* Runs until loop_stop. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);
int64_t loop_now(const struct loop *l);  /* monotonic milliseconds, cached per turn */
int64_t loop_unix(const struct loop *l); /* Unix milliseconds */
struct rng *loop_rng(struct loop *l);
struct log *loop_log(struct loop *l);

/* Called once at the end of each turn in which something happened. One hook. */
void loop_on_turn(struct loop *l, void (*hook)(void *user), void *user);
/* Makes sure that the turn hook runs soon even if nothing else happens. */
void loop_wake(struct loop *l);

/* One-shot timers. loop_timer_set restarts it; setting from its own callback is fine. */
struct loop_timer *loop_timer_new(struct loop *l, void (*fire)(void *user), void *user);
void loop_timer_set(struct loop_timer *t, int64_t delay_ms);
void loop_timer_stop(struct loop_timer *t); /* NULL is fine */
bool loop_timer_active(const struct loop_timer *t);
void loop_timer_free(struct loop_timer *t); /* NULL is fine */

/* Runs work in another thread, then done on the loop's. What work touches must be its own
 * until then. done is called exactly once, also while loop_free waits for it. */
bool loop_work(struct loop *l, void (*work)(void *user), void (*done)(void *user),
               void *user, struct err *e);

/* signals: SIGINT, SIGTERM, SIGHUP are delivered to handler on the loop's thread. */
bool loop_on_signal(struct loop *l, int signal, void (*handler)(void *user, int signal),
                    void *user, struct err *e);

#endif
