#include "service/record.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "faq/faq.h"
#include "service/metrics.h"

enum {
    TALLIES_MOST = 2048, /* different counts between two writings; more are not kept */
    TOTALS_MOST = 1024,
    NAME_SIZE = 24,
    FLUSH_EVERY_MS = 60 * 1000,
    LOOK_EVERY_MS = 1000
};

struct tally {
    int64_t day;
    const char *connection, *kind; /* borrowed for the process's life */
    char name[NAME_SIZE], topic[FAQ_TOPIC_MAX];
    int64_t count;
};

/* How much of a counter of somebody else's was taken already. */
struct total {
    const char *connection;
    enum incident incident;
    uint64_t taken;
};

struct record {
    struct ledger *ledger;
    int64_t keep_ms;
    struct tally *list;
    size_t count;
    struct total *totals;
    size_t total_count;
    int64_t looked_ms;
    int64_t since_ms; /* Unix: the first of them */
};

static const struct {
    const char *name, *words;
} incidents[INCIDENT_COUNT] = {
    [INCIDENT_DISCONNECT] = {"disconnect", "connections lost"},
    [INCIDENT_OUTAGE_SECONDS] = {"outage_seconds", "seconds without a connection"},
    [INCIDENT_GIVEN_UP] = {"given_up", "connections given up"},
    [INCIDENT_SLOWED] = {"rate_limit", "rate limits met"},
    [INCIDENT_RETRY] = {"retry", "posts tried again"},
    [INCIDENT_SET_ASIDE] = {"set_aside", "reply parts given up"},
    [INCIDENT_DROPPED] = {"dropped", "messages read a second time for want of room"},
    [INCIDENT_LEDGER] = {"ledger", "failed writes of the ledger"},
    [INCIDENT_RELOAD_REFUSED] = {"reload_refused", "content reloads refused"},
};

const char *record_incident_name(enum incident i)
{
    return incidents[i].name;
}

const char *record_incident_words(enum incident i)
{
    return incidents[i].words;
}

bool record_new(struct record **out, struct ledger *l, int64_t keep_ms, struct err *e)
{
    struct record *r = mem_zero(1, sizeof *r);

    *out = NULL;
    if (r) {
        r->ledger = l;
        r->keep_ms = keep_ms;
        r->list = keep_ms ? mem_zero(TALLIES_MOST, sizeof *r->list) : NULL;
        r->totals = keep_ms ? mem_zero(TOTALS_MOST, sizeof *r->totals) : NULL;
    }
    if (!r || (keep_ms && (!r->list || !r->totals))) {
        record_free(r);
        return err_set(e, ERR_MEMORY, "no memory for counts");
    }
    *out = r;
    return true;
}

void record_free(struct record *r)
{
    if (!r)
        return;
    mem_free(r->list);
    mem_free(r->totals);
    mem_free(r);
}

static bool same(const struct tally *a, const struct tally *b)
{
    return a->day == b->day && a->connection == b->connection && a->kind == b->kind &&
           strcmp(a->topic, b->topic) == 0 && strcmp(a->name, b->name) == 0;
}

static void add(struct record *r, struct tally *t, const char *name, const char *topic,
                int64_t now_ms)
{
    if (!r->list || !t->count || strlen(topic) >= sizeof t->topic)
        return;
    snprintf(t->name, sizeof t->name, "%s", name);
    memcpy(t->topic, topic, strlen(topic) + 1);
    for (size_t i = 0; i < r->count; i++)
        if (same(&r->list[i], t)) {
            r->list[i].count += t->count;
            return;
        }
    if (!r->count)
        r->since_ms = now_ms;
    if (r->count < TALLIES_MOST)
        r->list[r->count++] = *t;
}

void record_message(struct record *r, const char *connection, enum outcome o,
                    const char *topic, int64_t now_ms)
{
    struct tally t = {ledger_day(now_ms), connection, RECORD_MESSAGE, "", "", 1};

    add(r, &t, outcome_name(o), topic, now_ms);
}

void record_feedback(struct record *r, const char *connection, const char *topic,
                     bool helpful, int64_t now_ms)
{
    struct tally t = {ledger_day(now_ms), connection, RECORD_FEEDBACK, "", "", 1};

    add(r, &t, helpful ? "helpful" : "unhelpful", topic, now_ms);
}

void record_latency(struct record *r, const char *connection, int64_t ms, int64_t now_ms)
{
    struct tally t = {ledger_day(now_ms), connection, RECORD_LATENCY, "", "", 1};
    char name[NAME_SIZE];
    size_t i = 0;

    while (i < METRICS_BUCKETS && ms > metrics_bound_ms(i))
        i++;
    snprintf(name, sizeof name, "%09lld",
             (long long)(i < METRICS_BUCKETS ? metrics_bound_ms(i) : 999999999));
    add(r, &t, name, "", now_ms);
}

void record_incident(struct record *r, const char *connection, enum incident i,
                     uint64_t count, int64_t now_ms)
{
    struct tally t = {ledger_day(now_ms), connection, RECORD_INCIDENT, "", "",
                      (int64_t)count};

    add(r, &t, incidents[i].name, "", now_ms);
}

void record_incident_total(struct record *r, const char *connection, enum incident i,
                           uint64_t total, int64_t now_ms)
{
    size_t at = 0;

    if (!r->totals)
        return;
    while (at < r->total_count &&
           (r->totals[at].connection != connection || r->totals[at].incident != i))
        at++;
    if (at == TOTALS_MOST)
        return;
    if (at == r->total_count)
        r->totals[r->total_count++] = (struct total){connection, i, 0};
    record_incident(r, connection, i, total - r->totals[at].taken, now_ms);
    r->totals[at].taken = total;
}

bool record_look(struct record *r, int64_t now_ms)
{
    if (now_ms >= r->looked_ms && now_ms - r->looked_ms < LOOK_EVERY_MS)
        return false;
    r->looked_ms = now_ms;
    return true;
}

int64_t record_wait(const struct record *r, int64_t now_ms)
{
    int64_t waited = now_ms - r->since_ms;

    if (!r->count)
        return INT64_MAX;
    return waited >= 0 && waited < FLUSH_EVERY_MS ? FLUSH_EVERY_MS - waited : 0;
}

bool record_flush(struct record *r, int64_t now_ms, struct err *e)
{
    bool ok = true;

    r->since_ms = now_ms;
    for (size_t i = 0; ok && i < r->count; i++) {
        const struct tally *t = &r->list[i];
        const struct ledger_tally row = {t->day,  t->connection, t->kind,
                                         t->name, t->topic,      t->count};
        ok = ledger_tally_add(r->ledger, &row, e);
    }
    ok = ok && ledger_commit(r->ledger, e);
    if (ok)
        r->count = 0;
    else
        ledger_rollback(r->ledger);
    return ok;
}

bool record_prune(struct record *r, int64_t now_ms, struct err *e)
{
    return ledger_tally_prune(
        r->ledger, r->keep_ms ? ledger_day(now_ms - r->keep_ms) : INT64_MAX, e);
}
