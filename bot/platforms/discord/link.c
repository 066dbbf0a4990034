#include "platforms/discord/link.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/discord/account.h"
#include "platforms/discord/catchup.h"
#include "platforms/discord/link_state.h"
#include "platforms/instance.h"

enum {
    URL_MAX = 512,
    RESUMES_MOST = 2, /* at its own address; then at the gateway's (section 10) */
    /* The gateway's own heartbeats prove the socket; pings of the WebSocket are beside
     * the protocol and only for the case that nothing else moves. */
    PING_MS = 60000,
    HANGUP_MS = 150000,
    BACKOFF_MOST_MS = 60000
};

static struct loop *loop_of(const struct dc_link *l)
{
    return l->d->base.options.loop;
}

static int64_t now(const struct dc_link *l)
{
    return loop_now(loop_of(l));
}

static void drop_socket(struct dc_link *l)
{
    struct ws *ws = l->ws;

    l->ws = NULL;
    loop_timer_stop(l->watch);
    loop_timer_stop(l->beat);
    ws_free(ws);
}

static void calm_down(struct dc_link *l)
{
    if (l->state == LINK_LIVE && now(l) - l->live_at >= l->d->timing.stable_ms)
        backoff_reset(&l->backoff);
}

void dc_link_retry(struct discord *d, const char *reason, int64_t at_least_ms)
{
    struct dc_link *l = d->link;

    if (l->state == LINK_OVER)
        return;
    calm_down(l);
    ident_cut(l->reason, sizeof l->reason, reason);
    drop_socket(l);
    dc_catchup_stop(d);
    l->state = LINK_WAITING;
    int64_t delay = backoff_next(&l->backoff, loop_rng(loop_of(l)), at_least_ms);
    loop_timer_set(l->retry, delay);
    log_event(d->base.options.log, LOG_WARN, "discord", "reconnecting",
              LOG_WITH(log_text("connection", d->base.options.name),
                       log_text("reason", l->reason), log_int("in_ms", delay),
                       log_text("session",
                                dc_session_can_resume(&d->session) ? "kept" : "new")));
    instance_down(&d->base, l->reason);
}

void dc_link_hang_up(struct dc_link *l, const char *reason)
{
    calm_down(l);
    ident_cut(l->reason, sizeof l->reason, reason);
    l->state = LINK_CLOSING;
    loop_timer_stop(l->watch);
    loop_timer_stop(l->beat);
    ws_close(l->ws, DC_CLOSE_KEEP); /* 1000 and 1001 would end the session */
}

void dc_link_live(struct dc_link *l, bool resumed)
{
    struct discord *d = l->d;

    l->state = LINK_LIVE;
    l->resumes = 0;
    l->live_at = l->event_at = now(l);
    loop_timer_set(l->watch, d->timing.quiet_ms);
    log_event(d->base.options.log, LOG_INFO, "discord", "connected",
              LOG_WITH(log_text("connection", d->base.options.name),
                       log_int("generation", l->generation),
                       log_text("resumed", resumed ? "yes" : "no")));
    instance_ready(&d->base);
}

/* What a close code asks for (section 10). The first row that fits counts. */
static const struct {
    int code;
    enum { RESUME, ANEW, FATAL } then;
    const char *what;
} closes[] = {
    {4003, ANEW, "not authenticated"},
    {4004, FATAL,
     "the token is wrong or was reset: Developer Portal > Bot > Reset Token"},
    {4005, ANEW, "already authenticated"},
    {4007, ANEW, "invalid sequence number"},
    {4009, ANEW, "the session timed out"},
    {4010, FATAL, "invalid shard (please report)"},
    {4011, FATAL,
     "the bot is in too many servers for one connection: sharding is not supported"},
    {4012, FATAL, "this version of the gateway is no longer spoken: update Limber"},
    {4013, FATAL, "invalid intents (please report)"},
    {4014, FATAL, dc_no_content_intent},
};

static void closed_with(struct dc_link *l, const struct ws_closed *why)
{
    struct discord *d = l->d;
    char reason[DC_REASON_SIZE];

    snprintf(reason, sizeof reason, "the gateway closed (code %d): %.160s", why->code,
             why->err.text);
    for (size_t i = 0; i < sizeof closes / sizeof closes[0]; i++) {
        if (closes[i].code != why->code)
            continue;
        if (closes[i].then == FATAL) {
            dc_fatal(d, ERR_REFUSED, "Discord's gateway refused the bot (code %d): %s",
                     why->code, closes[i].what);
            return;
        }
        if (closes[i].then == ANEW)
            dc_session_forget(&d->session);
        snprintf(reason, sizeof reason, "the gateway closed (code %d): %s", why->code,
                 closes[i].what);
    }
    dc_link_retry(d, reason, why->retry_after_ms);
}

static bool is_current(const struct dc_link *l, const struct ws *w)
{
    return w == l->ws && l->state != LINK_WAITING && l->state != LINK_OVER;
}

static void ws_opened(void *user, struct ws *w)
{
    struct dc_link *l = user;

    if (!is_current(l, w) || l->state != LINK_OPENING)
        return;
    l->state = LINK_GREETED;
    l->unacked = false; /* of this socket */
    loop_timer_set(l->watch, l->d->timing.hello_ms);
}

static void ws_text(void *user, struct ws *w, struct span message)
{
    struct dc_link *l = user;

    if (is_current(l, w) && l->state != LINK_CLOSING)
        dc_frame_in(l, message);
}

static void ws_oversized(void *user, struct ws *w)
{
    struct dc_link *l = user;

    if (!is_current(l, w))
        return;
    dc_log(l->d, LOG_WARN, "frame_too_large", NULL);
    dc_catchup_again(l->d); /* a resume would bring the same again */
}

static void ws_ended(void *user, struct ws *w, const struct ws_closed *why)
{
    struct dc_link *l = user;
    char reason[DC_REASON_SIZE];

    if (!is_current(l, w))
        return;
    if (l->state == LINK_CLOSING) {
        ident_copy(reason, sizeof reason, l->reason);
        dc_link_retry(l->d, reason, 0);
    } else if (l->state == LINK_OPENING) {
        snprintf(reason, sizeof reason, "the gateway cannot be reached: %.160s",
                 why->http_status ? "the WebSocket was refused" : why->err.text);
        if (l->resumes > RESUMES_MOST)
            l->resumes = 0; /* nowhere to be reached: the session may still live */
        dc_link_retry(l->d, reason, why->retry_after_ms);
    } else {
        closed_with(l, why);
    }
}

static const struct ws_events socket_events = {
    .opened = ws_opened, .text = ws_text, .oversized = ws_oversized, .closed = ws_ended};

static bool write_url(struct buf *out, const char *gateway)
{
    size_t len = strlen(gateway);

    while (len > 0 && gateway[len - 1] == '/')
        len--;
    return buf_format(out, "%.*s/?v=10&encoding=json", (int)len, gateway);
}

void dc_link_open(struct discord *d, const char *gateway)
{
    struct dc_link *l = d->link;
    struct buf url;
    struct err e;

    if (l->state == LINK_OVER)
        return;
    drop_socket(l); /* close before open */
    if (gateway)
        ident_copy(l->gateway, sizeof l->gateway, gateway);
    l->generation++;
    l->resuming = dc_session_can_resume(&d->session);
    bool elsewhere = l->resumes >= RESUMES_MOST;
    l->resumes += l->resuming;
    l->state = LINK_OPENING;
    err_clear(&e);
    buf_init(&url, URL_MAX);
    bool ok =
        write_url(&url, l->resuming && !elsewhere ? d->session.resume_url : l->gateway);
    struct ws_options options = {.url = url.data,
                                 .max_message = DC_FRAME_MAX,
                                 .ping_every_ms = PING_MS,
                                 .hangup_after_ms = HANGUP_MS,
                                 .ca_file = d->base.options.ca_file,
                                 .proxy = d->base.options.proxy};
    ok = ok && ws_open(&l->ws, loop_of(l), &options, &socket_events, l, &e);
    buf_free(&url);
    if (!ok)
        dc_link_retry(d, e.text[0] ? e.text : "no memory for a socket", 0);
}

void dc_link_begin(struct discord *d)
{
    struct dc_link *l = d->link;

    /* Its own URL fails: the session is tried at the gateway's, and then given up. */
    if (l->resumes > RESUMES_MOST) {
        dc_session_forget(&d->session);
        l->resumes = 0;
    }
    if (dc_session_can_resume(&d->session) && l->resumes < RESUMES_MOST)
        dc_link_open(d, NULL);
    else
        dc_account_begin(d);
}

static void fire_retry(void *user)
{
    struct dc_link *l = user;

    if (l->state == LINK_WAITING)
        dc_link_begin(l->d);
}

static void fire_watch(void *user)
{
    struct dc_link *l = user;

    if (l->state == LINK_LIVE) {
        loop_timer_set(l->watch, l->d->timing.quiet_ms);
        if (now(l) - l->event_at >= l->d->timing.quiet_ms) {
            l->event_at = now(l);
            dc_catchup_probe(l->d);
        }
        return;
    }
    dc_link_retry(l->d, "the gateway did not answer the handshake in time", 0);
}

/* Without an answer to the last one the link is dead, and a closing handshake would only
 * wait (section 16): the socket is dropped at once. */
static void fire_beat(void *user)
{
    struct dc_link *l = user;

    if (l->unacked || !dc_frame_beat(l)) {
        dc_link_retry(l->d, "the gateway does not answer heartbeats any more", 0);
        return;
    }
    l->unacked = true;
    loop_timer_set(l->beat, l->interval_ms);
}

void dc_link_deaf(struct discord *d)
{
    if (d->link->state == LINK_LIVE)
        dc_link_hang_up(d->link,
                        "the socket is deaf: there were messages it did not bring");
}

int64_t dc_link_heard(struct platform *p)
{
    const struct dc_link *l = dc_of(p)->link;

    return l->state == LINK_LIVE && l->ws ? ws_last_heard(l->ws) : 0;
}

void dc_link_stop(struct discord *d)
{
    struct dc_link *l = d->link;
    bool open = l->ws && l->state > LINK_OPENING && l->state < LINK_CLOSING;

    l->state = LINK_OVER;
    loop_timer_stop(l->retry);
    loop_timer_stop(l->watch);
    loop_timer_stop(l->beat);
    if (open)
        ws_close(l->ws, DC_CLOSE_KEEP);
    else
        drop_socket(l);
}

bool dc_link_new(struct discord *d, struct err *e)
{
    const struct platform_options *o = &d->base.options;
    struct dc_link *l = mem_zero(1, sizeof *l);

    if (!l)
        return err_set(e, ERR_MEMORY, "no memory for a Discord connection");
    d->link = l;
    l->d = d;
    l->backoff = instance_backoff(o, BACKOFF_MOST_MS);
    l->retry = loop_timer_new(o->loop, fire_retry, l);
    l->watch = loop_timer_new(o->loop, fire_watch, l);
    l->beat = loop_timer_new(o->loop, fire_beat, l);
    if (!l->retry || !l->watch || !l->beat)
        return err_set(e, ERR_MEMORY, "no memory for a Discord connection");
    return true;
}

void dc_link_free(struct dc_link *l)
{
    if (!l)
        return;
    ws_free(l->ws);
    loop_timer_free(l->retry);
    loop_timer_free(l->watch);
    loop_timer_free(l->beat);
    mem_free(l);
}
