#include "platforms/slack/catchup.h"

#include <string.h>

#include "base/mem.h"
#include "platforms/ident.h"
#include "platforms/slack/conversations.h"
#include "platforms/slack/hold.h"
#include "platforms/slack/link.h"
#include "platforms/slack/seen.h"
#include "platforms/slack/walk.h"

enum {
    AT_ONCE = 3,       /* channels being read */
    BURST = 45,        /* calls at once, before they are paced: 50 a minute */
    TRIES_MOST = 4,    /* of one request, until its channel is left for later */
    ROUNDS_MOST = 120, /* about an hour: then it is left out */
    LIMITED_MOST = 20, /* the same when Slack only asks for patience */
    PAUSE_FIRST_MS = 500,
    PAUSE_MOST_MS = 30000,
    LATE_MS = 10000 /* a probe's find so old should have come by the socket */
};
static const int64_t us = 1000; /* in a millisecond */
/* Threads that are older than the window may have news inside it. */
static const int64_t threads_back_ms = (int64_t)2 * 24 * 3600 * 1000;

struct lane { /* one channel being read */
    struct sl_catchup *c;
    struct sl_walk walk;
    struct sl_request *request;
    size_t index; /* in the list of all */
    int tries;
    bool busy;
};

enum goal { IDLE, SWEEP, PROBE };

struct sl_catchup {
    struct slack *s;
    enum goal goal;
    struct sl_conversations all;
    bool listed, late;
    size_t next; /* of all: the next to read */
    struct lane lane[AT_ONCE];
    struct sl_request *list;
    int tries;                /* of the list */
    int rounds;               /* over what was left for later */
    size_t left;              /* so many are, now */
    struct loop_timer *timer; /* set: nothing is sent until it fires */
    int64_t budget_at;        /* when all of BURST is to be had again */
    int64_t handed, failed;
};

static void go_on(struct sl_catchup *c);

static void forget(struct sl_catchup *c)
{
    for (size_t i = 0; i < AT_ONCE; i++) {
        sl_api_cancel(c->lane[i].request);
        c->lane[i].request = NULL;
        c->lane[i].busy = false;
        sl_walk_free(&c->lane[i].walk);
    }
    sl_api_cancel(c->list);
    c->list = NULL;
    c->listed = false;
    c->next = c->left = 0;
    c->rounds = 0;
    sl_conversations_free(&c->all);
    loop_timer_stop(c->timer);
}

static void pause_for(struct sl_catchup *c, int tries, int64_t at_least_ms)
{
    int64_t delay = PAUSE_FIRST_MS;

    while (tries-- > 1 && delay < PAUSE_MOST_MS)
        delay *= 2;
    loop_timer_set(c->timer, delay > at_least_ms ? delay : at_least_ms);
}

/* May another call go now? Else the timer is set for when it may. */
static bool within_budget(struct sl_catchup *c)
{
    int64_t wait = sl_pace_budget(&c->budget_at, c->s->timing.read_every_ms, BURST,
                                  loop_now(c->s->base.options.loop));
    if (wait > 0)
        loop_timer_set(c->timer, wait);
    return wait == 0;
}

static void lane_anew(struct lane *lane);

static void lane_over(struct lane *lane, const char *reason)
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
static void lane_later(struct lane *lane, const char *reason)
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

/* Only what was left is in the list any more. */
static void next_round(struct sl_catchup *c)
{
    size_t kept = 0;

    for (size_t i = 0; i < c->all.count; i++) {
        if (!c->all.list[i].left)
            continue;
        c->all.list[kept] = c->all.list[i];
        c->all.list[kept++].left = false;
    }
    c->all.count = kept;
    c->next = c->left = 0;
    pause_for(c, ++c->rounds + TRIES_MOST, 0);
}

/* What a probe finds and is not brand new, the socket should have brought. */
static void visit(void *user, const struct sl_caught *caught)
{
    struct sl_catchup *c = user;
    int64_t at = stamp_ms(json_get_text(caught->message, "ts"));

    if (!sl_handover_read(c->s, caught))
        return;
    c->handed++;
    if (at < loop_unix(c->s->base.options.loop) - LATE_MS)
        c->late = true;
}

/* For want of memory, or after an odd answer: what was tried is tried again, some times.
 */
static bool lane_waits(struct lane *lane)
{
    if (++lane->tries >= TRIES_MOST)
        return false;
    pause_for(lane->c, lane->tries, 0);
    return true;
}

static void lane_done(struct lane *lane)
{
    struct sl_catchup *c = lane->c;
    int64_t window = loop_unix(c->s->base.options.loop) - c->s->base.options.catchup_ms;

    if (!sl_walk_each(&lane->walk, window * us, visit, c))
        lane_anew(lane);
    else
        lane_over(lane, lane->walk.cut ? "there was more than catch-up reads" : NULL);
}

/* An answer that is no page: now, later or never? */
static void lane_refused(struct lane *lane, const struct sl_answer *answer)
{
    bool limited = answer->fault == SL_FAULT_LIMITED;

    if (sl_answer_passes(answer) &&
        ++lane->tries < (limited ? LIMITED_MOST : TRIES_MOST)) {
        pause_for(lane->c, lane->tries, answer->retry_after_ms);
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
    struct lane *lane = user;
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
    go_on(c);
}

static void lane_send(struct lane *lane)
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

static void lane_begin(struct lane *lane, const struct sl_conversation *conversation)
{
    struct slack *s = lane->c->s;
    struct platform_host *host = &s->base.host;
    struct platform_cursor stored = {0};
    int64_t now = loop_unix(s->base.options.loop);
    int64_t window = now - s->base.options.catchup_ms;
    struct sl_range range = {.since_us = window * us - 1,
                             .oldest_us = (window - threads_back_ms) * us,
                             .latest_us = stamp_end_us,
                             .most = s->base.options.catchup_posts};

    if (host->cursor(host->user, &s->base, conversation->id, &stored) &&
        stamp_micros(stored.id) > range.since_us)
        range.since_us = stamp_micros(stored.id);
    sl_walk_begin(&lane->walk, conversation->id, conversation->type, &range);
    lane->busy = true;
}

/* All of it was read, and there was no memory to hand it over. */
static void lane_anew(struct lane *lane)
{
    struct sl_walk *walk = &lane->walk;
    struct sl_conversation again = {.type = ""};
    char type[sizeof walk->type];

    if (!lane_waits(lane)) {
        lane_later(lane, "no memory");
        return;
    }
    ident_copy(again.id, sizeof again.id, walk->channel);
    ident_copy(type, sizeof type, walk->type);
    again.type = type;
    sl_walk_free(walk);
    lane_begin(lane, &again);
}

/* The list is complete, or there is none: what brought a message is read, too. */
static void listed(struct sl_catchup *c)
{
    c->listed = true;
    for (size_t i = 0; i < SL_SEEN_MOST; i++) {
        if (c->s->seen[i][0])
            sl_conversations_add(&c->all, c->s->seen[i]);
    }
}

static void list_answered(void *user, struct sl_answer *answer)
{
    struct sl_catchup *c = user;

    c->list = NULL;
    if (c->s->stopped || sl_answer_fatal(c->s, answer, "users.conversations", false))
        return;
    if (answer->fault == SL_FAULT_SETUP)
        sl_log(c->s, LOG_WARN, "catchup_lacks_scope", answer->reason);
    switch (sl_conversations_page(&c->all, answer)) {
    case SL_LIST_MORE:
        c->tries = 0;
        break;
    case SL_LIST_DONE:
        listed(c);
        break;
    case SL_LIST_LATER:
        sl_log(c->s, LOG_WARN, "catchup_list_failed", answer->reason);
        pause_for(c, ++c->tries, answer->retry_after_ms);
        break;
    case SL_LIST_FAILED:
        sl_log(c->s, LOG_WARN, "catchup_list_failed", answer->reason);
        listed(c);
        break;
    }
    go_on(c);
}

static void ask_list(struct sl_catchup *c)
{
    struct buf form;
    struct err e;

    buf_init(&form, 2048);
    sl_conversations_ask(&c->all, &form);
    struct sl_call call = {.method = "users.conversations",
                           .form = true,
                           .body = buf_view(&form),
                           .done = list_answered,
                           .user = c};
    c->list = form.failed ? NULL : sl_api_send(c->s, &call, &e);
    if (!c->list)
        pause_for(c, ++c->tries, 0);
    buf_free(&form);
}

static void pass_done(struct sl_catchup *c)
{
    struct slack *s = c->s;
    bool late = c->late && c->goal == PROBE;

    log_event(s->base.options.log, c->goal == SWEEP ? LOG_INFO : LOG_DEBUG, "slack",
              "caught_up",
              LOG_WITH(log_text("connection", s->base.options.name),
                       log_int("conversations", (int64_t)c->all.count),
                       log_int("messages", c->handed),
                       log_int("channels_skipped", c->failed)));
    forget(c);
    c->goal = IDLE;
    sl_hold_release(s, NULL);
    if (late)
        sl_link_deaf(s);
}

/* Gives the lane its next channel and its next request. False: the budget is used up. */
static bool lane_go_on(struct lane *lane)
{
    struct sl_catchup *c = lane->c;

    while (!lane->request && (lane->busy || c->next < c->all.count)) {
        if (!lane->busy) {
            lane->tries = 0;
            lane->index = c->next++;
            lane_begin(lane, &c->all.list[lane->index]);
        }
        if (!within_budget(c))
            return false;
        lane_send(lane);
        if (loop_timer_active(c->timer)) /* it could not be sent yet */
            return false;
    }
    return true;
}

/* Sends what may be sent now; ends the pass when all is read. */
static void go_on(struct sl_catchup *c)
{
    bool busy = false;

    if (c->goal == IDLE || c->list || loop_timer_active(c->timer))
        return;
    if (!c->listed) {
        ask_list(c);
        return;
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        if (!lane_go_on(&c->lane[i]))
            return;
        busy = busy || c->lane[i].busy;
    }
    if (busy)
        return;
    if (c->left)
        next_round(c);
    else
        pass_done(c);
}

static void fire(void *user)
{
    go_on(user);
}

static void begin(struct slack *s, enum goal goal)
{
    struct sl_catchup *c = s->catchup;

    forget(c);
    sl_conversations_begin(&c->all);
    c->goal = goal;
    c->tries = 0;
    c->late = false;
    c->handed = c->failed = 0;
    go_on(c);
}

void sl_catchup_start(struct slack *s)
{
    if (s->base.options.catchup_ms > 0)
        begin(s, SWEEP);
}

void sl_catchup_probe(struct slack *s)
{
    if (s->base.options.catchup_ms > 0 && s->catchup->goal == IDLE)
        begin(s, PROBE);
}

void sl_catchup_stop(struct slack *s)
{
    struct sl_catchup *c = s->catchup;

    c->goal = IDLE;
    forget(c);
}

bool sl_catchup_waits(const struct slack *s, const char *channel)
{
    const struct sl_catchup *c = s->catchup;

    if (c->goal != SWEEP || !c->listed)
        return c->goal == SWEEP;
    for (size_t i = 0; i < AT_ONCE; i++) {
        if (c->lane[i].busy && strcmp(c->lane[i].walk.channel, channel) == 0)
            return true;
    }
    for (size_t i = c->next; i < c->all.count; i++) {
        if (strcmp(c->all.list[i].id, channel) == 0)
            return true;
    }
    return false;
}

bool sl_catchup_running(const struct slack *s)
{
    return s->catchup->goal != IDLE;
}

bool sl_catchup_new(struct slack *s, struct err *e)
{
    struct sl_catchup *c = mem_zero(1, sizeof *c);

    if (!c)
        return err_set(e, ERR_MEMORY, "no memory for catch-up");
    s->catchup = c;
    c->s = s;
    for (size_t i = 0; i < AT_ONCE; i++)
        c->lane[i].c = c;
    c->timer = loop_timer_new(s->base.options.loop, fire, c);
    return c->timer || err_set(e, ERR_MEMORY, "no memory for catch-up");
}

void sl_catchup_free(struct sl_catchup *c)
{
    if (!c)
        return;
    c->goal = IDLE;
    forget(c);
    loop_timer_free(c->timer);
    mem_free(c);
}
