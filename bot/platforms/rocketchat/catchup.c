#include "platforms/rocketchat/catchup_inside.h"

#include <string.h>

#include "base/mem.h"
#include "platforms/behind.h"
#include "platforms/rocketchat/account.h"
#include "platforms/rocketchat/event.h"
#include "platforms/rocketchat/inbox.h"
#include "platforms/rocketchat/link.h"

enum { ROOMS_MOST = 5000, AGAIN_MS = 2000, PAUSE_FIRST_MS = 500, PAUSE_MOST_MS = 30000 };

void rc_catchup_pause(struct rc_catchup *c, int64_t at_least_ms)
{
    int64_t delay = PAUSE_FIRST_MS;

    for (int i = 1; i < c->tries && delay < PAUSE_MOST_MS; i++)
        delay *= 2;
    loop_timer_set(c->timer, delay > at_least_ms ? delay : at_least_ms);
}

/* Only what was left is in the list any more. */
static void next_round(struct rc_catchup *c)
{
    size_t kept = 0;

    for (size_t i = 0; i < c->count; i++) {
        if (!c->rooms[i].left)
            continue;
        c->rooms[kept] = c->rooms[i];
        c->rooms[kept++].left = false;
    }
    c->count = kept;
    c->at = c->left = 0;
    c->tries = ++c->rounds + RC_TRIES_MOST;
    rc_catchup_pause(c, 0);
    rc_room_begin(c);
}

static bool list_rooms(struct rc_catchup *c, const struct json *list)
{
    const struct json *s = json_first(list);
    size_t all = json_len(list);

    if (all > ROOMS_MOST)
        all = ROOMS_MOST;
    c->rooms = mem_zero(all + 1, sizeof *c->rooms);
    if (!c->rooms)
        return false;
    for (; s && c->count < all; s = json_after(s)) {
        struct rc_room *room = &c->rooms[c->count];
        if (!ident_copy(room->id, sizeof room->id, json_get_text(s, "rid")))
            continue;
        ident_cut(room->type, sizeof room->type, json_get_text(s, "t"));
        /* Only the names of all its people tell a group from one person. */
        const char *name = json_get_text(s, "name");
        if (strcmp(room->type, "d") == 0 && name && strchr(name, ',')) {
            ident_copy(room->type, sizeof room->type, RC_GROUP);
            recent_add(c->m->groups, span_of(room->id));
        }
        rc_link_watch_room(c->m, room->id);
        c->count++;
    }
    return true;
}

static void list_answered(void *user, const struct http_answer *answer)
{
    struct rc_catchup *c = user;
    char reason[sizeof answer->err.text];

    c->call = NULL;
    if (c->m->stopped || c->goal == IDLE)
        return;
    if (rc_rest_refuses_token(answer)) {
        rc_account_refused(c->m, "listing rooms, status 401");
        return;
    }
    struct json *root = rest_json(answer);
    const struct json *list = json_get(root, "update");
    if (json_is_array(list) && list_rooms(c, list)) {
        c->listed = true;
        c->at = 0;
        rc_room_begin(c);
    } else {
        rest_reason(answer, reason, sizeof reason);
        rc_log(c->m, LOG_WARN, "catchup_list_failed", reason);
        c->tries++;
        rc_catchup_pause(c, rc_rest_wait(answer));
    }
    json_free(root);
    rc_catchup_go_on(c);
}

static void ask_list(struct rc_catchup *c)
{
    struct err e;
    struct rest_request request = {
        .method = "GET", .path = "/subscriptions.get", .done = list_answered, .user = c};

    c->call = rc_rest_send(c->m, &request, &e);
    if (!c->call) {
        c->tries++;
        rc_catchup_pause(c, 0);
    }
}

static void forget(struct rc_catchup *c)
{
    calls_cancel(c->call);
    c->call = NULL;
    mem_free(c->rooms);
    c->rooms = NULL;
    c->count = c->at = c->left = 0;
    c->listed = false;
    c->tries = c->rounds = 0;
    loop_timer_stop(c->timer);
}

static void pass_done(struct rc_catchup *c)
{
    struct rocketchat *m = c->m;
    bool deaf = c->goal == PROBE && c->late;

    if (c->left) {
        next_round(c);
        return;
    }
    if (c->goal == FULL)
        log_event(m->base.options.log, LOG_INFO, "rocketchat", "caught_up",
                  LOG_WITH(log_text("connection", m->base.options.name),
                           log_int("messages", c->handed),
                           log_int("channels_skipped", c->failed)));
    forget(c);
    c->goal = IDLE;
    if (!c->again || deaf)
        rc_inbox_release(m);
    if (deaf)
        rc_link_deaf(m);
    else if (c->again)
        loop_timer_set(c->timer, AGAIN_MS);
}

void rc_catchup_go_on(struct rc_catchup *c)
{
    if (c->goal == IDLE || c->call || loop_timer_active(c->timer))
        return;
    if (!c->listed)
        ask_list(c);
    else if (c->at < c->count)
        rc_room_ask(c);
    else
        pass_done(c);
}

static void begin(struct rocketchat *m, enum rc_goal goal)
{
    struct rc_catchup *c = m->catchup;

    forget(c);
    c->goal = goal;
    if (goal == FULL)
        c->again = c->unread = false;
    c->late = false;
    c->handed = c->failed = 0;
    rc_catchup_go_on(c);
}

static void fire(void *user)
{
    struct rc_catchup *c = user;

    if (c->goal == IDLE && !c->m->stopped)
        begin(c->m, FULL);
    else
        rc_catchup_go_on(c);
}

void rc_catchup_start(struct rocketchat *m)
{
    if (m->base.options.catchup_ms > 0)
        begin(m, FULL);
}

/* From now on no live message moves a cursor, and so none over what was lost. */
void rc_catchup_again(struct rocketchat *m)
{
    struct rc_catchup *c = m->catchup;

    if (m->base.options.catchup_ms <= 0)
        return;
    c->again = true;
    if (c->goal == IDLE && !loop_timer_active(c->timer))
        loop_timer_set(c->timer, AGAIN_MS);
}

void rc_catchup_probe(struct rocketchat *m)
{
    if (m->base.options.catchup_ms > 0 && m->catchup->goal == IDLE && !m->catchup->again)
        begin(m, PROBE);
}

/* What was to be read stays unread: no message that waited moves a cursor over it. */
void rc_catchup_stop(struct rocketchat *m)
{
    struct rc_catchup *c = m->catchup;

    calls_cancel(c->call);
    c->call = NULL;
    c->unread = c->unread || c->goal == FULL || c->again;
    c->goal = IDLE;
    c->again = false;
    loop_timer_stop(c->timer);
    rc_inbox_release(m);
}

bool rc_catchup_running(const struct rocketchat *m)
{
    return m->catchup->goal != IDLE || m->catchup->again || m->catchup->unread;
}

bool rc_catchup_new(struct rocketchat *m, struct err *e)
{
    m->catchup = mem_zero(1, sizeof *m->catchup);
    if (!m->catchup)
        return err_set(e, ERR_MEMORY, "no memory for catch-up");
    m->catchup->m = m;
    behind_load(&m->base);
    m->catchup->timer = loop_timer_new(m->base.options.loop, fire, m->catchup);
    return m->catchup->timer || err_set(e, ERR_MEMORY, "no memory for catch-up");
}

void rc_catchup_free(struct rc_catchup *c)
{
    if (!c)
        return;
    forget(c);
    loop_timer_free(c->timer);
    mem_free(c);
}

bool rc_catchup_progress(struct platform *p, struct platform_progress *out)
{
    const struct rc_catchup *c = rc_of(p)->catchup;

    *out = (struct platform_progress){
        .read = c->at, .of = c->listed ? c->count : 0, .messages = c->handed};
    return c->goal == FULL;
}
