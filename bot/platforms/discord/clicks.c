#include "platforms/discord/clicks.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/discord/event.h"
#include "platforms/discord/rest.h"

enum {
    OPEN_MOST = 64,
    TOKEN_SIZE = 512,
    LATEST_MS = 2000, /* of 3 s */
    BODY_MAX = 1024,
    TYPE_COMPONENT = 3,
    CALLBACK_MESSAGE = 4,
    CALLBACK_SILENT = 6, /* deferred update: the answer comes as a message of its own */
    FLAG_EPHEMERAL = 64
};

struct open_click {
    uint64_t handle; /* 0: free */
    char id[SNOWFLAKE_SIZE], token[TOKEN_SIZE];
    int64_t latest; /* loop_now */
    bool verdict;   /* helpful or not: the person is thanked */
};

struct dc_clicks {
    struct discord *d;
    struct open_click open[OPEN_MOST];
    struct loop_timer *timer;
    uint64_t last;
};

static void write_callback(struct buf *out, bool verdict)
{
    struct json_writer w;

    json_write(&w, out);
    json_open_object(&w, NULL);
    json_put_int(&w, "type", verdict ? CALLBACK_MESSAGE : CALLBACK_SILENT);
    if (verdict) {
        json_open_object(&w, "data");
        json_put_text(&w, "content", "Thank you for telling.");
        json_put_int(&w, "flags", FLAG_EPHEMERAL);
        json_open_object(&w, "allowed_mentions");
        json_open_array(&w, "parse");
        json_close(&w);
        json_close(&w);
        json_close(&w);
    }
    json_close(&w);
}

/* Too late, or twice, is harmless: the callback is at most once by design. */
static void answered(void *user, const struct http_answer *answer)
{
    struct discord *d = user;
    char reason[sizeof answer->err.text];

    if (answer->outcome == HTTP_ANSWERED && answer->status / 100 == 2)
        return;
    rest_reason(answer, reason, sizeof reason);
    dc_log(d, LOG_WARN, "click_not_acknowledged", reason);
}

static void acknowledge(struct dc_clicks *c, struct open_click *click)
{
    struct buf path, body;
    struct err e;

    buf_init(&path, 1024);
    buf_init(&body, BODY_MAX);
    buf_format(&path, "/interactions/%s/%s/callback", click->id, click->token);
    write_callback(&body, click->verdict);
    struct rest_request request = {.method = "POST",
                                   .path = path.data,
                                   .body = buf_view(&body),
                                   .done = answered,
                                   .user = c->d};
    if (!path.failed && !body.failed)
        dc_rest_send(c->d, &request, &e);
    buf_free(&body);
    buf_free(&path);
    click->handle = 0;
}

static void watch(struct dc_clicks *c)
{
    int64_t now = loop_now(c->d->base.options.loop), next = INT64_MAX;

    for (size_t i = 0; i < OPEN_MOST; i++)
        if (c->open[i].handle && c->open[i].latest < next)
            next = c->open[i].latest;
    if (next == INT64_MAX)
        loop_timer_stop(c->timer);
    else
        loop_timer_set(c->timer, next > now ? next - now : 0);
}

/* The commit takes its time: the person must not see a failure for that. */
static void fire(void *user)
{
    struct dc_clicks *c = user;
    int64_t now = loop_now(c->d->base.options.loop);

    for (size_t i = 0; i < OPEN_MOST; i++)
        if (c->open[i].handle && c->open[i].latest <= now)
            acknowledge(c, &c->open[i]);
    watch(c);
}

void dc_clicks_acknowledge(struct platform *p, uint64_t ack)
{
    struct dc_clicks *c = dc_of(p)->clicks;

    for (size_t i = 0; ack && i < OPEN_MOST; i++)
        if (c->open[i].handle == ack) {
            acknowledge(c, &c->open[i]);
            watch(c);
            return;
        }
}

/* The handle of a new one; the oldest gives way, acknowledged early. */
static uint64_t open_click(struct dc_clicks *c, const struct json *interaction,
                           bool verdict)
{
    struct open_click *slot = &c->open[0];

    for (size_t i = 0; i < OPEN_MOST; i++) {
        if (!c->open[i].handle) {
            slot = &c->open[i];
            break;
        }
        if (c->open[i].latest < slot->latest)
            slot = &c->open[i];
    }
    if (slot->handle)
        acknowledge(c, slot);
    if (!ident_copy(slot->id, sizeof slot->id, json_get_text(interaction, "id")) ||
        !ident_copy(slot->token, sizeof slot->token,
                    json_get_text(interaction, "token")) ||
        !ident_ok(slot->token, sizeof slot->token))
        return 0;
    slot->verdict = verdict;
    slot->latest = loop_now(c->d->base.options.loop) + LATEST_MS;
    slot->handle = ++c->last;
    watch(c);
    return slot->handle;
}

static const char *clicker(const struct json *interaction)
{
    const char *id =
        json_get_text(json_get(json_get(interaction, "member"), "user"), "id");
    return id ? id : json_get_text(json_get(interaction, "user"), "id");
}

/* A choice's message id is "<post>:<interaction>": the reply refers to the post that
 * holds the button, and each click is answered once. */
void dc_clicks_take(struct discord *d, const struct json *interaction)
{
    struct platform_host *host = &d->base.host;
    const struct json *data = json_get(interaction, "data");
    const char *name = json_get_text(data, "custom_id"),
               *post = json_get_text(json_get(interaction, "message"), "id"),
               *id = json_get_text(interaction, "id"),
               *channel = json_get_text(interaction, "channel_id"),
               *user = clicker(interaction);
    char source[DC_SOURCE_SIZE];

    if (json_get_int(interaction, "type", 0) != TYPE_COMPONENT || !name || !user ||
        !snowflake_ok(post) || !snowflake_ok(id) || !snowflake_ok(channel))
        return;
    bool choice = strncmp(name, DC_CHOICE, strlen(DC_CHOICE)) == 0;
    bool helpful = strcmp(name, DC_HELPFUL) == 0;
    if (!choice && !helpful && strcmp(name, DC_UNHELPFUL) != 0)
        return;
    bool thread = recent_has(d->threads, span_of(channel));
    snprintf(source, sizeof source, "%s:%s", post, id);
    struct message m = {.kind = choice    ? MESSAGE_PICKED
                                : helpful ? MESSAGE_HELPFUL
                                          : MESSAGE_UNHELPFUL,
                        .place = json_get_text(interaction, "guild_id") ? PLACE_CHANNEL
                                                                        : PLACE_DIRECT,
                        .id = choice ? source : post,
                        .channel = channel,
                        .thread = thread ? channel : "",
                        .reply_to = thread ? channel : "",
                        .user = user,
                        .text = span_of(choice ? name + strlen(DC_CHOICE) : ""),
                        .mentioned = true,
                        .at_ms = loop_unix(d->base.options.loop),
                        .ack = open_click(d->clicks, interaction, !choice)};
    if (recent_add(d->recent, span_of(id)))
        host->message(host->user, &d->base, &m);
}

bool dc_clicks_new(struct discord *d, struct err *e)
{
    d->clicks = mem_zero(1, sizeof *d->clicks);
    if (!d->clicks)
        return err_set(e, ERR_MEMORY, "no memory for a Discord connection");
    d->clicks->d = d;
    d->clicks->timer = loop_timer_new(d->base.options.loop, fire, d->clicks);
    return d->clicks->timer ||
           err_set(e, ERR_MEMORY, "no memory for a Discord connection");
}

void dc_clicks_free(struct dc_clicks *c)
{
    if (!c)
        return;
    loop_timer_free(c->timer);
    mem_free(c);
}
