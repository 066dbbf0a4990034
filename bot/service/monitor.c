/* Metrics and health over HTTP. */
#include "base/mem.h"
#include "net/http_listen.h"
#include "service/process.h"
#include "service/service_inside.h"

struct monitor {
    struct service *service;
    struct http_listen *listen;
};

static double seconds_since(const struct service *s, int64_t then)
{
    return then ? (double)(service_now(s) - then) / 1000 : -1;
}

/* One metric of all connections. */
static void each(const struct service *s, struct buf *out, const char *name,
                 const char *type, const char *help,
                 double (*value)(const struct connection *c))
{
    metrics_head(out, name, type, help);
    for (size_t i = 0; i < s->connection_count; i++)
        metrics_sample(out, name, "connection", s->connections[i].settings->name,
                       value(&s->connections[i]));
}

enum { SILENCE_MOST_MS = 150 * 1000, SILENT_PINGS = 3 };

/* Since anything came over the socket, ms; -1: it cannot be told. The longest time
 * between two pings is Discord's, a minute. */
static int64_t silence(const struct connection *c)
{
    int64_t heard = c->state == CONNECTION_LIVE && c->platform->kind->heard
                        ? c->platform->kind->heard(c->platform)
                        : 0;

    return heard ? service_now(c->service) - heard : -1;
}

/* The adapters drop a silent socket by themselves; this is the proof that they did. */
static bool is_fresh(const struct connection *c)
{
    int64_t most = SILENT_PINGS * c->settings->ping_ms;

    return silence(c) <= (most > SILENCE_MOST_MS ? most : SILENCE_MOST_MS);
}

static double is_up(const struct connection *c)
{
    return c->state == CONNECTION_LIVE;
}
static double reconnects(const struct connection *c)
{
    return (double)c->reconnects;
}
static double event_age(const struct connection *c)
{
    return seconds_since(c->service, c->heard_ms);
}
static double silent_for(const struct connection *c)
{
    int64_t ms = silence(c);
    return ms < 0 ? -1 : (double)ms / 1000;
}
static double lag(const struct connection *c)
{
    return (double)c->lag_ms / 1000;
}
static double waiting(const struct connection *c)
{
    return (double)outbox_waiting(c->outbox);
}
static double in_flight(const struct connection *c)
{
    return (double)outbox_in_flight(c->outbox);
}
static double confirmed(const struct connection *c)
{
    return (double)outbox_counts(c->outbox)->confirmed;
}
static double set_aside(const struct connection *c)
{
    return (double)outbox_counts(c->outbox)->set_aside;
}
static double retries(const struct connection *c)
{
    return (double)(outbox_counts(c->outbox)->unsent + outbox_counts(c->outbox)->unknown);
}
static double looks(const struct connection *c)
{
    return (double)outbox_counts(c->outbox)->looked;
}

static void print_connections(const struct service *s, struct buf *out)
{
    static const struct {
        const char *name, *type, *help;
        double (*value)(const struct connection *c);
    } list[] = {
        {"limber_connection_up", "gauge", "1 while it can receive messages.", is_up},
        {"limber_reconnects_total", "counter", "Connections opened again.", reconnects},
        {"limber_last_event_age_seconds", "gauge",
         "Since the platform told anything; -1: nothing yet.", event_age},
        {"limber_connection_silence_seconds", "gauge",
         "Since anything came over the socket, pongs included; -1: it is not live.",
         silent_for},
        {"limber_read_lag_seconds", "gauge",
         "How old the last message was when it was read; catch-up makes it large.", lag},
        {"limber_outbox_waiting", "gauge", "Reply parts that wait to be sent.", waiting},
        {"limber_outbox_in_flight", "gauge", "Requests for replies under way.",
         in_flight},
        {"limber_parts_confirmed_total", "counter", "Reply parts proved to be there.",
         confirmed},
        {"limber_parts_set_aside_total", "counter", "Reply parts given up.", set_aside},
        {"limber_retries_total", "counter", "Tries to post that did not end well.",
         retries},
        {"limber_looks_total", "counter", "Looks whether a post is there.", looks},
    };
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        each(s, out, list[i].name, list[i].type, list[i].help, list[i].value);
    metrics_head(out, "limber_intake_waiting", "gauge", "Messages not decided yet.");
    metrics_value(out, "limber_intake_waiting", (double)s->intake.count);
}

/* Ready: the content is loaded, the ledger can be written, and all connections that are
 * not given up are live and not silent. */
static bool is_ready(const struct service *s)
{
    bool any = false;

    for (size_t i = 0; i < s->connection_count; i++) {
        enum connection_state state = s->connections[i].state;
        if (state == CONNECTION_STARTING || state == CONNECTION_DOWN)
            return false;
        if (state == CONNECTION_LIVE && !is_fresh(&s->connections[i]))
            return false;
        any |= state == CONNECTION_LIVE;
    }
    return any && s->packs && !s->unwritable && !s->ending;
}

static void print_ready(const struct service *s, struct http_page *page)
{
    bool ready = is_ready(s);

    page->status = ready ? 200 : 503;
    buf_text(page->body, ready ? "ready\n" : "not ready\n");
    for (size_t i = 0; i < s->connection_count; i++) {
        const struct connection *c = &s->connections[i];
        bool silent = c->state == CONNECTION_LIVE && !is_fresh(c);
        buf_format(page->body, "connection %s: %s\n", c->settings->name,
                   silent ? "silent" : connection_state_name(c->state));
    }
    buf_format(page->body, "content: %s\n", s->packs ? "ok" : "not loaded yet");
    buf_format(page->body, "ledger: %s\n", s->unwritable ? "cannot be written" : "ok");
}

static bool serve(void *user, const char *path, struct http_page *page)
{
    struct service *s = ((struct monitor *)user)->service;

    if (strcmp(path, "/healthz") == 0) {
        buf_text(page->body, "ok\n");
    } else if (strcmp(path, "/readyz") == 0) {
        service_prove_ledger(s);
        print_ready(s, page);
    } else if (strcmp(path, "/metrics") == 0) {
        page->content_type = "text/plain; version=0.0.4; charset=utf-8";
        metrics_print(&s->metrics, page->body);
        print_connections(s, page->body);
        process_print(page->body);
    } else {
        return false;
    }
    return true;
}

bool monitor_new(struct monitor **out, struct service *s, const char *address,
                 struct err *e)
{
    struct monitor *m = mem_zero(1, sizeof *m);

    *out = NULL;
    if (!m)
        return err_set(e, ERR_MEMORY, "no memory for metrics");
    m->service = s;
    if (!http_listen_open(&m->listen, s->options.loop, address, serve, m, e)) {
        mem_free(m);
        return err_prefix(e, "metrics");
    }
    log_event(s->options.log, LOG_INFO, "service", "metrics served",
              LOG_WITH(log_int("port", http_listen_port(m->listen))));
    *out = m;
    return true;
}

void monitor_free(struct monitor *m)
{
    if (!m)
        return;
    http_listen_close(m->listen);
    mem_free(m);
}
