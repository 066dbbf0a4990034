/* Questions and the parts of their replies. */
#include <string.h>

#include "ledger/ledger_inside.h"

enum ledger_claim ledger_claim(struct ledger *l, const struct ledger_question *q,
                               struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_CLAIM, e);

    if (!s)
        return LEDGER_FAILED;
    ledger_bind_text(s, 1, q->connection);
    ledger_bind_text(s, 2, q->channel);
    ledger_bind_text(s, 3, q->id);
    sqlite3_bind_int64(s, 4, q->at_ms);
    if (!ledger_run(l, s, e))
        return LEDGER_FAILED;
    return sqlite3_changes(l->db) ? LEDGER_MINE : LEDGER_SEEN;
}

bool ledger_plan(struct ledger *l, const struct ledger_part *p, int64_t *row,
                 struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_PLAN, e);
    const char *const texts[] = {p->connection, p->channel, p->thread,
                                 p->source,     p->key,     p->topic};

    if (!s)
        return false;
    for (int i = 0; i < 6; i++)
        ledger_bind_text(s, i + 1, texts[i]);
    sqlite3_bind_int(s, 7, p->part);
    sqlite3_bind_int(s, 8, p->parts);
    sqlite3_bind_blob64(s, 9, p->payload.ptr ? p->payload.ptr : "", p->payload.len,
                        SQLITE_STATIC);
    sqlite3_bind_int64(s, 10, p->planned_ms);
    if (!ledger_run(l, s, e))
        return false;
    if (!sqlite3_changes(l->db))
        return err_set(e, ERR_STATE, "a reply with the key %s was planned before",
                       p->key);
    *row = sqlite3_last_insert_rowid(l->db);
    return true;
}

bool ledger_sending(struct ledger *l, int64_t row, int64_t now_ms, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_SENDING, e);

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, row);
    sqlite3_bind_int64(s, 2, now_ms);
    return ledger_run(l, s, e);
}

bool ledger_unsent(struct ledger *l, int64_t row, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_UNSENT, e);

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, row);
    return ledger_run(l, s, e);
}

static bool settle(struct ledger *l, enum ledger_sql which, int64_t row, const char *text,
                   int64_t now_ms, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, which, e);

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, row);
    ledger_bind_text(s, 2, text);
    sqlite3_bind_int64(s, 3, now_ms);
    return ledger_run(l, s, e);
}

bool ledger_confirm(struct ledger *l, int64_t row, const char *remote_id, int64_t now_ms,
                    struct err *e)
{
    return settle(l, SQL_CONFIRM, row, remote_id, now_ms, e);
}

bool ledger_set_aside(struct ledger *l, int64_t row, const char *reason, int64_t now_ms,
                      struct err *e)
{
    return settle(l, SQL_SET_ASIDE, row, reason, now_ms, e);
}

static const char *column_text(sqlite3_stmt *s, int at)
{
    const char *text = (const char *)sqlite3_column_text(s, at);
    return text ? text : "";
}

/* False: there was no memory for one of its columns. */
static bool read_part(sqlite3_stmt *s, struct ledger_part *p)
{
    *p = (struct ledger_part){
        .row = sqlite3_column_int64(s, 0),
        .connection = column_text(s, 1),
        .channel = column_text(s, 2),
        .thread = column_text(s, 3),
        .source = column_text(s, 4),
        .key = column_text(s, 5),
        .topic = column_text(s, 6),
        .part = sqlite3_column_int(s, 7),
        .parts = sqlite3_column_int(s, 8),
        .state = (enum ledger_state)sqlite3_column_int(s, 10),
        .planned_ms = sqlite3_column_int64(s, 11),
        .first_try_ms = sqlite3_column_int64(s, 12),
        .last_try_ms = sqlite3_column_int64(s, 13),
        .tries = sqlite3_column_int(s, 14),
    };
    p->payload.ptr = sqlite3_column_blob(s, 9);
    p->payload.len = (size_t)sqlite3_column_bytes(s, 9);
    return sqlite3_errcode(sqlite3_db_handle(s)) != SQLITE_NOMEM;
}

bool ledger_parts_after(struct ledger *l, const char *connection, int64_t after,
                        size_t most,
                        bool (*each)(void *user, const struct ledger_part *part),
                        void *user, struct err *e)
{
    sqlite3_stmt *s = ledger_read(l, SQL_PARTS_AFTER);
    struct ledger_part part;
    bool more = true;
    int rc = SQLITE_DONE;

    ledger_bind_text(s, 1, connection);
    sqlite3_bind_int64(s, 2, after);
    sqlite3_bind_int64(s, 3, (int64_t)most);
    while (more && (rc = sqlite3_step(s)) == SQLITE_ROW && read_part(s, &part))
        more = each(user, &part);
    bool ok = !more || rc == SQLITE_DONE || ledger_fail(l, e, "reading the ledger");
    sqlite3_reset(s);
    return ok;
}

bool ledger_in_thread(struct ledger *l, const char *connection, const char *channel,
                      const char *thread)
{
    sqlite3_stmt *s = ledger_read(l, SQL_IN_THREAD);

    ledger_bind_text(s, 1, connection);
    ledger_bind_text(s, 2, channel);
    ledger_bind_text(s, 3, thread);
    bool found = *thread && ledger_row(l, s);
    sqlite3_reset(s);
    return found;
}

bool ledger_find_key(struct ledger *l, const char *connection, const char *key,
                     int64_t *row, enum ledger_state *state)
{
    sqlite3_stmt *s = ledger_read(l, SQL_FIND_KEY);

    ledger_bind_text(s, 1, connection);
    ledger_bind_text(s, 2, key);
    bool found = ledger_row(l, s);
    if (found) {
        *row = sqlite3_column_int64(s, 0);
        *state = (enum ledger_state)sqlite3_column_int(s, 1);
    }
    sqlite3_reset(s);
    return found;
}

bool ledger_topic_of(struct ledger *l, const char *connection, const char *remote_id,
                     char *out, size_t size)
{
    sqlite3_stmt *s = ledger_read(l, SQL_TOPIC_OF);

    ledger_bind_text(s, 1, connection);
    ledger_bind_text(s, 2, remote_id);
    bool found = ledger_row(l, s) && ledger_copy_column(s, 0, out, size);
    sqlite3_reset(s);
    return found;
}

bool ledger_source_of(struct ledger *l, const char *connection, const char *remote_id,
                      char *channel, size_t channel_size, char *source,
                      size_t source_size)
{
    sqlite3_stmt *s = ledger_read(l, SQL_SOURCE_OF);

    ledger_bind_text(s, 1, connection);
    ledger_bind_text(s, 2, remote_id);
    bool found = ledger_row(l, s) && ledger_copy_column(s, 0, channel, channel_size) &&
                 ledger_copy_column(s, 1, source, source_size);
    sqlite3_reset(s);
    return found;
}

bool ledger_count(struct ledger *l, struct ledger_counts *out, struct err *e)
{
    sqlite3_stmt *s = ledger_read(l, SQL_COUNT_QUESTIONS);
    int rc;

    *out = (struct ledger_counts){0};
    if (sqlite3_step(s) != SQLITE_ROW) {
        ledger_fail(l, e, "counting in the ledger");
        sqlite3_reset(s);
        return false;
    }
    out->questions = sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    s = ledger_read(l, SQL_COUNT_PARTS);
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        int64_t *const by_state[] = {&out->planned, &out->sending, &out->confirmed,
                                     &out->set_aside};
        int state = sqlite3_column_int(s, 0);
        if (state >= 0 && state < 4)
            *by_state[state] = sqlite3_column_int64(s, 1);
    }
    bool ok = rc == SQLITE_DONE || ledger_fail(l, e, "counting in the ledger");
    sqlite3_reset(s);
    return ok;
}
