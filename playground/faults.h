/* faults.h - what goes wrong on purpose, for tests of clients: POST /playground/faults,
 * which exists only when the playground was started with --faults.
 *
 * The body is an object with any of:
 *   "posts":   {"fault": one of break_before, break_after, error_before, error_after,
 *               busy, proxy, limited, slow; "count": n; "delay_ms": n;
 *               "retry_after_s": n; "everyone": bool}
 *               the next n POST /posts, of bots only unless everyone
 *   "reads":   {"status": 500, "count": n}      the next n GETs of bots
 *   "upgrades": {"status": 503, "count": n}     the next n WebSocket upgrades
 *   "sockets": cut, close, stall, unstall, skip (a gap in the numbers), ping; of bots
 *   "frame": a text that is sent to bots as it is
 *   "resume":  forget          no socket that is gone can be resumed
 *   "dedup":   forget          as a restart does; or {"lifetime_ms": n}
 *   "token":   revoke, restore of the bot
 *   "archive", "restore": a channel's name
 *   "rate":    {"per_second": n, "burst": n}
 *   "add_bot": a username; the answer holds its "token"
 * GET gives the counters. */
#ifndef PLAYGROUND_FAULTS_H
#define PLAYGROUND_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct request;
struct room;

enum post_fault {
    FAULT_NONE,
    FAULT_BREAK_BEFORE, /* the connection breaks, nothing is stored */
    FAULT_BREAK_AFTER,  /* stored, then the connection breaks */
    FAULT_ERROR_BEFORE, /* 500, nothing is stored */
    FAULT_ERROR_AFTER,  /* stored, then 500 */
    FAULT_BUSY,         /* 503, nothing is stored */
    FAULT_PROXY,        /* 404, a page of something in front of the server */
    FAULT_LIMITED,      /* 429 with Retry-After, nothing is stored */
    FAULT_SLOW          /* stored, answered after delay_ms */
};

struct room_faults {
    enum post_fault post;
    int64_t posts, delay_ms, retry_after_s;
    bool everyone;
    int64_t reads, upgrades;
    int read_status, upgrade_status;
};

/* What happens to this POST /posts; counts it. */
enum post_fault faults_post(struct room *r, bool bot);
/* Answers the request in the place of its handler if that is due. */
bool faults_read(struct room *r, struct request *request, bool bot);
bool faults_upgrade(struct room *r, struct request *request);
void faults_set(struct call *c); /* POST /playground/faults */
void faults_get(struct call *c);

#endif
