#include "platforms/instance.h"

void instance_log(const struct platform *p, enum log_level level, const char *event,
                  const char *detail)
{
    log_event(p->options.log, level, p->kind->name, event,
              LOG_WITH(log_text("connection", p->options.name),
                       log_text("detail", detail ? detail : "")));
}

void instance_fatal(struct platform *p, const struct err *why)
{
    if (p->host.fatal)
        p->host.fatal(p->host.user, p, why);
}

int64_t instance_at_most(int64_t own, int64_t given)
{
    return given > 0 && given < own ? given : own;
}

const struct post_outcome instance_dropped = {
    .result = POST_UNKNOWN, .remote_id = "", .reason = "the connection is shut down"};
