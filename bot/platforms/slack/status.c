#include "platforms/slack/status.h"

#include <stdio.h>
#include <string.h>

#include "platforms/slack/api.h"

enum { WORTH_MS = 300, BODY_MAX = 1024 };

static void answered(void *user, struct sl_answer *answer)
{
    struct slack *s = user;

    /* Best effort: where it is not known or not allowed, it is not asked for again. */
    if (answer->fault == SL_FAULT_OURS || answer->fault == SL_FAULT_SETUP ||
        answer->status == 404)
        s->no_status = true;
}

/* A status is worth a request only when the reply has to wait; posting ends it. */
void sl_status(struct platform *p, const char *channel, const char *thread)
{
    struct slack *s = sl_of(p);
    char what[sizeof s->status_thread];
    struct json_writer w;
    struct buf body;
    struct err e;

    if (s->no_status || s->stopped || !thread || !thread[0] ||
        sl_pace_wait(&s->pace, channel, loop_now(p->options.loop)) < WORTH_MS)
        return;
    snprintf(what, sizeof what, "%s:%s", channel, thread);
    if (strcmp(what, s->status_thread) == 0)
        return;
    memcpy(s->status_thread, what, sizeof what);
    buf_init(&body, BODY_MAX);
    json_write(&w, &body);
    json_open_object(&w, NULL);
    json_put_text(&w, "channel_id", channel);
    json_put_text(&w, "thread_ts", thread);
    json_put_text(&w, "status", "is writing an answer...");
    json_close(&w);
    struct sl_call call = {.method = "assistant.threads.setStatus",
                           .body = buf_view(&body),
                           .done = answered,
                           .user = s};
    if (json_done(&w))
        sl_api_send(s, &call, &e);
    buf_free(&body);
}
