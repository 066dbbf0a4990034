/* What is said over the link's socket: events in, actions out. */
#include "platforms/mattermost/link_state.h"

#include <string.h>

#include "base/json.h"
#include "platforms/mattermost/account.h"
#include "platforms/mattermost/catchup.h"
#include "platforms/mattermost/handover.h"
#include "platforms/mattermost/hold.h"

enum { CLOSE_GAP = 4001 /* what the official client says (section 3) */ };

bool mm_frame_action(struct mm_link *l, const char *action, const char *channel,
                     const char *parent)
{
    struct json_writer w;
    struct buf out;
    bool ok;

    /* The server closes on client frames over 8,192 bytes (section 5). */
    buf_init(&out, 8192);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_int(&w, "seq", l->actions + 1);
    json_put_text(&w, "action", action);
    if (channel) {
        json_open_object(&w, "data");
        json_put_text(&w, "channel_id", channel);
        json_put_text(&w, "parent_id", parent);
        json_close(&w);
    }
    json_close(&w);
    ok = json_done(&w) && ws_send(l->ws, buf_view(&out));
    if (ok)
        l->actions++;
    buf_free(&out);
    return ok;
}

void mm_frame_ping(struct mm_link *l)
{
    if (mm_frame_action(l, "ping", NULL, NULL))
        l->pinged = l->actions;
}

static void on_hello(struct mm_link *l, const struct json *event)
{
    const char *id = json_get_text(json_get(event, "data"), "connection_id");
    bool other = mm_resume_hello(&l->resume, id, json_get_int(event, "seq", 0));

    if (other) {
        l->born_unix = loop_unix(l->m->base.options.loop);
        if (!l->first_born_unix)
            l->first_born_unix = l->born_unix;
        l->resuming = false;
    }
    if (l->state == LINK_OPENED)
        mm_link_live(l);
    /* After `ready`, and with the socket open: nothing falls between the two streams. */
    if (other && l->state == LINK_LIVE)
        mm_catchup_start(l->m);
}

static void on_event(struct mm_link *l, const struct json *event, struct span text)
{
    const char *name = json_get_text(event, "event");

    if (name && strcmp(name, "hello") == 0) {
        on_hello(l, event);
        return;
    }
    if (!mm_resume_event(&l->resume, json_get_int(event, "seq", -1))) {
        mm_link_hang_up(l, CLOSE_GAP, "events are missing: a gap in their numbers");
        return;
    }
    if (l->state == LINK_OPENED && l->resuming)
        mm_link_live(l);
    l->event_at = loop_now(l->m->base.options.loop);
    if (!mm_hold_take(l->m, event, text))
        mm_handover_event(l->m, event);
}

/* The only reply that matters is the ping's. After a revocation the socket stays open
 * and silent, and this FAIL is the only sign (section 6). */
static void on_reply(struct mm_link *l, const struct json *reply)
{
    if (l->pinged == 0 || json_get_int(reply, "seq_reply", 0) != l->pinged)
        return;
    l->pinged = 0;
    const struct json *error = json_get(reply, "error");
    if (json_get_int(error, "status_code", 0) == 401)
        mm_account_check(l->m, "the server no longer knows our session");
    else if (l->state == LINK_OPENED && l->resuming)
        mm_link_live(l); /* a quiet resumed connection sends no hello (section 4) */
}

void mm_frame_in(struct mm_link *l, struct span message)
{
    struct json *frame = NULL;
    struct err e;

    if (!json_parse(&frame, message, MM_FRAME_MAX, &e)) {
        /* If it was an event its number is missing now, and the gap is repaired. */
        mm_log(l->m, LOG_WARN, "frame_malformed", e.text);
        if (e.code == ERR_MEMORY)
            mm_link_hang_up(l, CLOSE_GAP, e.text);
        return;
    }
    if (json_get(frame, "event"))
        on_event(l, frame, message);
    else if (json_get(frame, "seq_reply"))
        on_reply(l, frame);
    json_free(frame);
}
