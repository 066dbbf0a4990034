/* ledger.h - remembers which question got which reply, so that every question gets
 * exactly one.
 *
 * A question is claimed once, ever. Its reply is planned as one or more parts; a part
 * goes planned -> sending -> confirmed
 *                      -> sending (another try, or found by read-back)
 *   planned | sending  -> set aside (refused, hopeless or poisoned; with a reason)
 * `sending` is on disk before a part leaves: after a crash such a part's outcome is
 * unknown and is settled by the platform's idempotency field or by reading back, never by
 * a blind second post.
 *
 * Writes are gathered: they begin a transaction that ledger_commit ends; nothing may be
 * acknowledged or posted before that commit. SQLite, WAL, synchronous=FULL.
 *
 * Ownership: strings passed in are copied; strings handed out are borrowed for the
 * callback. Threads: one ledger belongs to one thread. One process owns the file: a
 * second one is refused (ERR_STATE) with a text that says so. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

struct ledger;

/* Opens or creates the file, 0600. A damaged ledger is moved aside to PATH.damaged-<n>
 * and a new one begun; then *recovered is true and e says what happened. A file that
 * Limber never wrote is refused and stays as it is. ":memory:" is for tests. */
bool ledger_open(struct ledger **out, const char *path, bool *recovered, struct err *e);
/* For reading only, also while another process owns the file. Never makes or mends one.
 */
bool ledger_open_reading(struct ledger **out, const char *path, struct err *e);
/* Can this file be a ledger: is it empty, or does it begin as SQLite's do? */
bool ledger_plausible(const char *path);
void ledger_close(struct ledger *l); /* rolls back what was not committed; NULL is fine */
/* True at once when nothing was written. False: nothing since the last commit counts, as
 * if it had never been written; that is also so once a single write of the turn failed.
 */
bool ledger_commit(struct ledger *l, struct err *e);
void ledger_rollback(struct ledger *l);    /* forgets what was not committed */
bool ledger_dirty(const struct ledger *l); /* writes wait for ledger_commit */

enum ledger_claim { LEDGER_MINE, LEDGER_SEEN, LEDGER_FAILED };
struct ledger_question {
    const char *connection, *channel, *id; /* id: the platform's message id */
    int64_t at_ms;                         /* when it was posted, Unix ms */
};
/* LEDGER_MINE once per (connection, channel, id), ever (until pruned by age). */
enum ledger_claim ledger_claim(struct ledger *l, const struct ledger_question *q,
                               struct err *e);

enum ledger_state { LEDGER_PLANNED, LEDGER_SENDING, LEDGER_CONFIRMED, LEDGER_SET_ASIDE };
struct ledger_part {
    int64_t row;                               /* 0 before it is planned */
    const char *connection, *channel, *thread; /* thread: where it goes, "" = top level */
    const char *source;                        /* the question's message id */
    const char *key;                           /* idempotency key, stable over restarts */
    const char *topic;                         /* for counting; "" when none */
    int part, parts;                           /* 0-based index, and how many */
    struct span payload; /* the platform's text; wiped once confirmed or set aside */
    enum ledger_state state;
    int64_t planned_ms, first_try_ms, last_try_ms; /* Unix ms; 0 = never */
    int tries;
};
/* ERR_STATE, and nothing is spoilt, when the connection has a part with that key. */
bool ledger_plan(struct ledger *l, const struct ledger_part *part, int64_t *row,
                 struct err *e);
bool ledger_sending(struct ledger *l, int64_t row, int64_t now_ms, struct err *e);
/* The last try surely did not reach the server: back to planned. */
bool ledger_unsent(struct ledger *l, int64_t row, struct err *e);
bool ledger_confirm(struct ledger *l, int64_t row, const char *remote_id, int64_t now_ms,
                    struct err *e);
bool ledger_set_aside(struct ledger *l, int64_t row, const char *reason, int64_t now_ms,
                      struct err *e);
/* A connection's parts that are planned or sending, in planned order: rows above `after`,
 * at most `most` of them. False from each stops. */
bool ledger_parts_after(struct ledger *l, const char *connection, int64_t after,
                        size_t most,
                        bool (*each)(void *user, const struct ledger_part *part),
                        void *user, struct err *e);
/* True when Limber has a reply (any state but set aside) in that thread. */
bool ledger_in_thread(struct ledger *l, const char *connection, const char *channel,
                      const char *thread);
/* The topic of our own post with that id, for feedback; false: it is none of ours. */
bool ledger_topic_of(struct ledger *l, const char *connection, const char *remote_id,
                     char *out, size_t size);
/* The channel and the id of the question that our own post with that id answers. */
bool ledger_source_of(struct ledger *l, const char *connection, const char *remote_id,
                      char *channel, size_t channel_size, char *source,
                      size_t source_size);
/* The key's row and state, for an own message seen coming back (delivery receipt). */
bool ledger_find_key(struct ledger *l, const char *connection, const char *key,
                     int64_t *row, enum ledger_state *state);

/* Cursors: how far a channel was read. Monotonic: an older one than stored is ignored. */
struct ledger_cursor {
    int64_t at_ms;
    char id[128];
};
bool ledger_cursor_get(struct ledger *l, const char *connection, const char *channel,
                       struct ledger_cursor *out); /* false: none */
bool ledger_cursor_set(struct ledger *l, const char *connection, const char *channel,
                       const struct ledger_cursor *c, struct err *e);

/* Small values by name, per connection: a conversation's context, a resume point. An
 * empty value removes. */
bool ledger_note_get(struct ledger *l, const char *connection, const char *name,
                     char *out, size_t size);
bool ledger_note_set(struct ledger *l, const char *connection, const char *name,
                     const char *value, int64_t now_ms, struct err *e);

/* Deletes questions, replies and connections' notes older than keep_ms (those of the
 * whole installation, whose connection is "", stay), and beyond max_rows the oldest
 * settled ones. Open parts are never pruned. One call deletes a bounded number of rows,
 * since the loop waits for it; *more: call again for the rest. */
bool ledger_prune(struct ledger *l, int64_t now_ms, int64_t keep_ms, int64_t max_rows,
                  bool *more, struct err *e);
/* Of the notes whose name begins with prefix it deletes those set before oldest_ms, and
 * beyond max_rows the oldest; bounded as above, and *more is only ever set. */
bool ledger_note_prune(struct ledger *l, const char *prefix, int64_t oldest_ms,
                       int64_t max_rows, bool *more, struct err *e);

/* Deletes a connection's notes whose name and whose value begin so, and says how many
 * (count may be NULL). connection NULL: those of all connections. */
bool ledger_note_forget(struct ledger *l, const char *connection, const char *name,
                        const char *value, size_t *count, struct err *e);

struct ledger_counts {
    int64_t questions, planned, sending, confirmed, set_aside;
};
bool ledger_count(struct ledger *l, struct ledger_counts *out, struct err *e);

#endif
