/* What leaves when. */
#include "service/outbox.h"

#include <string.h>

#include "base/crash.h"
#include "base/mem.h"
#include "service/outbox_inside.h"

/* The usual, where the options say 0. */
enum {
    UNDER_WAY_MS = 30000, /* as the HTTP client's whole request */
    FIRST_RETRY_MS = 1000,
    MOST_RETRY_MS = 60000,
    WAITING_MOST = 2000,
    IN_FLIGHT_MOST = 16,
    MEMORY_RETRY_MS = 1000
};
static const int64_t useful_ms = (int64_t)24 * 3600 * 1000;

static void fill_in(struct outbox_options *o)
{
    o->under_way_ms = o->under_way_ms ? o->under_way_ms : UNDER_WAY_MS;
    o->useful_ms = o->useful_ms ? o->useful_ms : useful_ms;
    o->first_retry_ms = o->first_retry_ms ? o->first_retry_ms : FIRST_RETRY_MS;
    o->most_retry_ms = o->most_retry_ms ? o->most_retry_ms : MOST_RETRY_MS;
    o->waiting_most = o->waiting_most ? o->waiting_most : WAITING_MOST;
    o->in_flight_most = o->in_flight_most ? o->in_flight_most : IN_FLIGHT_MOST;
}

bool outbox_new(struct outbox **out, const struct outbox_options *options, struct err *e)
{
    struct outbox *o = mem_zero(1, sizeof *o);

    *out = NULL;
    if (!o)
        return err_set(e, ERR_MEMORY, "no memory for the outbox");
    o->options = *options;
    fill_in(&o->options);
    o->window = o->options.in_flight_most;
    o->news = true; /* what an earlier process left */
    o->by_channel = map_new(o->options.waiting_most, rng_next(options->rng));
    if (!o->by_channel) {
        mem_free(o);
        return err_set(e, ERR_MEMORY, "no memory for the outbox");
    }
    *out = o;
    return true;
}

void outbox_free(struct outbox *o)
{
    if (!o)
        return;
    queue_free(o);
    mem_free(o);
}

/* Whatever failed for want of a server need not wait any longer, unless the server itself
 * asked for patience. */
void outbox_open(struct outbox *o)
{
    int64_t now = clock_now(&o->options.clock);

    o->open = true;
    for (struct lane *lane = o->first; lane; lane = lane->next) {
        struct item *it = lane->first;
        if (it->asked_to_wait || it->due_ms <= now)
            continue;
        it->due_ms = now;
        backoff_reset(&it->backoff);
    }
    outbox_wake(o);
}

void outbox_news(struct outbox *o)
{
    o->news = true;
    outbox_wake(o);
}

/* --- one part's next step --- */

enum step { STEP_NONE, STEP_POST, STEP_LOOK };

/* May the key be sent again without looking? Its life begins with the first try that may
 * have been stored: later ones do not prolong it. */
static bool may_repeat(const struct item *it)
{
    struct platform *p = it->box->options.platform;
    struct post post = item_post(it);

    post.last_try_ms = it->doubt_ms;
    return p->kind->may_repeat && p->kind->may_repeat(p, &post);
}

/* The last request may still be running at the server: a look that finds nothing before
 * it must have ended proves nothing, unless the key will stop its twin. A clock that was
 * set back does not make the wait any longer. */
static int64_t look_from(const struct item *it)
{
    const struct outbox *o = it->box;
    const struct platform_kind *kind = o->options.platform->kind;
    bool keyed = kind->settle_ms && it->last_try_ms - it->doubt_ms < kind->key_ms;
    int64_t most = keyed ? kind->settle_ms : o->options.under_way_ms;
    int64_t now = clock_unix(&o->options.clock), since = now - it->last_try_ms;
    int64_t wait = since < 0 ? most : most - since;

    if (it->sure_ms && it->sure_ms - now < wait)
        wait = it->sure_ms - now;
    return clock_now(&o->options.clock) + (wait > 0 ? wait : 0);
}

/* Not before the platform's pace has it: until then it counts as not sent. */
static int64_t post_from(const struct item *it)
{
    struct platform *p = it->box->options.platform;
    int64_t wait = p->kind->pace ? p->kind->pace(p, it->lane->channel) : 0;
    int64_t paced = clock_now(&it->box->options.clock) + wait;

    return wait > 0 && paced > it->due_ms ? paced : it->due_ms;
}

/* What the head of a lane wants, and from when (clock's now) on. */
static enum step next_step(const struct item *it, int64_t *from)
{
    int64_t now = clock_now(&it->box->options.clock);

    *from = it->due_ms;
    if (it->box->closed) /* its platform may be gone */
        return STEP_NONE;
    if (it->state == ITEM_WAITING) {
        *from = post_from(it);
        return STEP_POST;
    }
    if (it->state != ITEM_DOUBT)
        return STEP_NONE;
    if (it->due_ms > now || may_repeat(it))
        return STEP_POST; /* decided anew when it is due */
    /* One look at once: finding it proves all, and the lane need not wait. */
    int64_t earliest = look_from(it);
    if (earliest > now && it->looked)
        *from = earliest;
    return STEP_LOOK;
}

/* --- a turn --- */

static bool may_send(const struct outbox *o)
{
    return o->open && !o->closed;
}

static bool write_settled(struct outbox *o, struct err *e)
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
    enum step step = next_step(it, &from);
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
    return write_settled(o, e);
}

static void launch_post(struct outbox *o, struct item *it)
{
    struct platform *p = o->options.platform;
    struct err e = {0};

    it->tries++;
    it->last_try_ms = clock_unix(&o->options.clock);
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
    it->early = look_from(it) > clock_now(&o->options.clock);
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
    if (it->state == ITEM_MARKED)
        launch_post(o, it);
    else if (may_send(o) && o->in_flight < o->window &&
             next_step(it, &from) == STEP_LOOK && from <= clock_now(&o->options.clock))
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
        if (next_step(lane->first, &from) != STEP_NONE && from > now && from < next)
            next = from;
    return next;
}

/* --- from outside --- */

void outbox_cancel(struct outbox *o, const char *channel, const char *source)
{
    struct err e = {0};

    queue_load(o, &e); /* it may have been planned in this very turn */
    struct lane *lane = queue_lane(o, channel);
    for (struct item *it = lane ? lane->first : NULL; it; it = it->next) {
        if (it->part != 0 || strcmp(it->source, source) != 0)
            continue;
        if (it->state == ITEM_WAITING && !it->tries)
            item_settle(it, false, "the question was deleted");
        return;
    }
}

static void confirm_unknown(struct outbox *o, const char *key, const char *remote_id)
{
    struct ledger *l = o->options.ledger;
    enum ledger_state state;
    struct err e = {0};
    int64_t row;

    if (ledger_find_key(l, o->options.connection, key, &row, &state) &&
        state == LEDGER_SENDING && row > o->last_row)
        ledger_confirm(l, row, remote_id, clock_unix(&o->options.clock), &e);
}

void outbox_receipt(struct outbox *o, const char *key, const char *remote_id)
{
    for (struct lane *lane = o->first; lane; lane = lane->next) {
        struct item *it = lane->first; /* no other one can have been sent */
        if ((it->tries || item_in_doubt(it)) && strcmp(it->key, key) == 0) {
            item_settle(it, true, remote_id);
            return;
        }
    }
    if (o->news)
        confirm_unknown(o, key, remote_id);
}

void outbox_use(struct outbox *o, struct platform *platform)
{
    o->options.platform = platform;
}

void outbox_close(struct outbox *o)
{
    o->closed = true;
}

size_t outbox_waiting(const struct outbox *o)
{
    return o->waiting;
}

size_t outbox_in_flight(const struct outbox *o)
{
    return o->in_flight;
}

const struct outbox_counts *outbox_counts(const struct outbox *o)
{
    return &o->counts;
}
