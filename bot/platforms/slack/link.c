#include "platforms/slack/link.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/ident.h"
#include "platforms/instance.h"
#include "platforms/slack/account.h"
#include "platforms/slack/catchup.h"
#include "platforms/slack/link_state.h"

enum { CLOSE_NORMAL = 1000, BACKOFF_MOST_MS = 60000 };

static struct loop *loop_of(const struct sl_link *l)
{
    return l->s->base.options.loop;
}

struct sl_socket *sl_socket_find(struct sl_link *l, enum sl_socket_state state)
{
    for (size_t i = 0; i < SL_SOCKETS; i++) {
        if (l->socket[i].state == state)
            return &l->socket[i];
    }
    return NULL;
}

void sl_socket_drop(struct sl_socket *k)
{
    struct ws *ws = k->ws;

    k->ws = NULL;
    k->state = SOCKET_NONE;
    loop_timer_stop(k->timer);
    ws_free(ws);
}

/* With a closing handshake: an abandoned socket stays registered, and Slack goes on
 * sending to it (section 9). */
static void hang_up(struct sl_socket *k)
{
    if (k->state == SOCKET_OPENING)
        sl_socket_drop(k);
    if (k->state == SOCKET_NONE || k->state == SOCKET_CLOSING)
        return;
    k->state = SOCKET_CLOSING;
    loop_timer_stop(k->timer);
    ws_close(k->ws, CLOSE_NORMAL);
}

bool sl_link_opening(struct sl_link *l)
{
    return l->asking || sl_socket_find(l, SOCKET_OPENING) ||
           sl_socket_find(l, SOCKET_OPENED);
}

/* A socket that has been live for a while ends the row of failures; one that breaks at
 * once does not, so a server that accepts and drops is not stormed. */
static void calm_down(struct sl_link *l, const struct sl_socket *k)
{
    if (loop_now(loop_of(l)) - k->live_at >= l->s->timing.stable_ms)
        backoff_reset(&l->backoff);
}

void sl_link_retry(struct slack *s, const char *reason, int64_t at_least_ms)
{
    struct sl_link *l = s->link;

    if (l->over)
        return;
    ident_cut(l->reason, sizeof l->reason, reason);
    int64_t delay = backoff_next(&l->backoff, loop_rng(loop_of(l)), at_least_ms);
    loop_timer_set(l->retry, delay);
    instance_reconnecting(&s->base, l->reason, delay);
    if (!sl_socket_find(l, SOCKET_LIVE))
        instance_down(&s->base, l->reason);
}

/* --- a socket's events */

static struct sl_link *current(struct sl_socket *k, const struct ws *w)
{
    return k->ws == w && !k->link->over ? k->link : NULL;
}

static void ws_opened(void *user, struct ws *w)
{
    struct sl_socket *k = user;
    struct sl_link *l = current(k, w);

    if (!l || k->state != SOCKET_OPENING)
        return;
    k->state = SOCKET_OPENED;
    loop_timer_set(k->timer, l->s->timing.hello_ms);
}

static void ws_text(void *user, struct ws *w, struct span message)
{
    struct sl_socket *k = user;

    if (current(k, w))
        sl_frame_in(k, message);
}

static void ws_oversized(void *user, struct ws *w)
{
    struct sl_socket *k = user;

    if (!current(k, w))
        return;
    sl_log(k->link->s, LOG_WARN, "frame_too_large", "an envelope over 8 MiB was dropped");
    sl_catchup_again(k->link->s);
}

static void ws_ended(void *user, struct ws *w, const struct ws_closed *why)
{
    struct sl_socket *k = user;
    struct sl_link *l = current(k, w);
    char reason[SL_REASON_SIZE];

    if (!l)
        return;
    enum sl_socket_state state = k->state;
    sl_socket_drop(k);
    if (state == SOCKET_RETIRED || state == SOCKET_CLOSING)
        return;
    if (why->http_status)
        snprintf(reason, sizeof reason, "the WebSocket was refused with status %d",
                 why->http_status);
    else
        snprintf(reason, sizeof reason, "the socket closed (code %d): %.160s", why->code,
                 why->err.text);
    if (state == SOCKET_LIVE) {
        calm_down(l, k);
        if (sl_link_opening(l)) { /* its successor is under way already */
            instance_down(&l->s->base, reason);
            return;
        }
    }
    sl_link_retry(l->s, reason, why->retry_after_ms);
}

const struct ws_events sl_socket_events = {
    .opened = ws_opened, .text = ws_text, .oversized = ws_oversized, .closed = ws_ended};

static void fire_socket(void *user)
{
    struct sl_socket *k = user;
    struct sl_link *l = k->link;

    if (k->state == SOCKET_RETIRED) {
        hang_up(k);
    } else if (k->state == SOCKET_OPENED) {
        hang_up(k);
        sl_link_retry(l->s, "no hello from Slack in time", 0);
    }
}

/* Open ones, for comparison with what Slack believes. */
static int64_t count_open(const struct sl_link *l)
{
    int64_t n = 0;

    for (size_t i = 0; i < SL_SOCKETS; i++)
        n += l->socket[i].state > SOCKET_OPENING;
    return n;
}

static void warn_of_ghosts(struct sl_link *l, int64_t connections)
{
    if (connections <= count_open(l))
        return;
    log_event(l->s->base.options.log, LOG_WARN, "slack", "other_connections",
              LOG_WITH(log_text("connection", l->s->base.options.name),
                       log_int("slack_counts", connections),
                       log_int("ours", count_open(l)),
                       log_text("detail",
                                "another process uses this app, or Slack has not noticed "
                                "the end of an older one; each gets a share of what is "
                                "asked")));
}

void sl_link_hello(struct sl_socket *k, int64_t connections)
{
    struct sl_link *l = k->link;
    struct slack *s = l->s;
    struct sl_socket *before = sl_socket_find(l, SOCKET_LIVE);

    if (k->state != SOCKET_OPENED)
        return;
    k->state = SOCKET_LIVE;
    k->live_at = l->heard_at = loop_now(loop_of(l));
    loop_timer_stop(k->timer);
    if (before) {
        before->state = SOCKET_RETIRED;
        loop_timer_set(before->timer, s->timing.retire_ms);
    }
    loop_timer_set(l->watch, s->timing.quiet_ms);
    warn_of_ghosts(l, connections);
    log_event(s->base.options.log, LOG_INFO, "slack", "connected",
              LOG_WITH(log_text("connection", s->base.options.name),
                       log_int("generation", k->generation),
                       log_text("replaced", before ? "yes" : "no")));
    instance_ready(&s->base);
    /* After hello: what comes twice then is recognised, a gap would not be (section 10).
     */
    if (!s->stopped)
        sl_catchup_start(s);
}

/* The successor first; at once, unless the sockets come and go too quickly. */
static void replace(struct sl_socket *k, const char *reason)
{
    struct sl_link *l = k->link;

    if (sl_link_opening(l) || loop_timer_active(l->retry))
        return;
    calm_down(l, k);
    sl_log(l->s, LOG_INFO, "replacing", reason);
    if (l->backoff.tries > 0)
        sl_link_retry(l->s, reason, 0);
    else {
        l->backoff.tries = 1; /* until the successor proves stable */
        sl_link_open(l->s);
    }
}

void sl_link_disconnect(struct sl_socket *k, const char *reason)
{
    struct sl_link *l = k->link;
    struct slack *s = l->s;

    if (strcmp(reason, "link_disabled") == 0) {
        sl_fatal(s, ERR_REFUSED,
                 "Socket Mode is switched off for this Slack app: switch it on under "
                 "Settings > Socket Mode (api.slack.com/apps) and start again");
    } else if (strcmp(reason, "too_many_websockets") == 0) {
        sl_api_cancel(l->asking);
        l->asking = NULL;
        for (size_t i = 0; i < SL_SOCKETS; i++)
            hang_up(&l->socket[i]);
        sl_link_retry(s,
                      "Slack counts more than 10 connections of this app: end other "
                      "processes that use it",
                      s->timing.too_many_ms);
    } else if (k->state == SOCKET_LIVE) {
        replace(k, reason); /* warning, refresh_requested, and what may come */
    } else if (k->state == SOCKET_OPENED) {
        hang_up(k);
        sl_link_retry(s, reason, 0);
    }
}

void sl_link_deaf(struct slack *s)
{
    struct sl_socket *k = sl_socket_find(s->link, SOCKET_LIVE);

    if (k)
        replace(k, "the socket is deaf: there were messages it did not bring");
}

void sl_link_acknowledge(struct slack *s, int64_t generation, const char *envelope)
{
    struct sl_link *l = s->link;

    for (size_t i = 0; i < SL_SOCKETS; i++) {
        struct sl_socket *k = &l->socket[i];
        if (k->generation == generation && k->ws &&
            (k->state == SOCKET_OPENED || k->state == SOCKET_LIVE ||
             k->state == SOCKET_RETIRED) &&
            !sl_frame_acknowledge(k->ws, envelope))
            sl_log(s, LOG_WARN, "not_acknowledged", "the socket takes nothing more");
    }
}

static void fire_retry(void *user)
{
    struct sl_link *l = user;

    if (l->s->self.user[0])
        sl_link_open(l->s);
    else
        sl_account_begin(l->s);
}

/* Pings prove that the socket lives, not that Slack sends to it. */
static void fire_watch(void *user)
{
    struct sl_link *l = user;
    int64_t quiet = loop_now(loop_of(l)) - l->heard_at;

    if (!sl_socket_find(l, SOCKET_LIVE))
        return; /* hello sets it again */
    if (quiet >= l->s->timing.quiet_ms) {
        l->heard_at = loop_now(loop_of(l));
        quiet = 0;
        sl_catchup_probe(l->s);
    }
    loop_timer_set(l->watch, l->s->timing.quiet_ms - quiet);
}

int64_t sl_link_heard(struct platform *p)
{
    const struct sl_socket *k = sl_socket_find(sl_of(p)->link, SOCKET_LIVE);

    return k && k->ws ? ws_last_heard(k->ws) : 0;
}

void sl_link_stop(struct slack *s)
{
    struct sl_link *l = s->link;

    l->over = true;
    sl_api_cancel(l->asking);
    l->asking = NULL;
    loop_timer_stop(l->retry);
    loop_timer_stop(l->watch);
    for (size_t i = 0; i < SL_SOCKETS; i++) {
        struct sl_socket *k = &l->socket[i];
        loop_timer_stop(k->timer);
        if (k->state == SOCKET_LIVE || k->state == SOCKET_RETIRED)
            ws_close(k->ws, CLOSE_NORMAL);
        else if (k->state != SOCKET_CLOSING)
            sl_socket_drop(k);
    }
}

bool sl_link_new(struct slack *s, struct err *e)
{
    const struct platform_options *o = &s->base.options;
    struct sl_link *l = mem_zero(1, sizeof *l);

    if (!l)
        return err_set(e, ERR_MEMORY, "no memory for a Slack connection");
    s->link = l;
    l->s = s;
    l->backoff = instance_backoff(o, BACKOFF_MOST_MS);
    l->retry = loop_timer_new(o->loop, fire_retry, l);
    l->watch = loop_timer_new(o->loop, fire_watch, l);
    bool ok = l->retry && l->watch;
    for (size_t i = 0; i < SL_SOCKETS; i++) {
        l->socket[i].link = l;
        l->socket[i].timer = loop_timer_new(o->loop, fire_socket, &l->socket[i]);
        ok = ok && l->socket[i].timer;
    }
    return ok || err_set(e, ERR_MEMORY, "no memory for a Slack connection");
}

void sl_link_free(struct sl_link *l)
{
    if (!l)
        return;
    sl_api_cancel(l->asking);
    for (size_t i = 0; i < SL_SOCKETS; i++) {
        ws_free(l->socket[i].ws);
        loop_timer_free(l->socket[i].timer);
    }
    loop_timer_free(l->retry);
    loop_timer_free(l->watch);
    mem_free(l);
}
