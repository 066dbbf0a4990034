/* The instance: create, start, stop, destroy. */
#include <stdarg.h>

#include "base/mem.h"
#include "platforms/instance.h"
#include "platforms/roots.h"
#include "platforms/slack/account.h"
#include "platforms/slack/ack.h"
#include "platforms/slack/blocks.h"
#include "platforms/slack/catchup.h"
#include "platforms/slack/gesture.h"
#include "platforms/slack/handover.h"
#include "platforms/slack/hold.h"
#include "platforms/slack/kind.h"
#include "platforms/slack/link.h"
#include "platforms/slack/look.h"
#include "platforms/slack/seen.h"
#include "platforms/slack/send.h"
#include "platforms/slack/status.h"

enum {
    HELLO_MS = 10000,
    PING_MS = 10000,
    QUIET_MS = 900000,
    STABLE_MS = 10000,
    RETIRE_MS = 10000,
    TOO_MANY_MS = 60000,  /* section 9 */
    BETWEEN_MS = 1000,    /* section 8 */
    READ_EVERY_MS = 1250, /* below 50 a minute (section 10) */
    RECENT = 4096
};

void sl_log(struct slack *s, enum log_level level, const char *event, const char *detail)
{
    instance_log(&s->base, level, event, detail);
}

static void stop(struct platform *p)
{
    struct slack *s = sl_of(p);

    if (s->stopped)
        return;
    s->stopped = true;
    sl_hold_drop(s);
    sl_catchup_stop(s);
    sl_link_stop(s);
}

void sl_fatal(struct slack *s, enum err_code code, const char *fmt, ...)
{
    va_list args;

    if (s->stopped)
        return;
    va_start(args, fmt);
    instance_fatal(&s->base, code, fmt, args);
    va_end(args);
}

static struct sl_timing timing_of(const struct platform_options *o)
{
    return (struct sl_timing){
        .hello_ms = instance_at_most(HELLO_MS, o->ping_ms),
        .ping_ms = o->ping_ms > 0 ? o->ping_ms : PING_MS,
        .quiet_ms = o->quiet_ms > 0 ? o->quiet_ms : QUIET_MS,
        .stable_ms = instance_at_most(STABLE_MS, o->ping_ms),
        .retire_ms = instance_at_most(RETIRE_MS, o->ping_ms),
        .too_many_ms = instance_at_most(TOO_MANY_MS, o->backoff_most_ms),
        .between_ms = BETWEEN_MS,
        .read_every_ms = READ_EVERY_MS,
    };
}

/* "https://slack.com/api/" -> "https://slack.com/api"; a bare host gets "/api". */
static bool make_root(struct slack *s, struct err *e)
{
    s->api_root = roots_api(s->base.options.url, "/api", "",
                            "url must be Slack's Web API: https://slack.com/api", e);
    return s->api_root != NULL;
}

static bool check_tokens(const struct platform_options *o, struct err *e)
{
    if (!o->token)
        return err_set(e, ERR_VALUE,
                       "a Slack connection needs token, the bot's: xoxb-...");
    if (!o->app_token)
        return err_set(e, ERR_VALUE,
                       "a Slack connection needs app_token, the app-level token "
                       "(xapp-...) with the scope connections:write");
    return true;
}

static void destroy(struct platform *p)
{
    struct slack *s = sl_of(p);

    if (!s)
        return;
    s->stopped = true;
    sl_hold_free(s->hold);
    sl_catchup_free(s->catchup); /* these two cancel what they asked */
    sl_link_free(s->link);
    sl_send_drop_all(s);
    calls_drop_all(&s->calls);
    sl_acks_free(s->acks);
    recent_free(s->recent);
    mem_free(s->api_root);
    mem_free(s);
}

static bool create(struct platform **out, const struct platform_options *options,
                   const struct platform_host *host, struct err *e)
{
    struct slack *s = mem_zero(1, sizeof *s);

    *out = NULL;
    err_clear(e);
    if (!s)
        return err_set(e, ERR_MEMORY, "no memory for a Slack connection");
    s->base = (struct platform){.kind = &slack_kind, .host = *host, .options = *options};
    s->timing = timing_of(options);
    s->calls.http = options->http;
    /* An earlier process may have posted a moment ago. */
    sl_pace_hold(&s->pace, loop_now(options->loop) + s->timing.between_ms);
    s->recent = recent_new(RECENT, rng_next(loop_rng(options->loop)));
    s->acks = sl_acks_new();
    if (!s->recent || !s->acks)
        err_set(e, ERR_MEMORY, "no memory for a Slack connection");
    else if (check_tokens(options, e) && make_root(s, e) && sl_link_new(s, e) &&
             sl_catchup_new(s, e) && sl_hold_new(s, e)) {
        *out = &s->base;
        return true;
    }
    destroy(&s->base);
    return false;
}

static bool start(struct platform *p, struct err *e)
{
    (void)e;
    sl_seen_load(sl_of(p));
    sl_gestures_load(sl_of(p));
    sl_account_begin(sl_of(p));
    return true;
}

const struct platform_kind slack_kind = {
    .name = "slack",
    .needs_app_token = true,
    .create = create,
    .start = start,
    .stop = stop,
    .destroy = destroy,
    .heard = sl_link_heard,
    .progress = sl_catchup_progress,
    .acknowledge = sl_handover_acknowledge,
    .typing = sl_status,
    .render = sl_render,
    .make_key = sl_send_key,
    .pace = sl_send_pace,
    .post = sl_send_post,
    .look = sl_look,
};
