/* Wiring, signals, the way to the end. */
#include "service/service.h"

#include <signal.h>
#include <string.h>

#include "base/mem.h"
#include "service/conversation.h"
#include "service/notify.h"
#include "service/service_inside.h"

enum {
    CATCHUP_POSTS = 2000, /* per channel */
    DRAIN_MS = 4000,      /* requests in flight may end for so long */
    PAUSE_FIRST_MS = 250,
    PAUSE_MOST_MS = 10000,
    PRUNE_STEP_MS = 200,
    PRUNE_EVERY_MS = 3600 * 1000
};
static const int64_t rows_most = 1000000, conversations_most = 100000;

/* --- connections --- */

static void on_wake(void *user)
{
    struct connection *c = user;
    loop_wake(c->service->options.loop);
}

static void on_settled(void *user, bool confirmed, int64_t age_ms)
{
    struct connection *c = user;
    struct service *s = c->service;

    if (!confirmed)
        return;
    metrics_took(&s->metrics.reply, age_ms);
    record_latency(s->record, c->settings->name, age_ms, service_unix(s));
}

bool connection_make(struct connection *c, struct err *e)
{
    struct service *s = c->service;
    const struct settings *all = s->options.settings;
    const struct platform_kind *kind = s->options.find(c->settings->platform);
    struct platform_host host = service_host;
    struct platform_options options = {
        .name = c->settings->name,
        .url = c->settings->url,
        .user_id = c->settings->user_id,
        .token = c->settings->token,
        .app_token = c->settings->app_token,
        .loop = s->options.loop,
        .http = s->http,
        .log = s->options.log,
        .ca_file = all->ca_file,
        .proxy = all->proxy,
        .catchup_ms = all->catchup_ms,
        .catchup_posts = CATCHUP_POSTS,
        .ping_ms = c->settings->ping_ms,
        .quiet_ms = c->settings->quiet_ms,
        .backoff_most_ms = c->settings->retry_most_ms,
    };

    host.user = c;
    if (!kind)
        return err_set(e, ERR_VALUE, "unknown platform \"%s\"", c->settings->platform);
    if (!kind->create(&c->platform, &options, &host, e))
        return false;
    if (c->outbox)
        outbox_use(c->outbox, c->platform);
    return true;
}

static bool make_outbox(struct connection *c, struct err *e)
{
    struct service *s = c->service;
    struct outbox_options options = {
        .connection = c->settings->name,
        .platform = c->platform,
        .ledger = s->options.ledger,
        .log = s->options.log,
        .rng = loop_rng(s->options.loop),
        .clock = clock_of_loop(s->options.loop),
        .wake = on_wake,
        .settled = on_settled,
        .user = c,
    };
    return outbox_new(&c->outbox, &options, e);
}

static bool make_connections(struct service *s, struct err *e)
{
    const struct settings *settings = s->options.settings;

    s->connections = mem_zero(settings->connection_count + 1, sizeof *s->connections);
    if (!s->connections)
        return err_set(e, ERR_MEMORY, "no memory for connections");
    for (size_t i = 0; i < settings->connection_count; i++) {
        struct connection *c = &s->connections[i];
        *c = (struct connection){.service = s, .settings = &settings->connections[i]};
        s->connection_count++;
        if (!connection_make(c, e) || !make_outbox(c, e))
            return err_prefix(e, "connection %s", c->settings->name);
    }
    return true;
}

/* --- the ledger's size --- */

static void prune(void *user)
{
    struct service *s = user;
    struct ledger *l = s->options.ledger;
    int64_t now = service_unix(s);
    bool more = false;
    struct err e;

    /* What fails breaks the turn's commit, which says so and tries the turn again. */
    if (service_now(s) >= s->pause_until &&
        ledger_prune(l, now, s->options.settings->keep_ms, rows_most, &more, &e))
        (void)(ledger_note_prune(l, CONVERSATION_PREFIX, now - conversation_keep_ms,
                                 conversations_most, &more, &e) &&
               review_prune(s->review, now, &e) && record_prune(s->record, now, &e));
    s->written_ms = 0; /* however busy: service_tell_pause counts on this once an hour */
    service_prove_ledger(s);
    loop_timer_set(s->prune_timer, more ? PRUNE_STEP_MS : PRUNE_EVERY_MS);
}

/* --- systemd --- */

/* The loop turns, so we live; a ledger that cannot be written is no life. */
static void feed_watchdog(void *user)
{
    struct service *s = user;

    service_prove_ledger(s);
    if (!s->unwritable)
        notify_send("WATCHDOG=1");
    loop_timer_set(s->watchdog, notify_watchdog_ms() / 3);
}

/* --- the end --- */

static void drained_long_enough(void *user)
{
    struct service *s = user;

    log_event(s->options.log, LOG_WARN, "service", "requests did not end in time",
              LOG_WITH(log_text("what_follows", "the next start looks for their posts")));
    service_finish(s);
}

void service_end(struct service *s, enum service_end why)
{
    if (s->ending)
        return;
    s->ending = true;
    s->why = why;
    notify_send("STOPPING=1");
    for (size_t i = 0; i < s->connection_count; i++) {
        struct connection *c = &s->connections[i];
        outbox_close(c->outbox);
        if (c->platform)
            c->platform->kind->stop(c->platform);
    }
    loop_timer_set(s->end_timer, DRAIN_MS);
    loop_wake(s->options.loop);
}

void service_finish(struct service *s)
{
    if (s->ended)
        return;
    s->ended = true;
    loop_stop(s->options.loop);
}

static void on_signal(void *user, int number)
{
    struct service *s = user;

    if (number == SIGHUP) {
        reload_start(s);
    } else if (s->ending) { /* asked twice: at once */
        service_finish(s);
    } else {
        log_event(s->options.log, LOG_INFO, "service", "stopping",
                  LOG_WITH(log_text("signal", strsignal(number))));
        service_end(s, SERVICE_ASKED);
    }
}

static bool take_signals(struct service *s, struct err *e)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (!loop_on_signal(s->options.loop, signals[i], on_signal, s, e))
            return false;
    return true;
}

/* --- life --- */

/* Nothing to do: its effect is that a turn takes place. */
static void on_time(void *user)
{
    (void)user;
}

static bool make_timers(struct service *s, struct err *e)
{
    struct loop *l = s->options.loop;

    s->timer = loop_timer_new(l, on_time, s);
    s->prune_timer = loop_timer_new(l, prune, s);
    s->end_timer = loop_timer_new(l, drained_long_enough, s);
    s->watchdog = loop_timer_new(l, feed_watchdog, s);
    s->progress_timer = loop_timer_new(l, progress_tell, s);
    return (s->timer && s->prune_timer && s->end_timer && s->watchdog &&
            s->progress_timer) ||
           err_set(e, ERR_MEMORY, "no memory for timers");
}

/* What was asked lately is kept for admins, and only where there are any. */
static bool make_recall(struct service *s, struct err *e)
{
    const struct settings *settings = s->options.settings;

    for (size_t i = 0; i < settings->connection_count; i++)
        if (settings_has_admins(&settings->connections[i]))
            return recall_new(&s->recall, e);
    return true;
}

static bool prepare(struct service *s, struct err *e)
{
    const struct settings *settings = s->options.settings;
    struct http_options http = {.user_agent = "Limber/" LIMBER_VERSION,
                                .proxy = settings->proxy,
                                .ca_file = settings->ca_file};

    struct review_options review = {s->options.ledger, &s->key, settings->review_ms};

    return pseudonym_open(&s->key, s->options.ledger, service_unix(s), e) &&
           review_new(&s->review, &review, e) &&
           record_new(&s->record, s->options.ledger, settings->counts_ms, e) &&
           http_new(&s->http, s->options.loop, &http, e) && make_timers(s, e) &&
           make_recall(s, e) && make_connections(s, e) && take_signals(s, e) &&
           (!settings->metrics || monitor_new(&s->monitor, s, settings->metrics, e)) &&
           ledger_commit(s->options.ledger, e);
}

bool service_new(struct service **out, const struct service_options *options,
                 struct err *e)
{
    struct service *s = mem_zero(1, sizeof *s);

    *out = NULL;
    if (!s)
        return err_set(e, ERR_MEMORY, "no memory for the service");
    s->options = *options;
    s->starved = mem_failures();
    if (!s->options.find)
        s->options.find = platform_find;
    s->pause = (struct backoff){PAUSE_FIRST_MS, PAUSE_MOST_MS, 0};
    if (!prepare(s, e)) {
        service_free(s);
        return false;
    }
    *out = s;
    return true;
}

bool service_run(struct service *s, struct err *e)
{
    static const char *const causes[] = {
        [SERVICE_NO_CONNECTION] = "no connection can go on; the log says what to do",
        [SERVICE_NO_CONTENT] = "the content cannot be used; `limber check` shows why"};
    struct err why = {0};

    service_tell_pause(s);
    reload_start(s);
    loop_on_turn(s->options.loop, service_turn, s);
    loop_timer_set(s->prune_timer, PRUNE_STEP_MS);
    if (notify_watchdog_ms())
        feed_watchdog(s);
    progress_tell(s);
    for (size_t i = 0; i < s->connection_count; i++) {
        struct connection *c = &s->connections[i];
        if (!c->platform->kind->start(c->platform, &why))
            connection_over(c, &why);
    }
    loop_run(s->options.loop);
    loop_on_turn(s->options.loop, NULL, NULL);
    service_record(s, true);
    log_event(s->options.log, LOG_INFO, "service", "stopped", NULL);
    return s->why == SERVICE_ASKED || err_set(e, ERR_REFUSED, "%s", causes[s->why]);
}

/* The platforms first: what they have in flight ends then, in the outboxes. */
void service_free(struct service *s)
{
    if (!s)
        return;
    monitor_free(s->monitor);
    reload_leave(s->reload);
    for (size_t i = 0; i < s->connection_count; i++)
        if (s->connections[i].platform)
            s->connections[i].platform->kind->destroy(s->connections[i].platform);
    for (size_t i = 0; i < s->connection_count; i++)
        outbox_free(s->connections[i].outbox);
    http_free(s->http);
    loop_timer_free(s->timer);
    loop_timer_free(s->prune_timer);
    loop_timer_free(s->end_timer);
    loop_timer_free(s->watchdog);
    loop_timer_free(s->progress_timer);
    intake_free(&s->intake);
    recall_free(s->recall);
    mem_free(s->connections);
    packs_free(s->packs);
    review_free(s->review);
    record_free(s->record);
    mem_free(s);
}
