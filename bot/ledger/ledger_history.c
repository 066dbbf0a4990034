/* Counts per day, and questions kept for review. */
#include "ledger/ledger_history.h"

#include "ledger/ledger_inside.h"

static const char *column(sqlite3_stmt *s, int at)
{
    const char *text = (const char *)sqlite3_column_text(s, at);
    return text ? text : "";
}

bool ledger_tally_add(struct ledger *l, const struct ledger_tally *t, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_TALLY_ADD, e);

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, t->day);
    ledger_bind_text(s, 2, t->connection);
    ledger_bind_text(s, 3, t->kind);
    ledger_bind_text(s, 4, t->name);
    ledger_bind_text(s, 5, t->topic);
    sqlite3_bind_int64(s, 6, t->count);
    return ledger_run(l, s, e);
}

bool ledger_tally_each(struct ledger *l, int64_t first, int64_t last,
                       bool (*each)(void *user, const struct ledger_tally *t), void *user,
                       struct err *e)
{
    sqlite3_stmt *s = ledger_read(l, SQL_TALLY_EACH);
    bool more = true;
    int rc = SQLITE_DONE;

    sqlite3_bind_int64(s, 1, first);
    sqlite3_bind_int64(s, 2, last);
    while (more && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        struct ledger_tally t = {
            .day = sqlite3_column_int64(s, 0),
            .connection = column(s, 1),
            .kind = column(s, 2),
            .name = column(s, 3),
            .topic = column(s, 4),
            .count = sqlite3_column_int64(s, 5),
        };
        more = each(user, &t);
    }
    bool ok = !more || rc == SQLITE_DONE || ledger_fail(l, e, "reading the ledger");
    sqlite3_reset(s);
    return ok;
}

bool ledger_tally_prune(struct ledger *l, int64_t before_day, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_TALLY_PRUNE, e);

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, before_day);
    return ledger_run(l, s, e);
}

bool ledger_review_add(struct ledger *l, const struct ledger_review *r, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_REVIEW_ADD, e);

    if (!s)
        return false;
    ledger_bind_text(s, 1, r->connection);
    sqlite3_bind_int(s, 2, (int)r->why);
    ledger_bind_text(s, 3, r->source);
    ledger_bind_text(s, 4, r->who);
    ledger_bind_text(s, 5, r->topic);
    ledger_bind_text(s, 6, r->text);
    sqlite3_bind_int64(s, 7, r->at_ms);
    return ledger_run(l, s, e);
}

bool ledger_review_each(struct ledger *l, int64_t since, int64_t until,
                        bool (*each)(void *user, const struct ledger_review *r),
                        void *user, struct err *e)
{
    sqlite3_stmt *s = ledger_read(l, SQL_REVIEW_EACH);
    bool more = true;
    int rc = SQLITE_DONE;

    sqlite3_bind_int64(s, 1, since);
    sqlite3_bind_int64(s, 2, until);
    while (more && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        struct ledger_review r = {
            .connection = column(s, 0),
            .why = (enum ledger_review_why)sqlite3_column_int(s, 1),
            .source = column(s, 2),
            .who = column(s, 3),
            .topic = column(s, 4),
            .text = column(s, 5),
            .at_ms = sqlite3_column_int64(s, 6),
        };
        more = each(user, &r);
    }
    bool ok = !more || rc == SQLITE_DONE || ledger_fail(l, e, "reading the ledger");
    sqlite3_reset(s);
    return ok;
}

bool ledger_review_forget(struct ledger *l, const char *connection, const char *who,
                          const char *source, size_t *count, struct err *e)
{
    return ledger_forget(l, SQL_REVIEW_FORGET, connection, who, source, count, e);
}

bool ledger_review_prune(struct ledger *l, int64_t oldest_ms, int64_t most, struct err *e)
{
    sqlite3_stmt *s = ledger_write(l, SQL_REVIEW_PRUNE, e);

    if (!s)
        return false;
    sqlite3_bind_int64(s, 1, oldest_ms);
    sqlite3_bind_int64(s, 2, most);
    return ledger_run(l, s, e);
}
