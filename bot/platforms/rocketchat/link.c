#include "platforms/rocketchat/link.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/instance.h"
#include "platforms/rocketchat/account.h"
#include "platforms/rocketchat/catchup.h"
#include "platforms/rocketchat/link_state.h"

enum { CLOSE_NORMAL = 1000, FIRST_FREE_ID = 10, BACKOFF_MOST_MS = 60000 };

static struct loop *loop_of(const struct rc_link *l)
{
    return l->m->base.options.loop;
}

static int64_t now(const struct rc_link *l)
{
    return loop_now(loop_of(l));
}

static void drop_socket(struct rc_link *l)
{
    struct ws *ws = l->ws;

    l->ws = NULL;
    loop_timer_stop(l->watch);
    ws_free(ws);
}

/* A server that accepts and drops at once is not stormed. */
static void calm_down(struct rc_link *l)
{
    if (l->state == LINK_LIVE && now(l) - l->live_at >= l->m->timing.stable_ms)
        backoff_reset(&l->backoff);
}

void rc_link_live(struct rc_link *l)
{
    struct rocketchat *m = l->m;

    l->state = LINK_LIVE;
    l->live_at = l->event_at = now(l);
    loop_timer_set(l->watch, m->timing.ping_ms);
    log_event(m->base.options.log, LOG_INFO, "rocketchat", "connected",
              LOG_WITH(log_text("connection", m->base.options.name),
                       log_int("generation", l->generation)));
    instance_ready(&m->base);
    /* Only now: what was said between a reading and `ready` would be lost (I1). */
    rc_catchup_start(m);
}

void rc_link_retry(struct rocketchat *m, const char *reason, int64_t at_least_ms)
{
    struct rc_link *l = m->link;

    if (l->state == LINK_OVER)
        return;
    calm_down(l);
    ident_cut(l->reason, sizeof l->reason, reason);
    drop_socket(l);
    rc_catchup_stop(m);
    l->state = LINK_WAITING;
    int64_t delay = backoff_next(&l->backoff, loop_rng(loop_of(l)), at_least_ms);
    loop_timer_set(l->retry, delay);
    instance_reconnecting(&m->base, l->reason, delay);
    instance_down(&m->base, l->reason);
}

static bool is_current(const struct rc_link *l, const struct ws *w)
{
    return w == l->ws && l->state != LINK_WAITING && l->state != LINK_OVER;
}

static void ws_opened(void *user, struct ws *w)
{
    struct rc_link *l = user;

    if (!is_current(l, w) || l->state != LINK_OPENING)
        return;
    l->heard_at = now(l);
    rc_frame_greet(l);
}

static void ws_text(void *user, struct ws *w, struct span message)
{
    struct rc_link *l = user;

    if (!is_current(l, w))
        return;
    l->heard_at = now(l);
    rc_frame_in(l, message);
}

static void ws_oversized(void *user, struct ws *w)
{
    struct rc_link *l = user;

    if (!is_current(l, w))
        return;
    rc_log(l->m, LOG_WARN, "frame_too_large", NULL);
    rc_catchup_again(l->m);
}

static void ws_ended(void *user, struct ws *w, const struct ws_closed *why)
{
    struct rc_link *l = user;
    char reason[RC_REASON_SIZE];

    if (!is_current(l, w))
        return;
    if (why->http_status == 401 || why->http_status == 403 || why->http_status == 404)
        snprintf(
            reason, sizeof reason,
            "the WebSocket at /websocket was refused with status %d; a proxy in front "
            "of the server must pass WebSocket upgrades on",
            why->http_status);
    else if (why->http_status)
        snprintf(reason, sizeof reason, "the WebSocket was refused with status %d",
                 why->http_status);
    else
        snprintf(reason, sizeof reason, "the socket closed (code %d): %.160s", why->code,
                 why->err.text);
    rc_link_retry(l->m, reason, why->retry_after_ms);
}

static const struct ws_events socket_events = {
    .opened = ws_opened, .text = ws_text, .oversized = ws_oversized, .closed = ws_ended};

void rc_link_open(struct rocketchat *m)
{
    struct rc_link *l = m->link;
    struct err e;
    struct ws_options options = {.url = m->roots.socket,
                                 .max_message = RC_FRAME_MAX,
                                 .ca_file = m->base.options.ca_file,
                                 .proxy = m->base.options.proxy};

    if (l->state == LINK_OVER)
        return;
    drop_socket(l); /* close before open */
    l->generation++;
    l->next_id = FIRST_FREE_ID;
    l->watched = 0;
    l->state = LINK_OPENING;
    err_clear(&e);
    if (!ws_open(&l->ws, loop_of(l), &options, &socket_events, l, &e))
        rc_link_retry(m, e.text[0] ? e.text : "no memory for a socket", 0);
}

static void fire_retry(void *user)
{
    struct rc_link *l = user;

    /* The account is asked again each time: a refusal there says what to do. */
    if (l->state == LINK_WAITING)
        rc_account_begin(l->m);
}

static void fire_watch(void *user)
{
    struct rc_link *l = user;
    struct rocketchat *m = l->m;

    if (l->state != LINK_LIVE) {
        rc_link_retry(m, "the server did not answer the handshake in time", 0);
        return;
    }
    int64_t silent = now(l) - l->heard_at;
    if (silent >= m->timing.dead_ms) {
        rc_link_retry(m, "nothing was heard from the server any more", 0);
        return;
    }
    calm_down(l);
    if (silent >= m->timing.ping_ms / 2)
        rc_frame_ping(l);
    loop_timer_set(l->watch, m->timing.ping_ms / 2);
    if (now(l) - l->event_at >= m->timing.quiet_ms) {
        l->event_at = now(l);
        rc_catchup_probe(m);
    }
}

void rc_link_deaf(struct rocketchat *m)
{
    if (m->link->state == LINK_LIVE)
        rc_link_retry(m, "the socket is deaf: there were messages it did not bring", 0);
}

int64_t rc_link_heard(struct platform *p)
{
    const struct rc_link *l = rc_of(p)->link;

    return l->state == LINK_LIVE && l->ws ? ws_last_heard(l->ws) : 0;
}

void rc_link_stop(struct rocketchat *m)
{
    struct rc_link *l = m->link;
    bool open = l->ws && l->state > LINK_OPENING && l->state < LINK_OVER;

    l->state = LINK_OVER;
    loop_timer_stop(l->retry);
    loop_timer_stop(l->watch);
    if (open)
        ws_close(l->ws, CLOSE_NORMAL);
    else
        drop_socket(l);
}

bool rc_link_new(struct rocketchat *m, struct err *e)
{
    const struct platform_options *o = &m->base.options;
    struct rc_link *l = mem_zero(1, sizeof *l);

    if (!l)
        return err_set(e, ERR_MEMORY, "no memory for a Rocket.Chat connection");
    m->link = l;
    l->m = m;
    l->backoff = instance_backoff(o, BACKOFF_MOST_MS);
    l->retry = loop_timer_new(o->loop, fire_retry, l);
    l->watch = loop_timer_new(o->loop, fire_watch, l);
    if (!l->retry || !l->watch)
        return err_set(e, ERR_MEMORY, "no memory for a Rocket.Chat connection");
    return true;
}

void rc_link_free(struct rc_link *l)
{
    if (!l)
        return;
    ws_free(l->ws);
    loop_timer_free(l->retry);
    loop_timer_free(l->watch);
    mem_free(l);
}
