/* progress.c - how far what takes long is: the log tells it now and then. */
#include "service/service_inside.h"

static const int64_t every_ms = 30000;

bool connection_progress(const struct connection *c, struct platform_progress *out)
{
    return c->state == CONNECTION_LIVE && c->platform && c->platform->kind->progress &&
           c->platform->kind->progress(c->platform, out);
}

static void tell(struct service *s, const struct connection *c,
                 const struct platform_progress *p)
{
    log_event(s->options.log, LOG_INFO, "service", "catching up",
              LOG_WITH(log_text("connection", c->settings->name),
                       log_int("channels_read", (int64_t)p->read),
                       log_int("channels", (int64_t)p->of),
                       log_int("messages", p->messages),
                       log_int("replies_waiting", (int64_t)outbox_waiting(c->outbox))));
}

void progress_tell(void *service)
{
    struct service *s = service;
    struct platform_progress p;

    for (size_t i = 0; i < s->connection_count; i++)
        if (connection_progress(&s->connections[i], &p))
            tell(s, &s->connections[i], &p);
    loop_timer_set(s->progress_timer,
                   s->options.progress_ms ? s->options.progress_ms : every_ms);
}
