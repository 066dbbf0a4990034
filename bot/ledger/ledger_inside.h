/* ledger_inside.h - a ledger's database and its prepared statements. Inside ledger/ only.
 */
#ifndef LEDGER_LEDGER_INSIDE_H
#define LEDGER_LEDGER_INSIDE_H

#include <sqlite3.h>

#include "ledger/ledger.h"

enum { LEDGER_BUSY_MS = 2000 };

enum ledger_sql {
    SQL_CLAIM,
    SQL_PLAN,
    SQL_SENDING,
    SQL_UNSENT,
    SQL_CONFIRM,
    SQL_SET_ASIDE,
    SQL_PARTS_AFTER,
    SQL_IN_THREAD,
    SQL_FIND_KEY,
    SQL_TOPIC_OF,
    SQL_CURSOR_GET,
    SQL_CURSOR_SET,
    SQL_NOTE_GET,
    SQL_NOTE_SET,
    SQL_NOTE_DROP,
    SQL_NOTE_PRUNE,
    SQL_NOTE_PRUNE_ROWS,
    SQL_NOTE_FORGET,
    SQL_PRUNE_QUESTIONS,
    SQL_PRUNE_PARTS,
    SQL_PRUNE_NOTES,
    SQL_PRUNE_QUESTION_ROWS,
    SQL_PRUNE_PART_ROWS,
    SQL_COUNT_QUESTIONS,
    SQL_COUNT_PARTS,
    SQL_SOURCE_OF,
    SQL_TALLY_ADD,
    SQL_TALLY_EACH,
    SQL_TALLY_PRUNE,
    SQL_REVIEW_ADD,
    SQL_REVIEW_EACH,
    SQL_REVIEW_FORGET,
    SQL_REVIEW_PRUNE,
    SQL_VACUUM,
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_COUNT
};

struct ledger {
    sqlite3 *db;
    sqlite3_stmt *sql[SQL_COUNT];
    int lock;       /* descriptor of the lock file, -1 without */
    bool dirty;     /* a transaction was begun */
    bool broken;    /* a write of it failed: it cannot be committed any more */
    bool wipe;      /* what it deletes must not stay in the log of writes (WAL) either */
    struct err why; /* the first such failure */
};

/* The statement, reset and ready to bind. ledger_write begins a transaction first; NULL
 * when that failed or the one that is open is broken. */
sqlite3_stmt *ledger_read(struct ledger *l, enum ledger_sql which);
sqlite3_stmt *ledger_write(struct ledger *l, enum ledger_sql which, struct err *e);
/* Steps a writing statement to its end. A failure breaks the transaction. */
bool ledger_run(struct ledger *l, sqlite3_stmt *s, struct err *e);
/* Steps a reading statement: is there a row? A failure breaks the turn's writes, for
 * "there is none" would be written down as true. */
bool ledger_row(struct ledger *l, sqlite3_stmt *s);
/* Deletes the rows of a connection (NULL: of all) that two texts name; *count (may be
 * NULL): how many there were. */
bool ledger_forget(struct ledger *l, enum ledger_sql which, const char *connection,
                   const char *first, const char *second, size_t *count, struct err *e);
/* SQLite's last error, with what to do about it. Returns false. */
bool ledger_fail(struct ledger *l, struct err *e, const char *doing);
/* The text must live until the statement is stepped. Not copied, it cannot fail for want
 * of memory: a statement that looks for nothing would find nothing. */
void ledger_bind_text(sqlite3_stmt *s, int at, const char *text);
/* A column's text into out; false when it does not fit. */
bool ledger_copy_column(sqlite3_stmt *s, int at, char *out, size_t size);

/* ledger_schema.c: makes or upgrades the tables, prepares all statements. */
bool ledger_schema(struct ledger *l, struct err *e);
/* The same without writing: an older file is refused. */
bool ledger_schema_reading(struct ledger *l, struct err *e);
/* Is this our mark (application_id), as it stands in the file? */
bool ledger_owned(const unsigned char mark[4]);
/* Says that the file is another program's. Returns false. */
bool ledger_foreign(const char *file, struct err *e);

#endif
