#include "platforms/slack/catchup_inside.h"

#include <string.h>

#include "base/mem.h"
#include "platforms/behind.h"
#include "platforms/slack/hold.h"
#include "platforms/slack/link.h"

enum {
    BURST = 45,     /* calls at once, before they are paced: 50 a minute */
    AGAIN_MS = 500, /* less than live messages may wait */
    PAUSE_FIRST_MS = 500,
    PAUSE_MOST_MS = 30000
};

static void forget(struct sl_catchup *c)
{
    for (size_t i = 0; i < SL_LANES; i++) {
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

void sl_catchup_pause(struct sl_catchup *c, int tries, int64_t at_least_ms)
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
    sl_catchup_pause(c, ++c->rounds + SL_TRIES_MOST, 0);
}

/* The list is complete, or there is none: what brought a message is read, too. */
static void listed(struct sl_catchup *c)
{
    c->listed = true;
    for (size_t i = 0; i < c->s->seen.most; i++) {
        if (c->s->seen.texts[i][0])
            sl_conversations_add(&c->all, c->s->seen.texts[i]);
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
        sl_catchup_pause(c, ++c->tries, answer->retry_after_ms);
        break;
    case SL_LIST_FAILED:
        sl_log(c->s, LOG_WARN, "catchup_list_failed", answer->reason);
        listed(c);
        break;
    }
    sl_catchup_go_on(c);
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
        sl_catchup_pause(c, ++c->tries, 0);
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
    else if (c->again)
        loop_timer_set(c->timer, AGAIN_MS);
}

/* Gives the lane its next channel and its next request. False: the budget is used up. */
static bool lane_go_on(struct sl_lane *lane)
{
    struct sl_catchup *c = lane->c;

    while (!lane->request && (lane->busy || c->next < c->all.count)) {
        if (!lane->busy) {
            lane->tries = 0;
            sl_lane_begin(lane, c->next++);
        }
        if (!within_budget(c))
            return false;
        sl_lane_send(lane);
        if (loop_timer_active(c->timer)) /* it could not be sent yet */
            return false;
    }
    return true;
}

/* Sends what may be sent now; ends the pass when all is read. */
void sl_catchup_go_on(struct sl_catchup *c)
{
    bool busy = false;

    if (c->goal == IDLE || c->list || loop_timer_active(c->timer))
        return;
    if (!c->listed) {
        ask_list(c);
        return;
    }
    for (size_t i = 0; i < SL_LANES; i++) {
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

static void begin(struct slack *s, enum sl_goal goal)
{
    struct sl_catchup *c = s->catchup;

    forget(c);
    sl_conversations_begin(&c->all);
    c->goal = goal;
    if (goal == SWEEP) {
        c->again = false;
        sl_hold_begin(s);
    }
    c->tries = 0;
    c->late = false;
    c->handed = c->failed = 0;
    sl_catchup_go_on(c);
}

static void fire(void *user)
{
    struct sl_catchup *c = user;

    if (c->goal == IDLE && c->again)
        begin(c->s, SWEEP);
    else
        sl_catchup_go_on(c);
}

void sl_catchup_start(struct slack *s)
{
    if (s->base.options.catchup_ms > 0)
        begin(s, SWEEP);
}

/* From now on no live message moves a cursor, and so none over what was lost. */
void sl_catchup_again(struct slack *s)
{
    struct sl_catchup *c = s->catchup;

    if (s->base.options.catchup_ms <= 0)
        return;
    c->again = true;
    if (c->goal == IDLE && !loop_timer_active(c->timer))
        loop_timer_set(c->timer, AGAIN_MS);
}

void sl_catchup_probe(struct slack *s)
{
    if (s->base.options.catchup_ms > 0 && !sl_catchup_running(s))
        begin(s, PROBE);
}

void sl_catchup_stop(struct slack *s)
{
    struct sl_catchup *c = s->catchup;

    c->goal = IDLE;
    c->again = false;
    forget(c);
}

bool sl_catchup_waits(const struct slack *s, const char *channel)
{
    const struct sl_catchup *c = s->catchup;

    if (c->goal != SWEEP || !c->listed)
        return c->goal == SWEEP || c->again;
    for (size_t i = 0; i < SL_LANES; i++) {
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
    return s->catchup->goal != IDLE || s->catchup->again;
}

bool sl_catchup_new(struct slack *s, struct err *e)
{
    struct sl_catchup *c = mem_zero(1, sizeof *c);

    if (!c)
        return err_set(e, ERR_MEMORY, "no memory for catch-up");
    s->catchup = c;
    c->s = s;
    behind_load(&s->base);
    for (size_t i = 0; i < SL_LANES; i++)
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

bool sl_catchup_progress(struct platform *p, struct platform_progress *out)
{
    const struct sl_catchup *c = sl_of(p)->catchup;

    *out = (struct platform_progress){.messages = c->handed};
    if (c->listed) {
        out->of = c->all.count;
        out->read = c->next;
        for (size_t i = 0; i < SL_LANES; i++)
            out->read -= c->lane[i].busy;
    }
    return c->goal == SWEEP;
}
