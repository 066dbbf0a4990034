/* Cursors, notes, and pruning by age and size. */
#include <stdio.h>
#include <string.h>

#include "ledger/ledger_inside.h"

bool ledger_cursor_get(struct ledger *l, const char *connection, const char *channel,
                       struct ledger_cursor *out)
{
    sqlite3_stmt *s = ledger_read(l, SQL_CURSOR_GET);

    ledger_bind_text(s, 1, connection);
    ledger_bind_text(s, 2, channel);
    bool found = ledger_row(l, s);
    if (found) {
        out->at_ms = sqlite3_column_int64(s, 0);
        found = ledger_copy_column(s, 1, out->id, sizeof out->id);
    }
    sqlite3_reset(s);
    return found;
}

bool ledger_cursor_set(struct ledger *l, const char *connection, const char *channel,
                       const struct ledger_cursor *c, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_CURSOR_SET, e);

    if (!s)
        return false;
    ledger_bind_text(s, 1, connection);
    ledger_bind_text(s, 2, channel);
    sqlite3_bind_int64(s, 3, c->at_ms);
    ledger_bind_text(s, 4, c->id);
    return ledger_run(l, s, e);
}

bool ledger_note_get(struct ledger *l, const char *connection, const char *name,
                     char *out, size_t size)
{
    sqlite3_stmt *s = ledger_read(l, SQL_NOTE_GET);

    ledger_bind_text(s, 1, connection);
    ledger_bind_text(s, 2, name);
    bool found = ledger_row(l, s) && ledger_copy_column(s, 0, out, size);
    sqlite3_reset(s);
    if (!found)
        out[0] = '\0';
    return found;
}

bool ledger_note_set(struct ledger *l, const char *connection, const char *name,
                     const char *value, int64_t now_ms, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, *value ? SQL_NOTE_SET : SQL_NOTE_DROP, e);

    if (!s)
        return false;
    ledger_bind_text(s, 1, connection);
    ledger_bind_text(s, 2, name);
    if (*value) {
        ledger_bind_text(s, 3, value);
        sqlite3_bind_int64(s, 4, now_ms);
    }
    return ledger_run(l, s, e);
}

bool ledger_note_forget(struct ledger *l, const char *connection, const char *name,
                        const char *value, size_t *count, struct err *e)
{
    return ledger_forget(l, SQL_NOTE_FORGET, connection, name, value, count, e);
}

/* Small enough for one turn of the loop (about 10 ms), large enough to catch up soon. */
enum { PRUNE_MOST = 2000, VACUUM_MOST = 256 /* pages: as in SQL_VACUUM */ };

static bool vacuum(struct ledger *l, bool *more, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_VACUUM, e);
    int rc = SQLITE_ROW, pages = -1;

    for (; s && rc == SQLITE_ROW; pages++)
        rc = sqlite3_step(s);
    *more |= pages >= VACUUM_MOST;
    if (!s || rc == SQLITE_DONE) {
        sqlite3_reset(s);
        return s != NULL;
    }
    l->broken = true;
    ledger_fail(l, &l->why, "shrinking the ledger");
    sqlite3_reset(s);
    return err_set(e, l->why.code, "%s", l->why.text);
}

/* One kind of rows up to its limit, a bounded number at once. */
static bool prune(struct ledger *l, enum ledger_sql which, int64_t limit,
                  const char *prefix, bool *more, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, which, e);

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, limit);
    sqlite3_bind_int64(s, 2, PRUNE_MOST);
    if (prefix)
        ledger_bind_text(s, 3, prefix);
    if (!ledger_run(l, s, e))
        return false;
    *more |= sqlite3_changes(l->db) >= PRUNE_MOST;
    return true;
}

bool ledger_note_prune(struct ledger *l, const char *prefix, int64_t oldest_ms,
                       int64_t max_rows, bool *more, struct err *e)
{
    return prune(l, SQL_NOTE_PRUNE, oldest_ms, prefix, more, e) &&
           prune(l, SQL_NOTE_PRUNE_ROWS, max_rows, prefix, more, e);
}

bool ledger_prune(struct ledger *l, int64_t now_ms, int64_t keep_ms, int64_t max_rows,
                  bool *more, struct err *e)
{
    const struct {
        enum ledger_sql sql;
        int64_t limit;
    } steps[] = {
        {SQL_PRUNE_QUESTIONS, now_ms - keep_ms}, {SQL_PRUNE_PARTS, now_ms - keep_ms},
        {SQL_PRUNE_NOTES, now_ms - keep_ms},     {SQL_PRUNE_QUESTION_ROWS, max_rows},
        {SQL_PRUNE_PART_ROWS, max_rows},
    };

    *more = false;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!prune(l, steps[i].sql, steps[i].limit, NULL, more, e))
            return false;
    return vacuum(l, more, e);
}
