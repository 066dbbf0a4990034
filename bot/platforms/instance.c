#include "platforms/instance.h"

void instance_log(const struct platform *p, enum log_level level, const char *event,
                  const char *detail)
{
    log_event(p->options.log, level, p->kind->name, event,
              LOG_WITH(log_text("connection", p->options.name),
                       log_text("detail", detail ? detail : "")));
}

void instance_fatal(struct platform *p, enum err_code code, const char *fmt, va_list args)
{
    struct err why;

    err_set_args(&why, code, fmt, args);
    p->kind->stop(p);
    if (p->host.fatal)
        p->host.fatal(p->host.user, p, &why);
}

void instance_ready(struct platform *p)
{
    if (p->host.ready)
        p->host.ready(p->host.user, p);
}

void instance_down(struct platform *p, const char *reason)
{
    if (p->host.down)
        p->host.down(p->host.user, p, reason);
}

void instance_reconnecting(const struct platform *p, const char *reason, int64_t in_ms)
{
    log_event(p->options.log, LOG_WARN, p->kind->name, "reconnecting",
              LOG_WITH(log_text("connection", p->options.name),
                       log_text("reason", reason), log_int("in_ms", in_ms)));
}

struct backoff instance_backoff(const struct platform_options *o, int64_t most_ms)
{
    return (struct backoff){
        .first_ms = o->backoff_first_ms > 0 ? o->backoff_first_ms : 1000,
        .most_ms = o->backoff_most_ms > 0 ? o->backoff_most_ms : most_ms};
}

int64_t instance_at_most(int64_t own, int64_t given)
{
    return given > 0 && given < own ? given : own;
}

const struct post_outcome instance_dropped = {
    .result = POST_UNKNOWN, .remote_id = "", .reason = "the connection is shut down"};
