#include <stdio.h>

#include "ledger/ledger_inside.h"

#define SCHEMA_VERSION 1

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
    "CREATE INDEX part_open ON part(row) WHERE state < 2;"
    "CREATE INDEX part_thread ON part(connection, channel, thread);"
    "CREATE INDEX part_age ON part(planned_ms);"
    "CREATE TABLE cursor(connection TEXT NOT NULL, channel TEXT NOT NULL, at_ms INTEGER "
    "NOT NULL,"
    " id TEXT NOT NULL, PRIMARY KEY(connection, channel)) WITHOUT ROWID;"
    "CREATE TABLE note(connection TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL, PRIMARY KEY(connection, name)) WITHOUT ROWID;"
    "CREATE INDEX note_age ON note(at_ms);";

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
    [SQL_OPEN_PARTS] =
        "SELECT row, connection, channel, thread, source, key, topic, part, parts,"
        " payload, state, planned_ms, first_try_ms, last_try_ms, tries"
        " FROM part WHERE state < 2 ORDER BY row",
    [SQL_IN_THREAD] =
        "SELECT 1 FROM part WHERE connection = ?1 AND channel = ?2 AND thread = ?3"
        " AND state < 3 LIMIT 1",
    [SQL_FIND_KEY] = "SELECT row, state FROM part WHERE connection = ?1 AND key = ?2",
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
    [SQL_PRUNE_QUESTIONS] = "DELETE FROM question WHERE at_ms < ?1",
    [SQL_PRUNE_PARTS] = "DELETE FROM part WHERE state >= 2 AND planned_ms < ?1",
    [SQL_PRUNE_NOTES] = "DELETE FROM note WHERE at_ms < ?1",
    [SQL_PRUNE_QUESTION_ROWS] = "DELETE FROM question WHERE (connection, channel, id) IN "
                                "(SELECT connection, channel, id"
                                " FROM question ORDER BY at_ms DESC LIMIT -1 OFFSET ?1)",
    [SQL_PRUNE_PART_ROWS] =
        "DELETE FROM part WHERE row IN (SELECT row FROM part WHERE state >= 2"
        " ORDER BY row DESC LIMIT -1 OFFSET ?1)",
    [SQL_COUNT_QUESTIONS] = "SELECT count(*) FROM question",
    [SQL_COUNT_PARTS] = "SELECT state, count(*) FROM part GROUP BY state",
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
};

static bool exec(struct ledger *l, const char *sql, struct err *e)
{
    return sqlite3_exec(l->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           ledger_fail(l, e, "preparing the ledger");
}

static int version_of(struct ledger *l)
{
    sqlite3_stmt *s = NULL;
    int version = -1;

    if (sqlite3_prepare_v2(l->db, "PRAGMA user_version", -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        version = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return version;
}

static bool make_tables(struct ledger *l, struct err *e)
{
    char set_version[64];

    snprintf(set_version, sizeof set_version, "PRAGMA user_version = %d", SCHEMA_VERSION);
    return exec(l, "BEGIN IMMEDIATE", e) && exec(l, schema, e) &&
           exec(l, set_version, e) && exec(l, "COMMIT", e);
}

bool ledger_schema(struct ledger *l, struct err *e)
{
    /* FULL: a commit is on the disk before anything is acknowledged. */
    static const char settings[] =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "PRAGMA busy_timeout = 2000; PRAGMA temp_store = MEMORY;"
        "PRAGMA secure_delete = ON;";
    if (!exec(l, settings, e))
        return false;
    int version = version_of(l);
    if (version > SCHEMA_VERSION)
        return err_set(
            e, ERR_VALUE,
            "the ledger was written by a newer Limber (schema %d, known is %d); run that "
            "one, or name another file with LIMBER_LEDGER",
            version, SCHEMA_VERSION);
    if (version <= 0 && !make_tables(l, e))
        return false;
    for (int i = 0; i < SQL_COUNT; i++)
        if (sqlite3_prepare_v3(l->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &l->sql[i], NULL) != SQLITE_OK)
            return ledger_fail(l, e, "preparing the ledger");
    return true;
}
