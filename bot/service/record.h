/* record.h - what the running bot counts per day for `limber report`: numbers by topic
 * and outcome, dislikes, how long replies took, and what went wrong. No text, no ids.
 *
 * Counts gather in memory and are added to the ledger about once a minute, at the end of
 * a turn, when nothing else is being written: a crash loses the last minute's at most.
 *
 *   kind      name                                            topic
 *   message   an outcome (outcome.h)                          the one answered, or ""
 *   feedback  helpful, unhelpful                              of the reply
 *   latency   a bucket's upper bound in ms, 9 digits          ""
 *   incident  one of record_incident_name                     "" */
#ifndef SERVICE_RECORD_H
#define SERVICE_RECORD_H

#include "ledger/ledger_history.h"
#include "service/outcome.h"

#define RECORD_MESSAGE  "message"
#define RECORD_FEEDBACK "feedback"
#define RECORD_LATENCY  "latency"
#define RECORD_INCIDENT "incident"
#define RECORD_SLOWEST  "999999999" /* longer than the last bound */

enum incident {
    INCIDENT_DISCONNECT,
    INCIDENT_OUTAGE_SECONDS, /* how long connections were down, once they are up again */
    INCIDENT_GIVEN_UP,
    INCIDENT_SLOWED, /* the platform asked for patience: a rate limit */
    INCIDENT_RETRY,
    INCIDENT_SET_ASIDE,
    INCIDENT_DROPPED,
    INCIDENT_LEDGER,
    INCIDENT_RELOAD_REFUSED,
    INCIDENT_COUNT
};
const char *record_incident_name(enum incident i);  /* "disconnect" */
const char *record_incident_words(enum incident i); /* "connections lost" */

struct record;

/* keep_ms 0: nothing is counted. False for want of memory. */
bool record_new(struct record **out, struct ledger *l, int64_t keep_ms, struct err *e);
void record_free(struct record *r); /* NULL is fine */

void record_message(struct record *r, const char *connection, enum outcome o,
                    const char *topic, int64_t now_ms);
void record_feedback(struct record *r, const char *connection, const char *topic,
                     bool helpful, int64_t now_ms);
void record_latency(struct record *r, const char *connection, int64_t ms, int64_t now_ms);
void record_incident(struct record *r, const char *connection, enum incident i,
                     uint64_t count, int64_t now_ms);
/* For what others count since the start: what came since the last call is added. */
void record_incident_total(struct record *r, const char *connection, enum incident i,
                           uint64_t total, int64_t now_ms);

/* Is it time to look at the totals of others? At most once a second. */
bool record_look(struct record *r, int64_t now_ms);
/* In how many ms what was counted should be written; INT64_MAX: nothing was. */
int64_t record_wait(const struct record *r, int64_t now_ms);
/* Writes it and commits. Only while nothing of a turn waits in the ledger. False: it
 * stays for the next time. */
bool record_flush(struct record *r, int64_t now_ms, struct err *e);
bool record_prune(struct record *r, int64_t now_ms, struct err *e);

#endif
