/* The tables, their upgrades, and every statement in SQL. */
#include <stdio.h>

#include "ledger/ledger_inside.h"

enum {
    SCHEMA_VERSION = 2,
    OWN_FILE = 0x4C6D6272 /* application_id: "Lmbr" */
};

/* Times are Unix milliseconds. States are those of enum ledger_state. */
static const char schema[] =
    "CREATE TABLE question(connection TEXT NOT NULL, channel TEXT NOT NULL, id TEXT NOT "
    "NULL,"
    " at_ms INTEGER NOT NULL, PRIMARY KEY(connection, channel, id)) WITHOUT ROWID;"
    "CREATE INDEX question_age ON question(at_ms);"
    "CREATE TABLE part(row INTEGER PRIMARY KEY, connection TEXT NOT NULL, channel TEXT "
    "NOT NULL,"
    " thread TEXT NOT NULL, source TEXT NOT NULL, key TEXT NOT NULL, topic TEXT NOT NULL,"
    " part INTEGER NOT NULL, parts INTEGER NOT NULL, payload BLOB, state INTEGER NOT "
    "NULL,"
    " planned_ms INTEGER NOT NULL, first_try_ms INTEGER NOT NULL DEFAULT 0,"
    " last_try_ms INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,"
    " remote_id TEXT, reason TEXT, settled_ms INTEGER NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX part_key ON part(connection, key);"
    "CREATE INDEX part_open ON part(connection, row) WHERE state < 2;"
    "CREATE INDEX part_settled ON part(row) WHERE state >= 2;"
    "CREATE INDEX part_thread ON part(connection, channel, thread);"
    "CREATE INDEX part_remote ON part(connection, remote_id) WHERE remote_id IS NOT NULL;"
    "CREATE INDEX part_age ON part(planned_ms);"
    "CREATE TABLE cursor(connection TEXT NOT NULL, channel TEXT NOT NULL, at_ms INTEGER "
    "NOT NULL,"
    " id TEXT NOT NULL, PRIMARY KEY(connection, channel)) WITHOUT ROWID;"
    "CREATE TABLE note(connection TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL, PRIMARY KEY(connection, name)) WITHOUT ROWID;"
    "CREATE INDEX note_age ON note(at_ms);";

/* Since version 2: see ledger_history.h. Days are counted from 1970. */
static const char schema_history[] =
    "CREATE TABLE tally(day INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,"
    " topic TEXT NOT NULL, connection TEXT NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY(day, kind, name, topic, connection)) WITHOUT ROWID;"
    "CREATE TABLE review(row INTEGER PRIMARY KEY, connection TEXT NOT NULL, why INTEGER"
    " NOT NULL, source TEXT NOT NULL, who TEXT NOT NULL, topic TEXT NOT NULL, text TEXT"
    " NOT NULL, at_ms INTEGER NOT NULL, UNIQUE(connection, source, why));"
    "CREATE INDEX review_age ON review(at_ms);";

static const char *const statements[SQL_COUNT] = {
    [SQL_CLAIM] =
        "INSERT INTO question(connection, channel, id, at_ms) VALUES(?1, ?2, ?3, ?4)"
        " ON CONFLICT DO NOTHING",
    [SQL_PLAN] =
        "INSERT INTO part(connection, channel, thread, source, key, topic, part, parts,"
        " payload, state, planned_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10)"
        " ON CONFLICT DO NOTHING",
    [SQL_SENDING] =
        "UPDATE part SET state = 1, tries = tries + 1, last_try_ms = ?2, first_try_ms ="
        " CASE first_try_ms WHEN 0 THEN ?2 ELSE first_try_ms END"
        " WHERE row = ?1 AND state < 2",
    [SQL_UNSENT] = "UPDATE part SET state = 0 WHERE row = ?1 AND state = 1",
    [SQL_CONFIRM] =
        "UPDATE part SET state = 2, payload = NULL, remote_id = ?2, settled_ms = ?3"
        " WHERE row = ?1 AND state < 2",
    [SQL_SET_ASIDE] =
        "UPDATE part SET state = 3, payload = NULL, reason = ?2, settled_ms = ?3"
        " WHERE row = ?1 AND state < 2",
    [SQL_PARTS_AFTER] =
        "SELECT row, connection, channel, thread, source, key, topic, part, parts,"
        " payload, state, planned_ms, first_try_ms, last_try_ms, tries"
        " FROM part WHERE state < 2 AND connection = ?1 AND row > ?2 ORDER BY row"
        " LIMIT ?3",
    [SQL_IN_THREAD] =
        "SELECT 1 FROM part WHERE connection = ?1 AND channel = ?2 AND thread = ?3"
        " AND state < 3 LIMIT 1",
    [SQL_FIND_KEY] = "SELECT row, state FROM part WHERE connection = ?1 AND key = ?2",
    [SQL_TOPIC_OF] = "SELECT topic FROM part WHERE connection = ?1 AND remote_id = ?2",
    [SQL_CURSOR_GET] =
        "SELECT at_ms, id FROM cursor WHERE connection = ?1 AND channel = ?2",
    [SQL_CURSOR_SET] =
        "INSERT INTO cursor(connection, channel, at_ms, id) VALUES(?1, ?2, ?3, ?4)"
        " ON CONFLICT DO UPDATE SET at_ms = ?3, id = ?4 WHERE at_ms <= ?3",
    [SQL_NOTE_GET] = "SELECT value FROM note WHERE connection = ?1 AND name = ?2",
    [SQL_NOTE_SET] =
        "INSERT INTO note(connection, name, value, at_ms) VALUES(?1, ?2, ?3, ?4)"
        " ON CONFLICT DO UPDATE SET value = ?3, at_ms = ?4",
    [SQL_NOTE_DROP] = "DELETE FROM note WHERE connection = ?1 AND name = ?2",
    [SQL_NOTE_FORGET] = "DELETE FROM note WHERE (?1 IS NULL OR connection = ?1)"
                        " AND substr(name, 1, length(?2)) = ?2"
                        " AND substr(value, 1, length(?3)) = ?3",
    /* ?1: the limit; ?2: at most so many rows at once. */
    [SQL_PRUNE_QUESTIONS] =
        "DELETE FROM question WHERE (connection, channel, id) IN (SELECT connection,"
        " channel, id FROM question WHERE at_ms < ?1 ORDER BY at_ms LIMIT ?2)",
    [SQL_PRUNE_PARTS] =
        "DELETE FROM part WHERE row IN (SELECT row FROM part WHERE state >= 2"
        " AND planned_ms < ?1 ORDER BY planned_ms LIMIT ?2)",
    [SQL_PRUNE_NOTES] =
        "DELETE FROM note WHERE (connection, name) IN (SELECT connection, name"
        " FROM note WHERE at_ms < ?1 AND connection <> '' ORDER BY at_ms LIMIT ?2)",
    [SQL_PRUNE_QUESTION_ROWS] =
        "DELETE FROM question WHERE (connection, channel, id) IN (SELECT connection,"
        " channel, id FROM question ORDER BY at_ms DESC LIMIT ?2 OFFSET ?1)",
    [SQL_PRUNE_PART_ROWS] =
        "DELETE FROM part WHERE row IN (SELECT row FROM part WHERE state >= 2"
        " ORDER BY row DESC LIMIT ?2 OFFSET ?1)",
    [SQL_NOTE_PRUNE] =
        "DELETE FROM note WHERE (connection, name) IN (SELECT connection, name FROM note"
        " WHERE at_ms < ?1 AND substr(name, 1, length(?3)) = ?3 ORDER BY at_ms LIMIT ?2)",
    [SQL_NOTE_PRUNE_ROWS] =
        "DELETE FROM note WHERE (connection, name) IN (SELECT connection, name FROM note"
        " WHERE substr(name, 1, length(?3)) = ?3 ORDER BY at_ms DESC LIMIT ?2 OFFSET ?1)",
    [SQL_COUNT_QUESTIONS] = "SELECT count(*) FROM question",
    [SQL_COUNT_PARTS] = "SELECT state, count(*) FROM part GROUP BY state",
    [SQL_SOURCE_OF] = "SELECT channel, source FROM part WHERE connection = ?1"
                      " AND remote_id = ?2",
    [SQL_TALLY_ADD] =
        "INSERT INTO tally(day, connection, kind, name, topic, count)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET count = count + ?6",
    [SQL_TALLY_EACH] = "SELECT day, connection, kind, name, topic, count FROM tally"
                       " WHERE day BETWEEN ?1 AND ?2"
                       " ORDER BY day, kind, name, topic, connection",
    [SQL_TALLY_PRUNE] = "DELETE FROM tally WHERE day < ?1",
    [SQL_REVIEW_ADD] =
        "INSERT INTO review(connection, why, source, who, topic, text, at_ms)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    [SQL_REVIEW_EACH] = "SELECT connection, why, source, who, topic, text, at_ms"
                        " FROM review WHERE at_ms >= ?1 AND at_ms < ?2 ORDER BY at_ms,"
                        " row",
    [SQL_REVIEW_FORGET] = "DELETE FROM review WHERE (?1 IS NULL OR connection = ?1)"
                          " AND (?2 = '' OR who = ?2) AND (?3 = '' OR source = ?3)",
    [SQL_REVIEW_PRUNE] = "DELETE FROM review WHERE at_ms < ?1 OR row IN (SELECT row FROM"
                         " review ORDER BY at_ms DESC LIMIT -1 OFFSET ?2)",
    /* Gives some pages back to the file system: a row for each. */
    [SQL_VACUUM] = "PRAGMA incremental_vacuum(256)",
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
};

static bool exec(struct ledger *l, const char *sql, struct err *e)
{
    return sqlite3_exec(l->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           ledger_fail(l, e, "preparing the ledger");
}

static bool number_of(struct ledger *l, const char *sql, int64_t *number, struct err *e)
{
    sqlite3_stmt *s = NULL;
    bool ok = sqlite3_prepare_v2(l->db, sql, -1, &s, NULL) == SQLITE_OK &&
              sqlite3_step(s) == SQLITE_ROW;

    if (ok)
        *number = sqlite3_column_int64(s, 0);
    else
        ledger_fail(l, e, "reading the ledger's marks");
    sqlite3_finalize(s);
    return ok;
}

/* Makes what version `from` (0: an empty file) has not. */
static bool make_tables(struct ledger *l, int64_t from, struct err *e)
{
    char marks[128];

    snprintf(marks, sizeof marks, "PRAGMA user_version = %d; PRAGMA application_id = %d",
             SCHEMA_VERSION, OWN_FILE);
    return exec(l, "BEGIN IMMEDIATE", e) && (from >= 1 || exec(l, schema, e)) &&
           (from >= 2 || exec(l, schema_history, e)) && exec(l, marks, e) &&
           exec(l, "COMMIT", e);
}

struct marks {
    int64_t version, owner, tables;
};

static bool read_marks(struct ledger *l, struct marks *out, struct err *e)
{
    return number_of(l, "PRAGMA user_version", &out->version, e) &&
           number_of(l, "PRAGMA application_id", &out->owner, e) &&
           number_of(l, "SELECT count(*) FROM sqlite_schema", &out->tables, e);
}

bool ledger_owned(const unsigned char mark[4])
{
    uint32_t owner = (uint32_t)mark[0] << 24 | (uint32_t)mark[1] << 16 |
                     (uint32_t)mark[2] << 8 | mark[3];

    return owner == OWN_FILE;
}

bool ledger_foreign(const char *path, struct err *e)
{
    return err_set(e, ERR_VALUE,
                   "%s is another program's database; name a file of Limber's own with "
                   "LIMBER_LEDGER",
                   path);
}

static bool is_ours(const struct marks *m, struct err *e)
{
    if (m->owner != OWN_FILE || m->version < 1)
        return ledger_foreign("the ledger's file", e);
    if (m->version > SCHEMA_VERSION)
        return err_set(e, ERR_VALUE,
                       "the ledger was written by a newer Limber (schema %d, known is "
                       "%d); run that one, or name another file with LIMBER_LEDGER",
                       (int)m->version, SCHEMA_VERSION);
    return true;
}

static bool check_or_make(struct ledger *l, struct err *e)
{
    struct marks m;

    if (!read_marks(l, &m, e))
        return false;
    if (m.tables == 0)
        return make_tables(l, 0, e);
    return is_ours(&m, e) &&
           (m.version == SCHEMA_VERSION || make_tables(l, m.version, e));
}

static bool prepare_all(struct ledger *l, struct err *e)
{
    for (int i = 0; i < SQL_COUNT; i++)
        if (sqlite3_prepare_v3(l->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &l->sql[i], NULL) != SQLITE_OK)
            return ledger_fail(l, e, "preparing the ledger");
    return true;
}

bool ledger_schema_reading(struct ledger *l, struct err *e)
{
    struct marks m;

    if (!read_marks(l, &m, e) || !is_ours(&m, e))
        return false;
    if (m.version < SCHEMA_VERSION)
        return err_set(e, ERR_STATE,
                       "the ledger was written by an older Limber, which counted "
                       "nothing; start `limber run` of this version once");
    return prepare_all(l, e);
}

bool ledger_schema(struct ledger *l, struct err *e)
{
    /* FULL: a commit is on the disk before anything is acknowledged. */
    static const char settings[] =
        "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous "
        "= FULL;"
        "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;"
        "PRAGMA journal_size_limit = 4194304; PRAGMA cache_size = -256;";

    return exec(l, settings, e) && check_or_make(l, e) && prepare_all(l, e);
}
