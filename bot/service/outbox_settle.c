/* What becomes of a part once a request about it has ended. */
#include <string.h>

#include "base/crash.h"
#include "base/mem.h"
#include "service/outbox_inside.h"

/* A part is poisoned when it failed this often over this long while others went through:
 * it is set aside, not retried for ever. */
enum { TRIES_MOST = 12 };
static const int64_t trying_most_ms = (int64_t)3600 * 1000;

int64_t item_unix(const struct item *it, int64_t at)
{
    const struct clock *clock = &it->box->options.clock;

    return at ? clock_unix(clock) - (clock_now(clock) - at) : 0;
}

struct post item_post(const struct item *it)
{
    return (struct post){
        .channel = it->lane ? it->lane->channel : "",
        .thread = it->thread,
        .source = it->source,
        .key = it->key,
        .part = it->part,
        .payload = {it->payload, it->payload_len},
        .first_try_ms = item_unix(it, it->first_try_ms),
        .last_try_ms = item_unix(it, it->last_try_ms),
        .now_ms = clock_unix(&it->box->options.clock),
    };
}

const char *item_hopeless(const struct item *it)
{
    const struct outbox *o = it->box;
    int64_t now = clock_now(&o->options.clock);

    if (it->state != ITEM_WAITING && it->state != ITEM_DOUBT)
        return NULL;
    if (now - it->planned_ms > o->options.useful_ms)
        return "it could not be sent while it was of use";
    if (it->tries > TRIES_MOST && now - it->first_try_ms > trying_most_ms &&
        o->confirmed_ms > it->first_try_ms)
        return "it failed again and again while other replies went through";
    return NULL;
}

static void log_part(const struct item *it, enum log_level level, const char *event,
                     const char *why, int64_t wait_ms)
{
    log_event(it->box->options.log, level, "outbox", event,
              LOG_WITH(log_text("connection", it->box->options.connection),
                       log_text("request", it->request), log_text("question", it->source),
                       log_int("part", it->part), log_text("topic", it->topic),
                       log_int("tries", it->tries), log_int("wait_ms", wait_ms),
                       log_text("why", why)));
}

static void settle_one(struct item *it, bool found, const char *outcome)
{
    struct outbox *o = it->box;

    queue_remove(it);
    it->lane = NULL;
    it->state = ITEM_SETTLED;
    it->found = found;
    it->outcome = mem_copy_text(outcome ? outcome : "");
    if (!found) /* what a server said is kept on disk */
        log_cover(o->options.log, it->outcome);
    it->next = o->settled;
    o->settled = it;
    if (found) {
        o->counts.confirmed++;
        o->confirmed_ms = clock_now(&o->options.clock);
        if (o->window < o->options.in_flight_most)
            o->window++;
        log_part(it, LOG_INFO, "replied", "", 0);
    } else {
        o->counts.set_aside++;
        log_part(it, LOG_WARN, "reply set aside", outcome, 0);
    }
    if (o->options.settled)
        o->options.settled(o->options.user, found,
                           clock_now(&o->options.clock) - it->planned_ms);
}

void item_settle(struct item *it, bool found, const char *outcome)
{
    outbox_wake(it->box);
    /* Half an answer helps nobody: what follows of the same reply goes with it. */
    while (!found && it->next && it->next->part > it->part &&
           strcmp(it->next->source, it->source) == 0)
        settle_one(it->next, false, "an earlier part of the reply was set aside");
    settle_one(it, found, outcome);
}

static void wait_for(struct item *it, int64_t at_least_ms, const char *event,
                     const char *why)
{
    struct outbox *o = it->box;
    int64_t wait = backoff_next(&it->backoff, o->options.rng, at_least_ms);

    it->state = item_in_doubt(it) ? ITEM_DOUBT : ITEM_WAITING;
    it->due_ms = clock_now(&o->options.clock) + wait;
    it->asked_to_wait = at_least_ms > 0;
    o->counts.slowed += it->asked_to_wait;
    log_part(it, LOG_WARN, event, why ? why : "", wait);
    outbox_wake(o);
}

/* Surely not stored, this time; an earlier try that is in doubt stays so. */
static void unsent(struct item *it, int64_t retry_ms, const char *why)
{
    struct outbox *o = it->box;

    o->counts.unsent++;
    if (!item_in_doubt(it))
        it->unsent = true;
    if (retry_ms > 0) /* the server asks for patience: fewer at once */
        o->window = o->window / 2 ? o->window / 2 : 1;
    wait_for(it, retry_ms, "reply not sent yet", why);
}

static void unknown(struct item *it, int64_t retry_ms, const char *why)
{
    it->box->counts.unknown++;
    if (!item_in_doubt(it))
        it->doubt_ms = it->last_try_ms;
    wait_for(it, retry_ms, "reply may have been stored", why);
}

/* The request about it has ended. False: it was settled meanwhile, by a receipt. */
static bool landed(struct item *it)
{
    it->in_flight = false;
    it->box->in_flight--;
    outbox_wake(it->box);
    return it->state != ITEM_SETTLED;
}

void item_not_started(struct item *it, const struct err *e)
{
    bool looking = it->state == ITEM_LOOKING;

    if (!landed(it))
        return;
    if (looking)
        wait_for(it, 0, "looking for the reply failed", e->text);
    else if (e->code == ERR_MEMORY || e->code == ERR_STATE || e->code == ERR_NETWORK)
        unsent(it, 0, e->text);
    else
        item_settle(it, false, e->text); /* wrong in itself: it will never go */
}

static void take_outcome(struct item *it, const struct post_outcome *outcome)
{
    if (!landed(it))
        return;
    switch (outcome->result) {
    case POST_DONE:
        item_settle(it, true, outcome->remote_id);
        break;
    case POST_UNSENT:
        unsent(it, outcome->retry_ms, outcome->reason);
        break;
    case POST_UNKNOWN:
        if (outcome->settle_ms)
            it->sure_ms = clock_now(&it->box->options.clock) + outcome->settle_ms;
        unknown(it, outcome->retry_ms, outcome->reason);
        break;
    case POST_REFUSED:
        item_settle(it, false,
                    outcome->reason && *outcome->reason ? outcome->reason : "refused");
        break;
    case POST_FATAL: /* kept for the next start, with a new token */
        unsent(it, 0, outcome->reason);
        outbox_close(it->box);
        break;
    }
}

void item_on_post(void *user, const struct post_outcome *outcome)
{
    crash_at("answer.before");
    take_outcome(user, outcome);
    crash_at("answer.after");
}

void item_on_look(void *user, enum look_result result, const char *remote_id)
{
    struct item *it = user;

    if (!landed(it))
        return;
    if (result == LOOK_FOUND) {
        item_settle(it, true, remote_id);
    } else if (result == LOOK_ABSENT && it->early) {
        it->state = ITEM_DOUBT;
    } else if (result == LOOK_ABSENT) {
        it->doubt_ms = 0;
        it->unsent = true;
        it->state = ITEM_WAITING;
        it->due_ms = clock_now(&it->box->options.clock);
    } else {
        wait_for(it, 0, "looking for the reply gave no answer", "");
    }
}
