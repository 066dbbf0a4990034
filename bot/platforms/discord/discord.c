/* The instance: create, start, stop, destroy; typing. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/discord/account.h"
#include "platforms/discord/catchup.h"
#include "platforms/discord/clicks.h"
#include "platforms/discord/kind.h"
#include "platforms/discord/link.h"
#include "platforms/discord/look.h"
#include "platforms/discord/rest.h"
#include "platforms/discord/send.h"
#include "platforms/discord/text.h"
#include "platforms/instance.h"
#include "platforms/roots.h"

enum {
    HELLO_MS = 20000, /* deadlines of the handshake (section 16) */
    READY_MS = 60000,
    AGAIN_MS = 5000,    /* between two Identifies */
    QUIET_MS = 3600000, /* quiet servers are normal: hours, not minutes */
    STABLE_MS = 60000,
    SETTLE_MS = 1500,
    RECENT = 4096,
    THREADS = 4096,
    CLOSED = 256
};

void dc_log(struct discord *d, enum log_level level, const char *event,
            const char *detail)
{
    instance_log(&d->base, level, event, detail);
}

static void stop(struct platform *p)
{
    struct discord *d = dc_of(p);

    if (d->stopped)
        return;
    d->stopped = true;
    dc_catchup_stop(d);
    dc_link_stop(d);
}

void dc_fatal(struct discord *d, enum err_code code, const char *fmt, ...)
{
    va_list args;

    if (d->stopped)
        return;
    va_start(args, fmt);
    instance_fatal(&d->base, code, fmt, args);
    va_end(args);
}

static struct dc_timing timing_of(const struct platform_options *o)
{
    return (struct dc_timing){
        .hello_ms = instance_at_most(HELLO_MS, o->ping_ms),
        .ready_ms = instance_at_most(READY_MS, o->ping_ms > 0 ? 2 * o->ping_ms : 0),
        .again_ms = instance_at_most(AGAIN_MS, o->backoff_most_ms),
        .quiet_ms = o->quiet_ms > 0 ? o->quiet_ms : QUIET_MS,
        .stable_ms = instance_at_most(STABLE_MS, o->ping_ms),
    };
}

/* "https://discord.com/api/v10/" -> without the last slash; "/api" gets its version,
 * since without one the server falls back to an old one (section 2). */
static bool make_root(struct discord *d, struct err *e)
{
    d->api_root = roots_api(d->base.options.url, "/v10", "/api",
                            "url must be https://discord.com/api/v10", e);
    return d->api_root != NULL;
}

static void destroy(struct platform *p)
{
    struct discord *d = dc_of(p);

    if (!d)
        return;
    d->stopped = true;
    dc_catchup_free(d->catchup);
    calls_drop_all(&d->calls);
    dc_link_free(d->link);
    dc_clicks_free(d->clicks);
    recent_free(d->recent);
    recent_free(d->threads);
    recent_free(d->closed);
    mem_free(d->api_root);
    mem_free(d);
}

/* What an earlier process left: its session can often be resumed. */
static void load_session(struct discord *d)
{
    struct platform_host *host = &d->base.host;
    char text[DC_SESSION_TEXT] = "";

    dc_session_forget(&d->session);
    if (host->note_get)
        host->note_get(host->user, &d->base, "session", text, sizeof text);
    if (dc_session_read(&d->session, text))
        ident_copy(d->self.id, sizeof d->self.id, d->session.self);
}

void dc_keep_session(struct discord *d)
{
    struct platform_host *host = &d->base.host;
    char text[DC_SESSION_TEXT];

    if (!host->note_set || dc_catchup_busy(d) ||
        !dc_session_write(&d->session, text, sizeof text))
        return;
    host->note_set(host->user, &d->base, "session", text);
    snprintf(text, sizeof text, "%lld", (long long)loop_unix(d->base.options.loop));
    host->note_set(host->user, &d->base, "alive", text);
}

/* What only READY's servers tell, and a resumed session has no READY. */
static void load_known(struct discord *d)
{
    char id[SNOWFLAKE_SIZE];

    dc_known_load(&d->known_roles, &d->base, "roles");
    dc_known_load(&d->known_threads, &d->base, "threads");
    for (const char *at = d->known_roles.text; dc_known_next(&at, id);)
        dc_self_role(&d->self, id);
    for (const char *at = d->known_threads.text; dc_known_next(&at, id);)
        recent_add(d->threads, span_of(id));
}

bool dc_self_role(struct dc_self *self, const char *id)
{
    for (size_t i = 0; i < self->role_count; i++)
        if (id && strcmp(self->roles[i], id) == 0)
            return false;
    if (self->role_count == DC_ROLES || !snowflake_ok(id))
        return false;
    ident_copy(self->roles[self->role_count++], SNOWFLAKE_SIZE, id);
    return true;
}

static bool make_memory(struct discord *d, struct err *e)
{
    struct rng *rng = loop_rng(d->base.options.loop);

    d->recent = recent_new(RECENT, rng_next(rng));
    d->threads = recent_new(THREADS, rng_next(rng));
    d->closed = recent_new(CLOSED, rng_next(rng));
    return (d->recent && d->threads && d->closed) ||
           err_set(e, ERR_MEMORY, "no memory for a Discord connection");
}

static bool create(struct platform **out, const struct platform_options *options,
                   const struct platform_host *host, struct err *e)
{
    struct discord *d = mem_zero(1, sizeof *d);

    *out = NULL;
    err_clear(e);
    if (!d)
        return err_set(e, ERR_MEMORY, "no memory for a Discord connection");
    d->base =
        (struct platform){.kind = &discord_kind, .host = *host, .options = *options};
    d->timing = timing_of(options);
    d->calls.http = options->http;
    if (!options->token)
        err_set(e, ERR_VALUE, "a Discord connection needs a token");
    else if (make_memory(d, e) && make_root(d, e) && dc_link_new(d, e) &&
             dc_clicks_new(d, e) && dc_catchup_new(d, e)) {
        load_session(d);
        load_known(d);
        *out = &d->base;
        return true;
    }
    destroy(&d->base);
    return false;
}

static bool start(struct platform *p, struct err *e)
{
    (void)e;
    dc_link_begin(dc_of(p));
    return true;
}

/* The notice lasts 10 s and needs no answer. */
static void typed(void *user, const struct http_answer *answer)
{
    (void)user, (void)answer;
}

static void typing(struct platform *p, const char *channel, const char *thread)
{
    struct discord *d = dc_of(p);
    char path[64];
    struct err e;
    struct rest_request request = {
        .method = "POST", .path = path, .body = span_of(""), .done = typed, .user = d};

    (void)thread;
    if (!snowflake_ok(channel) || d->stopped)
        return;
    snprintf(path, sizeof path, "/channels/%s/typing", channel);
    dc_rest_send(d, &request, &e);
}

const struct platform_kind discord_kind = {
    .name = "discord",
    .settle_ms = SETTLE_MS,
    .key_ms = DC_NONCE_MS,
    .create = create,
    .start = start,
    .stop = stop,
    .destroy = destroy,
    .heard = dc_link_heard,
    .progress = dc_catchup_progress,
    .acknowledge = dc_clicks_acknowledge,
    .typing = typing,
    .render = dc_render,
    .make_key = dc_send_key,
    .pace = dc_send_pace,
    .may_repeat = dc_send_may_repeat,
    .post = dc_send_post,
    .look = dc_look,
};
