/* The instance: create, start, stop, destroy; typing. */
#include <stdarg.h>

#include "base/mem.h"
#include "platforms/instance.h"
#include "platforms/rocketchat/account.h"
#include "platforms/rocketchat/catchup.h"
#include "platforms/rocketchat/inbox.h"
#include "platforms/rocketchat/kind.h"
#include "platforms/rocketchat/link.h"
#include "platforms/rocketchat/look.h"
#include "platforms/rocketchat/people.h"
#include "platforms/rocketchat/send.h"
#include "platforms/rocketchat/text.h"

enum {
    STEP_MS = 20000, /* a step of the handshake; the server waits 45 s (section 4) */
    PING_MS = 25000, /* silence until we ask (section 6) */
    DEAD_MS = 45000, /* and until we give up */
    QUIET_MS = 300000,
    STABLE_MS = 60000,
    SETTLE_MS = 1000,
    RECENT = 4096,
    GROUPS = 1024
};

void rc_log(struct rocketchat *m, enum log_level level, const char *event,
            const char *detail)
{
    instance_log(&m->base, level, event, detail);
}

static void stop(struct platform *p)
{
    struct rocketchat *m = rc_of(p);

    if (m->stopped)
        return;
    m->stopped = true;
    rc_catchup_stop(m);
    rc_link_stop(m);
}

void rc_fatal(struct rocketchat *m, enum err_code code, const char *fmt, ...)
{
    va_list args;

    if (m->stopped)
        return;
    va_start(args, fmt);
    instance_fatal(&m->base, code, fmt, args);
    va_end(args);
}

static struct rc_timing timing_of(const struct platform_options *o)
{
    return (struct rc_timing){
        .step_ms = instance_at_most(STEP_MS, o->ping_ms > 0 ? 2 * o->ping_ms : 0),
        .ping_ms = o->ping_ms > 0 ? o->ping_ms : PING_MS,
        .dead_ms = instance_at_most(DEAD_MS, o->ping_ms > 0 ? 2 * o->ping_ms : 0),
        .quiet_ms = o->quiet_ms > 0 ? o->quiet_ms : QUIET_MS,
        .stable_ms = instance_at_most(STABLE_MS, o->ping_ms),
    };
}

static void destroy(struct platform *p)
{
    struct rocketchat *m = rc_of(p);

    if (!m)
        return;
    m->stopped = true;
    if (m->catchup)
        rc_catchup_free(m->catchup);
    calls_drop_all(&m->calls);
    rc_link_free(m->link);
    rc_inbox_free(m->inbox);
    rc_people_free(m->people);
    recent_free(m->recent);
    recent_free(m->groups);
    roots_free(&m->roots);
    mem_free(m);
}

static bool has_account(struct rocketchat *m, struct err *e)
{
    const struct platform_options *o = &m->base.options;

    if (!o->token)
        return err_set(e, ERR_VALUE, "a Rocket.Chat connection needs a token");
    if (!o->user_id || !*o->user_id)
        return err_set(
            e, ERR_VALUE,
            "a Rocket.Chat connection needs user_id, which is shown beside the "
            "token when it is made (LIMBER_USER_ID)");
    if (!ident_ok(o->user_id, RC_ID_SIZE))
        return err_set(e, ERR_VALUE, "user_id \"%.80s\" is no id of Rocket.Chat",
                       o->user_id);
    return ident_copy(m->self.id, sizeof m->self.id, o->user_id);
}

static bool create(struct platform **out, const struct platform_options *options,
                   const struct platform_host *host, struct err *e)
{
    struct rocketchat *m = mem_zero(1, sizeof *m);

    *out = NULL;
    err_clear(e);
    if (!m)
        return err_set(e, ERR_MEMORY, "no memory for a Rocket.Chat connection");
    m->base =
        (struct platform){.kind = &rocketchat_kind, .host = *host, .options = *options};
    m->timing = timing_of(options);
    m->calls.http = options->http;
    m->recent = recent_new(RECENT, rng_next(loop_rng(options->loop)));
    m->groups = recent_new(GROUPS, rng_next(loop_rng(options->loop)));
    if (!m->recent || !m->groups)
        err_set(e, ERR_MEMORY, "no memory for a Rocket.Chat connection");
    else if (has_account(m, e) &&
             roots_make(&m->roots, options->url, "/api/v1", false, e) &&
             rc_link_new(m, e) && rc_inbox_new(m, e) && rc_people_new(m, e) &&
             rc_catchup_new(m, e)) {
        *out = &m->base;
        return true;
    }
    destroy(&m->base);
    return false;
}

static bool start(struct platform *p, struct err *e)
{
    (void)e;
    rc_account_begin(rc_of(p));
    return true;
}

static void typing(struct platform *p, const char *channel, const char *thread)
{
    (void)thread;
    rc_link_typing(rc_of(p), channel);
}

const struct platform_kind rocketchat_kind = {
    .name = "rocketchat",
    .needs_user_id = true,
    .settle_ms = SETTLE_MS,
    .key_ms = INT64_MAX, /* an id stays taken as long as its message is there */
    .create = create,
    .start = start,
    .stop = stop,
    .destroy = destroy,
    .heard = rc_link_heard,
    .progress = rc_catchup_progress,
    .typing = typing,
    .render = rc_render,
    .make_key = rc_send_key,
    .may_repeat = rc_send_may_repeat,
    .post = rc_send_post,
    .look = rc_look,
};
