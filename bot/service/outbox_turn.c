/* A turn of the outbox: what the ledger must know first, and then what leaves. */
#include "base/crash.h"
#include "service/outbox_inside.h"

enum { MEMORY_RETRY_MS = 1000 };

static bool may_send(const struct outbox *o)
{
    return o->open && !o->closed;
}

bool outbox_write(struct outbox *o, struct err *e)
{
    struct ledger *l = o->options.ledger;
    int64_t now = clock_unix(&o->options.clock);

    for (struct item *it = o->settled; it; it = it->next) {
        if (it->written)
            continue;
        if (!(it->found ? ledger_confirm(l, it->row, it->outcome, now, e)
                        : ledger_set_aside(l, it->row, it->outcome, now, e)))
            return false;
        it->written = true;
    }
    return true;
}

/* What the ledger must know of the head of a lane before the turn is over. */
static bool prepare_head(struct outbox *o, struct item *it, size_t *room, struct err *e)
{
    int64_t from;
    enum step step = item_next_step(it, &from);
    bool due = may_send(o) && from <= clock_now(&o->options.clock);

    if (step == STEP_POST && due && *room) {
        if (!ledger_sending(o->options.ledger, it->row, clock_unix(&o->options.clock), e))
            return false;
        it->state = ITEM_MARKED;
        --*room;
    } else if (it->unsent && !it->unsent_written) {
        if (!ledger_unsent(o->options.ledger, it->row, e))
            return false;
        it->unsent_written = true;
    }
    return true;
}

bool outbox_prepare(struct outbox *o, struct err *e)
{
    size_t room = o->in_flight < o->window ? o->window - o->in_flight : 0;
    struct lane *next;

    if (!queue_load(o, e))
        return false;
    struct lane *const end = o->last;
    for (struct lane *lane = o->first; lane; lane = next) {
        struct item *it = lane->first;
        const char *why = item_hopeless(it);
        next = lane == end ? NULL : lane->next;
        if (why) {
            item_settle(it, false, why); /* the lane goes on in the next turn */
            continue;
        }
        if (!prepare_head(o, it, &room, e))
            return false;
        if (it->state == ITEM_MARKED)
            queue_to_end(o, lane);
    }
    return outbox_write(o, e);
}

static void launch_post(struct outbox *o, struct item *it)
{
    struct platform *p = o->options.platform;
    struct err e = {0};

    it->tries++;
    it->last_try_ms = clock_now(&o->options.clock);
    if (!it->first_try_ms)
        it->first_try_ms = it->last_try_ms;
    it->unsent = it->unsent_written = it->looked = false;
    it->sure_ms = 0;
    it->state = ITEM_POSTING;
    it->in_flight = true;
    o->in_flight++;
    struct post post = item_post(it);
    log_event(o->options.log, LOG_DEBUG, "outbox", "posting",
              LOG_WITH(log_text("connection", o->options.connection),
                       log_text("request", it->request), log_text("question", it->source),
                       log_int("part", it->part), log_int("tries", it->tries)));
    crash_at("post.before");
    if (!p->kind->post(p, &post, item_on_post, it, &e))
        item_not_started(it, &e);
    crash_at("post.after");
}

static void launch_look(struct outbox *o, struct item *it)
{
    struct platform *p = o->options.platform;
    struct err e = {0};
    struct post post = item_post(it);

    it->state = ITEM_LOOKING;
    it->looked = true;
    it->early = item_look_from(it) > clock_now(&o->options.clock);
    it->in_flight = true;
    o->in_flight++;
    o->counts.looked++;
    if (!p->kind->look(p, &post, item_on_look, it, &e))
        item_not_started(it, &e);
}

static void launch_head(struct outbox *o, struct item *it)
{
    int64_t from;

    if (it->unsent_written)
        it->unsent = it->unsent_written = false;
    if (it->state == ITEM_MARKED && o->closed) /* its platform may be gone */
        it->state = item_in_doubt(it) ? ITEM_DOUBT : ITEM_WAITING;
    else if (it->state == ITEM_MARKED)
        launch_post(o, it);
    else if (may_send(o) && o->in_flight < o->window &&
             item_next_step(it, &from) == STEP_LOOK &&
             from <= clock_now(&o->options.clock))
        launch_look(o, it);
}

static void free_settled(struct outbox *o)
{
    for (struct item **at = &o->settled; *at;) {
        struct item *it = *at;
        if (!it->written || it->in_flight) { /* its request still holds on to it */
            at = &it->next;
        } else {
            *at = it->next;
            item_free(it);
        }
    }
}

void outbox_launch(struct outbox *o)
{
    struct lane *next;

    free_settled(o);
    o->safe_row = o->last_row;
    for (struct lane *lane = o->first; lane; lane = next) {
        next = lane->next;
        launch_head(o, lane->first);
    }
}

/* Rows that were never committed are gone, and their numbers will be used again. */
static void take_back_settled(struct outbox *o)
{
    for (struct item **at = &o->settled; *at;) {
        struct item *it = *at;
        it->written = false;
        if (it->row > o->safe_row) {
            *at = it->next;
            item_free(it);
        } else {
            at = &it->next;
        }
    }
}

void outbox_rollback(struct outbox *o)
{
    struct lane *next;
    struct item *after;

    take_back_settled(o);
    for (struct lane *lane = o->first; lane; lane = next) {
        next = lane->next;
        for (struct item *it = lane->first; it; it = after) {
            after = it->next;
            it->unsent_written = false;
            if (it->state == ITEM_MARKED)
                it->state = item_in_doubt(it) ? ITEM_DOUBT : ITEM_WAITING;
            if (it->row > o->safe_row) {
                queue_remove(it);
                item_free(it);
            }
        }
    }
    o->last_row = o->safe_row;
    o->news = true;
}

int64_t outbox_next(struct outbox *o)
{
    int64_t now = clock_now(&o->options.clock), next = INT64_MAX, from;

    if (o->news && o->waiting < o->options.waiting_most)
        next = now + MEMORY_RETRY_MS;
    for (struct lane *lane = o->first; lane && may_send(o); lane = lane->next)
        /* What is due already waits for room: a request that ends wakes the service. */
        if (item_next_step(lane->first, &from) != STEP_NONE && from > now && from < next)
            next = from;
    return next;
}
