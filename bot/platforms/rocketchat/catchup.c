#include "platforms/rocketchat/catchup.h"

#include <string.h>

#include "base/mem.h"
#include "platforms/rocketchat/account.h"
#include "platforms/rocketchat/event.h"
#include "platforms/rocketchat/inbox.h"
#include "platforms/rocketchat/link.h"
#include "platforms/rocketchat/page.h"
#include "platforms/rocketchat/rest.h"

enum {
    ROOMS_MOST = 5000,
    TRIES_MOST = 4,     /* of one request, until its room is left for later */
    ROUNDS_MOST = 120,  /* about an hour: then it is left out */
    TIMEOUT_MS = 60000, /* syncMessages can be slow on large rooms (section 14, I4) */
    PAGES_MOST = 50,
    OVERLAP_MS = 1000, /* stamps of one millisecond, and a cursor between two of them */
    AGAIN_MS = 2000,
    PAUSE_FIRST_MS = 500,
    PAUSE_MOST_MS = 30000,
    LATE_MS = 10000 /* a probe's find so old should have come by the socket */
};

struct room {
    char id[RC_ID_SIZE], type[2];
    bool left; /* could not be read for now */
};

enum goal { IDLE, FULL, PROBE };

struct rc_catchup {
    struct rocketchat *m;
    enum goal goal;
    struct room *rooms;
    size_t count, at; /* the room being read */
    int tries, pages;
    int rounds;      /* over what was left for later */
    size_t left;     /* so many are, now */
    int64_t from_ms; /* of this room: all that was updated since */
    bool listed, paged, late;
    bool again; /* something was lost: all is to be read once more */
    struct call *call;
    struct loop_timer *timer; /* set: nothing is sent until it fires */
    int64_t handed, failed;
};

static void go_on(struct rc_catchup *c);

static int64_t window(const struct rocketchat *m)
{
    return loop_unix(m->base.options.loop) - m->base.options.catchup_ms;
}

static bool passes(const struct http_answer *answer)
{
    return answer->outcome != HTTP_ANSWERED || answer->status == 429 ||
           answer->status >= 500;
}

static void pause_for(struct rc_catchup *c, int64_t at_least_ms)
{
    int64_t delay = PAUSE_FIRST_MS;

    for (int i = 1; i < c->tries && delay < PAUSE_MOST_MS; i++)
        delay *= 2;
    loop_timer_set(c->timer, delay > at_least_ms ? delay : at_least_ms);
}

/* --- one room ---------------------------------------------------------------------- */

static void begin_room(struct rc_catchup *c)
{
    struct rocketchat *m = c->m;
    struct platform_host *host = &m->base.host;
    struct platform_cursor cursor = {0};

    c->tries = c->pages = 0;
    c->paged = false;
    c->from_ms = window(m);
    if (c->at < c->count &&
        host->cursor(host->user, &m->base, c->rooms[c->at].id, &cursor) &&
        cursor.at_ms - OVERLAP_MS > c->from_ms)
        c->from_ms = cursor.at_ms - OVERLAP_MS;
}

static void next_room(struct rc_catchup *c)
{
    c->at++;
    begin_room(c);
}

static void room_failed(struct rc_catchup *c, const char *reason)
{
    c->failed++;
    log_event(c->m->base.options.log, LOG_WARN, "rocketchat", "catchup_skipped",
              LOG_WITH(log_text("connection", c->m->base.options.name),
                       log_text("channel", c->rooms[c->at].id),
                       log_text("reason", reason)));
    next_room(c);
}

/* It fails again and again, but not for good: the others are read first. A live message
 * of the room moves no cursor meanwhile, so that nothing is passed over. */
static void room_later(struct rc_catchup *c, const char *reason)
{
    if (c->goal == PROBE || c->rounds >= ROUNDS_MOST) {
        room_failed(c, reason);
        return;
    }
    c->rooms[c->at].left = true;
    c->left++;
    log_event(c->m->base.options.log, LOG_WARN, "rocketchat", "catchup_postponed",
              LOG_WITH(log_text("connection", c->m->base.options.name),
                       log_text("channel", c->rooms[c->at].id),
                       log_text("reason", reason)));
    next_room(c);
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
    c->tries = ++c->rounds + TRIES_MOST;
    pause_for(c, 0);
    begin_room(c);
}

static void hand_over(struct rc_catchup *c, const struct rc_entry *found, size_t count)
{
    struct rocketchat *m = c->m;
    int64_t oldest = window(m), now = loop_unix(m->base.options.loop);
    size_t most =
        m->base.options.catchup_posts > 0 ? (size_t)m->base.options.catchup_posts : count;
    const struct room *room = &c->rooms[c->at];

    for (size_t i = 0; i < count && c->goal != IDLE; i++) {
        struct rc_caught caught = {.message = found[i].message,
                                   .type = room->type,
                                   .fresh = found[i].at_ms >= oldest && i + most >= count,
                                   .cursor_ms = found[i].cursor_ms};
        if (!rc_inbox_caught(m, &caught))
            continue;
        c->handed++;
        if (found[i].at_ms < now - LATE_MS)
            c->late = true;
    }
}

static bool take_page(struct rc_catchup *c, const struct json *updated)
{
    size_t count;
    struct rc_entry *entries = rc_page_read(updated, &count);

    if (!entries)
        return false;
    hand_over(c, entries, count);
    mem_free(entries);
    return true;
}

static bool next_page(struct rc_catchup *c, const struct json *result)
{
    int64_t next = rc_page_next(result);

    if (!c->paged || next <= c->from_ms || ++c->pages >= PAGES_MOST)
        return false;
    c->from_ms = next;
    return true;
}

static void room_page(struct rc_catchup *c, const struct http_answer *answer)
{
    struct json *root = rc_rest_json(answer);
    const struct json *result = json_get(root, "result");
    const struct json *updated = json_get(result, "updated");

    /* For want of memory, too: it is asked for again, some times. */
    bool taken = json_is_array(updated) && take_page(c, updated);
    if (!taken && ++c->tries < TRIES_MOST)
        pause_for(c, 0);
    else if (!taken)
        room_later(c, "the answer is no list of messages");
    else if (c->goal != IDLE && !next_page(c, result))
        next_room(c);
    json_free(root);
}

static void room_answered(void *user, const struct http_answer *answer)
{
    struct rc_catchup *c = user;
    char reason[sizeof answer->err.text];

    c->call = NULL;
    if (c->m->stopped || c->goal == IDLE)
        return;
    rc_rest_reason(answer, reason, sizeof reason);
    if (answer->outcome == HTTP_ANSWERED && answer->status == 401) {
        rc_account_refused(c->m, "reading messages, status 401");
        return;
    }
    if (answer->outcome == HTTP_ANSWERED && answer->status / 100 == 2) {
        room_page(c, answer);
    } else if (passes(answer) && ++c->tries < TRIES_MOST) {
        /* Perhaps it was too much at once. */
        c->paged = c->paged || answer->outcome == HTTP_UNKNOWN;
        pause_for(c, rc_rest_wait(answer));
    } else if (passes(answer)) {
        room_later(c, reason);
    } else if (c->paged || c->tries >= TRIES_MOST) {
        room_failed(c, reason);
    } else if (answer->status == 400 && !c->paged) {
        c->paged = true; /* a server that wants the newer form */
        c->tries++;
    } else {
        room_failed(c, reason);
    }
    go_on(c);
}

static void ask_room(struct rc_catchup *c)
{
    struct buf path;
    struct err e;

    buf_init(&path, 512);
    bool ok = rc_page_path(c->rooms[c->at].id, c->from_ms, c->paged, &path);
    struct rc_request request = {.method = "GET",
                                 .path = path.data,
                                 .timeout_ms = TIMEOUT_MS,
                                 .done = room_answered,
                                 .user = c};
    c->call = ok ? rc_rest_send(c->m, &request, &e) : NULL;
    buf_free(&path);
    if (!c->call) {
        c->tries++;
        pause_for(c, 0);
    }
}

/* --- all rooms --------------------------------------------------------------------- */

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
        struct room *room = &c->rooms[c->count];
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
    if (answer->outcome == HTTP_ANSWERED && answer->status == 401) {
        rc_account_refused(c->m, "listing rooms, status 401");
        return;
    }
    struct json *root = rc_rest_json(answer);
    const struct json *list = json_get(root, "update");
    if (json_is_array(list) && list_rooms(c, list)) {
        c->listed = true;
        c->at = 0;
        begin_room(c);
    } else {
        rc_rest_reason(answer, reason, sizeof reason);
        rc_log(c->m, LOG_WARN, "catchup_list_failed", reason);
        c->tries++;
        pause_for(c, rc_rest_wait(answer));
    }
    json_free(root);
    go_on(c);
}

static void ask_list(struct rc_catchup *c)
{
    struct err e;
    struct rc_request request = {
        .method = "GET", .path = "/subscriptions.get", .done = list_answered, .user = c};

    c->call = rc_rest_send(c->m, &request, &e);
    if (!c->call) {
        c->tries++;
        pause_for(c, 0);
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

static void go_on(struct rc_catchup *c)
{
    if (c->goal == IDLE || c->call || loop_timer_active(c->timer))
        return;
    if (!c->listed)
        ask_list(c);
    else if (c->at < c->count)
        ask_room(c);
    else
        pass_done(c);
}

static void begin(struct rocketchat *m, enum goal goal)
{
    struct rc_catchup *c = m->catchup;

    forget(c);
    c->goal = goal;
    if (goal == FULL)
        c->again = false;
    c->late = false;
    c->handed = c->failed = 0;
    go_on(c);
}

static void fire(void *user)
{
    struct rc_catchup *c = user;

    if (c->goal == IDLE && !c->m->stopped)
        begin(c->m, FULL);
    else
        go_on(c);
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

void rc_catchup_stop(struct rocketchat *m)
{
    struct rc_catchup *c = m->catchup;

    calls_cancel(c->call);
    c->call = NULL;
    c->goal = IDLE;
    c->again = false;
    loop_timer_stop(c->timer);
    rc_inbox_release(m);
}

bool rc_catchup_running(const struct rocketchat *m)
{
    return m->catchup->goal != IDLE || m->catchup->again;
}

bool rc_catchup_new(struct rocketchat *m, struct err *e)
{
    m->catchup = mem_zero(1, sizeof *m->catchup);
    if (!m->catchup)
        return err_set(e, ERR_MEMORY, "no memory for catch-up");
    m->catchup->m = m;
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
