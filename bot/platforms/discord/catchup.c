#include "platforms/discord/catchup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/discord/account.h"
#include "platforms/discord/channels.h"
#include "platforms/discord/cursor.h"
#include "platforms/discord/handover.h"
#include "platforms/discord/known.h"
#include "platforms/discord/link.h"
#include "platforms/discord/rest.h"

enum {
    PAGE = 100,
    TRIES_MOST = 4,    /* of one request, until its channel is left for later */
    ROUNDS_MOST = 120, /* about an hour: then it is left out */
    PAUSE_FIRST_MS = 500,
    ROUND_FIRST_MS = 8000,
    ROUND_MOST_MS = 30000,
    AGAIN_MS = 2000,
    PATIENCE_MS = 10000, /* so long live messages wait at most */
    LATE_MS = 10000      /* a probe's find so old should have come by the socket */
};

struct dc_catchup {
    struct discord *d;
    struct dc_channels *channels;
    struct dc_channel *now; /* being read */
    char after[SNOWFLAKE_SIZE];
    int read, tries;
    int rounds;  /* over what was left for later */
    size_t left; /* so many are, now */
    struct call *call;
    struct loop_timer *timer, *patience;
    bool probing, late, impatient;
    bool busy;      /* something is pending */
    bool once_more; /* `now` is to be read again when it is done */
    int64_t handed, failed;
    struct dc_known direct; /* a bot cannot ask for its direct channels */
    char alive[24];         /* when an earlier process heard last, Unix ms */
};

static void go_on(struct dc_catchup *c);

/* --- direct channels ---------------------------------------------------------------- */

static void read_direct(struct dc_catchup *c)
{
    char id[SNOWFLAKE_SIZE];

    for (const char *at = c->direct.text; dc_known_next(&at, id);) {
        struct dc_channel *channel = dc_channels_add(c->channels, id, false);
        if (channel)
            channel->pending = c->busy = true;
    }
}

/* --- one channel -------------------------------------------------------------------- */

static int64_t window(const struct dc_catchup *c)
{
    return loop_unix(c->d->base.options.loop) - c->d->base.options.catchup_ms;
}

static void keep(struct discord *d, const char *channel, const char *id)
{
    struct platform_host *host = &d->base.host;
    struct platform_cursor cursor = {.at_ms = snowflake_ms(id)};

    ident_copy(cursor.id, sizeof cursor.id, id);
    if (host->advance)
        host->advance(host->user, &d->base, channel, &cursor);
}

/* Where reading begins. False: the channel is met for the first time. */
static bool begin_after(struct dc_catchup *c, const char *channel,
                        char after[SNOWFLAKE_SIZE])
{
    struct platform_host *host = &c->d->base.host;
    struct platform_cursor cursor = {0};
    struct dc_place place = {.channel = channel,
                             .alive_ms = strtoll(c->alive, NULL, 10),
                             .window_ms = window(c)};

    if (host->cursor(host->user, &c->d->base, channel, &cursor))
        ident_copy(place.cursor, sizeof place.cursor, cursor.id);
    enum dc_begin begin = dc_cursor_begin(&place, after);
    if (begin == DC_BEGIN_ALIVE)
        keep(c->d, channel, place.cursor);
    return begin != DC_BEGIN_NEVER;
}

static void release(struct dc_catchup *c, struct dc_channel *channel)
{
    struct dc_held *h;

    while ((h = dc_channels_release(c->channels, channel)) != NULL) {
        struct json *message = NULL;
        if (json_parse(&message, (struct span){h->text, h->len}, h->len + 1, NULL))
            dc_handover_held(c->d, message, h->in_guild);
        json_free(message);
        mem_free(h);
    }
}

static void channel_done(struct dc_catchup *c)
{
    struct dc_channel *channel = c->now;

    c->now = NULL;
    c->tries = c->read = 0;
    if (c->once_more) { /* something was lost while it was read */
        c->once_more = false;
        return;
    }
    channel->pending = false;
    release(c, channel);
}

static void channel_failed(struct dc_catchup *c, const char *reason)
{
    c->failed++;
    log_event(c->d->base.options.log, LOG_WARN, "discord", "catchup_skipped",
              LOG_WITH(log_text("connection", c->d->base.options.name),
                       log_text("channel", c->now->id), log_text("reason", reason)));
    channel_done(c);
}

/* It fails again and again, but not for good: the others are read first. It stays
 * pending, so that no live message moves its cursor over what was not read. */
static void channel_later(struct dc_catchup *c, const char *reason)
{
    if (c->probing || c->rounds >= ROUNDS_MOST) {
        channel_failed(c, reason);
        return;
    }
    log_event(c->d->base.options.log, LOG_WARN, "discord", "catchup_postponed",
              LOG_WITH(log_text("connection", c->d->base.options.name),
                       log_text("channel", c->now->id), log_text("reason", reason)));
    c->now->left = true;
    c->left++;
    c->now = NULL;
    c->tries = c->read = 0;
}

static void next_round(struct dc_catchup *c)
{
    int64_t wait = (int64_t)ROUND_FIRST_MS << (c->rounds < 2 ? c->rounds : 2);

    c->rounds++;
    c->left = 0;
    dc_channels_left_none(c->channels);
    loop_timer_set(c->timer, wait < ROUND_MOST_MS ? wait : ROUND_MOST_MS);
}

/* False: no memory, or no list. */
static bool take_page(struct dc_catchup *c, const struct json *page, size_t *count)
{
    const struct json **list = dc_cursor_sort(page, count);
    int64_t now = loop_unix(c->d->base.options.loop);

    for (size_t i = 0; list && i < *count && c->now; i++) {
        const char *id = json_get_text(list[i], "id");
        int64_t at = snowflake_ms(id);
        if (snowflake_number(id) > snowflake_number(c->after))
            ident_copy(c->after, sizeof c->after, id);
        if (!dc_handover_caught(c->d, list[i], c->now->in_guild, at >= window(c)))
            continue;
        c->handed++;
        c->late |= at < now - LATE_MS;
    }
    bool ok = list != NULL;
    mem_free(list);
    return ok;
}

static void channel_page(struct dc_catchup *c, const struct http_answer *answer)
{
    struct json *page = dc_rest_json(answer);
    int most = c->d->base.options.catchup_posts;
    size_t count;

    if (!take_page(c, page, &count)) {
        /* For want of memory, too: it is asked for again, some times. */
        if (++c->tries < TRIES_MOST)
            loop_timer_set(c->timer, (int64_t)PAUSE_FIRST_MS << c->tries);
        else
            channel_later(c, "the answer is no list of messages");
    } else if (c->now) {
        c->tries = 0;
        c->read += (int)count;
        if (count == PAGE && most > 0 && c->read >= most)
            channel_failed(c, "there was more than catch-up reads per channel");
        else if (count < PAGE)
            channel_done(c);
    }
    json_free(page);
}

static bool passes(const struct http_answer *answer)
{
    return answer->outcome != HTTP_ANSWERED || answer->status == 429 ||
           answer->status >= 500;
}

static void answered(void *user, const struct http_answer *answer)
{
    struct dc_catchup *c = user;
    char reason[sizeof answer->err.text];
    int64_t wait = 0;

    c->call = NULL;
    if (c->d->stopped || !c->now)
        return;
    if (answer->outcome == HTTP_ANSWERED && answer->status == 401) {
        dc_account_refused(c->d, "reading messages, status 401");
        return;
    }
    if (answer->outcome == HTTP_ANSWERED && answer->status == 429) {
        wait = dc_rest_limit(answer).wait_ms;
        wait = wait > 0 ? wait
                        : dc_rate_unsaid(&c->d->rate, loop_now(c->d->base.options.loop));
    }
    dc_rest_reason(answer, reason, sizeof reason);
    if (answer->outcome == HTTP_ANSWERED && answer->status / 100 == 2) {
        int64_t spent = dc_rest_spent(answer);
        channel_page(c, answer);
        if (spent > 0)
            loop_timer_set(c->timer, spent);
    } else if (wait > 0) {
        loop_timer_set(c->timer, wait);
    } else if (passes(answer) && ++c->tries < TRIES_MOST) {
        loop_timer_set(c->timer, (int64_t)PAUSE_FIRST_MS << c->tries);
    } else if (passes(answer)) {
        channel_later(c, reason);
    } else {
        channel_failed(c, reason);
    }
    go_on(c);
}

static void ask(struct dc_catchup *c)
{
    char path[160];
    struct err e;

    snprintf(path, sizeof path, "/channels/%s/messages?after=%s&limit=%d", c->now->id,
             c->after, PAGE);
    struct dc_request request = {
        .method = "GET", .path = path, .done = answered, .user = c};
    c->call = dc_rest_send(c->d, &request, &e);
    if (!c->call)
        loop_timer_set(c->timer, PAUSE_FIRST_MS);
}

/* --- all of them -------------------------------------------------------------------- */

static void all_done(struct dc_catchup *c)
{
    struct discord *d = c->d;
    bool deaf = c->probing && c->late;

    if (!c->probing)
        log_event(d->base.options.log, LOG_INFO, "discord", "caught_up",
                  LOG_WITH(log_text("connection", d->base.options.name),
                           log_int("messages", c->handed),
                           log_int("channels_skipped", c->failed)));
    c->probing = c->late = c->impatient = c->busy = false;
    c->handed = c->failed = c->rounds = 0;
    loop_timer_stop(c->patience);
    dc_keep_session(d);
    if (deaf)
        dc_link_deaf(d);
}

static void go_on(struct dc_catchup *c)
{
    bool any = c->now != NULL;

    while (!c->d->stopped && !c->call && !loop_timer_active(c->timer)) {
        if (!c->now) {
            c->now = dc_channels_pending(c->channels);
            if (!c->now)
                break;
            any = true;
            if (!begin_after(c, c->now->id, c->after)) {
                channel_done(c);
                continue;
            }
        }
        ask(c);
    }
    if (c->call || c->now || loop_timer_active(c->timer))
        return;
    if (c->left)
        next_round(c);
    else if (any || c->probing)
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
        release(c, channel);
}

void dc_catchup_start(struct discord *d)
{
    if (d->base.options.catchup_ms <= 0)
        return;
    read_direct(d->catchup);
    go_on(d->catchup);
}

/* From here on its messages are for us, also those that a crash takes from this process.
 */
static void meet(struct discord *d, const char *channel, const char *newest)
{
    char now[SNOWFLAKE_SIZE];

    snowflake_at(now, loop_unix(d->base.options.loop));
    keep(d, channel, snowflake_ok(newest) ? newest : now);
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
    if (!begin_after(c, channel, after)) {
        if (in_guild)
            meet(d, channel, newest);
    } else if ((met && !in_guild) || snowflake_number(newest) > snowflake_number(after)) {
        /* A direct channel is met by a message: others may have been missed. */
        known->pending = c->busy = true;
        go_on(c);
    }
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
