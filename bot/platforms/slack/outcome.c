#include "platforms/slack/outcome.h"

#include <string.h>

#include "platforms/ident.h"
#include "platforms/slack/stamp.h"

enum {
    MOVED_MS = 30000,
    LOST_MS = 10000,
    SETTLE_MS = 10000 /* section 11 */
};

static const struct {
    enum sl_fault fault;
    enum post_result result;
    unsigned may_leave_out;
} rules[] = {
    {SL_FAULT_TOKEN, POST_FATAL, 0},
    {SL_FAULT_SETUP, POST_REFUSED, 0},
    {SL_FAULT_PLACE, POST_REFUSED, 0},
    {SL_FAULT_UNTHREADED, POST_REFUSED, SL_WITHOUT_THREAD},
    {SL_FAULT_BLOCKS, POST_REFUSED, SL_WITHOUT_BLOCKS},
    {SL_FAULT_METADATA, POST_REFUSED, SL_WITHOUT_METADATA},
    {SL_FAULT_LENGTH, POST_REFUSED, SL_WITHOUT_LENGTH},
    {SL_FAULT_LIMITED, POST_UNSENT, 0},
    {SL_FAULT_PASSES, POST_UNKNOWN, 0},
    {SL_FAULT_OURS, POST_REFUSED, 0},
};

static void set(struct sl_outcome *out, enum post_result result, int64_t retry_ms,
                const char *reason)
{
    ident_cut(out->reason, sizeof out->reason, reason);
    out->post = (struct post_outcome){.result = result,
                                      .remote_id = out->remote_id,
                                      .retry_ms = retry_ms,
                                      .settle_ms = SETTLE_MS,
                                      .reason = out->reason};
}

static void stored(struct sl_outcome *out, const struct sl_answer *answer)
{
    const char *ts = json_get_text(answer->root, "ts");

    if (!ts)
        ts = json_get_text(json_get(answer->root, "message"), "ts");
    if (stamp_ok(ts) && ident_copy(out->remote_id, sizeof out->remote_id, ts))
        set(out, POST_DONE, 0, "");
    else
        set(out, POST_UNKNOWN, 0, "the answer names no message");
}

/* A status without an error's name: something between us and Slack answered. */
static void by_status(struct sl_outcome *out, const struct sl_answer *answer)
{
    int64_t retry = answer->retry_after_ms;

    if (answer->status / 100 == 2)
        set(out, POST_UNKNOWN, retry, answer->reason);
    else if (answer->status / 100 == 3)
        set(out, POST_UNSENT, retry > MOVED_MS ? retry : MOVED_MS, answer->reason);
    else
        set(out, POST_UNSENT, retry > LOST_MS ? retry : LOST_MS, answer->reason);
}

enum sl_without sl_outcome(struct sl_outcome *out, const struct sl_answer *answer,
                           unsigned left_out)
{
    *out = (struct sl_outcome){.reason = ""};
    if (answer->outcome == HTTP_NOT_SENT) {
        set(out, POST_UNSENT, 0, answer->reason);
    } else if (answer->outcome == HTTP_UNKNOWN) {
        set(out, POST_UNKNOWN, 0, answer->reason);
    } else if (answer->ok) {
        stored(out, answer);
    } else if (answer->fault == SL_FAULT_NONE) {
        by_status(out, answer);
    } else {
        for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
            if (rules[i].fault != answer->fault)
                continue;
            set(out, rules[i].result, answer->retry_after_ms, answer->reason);
            return (enum sl_without)(rules[i].may_leave_out & ~left_out);
        }
    }
    return SL_WITHOUT_NOTHING;
}
