#include "platforms/discord/catchup_inside.h"

#include "base/mem.h"
#include "platforms/behind.h"
#include "platforms/discord/link.h"

enum {
    ROUND_FIRST_MS = 8000,
    ROUND_MOST_MS = 30000,
    AGAIN_MS = 2000,
    GAPS_IDLE_MS = 600000, /* after a gap that hid no message */
    PATIENCE_MS = 10000    /* so long live messages wait at most */
};

static void read_direct(struct dc_catchup *c)
{
    char id[SNOWFLAKE_SIZE];

    for (const char *at = c->direct.text; dc_known_next(&at, id);) {
        struct dc_channel *channel = dc_channels_add(c->channels, id, false);
        if (channel)
            channel->pending = c->busy = true;
    }
}

static void next_round(struct dc_catchup *c)
{
    int64_t wait = (int64_t)ROUND_FIRST_MS << (c->rounds < 2 ? c->rounds : 2);

    c->rounds++;
    c->left = 0;
    dc_channels_left_none(c->channels);
    loop_timer_set(c->timer, wait < ROUND_MOST_MS ? wait : ROUND_MOST_MS);
}

static void all_done(struct dc_catchup *c)
{
    struct discord *d = c->d;
    bool deaf = c->probing && c->late;

    if (!c->probing)
        log_event(d->base.options.log, LOG_INFO, "discord", "caught_up",
                  LOG_WITH(log_text("connection", d->base.options.name),
                           log_int("messages", c->handed),
                           log_int("channels_skipped", c->failed)));
    if (c->gap && c->handed == 0)
        c->gaps_from = loop_now(d->base.options.loop) + GAPS_IDLE_MS;
    c->probing = c->late = c->impatient = c->busy = c->gap = false;
    c->handed = c->failed = c->rounds = 0;
    loop_timer_stop(c->patience);
    dc_keep_session(d);
    if (deaf)
        dc_link_deaf(d);
}

static void go_on(struct dc_catchup *c)
{
    while (!c->d->stopped && !c->call && !loop_timer_active(c->timer)) {
        if (!c->now) {
            c->now = dc_channels_pending(c->channels);
            if (!c->now)
                break;
            if (!dc_read_begin(c, c->now->id, c->after)) {
                dc_read_done(c);
                continue;
            }
        }
        dc_read_ask(c);
    }
    if (c->call || c->now || loop_timer_active(c->timer))
        return;
    if (c->left)
        next_round(c);
    else if (c->busy || c->probing)
        all_done(c);
}

static void mark_all(struct dc_catchup *c)
{
    struct dc_channel *channel;

    for (size_t i = 0; (channel = dc_channels_at(c->channels, i)) != NULL; i++)
        channel->pending = c->busy = true;
}

static void fire(void *user)
{
    go_on(user);
}

static void lose_patience(void *user)
{
    struct dc_catchup *c = user;
    struct dc_channel *channel;

    c->impatient = true;
    for (size_t i = 0; (channel = dc_channels_at(c->channels, i)) != NULL; i++)
        dc_read_release(c, channel);
}

void dc_catchup_start(struct discord *d)
{
    d->catchup->session++;
    if (d->base.options.catchup_ms <= 0)
        return;
    read_direct(d->catchup);
    go_on(d->catchup);
}

void dc_catchup_channel(struct discord *d, const char *channel, const char *newest,
                        bool in_guild)
{
    struct dc_catchup *c = d->catchup;
    char after[SNOWFLAKE_SIZE];
    bool met = !dc_channels_find(c->channels, channel);
    struct dc_channel *known = dc_channels_add(c->channels, channel, in_guild);

    if (!in_guild)
        dc_known_add(&c->direct, &d->base, channel);
    if (!known || d->base.options.catchup_ms <= 0)
        return;
    known->session = c->session;
    if (!dc_read_begin(c, channel, after)) {
        if (in_guild)
            dc_read_meet(d, channel, newest);
    } else if ((met && !in_guild) || snowflake_number(newest) > snowflake_number(after)) {
        /* A direct channel is met by a message: others may have been missed. */
        known->pending = c->busy = true;
        go_on(c);
    }
}

void dc_catchup_heard(struct discord *d, const char *channel, const char *id,
                      bool in_guild)
{
    const struct dc_catchup *c = d->catchup;
    const struct dc_channel *known = dc_channels_find(c->channels, channel);

    if (!in_guild)
        dc_catchup_channel(d, channel, NULL, false);
    else if (!known || known->session != c->session)
        dc_catchup_channel(d, channel, id, true);
}

/* All of them at once, before anything is read: a live message that came after what was
 * lost must not move a cursor over it. */
void dc_catchup_again(struct discord *d)
{
    struct dc_catchup *c = d->catchup;

    if (d->base.options.catchup_ms <= 0)
        return;
    mark_all(c);
    c->once_more = c->now != NULL;
    if (!loop_timer_active(c->timer) && !c->call)
        loop_timer_set(c->timer, AGAIN_MS);
}

void dc_catchup_gap(struct discord *d)
{
    struct dc_catchup *c = d->catchup;

    if (loop_now(d->base.options.loop) < c->gaps_from)
        return;
    dc_log(d, LOG_WARN, "events_missing", "a gap in their numbers");
    c->gap = true;
    dc_catchup_again(d);
}

void dc_catchup_probe(struct discord *d)
{
    struct dc_catchup *c = d->catchup;

    if (d->base.options.catchup_ms <= 0 || c->now)
        return;
    c->probing = true;
    mark_all(c);
    go_on(c);
}

void dc_catchup_stop(struct discord *d)
{
    struct dc_catchup *c = d->catchup;

    calls_cancel(c->call);
    c->call = NULL;
    c->probing = c->late = false;
    loop_timer_stop(c->timer);
    lose_patience(c);
    loop_timer_stop(c->patience);
    c->impatient = false;
    c->now = NULL; /* it stays pending: the next session reads it */
    c->once_more = false;
    c->tries = c->read = c->rounds = 0;
    c->left = 0;
    dc_channels_left_none(c->channels);
}

void dc_catchup_go_on(struct discord *d)
{
    go_on(d->catchup);
}

bool dc_catchup_busy(const struct discord *d)
{
    return d->catchup->busy;
}

bool dc_catchup_reading(const struct discord *d, const char *channel)
{
    const struct dc_channel *known = dc_channels_find(d->catchup->channels, channel);
    return known && known->pending;
}

bool dc_catchup_hold(struct discord *d, const char *channel, const struct json *message,
                     bool in_guild)
{
    struct dc_catchup *c = d->catchup;
    struct dc_channel *known = dc_channels_find(c->channels, channel);

    if (!known || !known->pending || c->impatient ||
        !dc_channels_hold(c->channels, known, message, in_guild))
        return false;
    if (!loop_timer_active(c->patience))
        loop_timer_set(c->patience, PATIENCE_MS);
    return true;
}

bool dc_catchup_new(struct discord *d, struct err *e)
{
    struct platform_host *host = &d->base.host;
    struct dc_catchup *c = mem_zero(1, sizeof *c);

    d->catchup = c;
    if (!c)
        return err_set(e, ERR_MEMORY, "no memory for catch-up");
    c->d = d;
    behind_load(&d->base);
    c->channels = dc_channels_new(rng_next(loop_rng(d->base.options.loop)));
    c->timer = loop_timer_new(d->base.options.loop, fire, c);
    c->patience = loop_timer_new(d->base.options.loop, lose_patience, c);
    if (!c->channels || !c->timer || !c->patience)
        return err_set(e, ERR_MEMORY, "no memory for catch-up");
    dc_known_load(&c->direct, &d->base, "direct");
    if (host->note_get)
        host->note_get(host->user, &d->base, "alive", c->alive, sizeof c->alive);
    return true;
}

void dc_catchup_free(struct dc_catchup *c)
{
    if (!c)
        return;
    calls_cancel(c->call);
    dc_channels_free(c->channels);
    loop_timer_free(c->timer);
    loop_timer_free(c->patience);
    mem_free(c);
}

bool dc_catchup_progress(struct platform *p, struct platform_progress *out)
{
    const struct dc_catchup *c = dc_of(p)->catchup;
    const struct dc_channel *channel;

    *out = (struct platform_progress){.messages = c->handed};
    for (; (channel = dc_channels_at(c->channels, out->of)) != NULL; out->of++)
        out->read += !channel->pending;
    return c->busy && !c->probing;
}
