#include "platforms/mattermost/link.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/instance.h"
#include "platforms/mattermost/account.h"
#include "platforms/mattermost/catchup.h"
#include "platforms/mattermost/link_state.h"

enum { URL_MAX = 2048, CLOSE_NORMAL = 1000, BACKOFF_MOST_MS = 20000 };

static void open_failed(struct mm_link *l, const struct ws_closed *why);

static struct loop *loop_of(const struct mm_link *l)
{
    return l->m->base.options.loop;
}

static int64_t now(const struct mm_link *l)
{
    return loop_now(loop_of(l));
}

static void drop_socket(struct mm_link *l)
{
    struct ws *ws = l->ws;

    l->ws = NULL;
    l->pinged = 0;
    loop_timer_stop(l->watch);
    ws_free(ws);
}

/* A connection that has been live for a while ends the row of failures; one that breaks
 * at once does not, so a server that accepts and drops is not stormed. */
static void calm_down(struct mm_link *l)
{
    if (l->state == LINK_LIVE && now(l) - l->live_at >= l->m->timing.stable_ms)
        backoff_reset(&l->backoff);
}

void mm_link_retry(struct mattermost *m, const char *reason, int64_t at_least_ms)
{
    struct mm_link *l = m->link;

    if (l->state == LINK_OVER)
        return;
    calm_down(l);
    ident_cut(l->reason, sizeof l->reason, reason);
    drop_socket(l);
    l->state = LINK_WAITING;
    int64_t delay = backoff_next(&l->backoff, loop_rng(loop_of(l)), at_least_ms);
    loop_timer_set(l->retry, delay);
    instance_reconnecting(&m->base, l->reason, delay);
    instance_down(&m->base, l->reason);
}

/* Hangs up with a closing handshake; the socket's end brings the retry. */
void mm_link_hang_up(struct mm_link *l, int code, const char *reason)
{
    calm_down(l);
    ident_cut(l->reason, sizeof l->reason, reason);
    l->state = LINK_CLOSING;
    loop_timer_stop(l->watch);
    ws_close(l->ws, code);
}

void mm_link_live(struct mm_link *l)
{
    struct mattermost *m = l->m;

    l->state = LINK_LIVE;
    l->was_live = true;
    l->live_at = l->event_at = now(l);
    loop_timer_set(l->watch, m->timing.ping_ms);
    log_event(m->base.options.log, LOG_INFO, "mattermost", "connected",
              LOG_WITH(log_text("connection", m->base.options.name),
                       log_int("generation", l->generation),
                       log_text("resumed", l->resuming ? "yes" : "no")));
    instance_ready(&m->base);
}

static bool is_current(const struct mm_link *l, const struct ws *w)
{
    return w == l->ws && (l->state == LINK_OPENED || l->state == LINK_LIVE);
}

static void ws_opened(void *user, struct ws *w)
{
    struct mm_link *l = user;

    if (w != l->ws || l->state != LINK_OPENING)
        return;
    l->state = LINK_OPENED;
    loop_timer_set(l->watch, l->m->timing.hello_ms);
    mm_frame_ping(l);
}

static void ws_text(void *user, struct ws *w, struct span message)
{
    struct mm_link *l = user;

    if (is_current(l, w))
        mm_frame_in(l, message);
}

static void ws_oversized(void *user, struct ws *w)
{
    struct mm_link *l = user;

    if (is_current(l, w))
        mm_log(l->m, LOG_WARN, "frame_too_large", NULL);
}

static void ws_ended(void *user, struct ws *w, const struct ws_closed *why)
{
    struct mm_link *l = user;
    char reason[MM_REASON_SIZE];

    if (w != l->ws || l->state == LINK_OVER)
        return;
    if (l->state == LINK_OPENING) {
        open_failed(l, why);
    } else if (l->state == LINK_CLOSING) {
        ident_cut(reason, sizeof reason, l->reason);
        mm_link_retry(l->m, reason, 0);
    } else if (l->state == LINK_OPENED) {
        /* A bad token is let in and dropped after 5 s without hello (section 3); so is a
         * connection id the server does not like: it is not asked for again. */
        mm_resume_forget(&l->resume);
        mm_account_check(l->m, "the server closed the socket before its hello");
    } else {
        snprintf(reason, sizeof reason, "the socket closed (code %d): %.160s", why->code,
                 why->err.text);
        mm_link_retry(l->m, reason, why->retry_after_ms);
    }
}

static const struct ws_events socket_events = {
    .opened = ws_opened, .text = ws_text, .oversized = ws_oversized, .closed = ws_ended};

/* A refused upgrade. Before the first success 403 and 404 mean a wrong configuration;
 * afterwards they come from a proxy whose server restarts. */
static void open_failed(struct mm_link *l, const struct ws_closed *why)
{
    struct mattermost *m = l->m;
    char reason[MM_REASON_SIZE];

    if (why->http_status == 401) {
        mm_account_check(m, "the upgrade to WebSocket was refused (status 401)");
        return;
    }
    if (!l->was_live && (why->http_status == 403 || why->http_status == 404)) {
        mm_fatal(m, ERR_REFUSED,
                 "%s refused the WebSocket at /api/v4/websocket (status %d), while its "
                 "REST API answers. A proxy in front of the server must pass WebSocket "
                 "upgrades on, or url has the wrong path",
                 m->base.options.url, why->http_status);
        return;
    }
    if (why->http_status)
        snprintf(reason, sizeof reason, "the WebSocket was refused with status %d",
                 why->http_status);
    else
        ident_cut(reason, sizeof reason, why->err.text);
    mm_link_retry(m, reason, why->retry_after_ms);
}

void mm_link_open(struct mattermost *m)
{
    struct mm_link *l = m->link;
    struct buf url;
    struct err e;

    if (l->state == LINK_OVER)
        return;
    drop_socket(l); /* close before open */
    l->generation++;
    l->actions = 0;
    l->state = LINK_OPENING;
    err_clear(&e);
    buf_init(&url, URL_MAX);
    bool ok = buf_text(&url, m->roots.socket) &&
              mm_resume_query(&l->resume, &url, &l->resuming);
    /* No Origin header is sent: one that does not match is refused (section 3). */
    struct ws_options options = {.url = url.data,
                                 .bearer = secret_reveal(m->base.options.token),
                                 .max_message = MM_FRAME_MAX,
                                 .ca_file = m->base.options.ca_file,
                                 .proxy = m->base.options.proxy};
    ok = ok && ws_open(&l->ws, loop_of(l), &options, &socket_events, l, &e);
    buf_free(&url);
    if (!ok)
        mm_link_retry(m, e.text[0] ? e.text : "no memory for a socket", 0);
}

static void fire_retry(void *user)
{
    struct mm_link *l = user;

    if (l->state != LINK_WAITING)
        return;
    if (l->m->self.id[0])
        mm_link_open(l->m);
    else
        mm_account_begin(l->m);
}

static void fire_watch(void *user)
{
    struct mm_link *l = user;
    struct mattermost *m = l->m;

    if (l->state == LINK_OPENED) {
        mm_resume_forget(&l->resume);
        mm_account_check(m, "no hello from the server in time");
        return;
    }
    if (l->state != LINK_LIVE)
        return;
    if (l->pinged) {
        mm_link_retry(m, "the server does not answer pings any more", 0);
        return;
    }
    calm_down(l);
    mm_frame_ping(l);
    loop_timer_set(l->watch, m->timing.ping_ms);
    if (now(l) - l->event_at >= m->timing.quiet_ms) {
        l->event_at = now(l);
        mm_catchup_probe(m);
    }
}

void mm_link_deaf(struct mattermost *m)
{
    struct mm_link *l = m->link;

    if (l->state != LINK_LIVE)
        return;
    mm_resume_forget(&l->resume);
    mm_link_hang_up(l, CLOSE_NORMAL,
                    "the socket is deaf: there were messages it did not bring");
}

bool mm_link_checking(struct mattermost *m, const char *reason)
{
    struct mm_link *l = m->link;

    if (l->state == LINK_OVER || l->state == LINK_CHECKING)
        return false;
    calm_down(l);
    ident_cut(l->reason, sizeof l->reason, reason);
    loop_timer_stop(l->retry);
    drop_socket(l);
    l->state = LINK_CHECKING;
    return true;
}

void mm_link_checked(struct mattermost *m, int64_t at_least_ms)
{
    char reason[MM_REASON_SIZE];

    if (m->link->state != LINK_CHECKING)
        return;
    ident_cut(reason, sizeof reason, m->link->reason);
    mm_link_retry(m, reason, at_least_ms);
}

bool mm_link_typing(struct mattermost *m, const char *channel, const char *parent)
{
    return m->link->state == LINK_LIVE &&
           mm_frame_action(m->link, "user_typing", channel, parent);
}

bool mm_link_same_server_since(const struct mattermost *m, int64_t unix_ms)
{
    return m->link->state == LINK_LIVE && m->link->born_unix <= unix_ms;
}

bool mm_link_lost_since(const struct mattermost *m, int64_t unix_ms)
{
    const struct mm_link *l = m->link;

    return l->first_born_unix > 0 && l->first_born_unix <= unix_ms &&
           !mm_link_same_server_since(m, unix_ms);
}

int64_t mm_link_heard(struct platform *p)
{
    const struct mm_link *l = mm_of(p)->link;

    return l->state == LINK_LIVE && l->ws ? ws_last_heard(l->ws) : 0;
}

void mm_link_stop(struct mattermost *m)
{
    struct mm_link *l = m->link;
    bool open = l->ws && (l->state == LINK_OPENED || l->state == LINK_LIVE);

    l->state = LINK_OVER;
    loop_timer_stop(l->retry);
    loop_timer_stop(l->watch);
    if (open)
        ws_close(l->ws, CLOSE_NORMAL);
    else
        drop_socket(l);
}

bool mm_link_new(struct mattermost *m, struct err *e)
{
    const struct platform_options *o = &m->base.options;
    struct mm_link *l = mem_zero(1, sizeof *l);

    if (!l)
        return err_set(e, ERR_MEMORY, "no memory for a Mattermost connection");
    m->link = l;
    l->m = m;
    mm_resume_forget(&l->resume);
    l->backoff = instance_backoff(o, BACKOFF_MOST_MS);
    l->retry = loop_timer_new(o->loop, fire_retry, l);
    l->watch = loop_timer_new(o->loop, fire_watch, l);
    if (!l->retry || !l->watch)
        return err_set(e, ERR_MEMORY, "no memory for a Mattermost connection");
    return true;
}

void mm_link_free(struct mm_link *l)
{
    if (!l)
        return;
    ws_free(l->ws);
    loop_timer_free(l->retry);
    loop_timer_free(l->watch);
    mem_free(l);
}
