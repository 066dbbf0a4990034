/* What is said over the link's socket: the handshake of DDP, then messages. */
#include <stdio.h>
#include <string.h>

#include "platforms/rocketchat/account.h"
#include "platforms/rocketchat/catchup.h"
#include "platforms/rocketchat/ddp.h"
#include "platforms/rocketchat/inbox.h"
#include "platforms/rocketchat/link.h"
#include "platforms/rocketchat/link_state.h"

enum {
    OUT_MAX = 16384,
    /* 40 subscriptions to streams in 40 s are let through (section 5). */
    WATCHED_MOST = 30,
    /* And 40 signs of typing in 40 s, by the server's clock: half of it in ours. */
    TYPING_MOST = 20,
    TYPING_MS = 40000
};

static const char id_login[] = "1", id_messages[] = "2";

/* Frames are small: what does not fit or cannot be queued ends the socket. */
static bool say(struct rc_link *l, bool (*write)(struct rc_link *l, struct buf *out))
{
    struct buf out;

    buf_init(&out, OUT_MAX);
    bool ok = write(l, &out) && ws_send(l->ws, buf_view(&out));
    if (out.data)
        explicit_bzero(out.data, out.len); /* the login holds the token */
    buf_free(&out);
    return ok;
}

static bool write_connect(struct rc_link *l, struct buf *out)
{
    (void)l;
    return ddp_connect(out);
}

static bool write_login(struct rc_link *l, struct buf *out)
{
    return ddp_login(out, id_login, secret_reveal(l->m->base.options.token));
}

static bool write_subscribe(struct rc_link *l, struct buf *out)
{
    (void)l;
    return ddp_subscribe(out, id_messages, "stream-room-messages", "__my_messages__");
}

static bool write_ping(struct rc_link *l, struct buf *out)
{
    (void)l;
    return ddp_ping(out);
}

static void step(struct rc_link *l, enum link_state next,
                 bool (*write)(struct rc_link *l, struct buf *out))
{
    l->state = next;
    loop_timer_set(l->watch, l->m->timing.step_ms);
    if (!say(l, write))
        rc_link_retry(l->m, "the socket takes nothing", 0);
}

void rc_frame_greet(struct rc_link *l)
{
    step(l, LINK_GREETING, write_connect);
}

void rc_frame_ping(struct rc_link *l)
{
    say(l, write_ping);
}

static void on_login(struct rc_link *l, const struct ddp_frame *f)
{
    char why[200];
    int64_t wait;

    if (!f->error) {
        step(l, LINK_SUBSCRIBING, write_subscribe);
        return;
    }
    ddp_error_text(f->error, why, sizeof why);
    if (ddp_error_is(f->error, "403")) {
        rc_account_refused(l->m, why);
        return;
    }
    wait = json_get_int(json_get(f->error, "details"), "timeToReset", 0);
    rc_link_retry(l->m, why, wait);
}

static void on_nosub(struct rc_link *l, const struct ddp_frame *f)
{
    char why[200];

    if (!f->id || strcmp(f->id, id_messages) != 0)
        return; /* a room's deletions: done without */
    ddp_error_text(f->error, why, sizeof why);
    if (ddp_error_is(f->error, "not-allowed"))
        rc_fatal(l->m, ERR_REFUSED,
                 "Rocket.Chat at %s does not let the account read messages (%s); give it "
                 "the role \"bot\" or \"user\" under Administration > Users",
                 l->m->base.options.url, why);
    else
        rc_link_retry(l->m, why,
                      json_get_int(json_get(f->error, "details"), "timeToReset", 0));
}

static void on_pong_wanted(struct rc_link *l, const struct ddp_frame *f)
{
    struct buf out;

    buf_init(&out, OUT_MAX);
    if (ddp_pong(&out, f->id))
        ws_send(l->ws, buf_view(&out));
    buf_free(&out);
}

static void on_event(struct rc_link *l, const struct ddp_frame *f)
{
    l->event_at = loop_now(l->m->base.options.loop);
    if (strcmp(f->collection, "stream-room-messages") == 0)
        rc_inbox_message(l->m, json_at(f->args, 0), json_at(f->args, 1));
    else if (strcmp(f->collection, "stream-notify-room") == 0)
        rc_inbox_notice(l->m, f->event, json_at(f->args, 0));
}

static void on_frame(struct rc_link *l, const struct ddp_frame *f)
{
    char why[200];

    switch (f->kind) {
    case DDP_CONNECTED:
        if (l->state == LINK_GREETING)
            step(l, LINK_LOGGING_IN, write_login);
        break;
    case DDP_FAILED:
        rc_link_retry(l->m, "the server does not speak version 1 of DDP", 0);
        break;
    case DDP_PING:
        on_pong_wanted(l, f);
        break;
    case DDP_RESULT:
        if (l->state == LINK_LOGGING_IN && f->id && strcmp(f->id, id_login) == 0)
            on_login(l, f);
        break;
    case DDP_READY:
        if (l->state == LINK_SUBSCRIBING && ddp_is_ready(f, id_messages))
            rc_link_live(l);
        break;
    case DDP_NOSUB:
        on_nosub(l, f);
        break;
    case DDP_EVENT:
        on_event(l, f);
        break;
    case DDP_ERROR:
        ddp_error_text(f->root, why, sizeof why);
        rc_log(l->m, LOG_WARN, "server_error", why);
        break;
    case DDP_PONG:
    case DDP_OTHER:
        break;
    }
}

void rc_frame_in(struct rc_link *l, struct span message)
{
    struct ddp_frame f;

    if (!ddp_read(&f, message, RC_FRAME_MAX)) {
        /* Whatever it was to tell, the next catch-up reads it. */
        rc_log(l->m, LOG_WARN, "frame_malformed", NULL);
        rc_catchup_again(l->m);
        return;
    }
    on_frame(l, &f);
    ddp_free(&f);
}

static bool may_type(struct rc_link *l)
{
    int64_t now = loop_now(l->m->base.options.loop);

    if (l->typed == 0 || now - l->typing_from >= TYPING_MS) {
        l->typing_from = now;
        l->typed = 0;
    }
    return l->typed++ < TYPING_MOST;
}

bool rc_link_typing(struct rocketchat *m, const char *room)
{
    struct rc_link *l = m->link;
    struct buf out;
    char id[24];

    if (l->state != LINK_LIVE || !may_type(l))
        return false;
    buf_init(&out, OUT_MAX);
    snprintf(id, sizeof id, "%lld", (long long)l->next_id++);
    bool ok =
        ddp_typing(&out, id, room, m->self.username) && ws_send(l->ws, buf_view(&out));
    buf_free(&out);
    return ok;
}

void rc_link_watch_room(struct rocketchat *m, const char *room)
{
    struct rc_link *l = m->link;
    struct buf out;
    char id[24], event[RC_ID_SIZE + 16];

    if (l->state != LINK_LIVE || l->watched >= WATCHED_MOST)
        return;
    l->watched++;
    buf_init(&out, OUT_MAX);
    snprintf(id, sizeof id, "%lld", (long long)l->next_id++);
    snprintf(event, sizeof event, "%s/deleteMessage", room);
    if (ddp_subscribe(&out, id, "stream-notify-room", event))
        ws_send(l->ws, buf_view(&out));
    buf_free(&out);
}
