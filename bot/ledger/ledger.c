/* Transactions: what one turn writes is committed together or not at all. */
#include "ledger/ledger.h"

#include <string.h>

#include "base/crash.h"
#include "ledger/ledger_inside.h"

static const char *what_to_do(int code)
{
    switch (code) {
    case SQLITE_FULL:
        return "; free some space on that disk";
    case SQLITE_READONLY:
        return "; make the file and its folder writable";
    case SQLITE_CANTOPEN:
        return "; check that the folder exists and is writable";
    case SQLITE_BUSY:
        return "; another process holds the file: close it there";
    case SQLITE_IOERR:
        return "; check the disk, its free space and its limits";
    default:
        return "";
    }
}

bool ledger_fail(struct ledger *l, struct err *e, const char *doing)
{
    int code = l->db ? sqlite3_errcode(l->db) & 0xFF : SQLITE_NOMEM;
    const char *what = l->db ? sqlite3_errmsg(l->db) : "out of memory";

    return err_set(e, code == SQLITE_NOMEM ? ERR_MEMORY : ERR_IO, "%s: %s%s", doing, what,
                   what_to_do(code));
}

sqlite3_stmt *ledger_read(struct ledger *l, enum ledger_sql which)
{
    sqlite3_reset(l->sql[which]);
    sqlite3_clear_bindings(l->sql[which]);
    return l->sql[which];
}

static bool step_to_end(struct ledger *l, sqlite3_stmt *s, struct err *e)
{
    int rc = sqlite3_step(s);
    bool ok = rc == SQLITE_DONE || rc == SQLITE_ROW ||
              ledger_fail(l, e, "writing to the ledger");

    sqlite3_reset(s);
    return ok;
}

/* SQLite ends a transaction by itself after some failures: what followed would be
 * committed alone. So one failure is the end of the whole turn's writes. */
bool ledger_run(struct ledger *l, sqlite3_stmt *s, struct err *e)
{
    crash_at("write.before");
    if (fails_at("write"))
        err_set(&l->why, ERR_IO, "writing to the ledger: a fault of the test's");
    else if (step_to_end(l, s, &l->why)) {
        crash_at("write.after");
        return true;
    }
    l->broken = true;
    return err_set(e, l->why.code, "%s", l->why.text);
}

bool ledger_row(struct ledger *l, sqlite3_stmt *s)
{
    int rc = sqlite3_step(s);

    if (rc != SQLITE_ROW && rc != SQLITE_DONE && !l->broken) {
        l->broken = true;
        ledger_fail(l, &l->why, "reading the ledger");
    }
    return rc == SQLITE_ROW;
}

sqlite3_stmt *ledger_write(struct ledger *l, enum ledger_sql which, struct err *e)
{
    if (l->broken) {
        err_set(e, l->why.code, "%s", l->why.text);
        return NULL;
    }
    if (!l->dirty) {
        l->dirty = true;
        if (!ledger_run(l, ledger_read(l, SQL_BEGIN), e))
            return NULL;
    }
    return ledger_read(l, which);
}

void ledger_rollback(struct ledger *l)
{
    if (!sqlite3_get_autocommit(l->db))
        step_to_end(l, ledger_read(l, SQL_ROLLBACK), NULL);
    l->dirty = l->broken = false;
}

/* Deleted texts stand in the WAL until it is written over. A reader beside us keeps it as
 * it is: then the next commit tries again, without waiting. */
static void wipe_log(struct ledger *l)
{
    sqlite3_busy_timeout(l->db, 0);
    l->wipe = sqlite3_wal_checkpoint_v2(l->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
                                        NULL) != SQLITE_OK;
    sqlite3_busy_timeout(l->db, LEDGER_BUSY_MS);
}

bool ledger_commit(struct ledger *l, struct err *e)
{
    if (!l->dirty && !l->broken)
        return true;
    bool ok = !l->broken && ledger_run(l, ledger_read(l, SQL_COMMIT), e);
    if (!ok) {
        err_set(e, l->why.code, "%s", l->why.text);
        ledger_rollback(l);
    }
    l->dirty = false;
    if (ok && l->wipe)
        wipe_log(l);
    return ok;
}

bool ledger_dirty(const struct ledger *l)
{
    return l->dirty;
}

void ledger_bind_text(sqlite3_stmt *s, int at, const char *text)
{
    sqlite3_bind_text(s, at, text ? text : "", -1, SQLITE_STATIC);
}

bool ledger_forget(struct ledger *l, enum ledger_sql which, const char *connection,
                   const char *first, const char *second, size_t *count, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, which, e);

    if (!s)
        return false;
    if (connection)
        ledger_bind_text(s, 1, connection);
    else
        sqlite3_bind_null(s, 1);
    ledger_bind_text(s, 2, first);
    ledger_bind_text(s, 3, second);
    if (!ledger_run(l, s, e))
        return false;
    if (count)
        *count = (size_t)sqlite3_changes(l->db);
    l->wipe |= sqlite3_changes(l->db) > 0;
    return true;
}

bool ledger_copy_column(sqlite3_stmt *s, int at, char *out, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(s, at);
    size_t len = text ? strlen(text) : 0;

    if (len >= size)
        return false;
    memcpy(out, text ? text : "", len + 1);
    return true;
}
