/* Reads one channel, page by page; catchup.c decides which. */
#include "platforms/discord/catchup_inside.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "platforms/behind.h"
#include "platforms/discord/account.h"
#include "platforms/discord/cursor.h"
#include "platforms/discord/handover.h"
#include "platforms/discord/rest.h"

enum {
    PAGE = 100,
    TRIES_MOST = 4,    /* of one request, until its channel is left for later */
    ROUNDS_MOST = 120, /* about an hour: then it is left out */
    PAUSE_FIRST_MS = 500,
    LATE_MS = 10000 /* a probe's find so old should have come by the socket */
};

static int64_t window(const struct dc_catchup *c)
{
    return behind_now(&c->d->base) - c->d->base.options.catchup_ms;
}

static void keep(struct discord *d, const char *channel, const char *id)
{
    struct platform_host *host = &d->base.host;
    struct platform_cursor cursor = {.at_ms = snowflake_ms(id)};

    ident_copy(cursor.id, sizeof cursor.id, id);
    if (host->advance)
        host->advance(host->user, &d->base, channel, &cursor);
}

void dc_read_meet(struct discord *d, const char *channel, const char *newest)
{
    char now[SNOWFLAKE_SIZE];

    snowflake_at(now, behind_now(&d->base));
    keep(d, channel, snowflake_ok(newest) ? newest : now);
}

bool dc_read_begin(struct dc_catchup *c, const char *channel, char after[SNOWFLAKE_SIZE])
{
    struct platform_host *host = &c->d->base.host;
    struct platform_cursor cursor = {0};
    struct dc_place place = {.channel = channel,
                             .alive_ms =
                                 strtoll(c->alive, NULL, 10) - c->d->base.behind_ms,
                             .window_ms = window(c)};

    if (host->cursor(host->user, &c->d->base, channel, &cursor))
        ident_copy(place.cursor, sizeof place.cursor, cursor.id);
    enum dc_begin begin = dc_cursor_begin(&place, after);
    if (begin == DC_BEGIN_ALIVE)
        keep(c->d, channel, place.cursor);
    return begin != DC_BEGIN_NEVER;
}

void dc_read_release(struct dc_catchup *c, struct dc_channel *channel)
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

void dc_read_done(struct dc_catchup *c)
{
    struct dc_channel *channel = c->now;

    c->now = NULL;
    c->tries = c->read = 0;
    if (c->once_more) { /* something was lost while it was read */
        c->once_more = false;
        return;
    }
    channel->pending = false;
    dc_read_release(c, channel);
}

static void channel_failed(struct dc_catchup *c, const char *reason)
{
    c->failed++;
    log_event(c->d->base.options.log, LOG_WARN, "discord", "catchup_skipped",
              LOG_WITH(log_text("connection", c->d->base.options.name),
                       log_text("channel", c->now->id), log_text("reason", reason)));
    dc_read_done(c);
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

/* False: no memory, or no list. */
static bool take_page(struct dc_catchup *c, const struct json *page, size_t *count)
{
    const struct json **list = dc_cursor_sort(page, count);
    int64_t now = behind_now(&c->d->base);

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
    struct json *page = rest_json(answer);
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
            dc_read_done(c);
    }
    json_free(page);
}

static bool passes(const struct http_answer *answer)
{
    return answer->outcome != HTTP_ANSWERED || answer->status == 429 ||
           answer->status >= 500 || rest_is_foreign(answer);
}

static void answered(void *user, const struct http_answer *answer)
{
    struct dc_catchup *c = user;
    char reason[sizeof answer->err.text];
    int64_t wait = 0;

    c->call = NULL;
    if (c->d->stopped || !c->now)
        return;
    if (answer->outcome == HTTP_ANSWERED && answer->status == 401 && !passes(answer)) {
        dc_account_refused(c->d, "reading messages, status 401");
        return;
    }
    if (answer->outcome == HTTP_ANSWERED && answer->status == 429) {
        wait = dc_rest_limit(answer).wait_ms;
        wait = wait > 0 ? wait
                        : dc_rate_unsaid(&c->d->rate, loop_now(c->d->base.options.loop));
    }
    rest_reason(answer, reason, sizeof reason);
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
    dc_catchup_go_on(c->d);
}

void dc_read_ask(struct dc_catchup *c)
{
    char path[160];
    struct err e;

    snprintf(path, sizeof path, "/channels/%s/messages?after=%s&limit=%d", c->now->id,
             c->after, PAGE);
    struct rest_request request = {
        .method = "GET", .path = path, .done = answered, .user = c};
    c->call = dc_rest_send(c->d, &request, &e);
    if (!c->call)
        loop_timer_set(c->timer, PAUSE_FIRST_MS);
}
