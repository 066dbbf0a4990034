/* One room being read: what is asked, and what an answer means for it. */
#include "base/mem.h"
#include "platforms/behind.h"
#include "platforms/rocketchat/account.h"
#include "platforms/rocketchat/catchup_inside.h"
#include "platforms/rocketchat/inbox.h"
#include "platforms/rocketchat/page.h"

enum {
    ROUNDS_MOST = 120,  /* about an hour: then it is left out */
    TIMEOUT_MS = 60000, /* syncMessages can be slow on large rooms (section 14, I4) */
    PAGES_MOST = 50,
    OVERLAP_MS = 1000, /* stamps of one millisecond, and a cursor between two of them */
    LATE_MS = 10000    /* a probe's find so old should have come by the socket */
};

static int64_t window(const struct rocketchat *m)
{
    return behind_now(&m->base) - m->base.options.catchup_ms;
}

static bool passes(const struct http_answer *answer)
{
    return answer->outcome != HTTP_ANSWERED || answer->status == 429 ||
           answer->status >= 500 || rc_rest_is_foreign(answer);
}

void rc_room_begin(struct rc_catchup *c)
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
    c->cursor_ms = cursor.at_ms;
}

static void next_room(struct rc_catchup *c)
{
    c->at++;
    rc_room_begin(c);
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

static void hand_over(struct rc_catchup *c, const struct rc_entry *found, size_t count)
{
    struct rocketchat *m = c->m;
    int64_t oldest = window(m), now = behind_now(&m->base);
    size_t most =
        m->base.options.catchup_posts > 0 ? (size_t)m->base.options.catchup_posts : count;
    const struct rc_room *room = &c->rooms[c->at];

    for (size_t i = 0; i < count && c->goal != IDLE; i++) {
        struct rc_caught caught = {.message = found[i].message,
                                   .type = room->type,
                                   .fresh = found[i].at_ms >= oldest && i + most >= count,
                                   .unmet = found[i].at_ms > c->cursor_ms,
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
    struct json *root = rest_json(answer);
    const struct json *result = json_get(root, "result");
    const struct json *updated = json_get(result, "updated");

    /* For want of memory, too: it is asked for again, some times. */
    bool taken = json_is_array(updated) && take_page(c, updated);
    if (!taken && ++c->tries < RC_TRIES_MOST)
        rc_catchup_pause(c, 0);
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
    rest_reason(answer, reason, sizeof reason);
    if (rc_rest_refuses_token(answer)) {
        rc_account_refused(c->m, "reading messages, status 401");
        return;
    }
    if (answer->outcome == HTTP_ANSWERED && answer->status / 100 == 2) {
        room_page(c, answer);
    } else if (passes(answer) && ++c->tries < RC_TRIES_MOST) {
        /* Perhaps it was too much at once. */
        c->paged = c->paged || answer->outcome == HTTP_UNKNOWN;
        rc_catchup_pause(c, rc_rest_wait(answer));
    } else if (passes(answer)) {
        room_later(c, reason);
    } else if (answer->status == 400 && !c->paged && c->tries < RC_TRIES_MOST) {
        c->paged = true; /* a server that wants the newer form */
        c->tries++;
    } else {
        room_failed(c, reason);
    }
    rc_catchup_go_on(c);
}

void rc_room_ask(struct rc_catchup *c)
{
    struct buf path;
    struct err e;

    buf_init(&path, 512);
    bool ok = rc_page_path(c->rooms[c->at].id, c->from_ms, c->paged, &path);
    struct rest_request request = {.method = "GET",
                                   .path = path.data,
                                   .timeout_ms = TIMEOUT_MS,
                                   .done = room_answered,
                                   .user = c};
    c->call = ok ? rc_rest_send(c->m, &request, &e) : NULL;
    buf_free(&path);
    if (!c->call) {
        c->tries++;
        rc_catchup_pause(c, 0);
    }
}
