/* The end of a loop turn: decide, commit, and only then speak. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/crash.h"
#include "base/mem.h"
#include "service/service_inside.h"

enum { MANY = 100, PROOF_EVERY_MS = 10000, HOUR_MS = 3600 * 1000 };

static bool decide_all(struct service *s, struct err *e)
{
    for (struct intake_item *it = s->intake.first; it; it = it->next)
        if (!it->decided && !answer_message(s, it, e))
            return false;
    return true;
}

/* When the ledger could be written last. */
static const char written[] = "written";

static bool write_proof(struct service *s, struct err *e)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, service_unix(s));
    return ledger_note_set(s->options.ledger, "", written, text, service_unix(s), e);
}

void service_tell_pause(struct service *s)
{
    char text[24], why[80];

    if (!ledger_note_get(s->options.ledger, "", written, text, sizeof text))
        return;
    int64_t away = service_unix(s) - strtoll(text, NULL, 10);
    /* It is written once an hour at least. */
    if (away <= s->options.settings->catchup_ms + HOUR_MS || away == service_unix(s))
        return;
    snprintf(why, sizeof why, "for %" PRId64 " hours nothing was written",
             away / HOUR_MS);
    log_event(s->options.log, LOG_WARN, "service", "was_away",
              LOG_WITH(log_text("why", why),
                       log_text("what_follows",
                                "questions older than `catchup` are not answered")));
}

void service_prove_ledger(struct service *s)
{
    struct err e;

    if (s->unwritable || s->ended ||
        (s->written_ms && service_now(s) - s->written_ms < PROOF_EVERY_MS))
        return;
    write_proof(s, &e); /* what fails breaks the turn's commit */
    loop_wake(s->options.loop);
}

static bool prepare(struct service *s, struct err *e)
{
    s->recent_before = s->recent;
    if (s->unwritable &&
        !write_proof(s, e)) /* so that this turn has something to prove */
        return false;
    for (size_t i = 0; i < s->connection_count; i++)
        if (!outbox_write(s->connections[i].outbox, e))
            return false;
    if (!decide_all(s, e))
        return false;
    for (size_t i = 0; i < s->connection_count; i++)
        if (!outbox_prepare(s->connections[i].outbox, e))
            return false;
    if (!ledger_dirty(s->options.ledger))
        return true;
    crash_at("commit.before");
    if (!ledger_commit(s->options.ledger, e))
        return false;
    crash_at("commit.after");
    s->written_ms = service_now(s);
    s->unwritable = false;
    return true;
}

static bool any_failed_itself(const struct service *s)
{
    for (const struct intake_item *it = s->intake.first; it; it = it->next)
        if (!it->decided && it->failures)
            return true;
    return false;
}

/* Nothing of this turn counts: it is tried again, at once when one message was to blame
 * (it is set aside soon), else after a while. */
static void take_back(struct service *s, const struct err *e)
{
    bool at_once = e->code != ERR_IO && any_failed_itself(s);
    int64_t wait = at_once ? 0 : backoff_next(&s->pause, loop_rng(s->options.loop), 0);

    ledger_rollback(s->options.ledger);
    for (size_t i = 0; i < s->connection_count; i++)
        outbox_rollback(s->connections[i].outbox);
    for (struct intake_item *it = s->intake.first; it; it = it->next) {
        it->decided = false;
        it->topic[0] = it->judged[0] = '\0';
    }
    s->recent = s->recent_before;
    s->unwritable |= !at_once;
    s->metrics.turns_failed++;
    s->pause_until = service_now(s) + wait;
    loop_timer_set(s->timer, wait);
    log_event(s->options.log, LOG_ERROR, "service", "a turn could not be committed",
              LOG_WITH(log_text("why", e->text), log_int("retry_in_ms", wait),
                       log_int("messages_waiting", (int64_t)s->intake.count)));
}

static void log_decision(struct service *s, const struct intake_item *it)
{
    static const enum log_level levels[OUTCOME_COUNT] = {
        [OUTCOME_ANSWERED] = LOG_INFO, [OUTCOME_SUGGESTED] = LOG_INFO,
        [OUTCOME_DECLINED] = LOG_INFO, [OUTCOME_EMERGENCY] = LOG_INFO,
        [OUTCOME_LOOP] = LOG_WARN,     [OUTCOME_POISONED] = LOG_ERROR,
        [OUTCOME_FEEDBACK] = LOG_INFO, [OUTCOME_CANCELLED] = LOG_DEBUG,
        [OUTCOME_COMMAND] = LOG_INFO,
    };
    const struct message *m = &it->message;
    char request[REQUEST_SIZE];

    if (!log_wants(s->options.log, levels[it->outcome]))
        return;
    request_id(it->from->settings->name, m->channel, m->id, request);
    log_event(s->options.log, levels[it->outcome], "service", outcome_name(it->outcome),
              LOG_WITH(log_text("connection", it->from->settings->name),
                       log_text("request", request), log_text("channel", m->channel),
                       log_text("question", m->id), log_text("topic", it->topic),
                       log_text("caught_up", m->caught_up ? "yes" : "no")));
}

/* Did an answer help? By a reaction, a button or in words. */
static void count_verdict(struct service *s, const char *connection, const char *topic,
                          bool helpful)
{
    metrics_feedback(&s->metrics, topic, helpful);
    record_feedback(s->record, connection, topic, helpful, service_unix(s));
}

static void count(struct service *s, const struct intake_item *it)
{
    const char *name = it->from->settings->name;

    if (*it->judged)
        count_verdict(s, name, it->judged, it->helpful);
    if (it->outcome == OUTCOME_FEEDBACK) {
        count_verdict(s, name, it->topic, it->message.kind == MESSAGE_HELPFUL);
    } else {
        record_message(s->record, name, it->outcome, it->topic, service_unix(s));
    }
    metrics_outcome(&s->metrics, it->outcome,
                    it->outcome == OUTCOME_FEEDBACK ? NULL : it->topic);
}

/* What went wrong, from counters that are kept anyway. */
static void take_totals(struct service *s, int64_t now)
{
    for (size_t i = 0; i < s->connection_count; i++) {
        const struct connection *c = &s->connections[i];
        const struct outbox_counts *n = outbox_counts(c->outbox);
        const char *name = c->settings->name;
        record_incident_total(s->record, name, INCIDENT_RETRY, n->unsent + n->unknown,
                              now);
        record_incident_total(s->record, name, INCIDENT_SLOWED, n->slowed, now);
        record_incident_total(s->record, name, INCIDENT_SET_ASIDE, n->set_aside, now);
    }
    record_incident_total(s->record, "", INCIDENT_DROPPED, s->metrics.dropped, now);
    record_incident_total(s->record, "", INCIDENT_LEDGER, s->metrics.turns_failed, now);
    record_incident_total(s->record, "", INCIDENT_RELOAD_REFUSED,
                          s->metrics.reloads_refused, now);
}

/* What is counted for the report, written when nothing of a turn waits. */
void service_record(struct service *s, bool now)
{
    int64_t time = service_unix(s);
    struct err e;

    if (record_look(s->record, time) || now)
        take_totals(s, time);
    if ((now || record_wait(s->record, time) == 0) && !ledger_dirty(s->options.ledger))
        record_flush(s->record, time, &e);
}

static bool replied(enum outcome o)
{
    return o == OUTCOME_ANSWERED || o == OUTCOME_SUGGESTED || o == OUTCOME_DECLINED ||
           o == OUTCOME_EMERGENCY;
}

/* It is on disk: let the platform know. */
static void let_go(struct service *s, struct intake_item *it)
{
    struct connection *c = it->from;
    const struct message *m = &it->message;
    bool current = c->platform && c->platform == it->platform;

    crash_at("ack.before");
    if (current && m->ack && c->platform->kind->acknowledge)
        c->platform->kind->acknowledge(c->platform, m->ack);
    crash_at("ack.after");
    if (current && replied(it->outcome) && c->platform->kind->typing)
        c->platform->kind->typing(c->platform, m->channel, m->reply_to);
    log_decision(s, it);
    count(s, it);
    metrics_took(&s->metrics.decision, service_unix(s) - it->received_ms);
    intake_item_free(it);
}

/* Messages found no room: all that the connection has not committed is read again. */
static void close_gap(struct connection *c)
{
    struct service *s = c->service;
    struct err e;

    c->gap = false;
    if (c->state == CONNECTION_OVER || s->ending)
        return;
    c->state = CONNECTION_DOWN;
    c->platform->kind->destroy(c->platform);
    c->platform = NULL;
    if (!connection_make(c, &e) || !c->platform->kind->start(c->platform, &e))
        connection_over(c, &e);
}

static void speak(struct service *s)
{
    for (struct intake_item *it; (it = intake_take(&s->intake)) != NULL;)
        let_go(s, it);
    /* Before anything is posted, which would be cut off in the middle. */
    for (size_t i = 0; i < s->connection_count; i++)
        if (s->connections[i].gap)
            close_gap(&s->connections[i]);
    for (size_t i = 0; i < s->connection_count; i++)
        outbox_launch(s->connections[i].outbox);
}

static void wait_for_next(struct service *s)
{
    int64_t next = INT64_MAX, now = service_now(s);
    int64_t counts = record_wait(s->record, service_unix(s));

    for (size_t i = 0; i < s->connection_count; i++) {
        int64_t wanted = outbox_next(s->connections[i].outbox);
        next = wanted < next ? wanted : next;
    }
    if (counts < INT64_MAX && now + counts < next)
        next = now + counts;
    if (next == INT64_MAX)
        loop_timer_stop(s->timer);
    else
        loop_timer_set(s->timer, next > now ? next - now : 0);
}

/* No request in flight, nothing to decide or to write. */
static bool is_quiet(const struct service *s)
{
    for (size_t i = 0; i < s->connection_count; i++)
        if (outbox_in_flight(s->connections[i].outbox))
            return false;
    return !s->intake.count && !ledger_dirty(s->options.ledger);
}

/* After a burst what it took is given back. */
static void slim(struct service *s)
{
    size_t waiting = s->intake.count;

    for (size_t i = 0; i < s->connection_count; i++)
        waiting += outbox_waiting(s->connections[i].outbox);
    if (waiting > MANY)
        s->swollen = true;
    if (waiting || !s->swollen)
        return;
    s->swollen = false;
    mem_trim();
}

static bool all_over(const struct service *s)
{
    for (size_t i = 0; i < s->connection_count; i++)
        if (s->connections[i].state != CONNECTION_OVER)
            return false;
    return true;
}

/* No answers are loaded yet, so what was read waits and no cursor moves over it. But that
 * a channel was met is kept at once: after a death here its messages are news, not the
 * past of a channel that is met for the first time. */
static void keep_what_was_met(struct service *s)
{
    struct err e;

    if (!s->intake.count && ledger_dirty(s->options.ledger) &&
        !ledger_commit(s->options.ledger, &e))
        ledger_rollback(s->options.ledger);
}

void service_look_for_loss(struct service *s)
{
    size_t failures = mem_failures();

    if (failures == s->starved)
        return;
    s->starved = failures;
    for (size_t i = 0; i < s->connection_count; i++)
        s->connections[i].gap = s->connections[i].platform != NULL;
    log_event(s->options.log, LOG_WARN, "service", "memory ran out",
              LOG_WITH(log_text("what_follows", "what may be lost is read again")));
}

static void turn(struct service *s)
{
    struct err e = {0};

    if (s->ended || service_now(s) < s->pause_until)
        return;
    if (!s->packs) {
        keep_what_was_met(s);
        if (s->ending)
            service_finish(s);
        return;
    }
    if (!prepare(s, &e)) {
        take_back(s, &e);
        return;
    }
    s->pause_until = 0;
    backoff_reset(&s->pause);
    speak(s);
    if (!s->ending && all_over(s))
        service_end(s, SERVICE_NO_CONNECTION);
    slim(s);
    service_record(s, false);
    wait_for_next(s);
    if (s->ending && is_quiet(s))
        service_finish(s);
}

void service_turn(void *service)
{
    struct service *s = service;

    service_look_for_loss(s);
    turn(s);
    s->starved = mem_failures();
}
