/* Opening: one owner, a sound file, and what is done with a damaged one. */
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

enum { PATH_LONGEST = 4000, DAMAGED_MOST = 1000 };

static bool in_memory(const char *path)
{
    return strcmp(path, ":memory:") == 0;
}

static bool lock(struct ledger *l, const char *path, struct err *e)
{
    char name[PATH_LONGEST + 8];

    snprintf(name, sizeof name, "%s.lock", path);
    l->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (l->lock < 0)
        return err_errno(e,
                         "the ledger's lock %s cannot be made; its folder must exist and "
                         "be writable (LIMBER_LEDGER names the file)",
                         name);
    if (flock(l->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno != EWOULDBLOCK)
        return err_errno(e, "the ledger's lock %s cannot be taken", name);
    return err_set(e, ERR_STATE,
                   "another Limber is using the ledger %s; stop it, or give this one "
                   "a file of its own (LIMBER_LEDGER)",
                   path);
}

/* Made by us before SQLite does, so that it is never readable for others; SQLite gives
 * the files beside it the same mode. */
static bool make_private(const char *path, struct err *e)
{
    struct stat st;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return err_errno(e, "the ledger %s cannot be opened for writing", path);
    bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
              ((st.st_mode & 077) == 0 || fchmod(fd, 0600) == 0);
    close(fd);
    return ok ||
           err_set(e, ERR_IO, "the ledger %s is no file that can be kept private", path);
}

/* How the file begins: SQLite's file format, 1.3, with its NUL; and whose it is. */
static const char magic[] = "SQLite format 3";
enum { OWNER_AT = 68, BEGIN_SIZE = 72 };

/* The length of the beginning that was read, or -1. */
static ssize_t read_begin(const char *path, unsigned char begin[BEGIN_SIZE])
{
    /* A pipe without a writer must not hold us. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n = fd < 0 ? -1 : read(fd, begin, BEGIN_SIZE);

    if (fd >= 0)
        close(fd);
    return n;
}

static bool is_database(const unsigned char *begin, ssize_t len)
{
    return len >= (ssize_t)sizeof magic && memcmp(begin, magic, sizeof magic) == 0;
}

bool ledger_plausible(const char *path)
{
    unsigned char begin[BEGIN_SIZE];
    ssize_t n = read_begin(path, begin);

    return n == 0 || is_database(begin, n);
}

/* Nothing may be done to a file that Limber never wrote: a path in the settings may be
 * wrong. One of ours bears our mark, or our lock lies beside it, made before anything. */
static bool refuse_strange(const char *path, struct err *e)
{
    unsigned char begin[BEGIN_SIZE];
    char name[PATH_LONGEST + 8];
    ssize_t n = read_begin(path, begin);

    snprintf(name, sizeof name, "%s.lock", path);
    if (n <= 0 || file_exists(name))
        return true;
    if (!is_database(begin, n))
        return err_set(e, ERR_VALUE,
                       "%s is no ledger; nothing was changed. Name a file of Limber's "
                       "own with LIMBER_LEDGER; if this was a ledger, it is damaged: "
                       "move it away, and a new one is begun",
                       path);
    return (n == BEGIN_SIZE && ledger_owned(begin + OWNER_AT)) || ledger_foreign(path, e);
}

static bool healthy(struct ledger *l, bool *damaged, struct err *e)
{
    sqlite3_stmt *s = NULL;
    const char *verdict = NULL;
    bool ok = false;

    *damaged = false;
    if (sqlite3_prepare_v2(l->db, "PRAGMA quick_check(1)", -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW) {
        verdict = (const char *)sqlite3_column_text(s, 0);
        ok = verdict && strcmp(verdict, "ok") == 0;
        *damaged = !ok;
        if (!ok)
            err_set(e, ERR_VALUE, "the ledger is damaged: %s", verdict ? verdict : "?");
    } else {
        int code = sqlite3_errcode(l->db) & 0xFF;
        *damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
        ledger_fail(l, e, "checking the ledger");
    }
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

/* With its settings, tables and statements. *damaged: it is a file, and no sound
 * database. */
static bool open_database(struct ledger *l, const char *path, bool *damaged,
                          struct err *e)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

    *damaged = false;
    if (!in_memory(path) && !make_private(path, e))
        return false;
    if (sqlite3_open_v2(path, &l->db, flags, NULL) != SQLITE_OK)
        return ledger_fail(l, e, "opening the ledger");
    sqlite3_busy_timeout(l->db, LEDGER_BUSY_MS);
    if (!healthy(l, damaged, e))
        return false;
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
        if (access(moved, F_OK) != 0)
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
            "of the catch-up window may be answered again",
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
        return err_set(e, ERR_MEMORY, "no memory for the ledger");
    l->lock = -1;
    if (strlen(path) > PATH_LONGEST)
        err_set(e, ERR_VALUE, "the ledger's path is too long");
    else if (in_memory(path) || (refuse_strange(path, e) && lock(l, path, e)))
        ok = open_database(l, path, &damaged, e) ||
             (damaged && recover(l, path, recovered, e));
    if (!ok) {
        ledger_close(l);
        return false;
    }
    *out = l;
    return true;
}

static bool open_reading(struct ledger *l, const char *path, struct err *e)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return err_set(e, ERR_IO, "there is no ledger %s; name it with --ledger", path);
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_IO, "%s is %s; name the ledger's file with --ledger", path,
                       S_ISDIR(st.st_mode) ? "a folder" : "no file");
    if (access(path, R_OK) != 0)
        return err_errno(e, "the ledger %s cannot be read", path);
    if (!ledger_plausible(path))
        return err_set(e, ERR_IO,
                       "%s is no ledger, or is damaged; name the ledger with --ledger",
                       path);
    if (sqlite3_open_v2(path, &l->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK)
        return ledger_fail(l, e, "opening the ledger");
    sqlite3_busy_timeout(l->db, LEDGER_BUSY_MS);
    return ledger_schema_reading(l, e);
}

bool ledger_open_reading(struct ledger **out, const char *path, struct err *e)
{
    struct ledger *l = mem_zero(1, sizeof *l);

    *out = NULL;
    if (!l)
        return err_set(e, ERR_MEMORY, "no memory for the ledger");
    l->lock = -1;
    if (!open_reading(l, path, e)) {
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
        ledger_rollback(l);
    close_database(l);
    if (l->lock >= 0)
        close(l->lock);
    mem_free(l);
}
