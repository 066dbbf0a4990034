/* Metrics and health over HTTP. */
#include "base/mem.h"
#include "net/http_listen.h"
#include "service/service_inside.h"

struct monitor {
    struct service *service;
    struct http_listen *listen;
};

static double seconds_since(const struct service *s, int64_t then)
{
    return then ? (double)(service_now(s) - then) / 1000 : -1;
}

static const char *const state_names[] = {"starting", "live", "down", "over"};

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
         "Since anything came from the platform; -1: nothing yet.", event_age},
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
 * not given up are live.
 */
static bool is_ready(const struct service *s)
{
    bool any = false;

    for (size_t i = 0; i < s->connection_count; i++) {
        enum connection_state state = s->connections[i].state;
        if (state == CONNECTION_STARTING || state == CONNECTION_DOWN)
            return false;
        any |= state == CONNECTION_LIVE;
    }
    return any && s->faq && !s->pause_until && !s->ending;
}

static void print_ready(const struct service *s, struct http_page *page)
{
    bool ready = is_ready(s);

    page->status = ready ? 200 : 503;
    buf_text(page->body, ready ? "ready\n" : "not ready\n");
    for (size_t i = 0; i < s->connection_count; i++)
        buf_format(page->body, "connection %s: %s\n", s->connections[i].settings->name,
                   state_names[s->connections[i].state]);
    buf_format(page->body, "content: %s\n", s->faq ? "ok" : "not loaded yet");
    buf_format(page->body, "ledger: %s\n", s->pause_until ? "cannot be written" : "ok");
}

static bool serve(void *user, const char *path, struct http_page *page)
{
    const struct service *s = ((struct monitor *)user)->service;

    if (strcmp(path, "/healthz") == 0) {
        buf_text(page->body, "ok\n");
    } else if (strcmp(path, "/readyz") == 0) {
        print_ready(s, page);
    } else if (strcmp(path, "/metrics") == 0) {
        page->content_type = "text/plain; version=0.0.4; charset=utf-8";
        metrics_print(&s->metrics, page->body);
        print_connections(s, page->body);
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
