/* ledger_history.h - what is kept to make Limber better: counts per day, without texts
 * and ids; and, if the operator wants it, scrubbed questions for review.
 *
 * Writes are part of the ledger's transaction. Texts handed out are borrowed for the
 * callback. */
#ifndef LEDGER_LEDGER_HISTORY_H
#define LEDGER_LEDGER_HISTORY_H

#include "ledger/ledger.h"

static const int64_t ledger_day_ms = (int64_t)24 * 3600 * 1000;

/* Days since 1 January 1970, UTC. */
static inline int64_t ledger_day(int64_t unix_ms)
{
    return unix_ms / ledger_day_ms;
}

/* So often in one day. What kinds and names there are is the service's (record.h). */
struct ledger_tally {
    int64_t day;
    const char *connection; /* "": of the whole installation */
    const char *kind, *name, *topic;
    int64_t count;
};
/* Adds to what is there. */
bool ledger_tally_add(struct ledger *l, const struct ledger_tally *t, struct err *e);
/* All of first..last, both counted, by day. False from each stops. */
bool ledger_tally_each(struct ledger *l, int64_t first, int64_t last,
                       bool (*each)(void *user, const struct ledger_tally *t), void *user,
                       struct err *e);
bool ledger_tally_prune(struct ledger *l, int64_t before_day, struct err *e);

enum ledger_review_why { REVIEW_UNANSWERED, REVIEW_DISLIKED };
struct ledger_review {
    const char *connection;
    enum ledger_review_why why;
    const char *source, *who; /* pseudonyms of the message and its author */
    const char *topic;        /* answered, or offered first; "" when none */
    const char *text;         /* scrubbed */
    int64_t at_ms;
};
/* A message is kept once per reason. */
bool ledger_review_add(struct ledger *l, const struct ledger_review *r, struct err *e);
/* All that were asked since .. before until (Unix ms), oldest first. */
bool ledger_review_each(struct ledger *l, int64_t since, int64_t until,
                        bool (*each)(void *user, const struct ledger_review *r),
                        void *user, struct err *e);
/* Deletes by author or by message, "": any; connection NULL: all. count may be NULL. */
bool ledger_review_forget(struct ledger *l, const char *connection, const char *who,
                          const char *source, size_t *count, struct err *e);
/* Deletes older ones, and beyond `most` the oldest. */
bool ledger_review_prune(struct ledger *l, int64_t oldest_ms, int64_t most,
                         struct err *e);

#endif
