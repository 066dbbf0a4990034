/* The instance: create, start, stop, destroy; typing. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "platforms/instance.h"
#include "platforms/mattermost/account.h"
#include "platforms/mattermost/catchup.h"
#include "platforms/mattermost/hold.h"
#include "platforms/mattermost/kind.h"
#include "platforms/mattermost/link.h"
#include "platforms/mattermost/look.h"
#include "platforms/mattermost/rest.h"
#include "platforms/mattermost/send.h"
#include "platforms/mattermost/text.h"

enum {
    HELLO_MS =
        6000, /* the server drops a socket without a session after 5 s (section 3) */
    PING_MS = 30000, /* as the official client; proxies drop quiet ones after 60 s */
    QUIET_MS = 300000,
    STABLE_MS = 10000,
    SETTLE_MS = 2500, /* reads may come from a replica that lags (section 10) */
    AGAIN_MS = 5000,
    TYPING_MS = 5000, /* TimeBetweenUserTypingUpdatesMilliseconds (section 12) */
    RECENT = 4096
};

void mm_log(struct mattermost *m, enum log_level level, const char *event,
            const char *detail)
{
    instance_log(&m->base, level, event, detail);
}

static void stop(struct platform *p)
{
    struct mattermost *m = mm_of(p);

    if (m->stopped)
        return;
    m->stopped = true;
    mm_catchup_stop(m);
    mm_link_stop(m);
}

void mm_fatal(struct mattermost *m, enum err_code code, const char *fmt, ...)
{
    va_list args;

    if (m->stopped)
        return;
    va_start(args, fmt);
    instance_fatal(&m->base, code, fmt, args);
    va_end(args);
}

static struct mm_timing timing_of(const struct platform_options *o)
{
    return (struct mm_timing){
        .hello_ms = instance_at_most(HELLO_MS, o->ping_ms),
        .ping_ms = o->ping_ms > 0 ? o->ping_ms : PING_MS,
        .quiet_ms = o->quiet_ms > 0 ? o->quiet_ms : QUIET_MS,
        .stable_ms = instance_at_most(STABLE_MS, o->ping_ms),
        .settle_ms = SETTLE_MS,
        .again_ms = AGAIN_MS,
    };
}

static void destroy(struct platform *p)
{
    struct mattermost *m = mm_of(p);

    if (!m)
        return;
    m->stopped = true;
    mm_catchup_free(m->catchup); /* cancels what it asked */
    calls_drop_all(&m->calls);
    mm_hold_free(m->hold);
    mm_link_free(m->link);
    recent_free(m->recent);
    roots_free(&m->roots);
    mem_free(m);
}

static bool create(struct platform **out, const struct platform_options *options,
                   const struct platform_host *host, struct err *e)
{
    struct mattermost *m = mem_zero(1, sizeof *m);

    *out = NULL;
    err_clear(e);
    if (!m)
        return err_set(e, ERR_MEMORY, "no memory for a Mattermost connection");
    m->base =
        (struct platform){.kind = &mattermost_kind, .host = *host, .options = *options};
    m->timing = timing_of(options);
    m->calls.http = options->http;
    m->post_limit = mm_post_limit(NULL);
    m->recent = recent_new(RECENT, rng_next(loop_rng(options->loop)));
    if (!m->recent)
        err_set(e, ERR_MEMORY, "no memory for a Mattermost connection");
    else if (!options->token)
        err_set(e, ERR_VALUE, "a Mattermost connection needs a token");
    else if (roots_make(&m->roots, options->url, "/api/v4", true, e) &&
             mm_link_new(m, e) && mm_catchup_new(m, e) && mm_hold_new(m, e)) {
        *out = &m->base;
        return true;
    }
    destroy(&m->base);
    return false;
}

static bool start(struct platform *p, struct err *e)
{
    (void)e;
    mm_account_begin(mm_of(p));
    return true;
}

/* A notice lasts about 5 s at the other side, and the server wants no more of them. */
static void typing(struct platform *p, const char *channel, const char *thread)
{
    struct mattermost *m = mm_of(p);
    int64_t now = loop_now(m->base.options.loop);
    struct mm_typing *slot = &m->typing[0];

    for (size_t i = 0; i < MM_TYPING_SLOTS; i++) {
        struct mm_typing *t = &m->typing[i];
        if (strcmp(t->channel, channel) == 0) {
            slot = t;
            break;
        }
        if (t->at < slot->at)
            slot = t; /* the one unused for longest */
    }
    if (strcmp(slot->channel, channel) == 0 && now - slot->at < TYPING_MS)
        return;
    if (ident_ok(channel, MM_ID_SIZE) &&
        mm_link_typing(m, channel, thread ? thread : "")) {
        ident_copy(slot->channel, sizeof slot->channel, channel);
        slot->at = now;
    }
}

const struct platform_kind mattermost_kind = {
    .name = "mattermost",
    .settle_ms = SETTLE_MS + 500,
    .key_ms = MM_KEY_LIVES_MS,
    .create = create,
    .start = start,
    .stop = stop,
    .destroy = destroy,
    .heard = mm_link_heard,
    .progress = mm_catchup_progress,
    .typing = typing,
    .render = mm_render,
    .make_key = mm_send_key,
    .may_repeat = mm_send_may_repeat,
    .post = mm_send_post,
    .look = mm_look,
};
