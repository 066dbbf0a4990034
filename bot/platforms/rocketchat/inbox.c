#include "platforms/rocketchat/inbox.h"

#include <string.h>

#include "base/mem.h"
#include "platforms/behind.h"
#include "platforms/rocketchat/catchup.h"
#include "platforms/rocketchat/event.h"
#include "platforms/rocketchat/people.h"

enum {
    WAITING_MOST = 4096,
    BEHIND_MS = 5000 /* a live question does not wait longer for older ones */
};

static const int64_t live_most_ms = (int64_t)2 * 3600 * 1000;

struct queue {
    struct rc_item *first, **end;
    size_t count;
};

struct rc_inbox {
    struct rocketchat *m;
    struct queue behind; /* live, while catch-up runs */
    struct queue due;    /* in order; the first may wait for its author's look-up */
    struct loop_timer *patience;
    bool impatient;
};

static void discard(struct rc_item *item)
{
    rc_item_free(item);
    mem_free(item);
}

static void queue_clear(struct queue *q)
{
    while (q->first) {
        struct rc_item *item = q->first;
        q->first = item->next;
        discard(item);
    }
    q->end = &q->first;
    q->count = 0;
}

static void queue_add(struct queue *q, struct rc_item *item)
{
    item->next = NULL;
    *q->end = item;
    q->end = &item->next;
    q->count++;
}

static struct rc_item *queue_take(struct queue *q)
{
    struct rc_item *item = q->first;

    if (!item)
        return NULL;
    q->first = item->next;
    q->count--;
    if (!q->first)
        q->end = &q->first;
    return item;
}

/* The cursor moves over everything that was handled, also what is nobody's question. */
static void advance(struct rocketchat *m, const struct rc_item *item)
{
    struct platform_host *host = &m->base.host;
    struct platform_cursor c = {.at_ms = item->updated_ms};

    if (item->updated_ms <= 0 || !host->advance)
        return;
    ident_copy(c.id, sizeof c.id, item->id);
    host->advance(host->user, &m->base, item->room, &c);
}

/* When it was said, by our clock. An old message comes live, too, when it is touched; the
 * server's own stamps tell it from a new one. */
static int64_t said_at(struct rocketchat *m, const struct rc_item *item)
{
    bool new = !item->caught_up && item->updated_ms - item->at_ms < live_most_ms;

    return new ? behind_live(&m->base, item->at_ms, live_most_ms)
               : behind_ours(&m->base, item->at_ms);
}

static void tell(struct rocketchat *m, const struct rc_item *item)
{
    struct platform_host *host = &m->base.host;
    struct message message = {.kind = item->kind,
                              .place = item->place,
                              .id = item->id,
                              .channel = item->room,
                              .thread = item->thread,
                              .reply_to = item->reply_to,
                              .user = item->user,
                              .text = buf_view(&item->text),
                              .mentioned = item->mentioned,
                              .caught_up = item->caught_up,
                              .at_ms = item->at_ms};

    if (item->what == RC_OWN) {
        if (host->receipt)
            host->receipt(host->user, &m->base, item->id, item->id);
    } else if (item->what == RC_CHANGED || item->what == RC_ASKED) {
        if (item->what == RC_ASKED)
            message.at_ms = said_at(m, item);
        host->message(host->user, &m->base, &message);
    }
    if (item->caught_up || !rc_catchup_running(m))
        advance(m, item);
}

void rc_inbox_go_on(struct rocketchat *m)
{
    struct rc_inbox *b = m->inbox;

    while (b->due.first && !m->stopped) {
        struct rc_item *item = b->due.first;
        enum rc_person who =
            item->what == RC_ASKED ? rc_people_is(m, item->user) : RC_PERSON;
        if (who == RC_ASKING)
            return;
        if (who == RC_BOT)
            item->what = RC_SEEN;
        queue_take(&b->due);
        tell(m, item);
        discard(item);
    }
}

/* An item that has its place. NULL: there is none, and nothing was remembered of the
 * message, so that catch-up can bring it again. */
static struct rc_item *make_item(struct rocketchat *m)
{
    struct rc_inbox *b = m->inbox;
    bool room = b->due.count + b->behind.count < WAITING_MOST;
    struct rc_item *item = room ? mem_zero(1, sizeof *item) : NULL;

    if (!item) {
        rc_log(m, LOG_WARN, "message_postponed", "too many wait; catch-up will read it");
        rc_catchup_again(m);
    }
    return item;
}

/* Is it new? A message that comes again, for a reaction or a thread's count, is not; an
 * edit or a deletion always counts. */
static bool is_news(struct rocketchat *m, const struct rc_item *item)
{
    if (item->what == RC_ASKED)
        return recent_add(m->recent, span_of(item->id));
    return true;
}

struct voting {
    struct rocketchat *m;
    const struct rc_item *item;
};

static void vote(void *user, bool helpful, const char *who)
{
    struct voting *v = user;
    struct platform_host *host = &v->m->base.host;
    struct message message = {.kind = helpful ? MESSAGE_HELPFUL : MESSAGE_UNHELPFUL,
                              .place = v->item->place,
                              .id = v->item->id,
                              .channel = v->item->room,
                              .thread = "",
                              .reply_to = "",
                              .user = who,
                              .text = span_of(""),
                              .at_ms = v->item->updated_ms};
    struct buf key;

    if (strcmp(who, v->m->self.username) == 0)
        return;
    buf_init(&key, 95);
    buf_format(&key, "%s:%c:%.24s", v->item->id, helpful ? '+' : '-', who);
    if (!key.failed && recent_add(v->m->recent, buf_view(&key)))
        host->message(host->user, &v->m->base, &message);
    buf_free(&key);
}

void rc_inbox_message(struct rocketchat *m, const struct json *message,
                      const struct json *about)
{
    struct rc_inbox *b = m->inbox;
    struct rc_item *item;

    /* Public rooms that we have not joined come too (section 7). */
    if (json_is_object(about) && !json_get_bool(about, "roomParticipant", true))
        return;
    item = make_item(m);
    if (!item)
        return;
    const char *room_id = json_get_text(message, "rid");
    bool group = room_id && recent_has(m->groups, span_of(room_id));
    if (!rc_item_read(item, &m->self, message,
                      group ? RC_GROUP : json_get_text(about, "roomType"))) {
        discard(item);
        return;
    }
    if (item->what == RC_OWN) {
        struct voting voting = {m, item};
        rc_reactions(message, vote, &voting);
    }
    /* What waits is not known yet: catch-up may bring it in its place, before newer ones
     * that the socket has not brought. */
    bool behind = rc_catchup_running(m) && !b->impatient && item->what == RC_ASKED;
    if (!behind && !is_news(m, item))
        item->what = RC_SEEN;
    if (behind && !loop_timer_active(b->patience))
        loop_timer_set(b->patience, BEHIND_MS);
    queue_add(behind ? &b->behind : &b->due, item);
    rc_inbox_go_on(m);
}

void rc_inbox_notice(struct rocketchat *m, const char *event, const struct json *arg)
{
    static const char name[] = "/deleteMessage";
    size_t len = strlen(event);
    struct rc_item *item;

    if (len <= strlen(name) || len - strlen(name) >= RC_ID_SIZE ||
        strcmp(event + len - strlen(name), name) != 0)
        return;
    item = make_item(m);
    if (!item)
        return;
    item->what = RC_CHANGED;
    item->kind = MESSAGE_DELETED;
    memcpy(item->room, event, len - strlen(name));
    if (!ident_copy(item->id, sizeof item->id, json_get_text(arg, "_id"))) {
        discard(item);
        return;
    }
    queue_add(&m->inbox->due, item);
    rc_inbox_go_on(m);
}

bool rc_inbox_caught(struct rocketchat *m, const struct rc_caught *caught)
{
    struct rc_item *item = make_item(m);

    if (!item)
        return false;
    if (!rc_item_read(item, &m->self, caught->message, caught->type)) {
        discard(item);
        return false;
    }
    /* Edited before we ever saw it: it was never answered. */
    if (item->what == RC_CHANGED && item->kind == MESSAGE_EDITED && caught->unmet) {
        item->what = RC_ASKED;
        item->kind = MESSAGE_POSTED;
    }
    bool news = item->what == RC_ASKED && caught->fresh && is_news(m, item);
    if (item->what == RC_ASKED && !news)
        item->what = RC_SEEN;
    item->caught_up = true;
    item->updated_ms = caught->cursor_ms;
    queue_add(&m->inbox->due, item);
    rc_inbox_go_on(m);
    return news;
}

void rc_inbox_release(struct rocketchat *m)
{
    struct rc_inbox *b = m->inbox;
    struct rc_item *item;

    loop_timer_stop(b->patience);
    b->impatient = false;
    while ((item = queue_take(&b->behind)) != NULL) {
        if (!is_news(m, item))
            item->what = RC_SEEN;
        queue_add(&b->due, item);
    }
    rc_inbox_go_on(m);
}

static void lose_patience(void *user)
{
    struct rc_inbox *b = user;

    rc_inbox_release(b->m);
    b->impatient = rc_catchup_running(b->m);
}

bool rc_inbox_new(struct rocketchat *m, struct err *e)
{
    struct rc_inbox *b = mem_zero(1, sizeof *b);

    m->inbox = b;
    if (!b)
        return err_set(e, ERR_MEMORY, "no memory for a Rocket.Chat connection");
    b->m = m;
    b->behind.end = &b->behind.first;
    b->due.end = &b->due.first;
    b->patience = loop_timer_new(m->base.options.loop, lose_patience, b);
    return b->patience ||
           err_set(e, ERR_MEMORY, "no memory for a Rocket.Chat connection");
}

void rc_inbox_free(struct rc_inbox *b)
{
    if (!b)
        return;
    queue_clear(&b->behind);
    queue_clear(&b->due);
    loop_timer_free(b->patience);
    mem_free(b);
}
