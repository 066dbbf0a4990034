/* What the platforms tell: kept for the turn's end, where it is decided. */
#include "base/crash.h"
#include "service/notify.h"
#include "service/service_inside.h"

static void heard(struct connection *c)
{
    c->heard_ms = service_now(c->service);
}

static void log_read(const struct connection *c, const struct message *m)
{
    struct log *log = c->service->options.log;
    char request[REQUEST_SIZE];

    if (!log_wants(log, LOG_DEBUG))
        return;
    request_id(c->settings->name, m->channel, m->id, request);
    log_event(log, LOG_DEBUG, "service", "read",
              LOG_WITH(log_text("connection", c->settings->name),
                       log_text("request", request), log_text("channel", m->channel),
                       log_text("question", m->id),
                       log_int("bytes", (int64_t)m->text.len)));
}

static void on_message(void *user, struct platform *p, const struct message *m)
{
    struct connection *c = user;
    struct service *s = c->service;
    int64_t now = service_unix(s);

    heard(c);
    log_read(c, m);
    crash_at("frame");
    if (m->at_ms && m->kind == MESSAGE_POSTED)
        c->lag_ms = now > m->at_ms ? now - m->at_ms : 0;
    if (intake_add(&s->intake, c, p, m, now))
        return;
    s->metrics.dropped++;
    if (!c->gap)
        log_event(s->options.log, LOG_ERROR, "service", "no room for messages",
                  LOG_WITH(log_text("connection", c->settings->name),
                           log_text("what_follows", "they are read again later")));
    c->gap = true;
}

static void on_receipt(void *user, struct platform *p, const char *key,
                       const char *remote_id)
{
    struct connection *c = user;

    (void)p;
    heard(c);
    outbox_receipt(c->outbox, key, remote_id);
}

const char *connection_state_name(enum connection_state state)
{
    static const char *const names[] = {"starting", "live", "down", "over"};
    return names[state];
}

/* For `systemctl status`: a line such as "chat: live, ward: down". */
static void tell_states(const struct service *s)
{
    struct buf text;

    buf_init(&text, 2000);
    for (size_t i = 0; i < s->connection_count; i++)
        buf_format(&text, "%s%s: %s",
                   i ? ", " : "STATUS=", s->connections[i].settings->name,
                   connection_state_name(s->connections[i].state));
    if (!text.failed && text.data)
        notify_send(text.data);
    buf_free(&text);
}

/* The word that operators and scripts wait for is logged once per connection. */
static void on_ready(void *user, struct platform *p)
{
    struct connection *c = user;
    struct service *s = c->service;

    (void)p;
    heard(c);
    c->live_unix = service_unix(s);
    c->state = CONNECTION_LIVE;
    if (c->down_ms)
        record_incident(s->record, c->settings->name, INCIDENT_OUTAGE_SECONDS,
                        (uint64_t)(service_now(s) - c->down_ms + 500) / 1000,
                        c->live_unix);
    c->down_ms = 0;
    if (c->was_live)
        c->reconnects++;
    log_event(s->options.log, LOG_INFO, "service",
              c->was_live ? "connected again" : "ready",
              LOG_WITH(log_text("connection", c->settings->name),
                       log_text("platform", c->settings->platform)));
    c->was_live = true;
    tell_states(s);
    outbox_open(c->outbox);
}

static void on_down(void *user, struct platform *p, const char *reason)
{
    struct connection *c = user;
    struct service *s = c->service;

    (void)p;
    (void)reason; /* the adapter has logged it */
    if (c->state == CONNECTION_LIVE) {
        c->down_ms = service_now(s);
        record_incident(s->record, c->settings->name, INCIDENT_DISCONNECT, 1,
                        service_unix(s));
    }
    if (c->state == CONNECTION_OVER || c->state == CONNECTION_DOWN)
        return;
    c->state = CONNECTION_DOWN;
    tell_states(s);
}

void connection_over(struct connection *c, const struct err *why)
{
    struct service *s = c->service;

    if (c->state == CONNECTION_OVER)
        return;
    c->state = CONNECTION_OVER;
    tell_states(s);
    record_incident(s->record, c->settings->name, INCIDENT_GIVEN_UP, 1, service_unix(s));
    outbox_close(c->outbox);
    log_event(
        s->options.log, LOG_ERROR, "service", "connection given up",
        LOG_WITH(log_text("connection", c->settings->name), log_text("why", why->text)));
    loop_wake(s->options.loop);
}

static void on_fatal(void *user, struct platform *p, const struct err *why)
{
    (void)p;
    connection_over(user, why);
}

static bool on_cursor(void *user, struct platform *p, const char *channel,
                      struct platform_cursor *out)
{
    struct connection *c = user;
    struct ledger_cursor stored;

    (void)p;
    if (!ledger_cursor_get(c->service->options.ledger, c->settings->name, channel,
                           &stored))
        return false;
    out->at_ms = stored.at_ms;
    _Static_assert(sizeof out->id == sizeof stored.id, "one fits into the other");
    memcpy(out->id, stored.id, sizeof out->id);
    return true;
}

/* Written in the same transaction as the claims of the messages before it. A failed write
 * breaks the turn's commit, which says so; the cursor then stays behind, never ahead. */
static void on_advance(void *user, struct platform *p, const char *channel,
                       const struct platform_cursor *cursor)
{
    struct connection *c = user;
    struct ledger_cursor moved = {.at_ms = cursor->at_ms};
    struct err e;

    (void)p;
    heard(c);
    service_look_for_loss(c->service);
    if (c->gap)
        return;
    memcpy(moved.id, cursor->id, sizeof moved.id);
    ledger_cursor_set(c->service->options.ledger, c->settings->name, channel, &moved, &e);
}

#define NOTE_PREFIX "platform:"

static bool note_name(char *out, size_t size, const char *name)
{
    int len = snprintf(out, size, NOTE_PREFIX "%s", name);
    return len > 0 && (size_t)len < size;
}

static void on_note_get(void *user, struct platform *p, const char *name, char *out,
                        size_t size)
{
    struct connection *c = user;
    char full[160];

    (void)p;
    out[0] = '\0';
    if (note_name(full, sizeof full, name))
        ledger_note_get(c->service->options.ledger, c->settings->name, full, out, size);
}

static void on_note_set(void *user, struct platform *p, const char *name,
                        const char *value)
{
    struct connection *c = user;
    struct service *s = c->service;
    char full[160];
    struct err e;

    (void)p;
    service_look_for_loss(s);
    if (c->gap) /* a resume point would pass over what found no room */
        return;
    if (note_name(full, sizeof full, name))
        ledger_note_set(s->options.ledger, c->settings->name, full, value,
                        service_unix(s), &e);
}

static bool on_in_thread(void *user, struct platform *p, const char *channel,
                         const char *thread)
{
    struct connection *c = user;

    (void)p;
    return ledger_in_thread(c->service->options.ledger, c->settings->name, channel,
                            thread);
}

const struct platform_host service_host = {
    .message = on_message,
    .receipt = on_receipt,
    .ready = on_ready,
    .down = on_down,
    .fatal = on_fatal,
    .cursor = on_cursor,
    .advance = on_advance,
    .note_get = on_note_get,
    .note_set = on_note_set,
    .in_thread = on_in_thread,
};
