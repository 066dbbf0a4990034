#include "ledger/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "ledger/ledger_inside.h"

#define PATH_LONGEST 4000
#define DAMAGED_MOST 1000

static bool in_memory(const char *path)
{
    return strcmp(path, ":memory:") == 0;
}

bool ledger_fail(struct ledger *l, struct err *e, const char *doing)
{
    int code = l->db ? sqlite3_errcode(l->db) & 0xFF : SQLITE_NOMEM;
    const char *what = l->db ? sqlite3_errmsg(l->db) : "out of memory";
    const char *action =
        code == SQLITE_FULL       ? "; free some space on that disk"
        : code == SQLITE_READONLY ? "; make the file and its folder writable"
        : code == SQLITE_CANTOPEN ? "; check that the folder exists and is writable"
        : code == SQLITE_BUSY     ? "; another process holds the file"
        : code == SQLITE_IOERR    ? "; check the disk"
                                  : "";
    return err_set(e, code == SQLITE_NOMEM ? ERR_MEMORY : ERR_IO, "%s: %s%s", doing, what,
                   action);
}

/* --- one owner
 * ------------------------------------------------------------------------------ */

static bool lock(struct ledger *l, const char *path, struct err *e)
{
    char name[PATH_LONGEST + 8];

    snprintf(name, sizeof name, "%s.lock", path);
    l->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (l->lock < 0)
        return err_errno(e, "the ledger's lock %s cannot be made", name);
    if (flock(l->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    return err_set(
        e, ERR_STATE,
        "another Limber already uses the ledger %s; stop it, or give this one a file "
        "of its own (LIMBER_LEDGER)",
        path);
}

/* --- opening
 * -------------------------------------------------------------------------------- */

static bool healthy(struct ledger *l)
{
    sqlite3_stmt *s = NULL;
    bool ok =
        sqlite3_prepare_v2(l->db, "PRAGMA quick_check(1)", -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW &&
        strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
    sqlite3_finalize(s);
    return ok;
}

static void close_database(struct ledger *l)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(l->sql[i]);
        l->sql[i] = NULL;
    }
    sqlite3_close(l->db);
    l->db = NULL;
}

/* *damaged: it is a file, and no sound database. */
static bool open_database(struct ledger *l, const char *path, bool *damaged,
                          struct err *e)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

    *damaged = false;
    if (!in_memory(path)) {
        /* Made by us first, so that it is never readable for others. */
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
            return err_errno(e, "the ledger %s cannot be opened", path);
        close(fd);
    }
    if (sqlite3_open_v2(path, &l->db, flags, NULL) != SQLITE_OK)
        return ledger_fail(l, e, "opening the ledger");
    if (!healthy(l)) {
        int code = sqlite3_errcode(l->db) & 0xFF;
        *damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_OK ||
                   code == SQLITE_ROW || code == SQLITE_DONE;
        return ledger_fail(l, e, "checking the ledger");
    }
    if (ledger_schema(l, e))
        return true;
    int code = sqlite3_errcode(l->db) & 0xFF;
    *damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    return false;
}

/* Moves the file and what belongs to it out of the way. */
static bool move_aside(const char *path, char *moved, size_t size, struct err *e)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char from[PATH_LONGEST + 16], to[PATH_LONGEST + 48];

    for (int n = 1; n <= DAMAGED_MOST; n++) {
        snprintf(moved, size, "%s.damaged-%d", path, n);
        if (!file_exists(moved))
            break;
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(from, sizeof from, "%s%s", path, suffixes[i]);
        snprintf(to, sizeof to, "%s%s", moved, suffixes[i]);
        if (rename(from, to) != 0 && (i == 0 || errno != ENOENT))
            return err_errno(e, "the damaged ledger %s cannot be moved aside", path);
    }
    return true;
}

static bool recover(struct ledger *l, const char *path, bool *recovered, struct err *e)
{
    char moved[PATH_LONGEST + 32];
    bool damaged;

    close_database(l);
    if (!move_aside(path, moved, sizeof moved, e) || !open_database(l, path, &damaged, e))
        return false;
    *recovered = true;
    err_set(e, ERR_VALUE,
            "the ledger was damaged; it was moved to %s and a new one begun. Questions "
            "of the "
            "catch-up window may be answered again",
            moved);
    return true;
}

bool ledger_open(struct ledger **out, const char *path, bool *recovered, struct err *e)
{
    struct ledger *l = mem_zero(1, sizeof *l);
    bool damaged = false, ok = false;

    *out = NULL;
    *recovered = false;
    if (!l)
        return err_set(e, ERR_MEMORY, "out of memory");
    l->lock = -1;
    if (strlen(path) > PATH_LONGEST)
        err_set(e, ERR_VALUE, "the ledger's path is too long");
    else if (in_memory(path) || lock(l, path, e))
        ok = open_database(l, path, &damaged, e) ||
             (damaged && recover(l, path, recovered, e));
    if (!ok) {
        ledger_close(l);
        return false;
    }
    *out = l;
    return true;
}

void ledger_close(struct ledger *l)
{
    if (!l)
        return;
    if (l->dirty)
        sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
    close_database(l);
    if (l->lock >= 0)
        close(l->lock);
    mem_free(l);
}

/* --- transactions
 * --------------------------------------------------------------------------- */

sqlite3_stmt *ledger_read(struct ledger *l, enum ledger_sql which)
{
    sqlite3_reset(l->sql[which]);
    sqlite3_clear_bindings(l->sql[which]);
    return l->sql[which];
}

bool ledger_run(struct ledger *l, sqlite3_stmt *s, struct err *e)
{
    int rc = sqlite3_step(s);
    sqlite3_reset(s);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ||
           ledger_fail(l, e, "writing to the ledger");
}

sqlite3_stmt *ledger_write(struct ledger *l, enum ledger_sql which, struct err *e)
{
    if (!l->dirty) {
        if (!ledger_run(l, ledger_read(l, SQL_BEGIN), e))
            return NULL;
        l->dirty = true;
    }
    return ledger_read(l, which);
}

bool ledger_commit(struct ledger *l, struct err *e)
{
    if (!l->dirty)
        return true;
    bool ok = ledger_run(l, ledger_read(l, SQL_COMMIT), e);
    /* What could not be committed must not count: it is as if it had never been written.
     */
    if (!ok && !sqlite3_get_autocommit(l->db))
        ledger_run(l, ledger_read(l, SQL_ROLLBACK), NULL);
    l->dirty = false;
    return ok;
}

bool ledger_dirty(const struct ledger *l)
{
    return l->dirty;
}

void ledger_bind_text(sqlite3_stmt *s, int at, const char *text)
{
    sqlite3_bind_text(s, at, text ? text : "", -1, SQLITE_TRANSIENT);
}
