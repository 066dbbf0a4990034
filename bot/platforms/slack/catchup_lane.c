/* One channel being read: what is asked, and what an answer means for it. */
#include "platforms/behind.h"
#include "platforms/slack/catchup_inside.h"
#include "platforms/slack/hold.h"
#include "platforms/slack/link.h"
#include "platforms/slack/seen.h"

enum {
    ROUNDS_MOST = 120, /* about an hour: then it is left out */
    LIMITED_MOST = 20, /* SL_TRIES_MOST when Slack only asks for patience */
    LATE_MS = 10000    /* a probe's find so old should have come by the socket */
};
static const int64_t us = 1000; /* in a millisecond */
/* Threads that are older than the window may have news inside it. */
static const int64_t threads_back_ms = (int64_t)2 * 24 * 3600 * 1000;

static void lane_over(struct sl_lane *lane, const char *reason)
{
    struct slack *s = lane->c->s;

    lane->busy = false;
    sl_walk_free(&lane->walk);
    sl_hold_release(s, lane->walk.channel);
    if (!reason)
        return;
    lane->c->failed++;
    log_event(s->base.options.log, LOG_WARN, "slack", "catchup_skipped",
              LOG_WITH(log_text("connection", s->base.options.name),
                       log_text("channel", lane->walk.channel),
                       log_text("reason", reason)));
}

/* It fails again and again, but not for good: the others are read first. A live message
 * of the channel moves no cursor meanwhile, so that nothing is passed over. */
static void lane_later(struct sl_lane *lane, const char *reason)
{
    struct sl_catchup *c = lane->c;

    if (c->goal == PROBE || c->rounds >= ROUNDS_MOST) {
        lane_over(lane, reason);
        return;
    }
    c->all.list[lane->index].left = true;
    c->left++;
    log_event(c->s->base.options.log, LOG_WARN, "slack", "catchup_postponed",
              LOG_WITH(log_text("connection", c->s->base.options.name),
                       log_text("channel", lane->walk.channel),
                       log_text("reason", reason)));
    lane_over(lane, NULL);
}

/* What a probe finds and is not brand new, the socket should have brought. */
static void visit(void *user, const struct sl_caught *caught)
{
    struct sl_catchup *c = user;
    int64_t at = stamp_ms(json_get_text(caught->message, "ts"));

    if (!sl_handover_read(c->s, caught))
        return;
    c->handed++;
    if (at < behind_now(&c->s->base) - LATE_MS)
        c->late = true;
}

/* For want of memory, or after an odd answer: what was tried is tried again, some times.
 */
static bool lane_waits(struct sl_lane *lane)
{
    if (++lane->tries >= SL_TRIES_MOST)
        return false;
    sl_catchup_pause(lane->c, lane->tries, 0);
    return true;
}

/* All of it was read, and there was no memory to hand it over. */
static void lane_anew(struct sl_lane *lane)
{
    if (!lane_waits(lane)) {
        lane_later(lane, "no memory");
        return;
    }
    sl_walk_free(&lane->walk);
    sl_lane_begin(lane, lane->index);
}

static void lane_done(struct sl_lane *lane)
{
    struct sl_catchup *c = lane->c;
    int64_t window = behind_now(&c->s->base) - c->s->base.options.catchup_ms;

    if (!sl_walk_each(&lane->walk, window * us, visit, c))
        lane_anew(lane);
    else
        lane_over(lane, lane->walk.cut ? "there was more than catch-up reads" : NULL);
}

/* An answer that is no page: now, later or never? */
static void lane_refused(struct sl_lane *lane, const struct sl_answer *answer)
{
    bool limited = answer->fault == SL_FAULT_LIMITED;

    if (sl_answer_passes(answer) &&
        ++lane->tries < (limited ? LIMITED_MOST : SL_TRIES_MOST)) {
        sl_catchup_pause(lane->c, lane->tries, answer->retry_after_ms);
    } else if (sl_answer_passes(answer)) {
        lane_later(lane, answer->reason);
    } else if (lane->walk.at > 0) { /* a thread that is gone: the others remain */
        if (!sl_walk_skip(&lane->walk))
            lane_done(lane);
    } else if (answer->fault == SL_FAULT_PLACE) {
        sl_log(lane->c->s, LOG_DEBUG, "channel_closed", lane->walk.channel);
        sl_seen_forget(lane->c->s, lane->walk.channel);
        lane_over(lane, NULL);
    } else {
        lane_over(lane, answer->reason[0] ? answer->reason : "no page of messages");
    }
}

static void lane_answered(void *user, struct sl_answer *answer)
{
    struct sl_lane *lane = user;
    struct sl_catchup *c = lane->c;

    lane->request = NULL;
    if (c->s->stopped || sl_answer_fatal(c->s, answer, "reading messages", false))
        return;
    if (answer->ok) {
        struct json *page = answer->root;
        answer->root = NULL; /* the walk has it */
        enum sl_step step = sl_walk_page(&lane->walk, page);
        if (step != SL_STEP_BAD)
            lane->tries = 0;
        if (step == SL_STEP_DONE)
            lane_done(lane);
        else if (step == SL_STEP_BAD && !lane_waits(lane))
            lane_later(lane, "the answer is no page of messages");
    } else {
        lane_refused(lane, answer);
    }
    sl_catchup_go_on(c);
}

void sl_lane_send(struct sl_lane *lane)
{
    struct buf form;
    struct err e;

    err_clear(&e);
    buf_init(&form, 4096);
    struct sl_call call = {.method = sl_walk_ask(&lane->walk, &form),
                           .form = true,
                           .body = buf_view(&form),
                           .done = lane_answered,
                           .user = lane};
    call.body = buf_view(&form);
    lane->request = form.failed ? NULL : sl_api_send(lane->c->s, &call, &e);
    if (!lane->request && !lane_waits(lane))
        lane_later(lane, e.text[0] ? e.text : "no memory");
    buf_free(&form);
}

void sl_lane_begin(struct sl_lane *lane, size_t index)
{
    struct slack *s = lane->c->s;
    const struct sl_conversation *conversation = &lane->c->all.list[index];
    struct platform_host *host = &s->base.host;
    struct platform_cursor stored = {0};
    int64_t window = behind_now(&s->base) - s->base.options.catchup_ms;
    struct sl_range range = {.since_us = window * us - 1,
                             .oldest_us = (window - threads_back_ms) * us,
                             .latest_us = stamp_end_us,
                             .most = s->base.options.catchup_posts};

    if (host->cursor(host->user, &s->base, conversation->id, &stored) &&
        stamp_micros(stored.id) > range.since_us)
        range.since_us = stamp_micros(stored.id);
    sl_walk_begin(&lane->walk, conversation->id, conversation->type, &range);
    lane->index = index;
    lane->busy = true;
}
