/* One channel being read: what is asked, and what an answer means for it. */
#include "platforms/behind.h"
#include "platforms/mattermost/account.h"
#include "platforms/mattermost/catchup_inside.h"
#include "platforms/mattermost/hold.h"
#include "platforms/mattermost/rest.h"

enum {
    ROUNDS_MOST = 120, /* about an hour: then it is left out */
    LIMITED_MOST = 20, /* MM_TRIES_MOST when the server only asks for patience */
    LATE_MS = 10000    /* a probe's find so old should have come by the socket */
};

static int tries_most(const struct http_answer *answer)
{
    bool limited = answer->outcome == HTTP_ANSWERED && answer->status == 429;
    return limited ? LIMITED_MOST : MM_TRIES_MOST;
}

/* One post found. What a probe finds and is not brand new, the socket should have
 * brought. */
static void visit(void *user, const struct mm_caught *post)
{
    struct mm_catchup *c = user;
    int64_t at = json_get_int(post->post, "create_at", 0);

    if (!mm_handover_post(c->m, post))
        return;
    c->handed++;
    if (at < behind_now(&c->m->base) - LATE_MS)
        c->late = true;
}

static void lane_failed(struct mm_lane *lane, const char *reason)
{
    lane->done = true;
    lane->c->failed++;
    log_event(lane->c->m->base.options.log, LOG_WARN, "mattermost", "catchup_skipped",
              LOG_WITH(log_text("connection", lane->c->m->base.options.name),
                       log_text("channel", lane->walk.channel),
                       log_text("reason", reason)));
}

/* It fails again and again, but not for good: the others are read first. A live post of
 * the channel moves no cursor meanwhile, so that nothing is passed over. */
static void lane_later(struct mm_lane *lane, const char *reason)
{
    struct mm_catchup *c = lane->c;

    if (c->goal == PROBE || c->rounds >= ROUNDS_MOST) {
        lane_failed(lane, reason);
        return;
    }
    lane->done = lane->left = true;
    c->left++;
    log_event(c->m->base.options.log, LOG_WARN, "mattermost", "catchup_postponed",
              LOG_WITH(log_text("connection", c->m->base.options.name),
                       log_text("channel", lane->walk.channel),
                       log_text("reason", reason)));
}

/* For want of memory, or after an odd answer: it is tried again, some times. */
static void lane_waits(struct mm_lane *lane, const char *why)
{
    if (++lane->tries < MM_TRIES_MOST)
        mm_catchup_pause(lane->c, lane->tries, 0);
    else
        lane_later(lane, why);
}

static void lane_page(struct mm_lane *lane, const struct http_answer *answer)
{
    struct json *page = rest_json(answer);
    enum mm_step step = mm_walk_page(&lane->walk, page, visit, lane->c);

    json_free(page);
    if (step == MM_STEP_BAD) {
        lane_waits(lane, "the answer is no page of posts");
        return;
    }
    lane->tries = 0;
    lane->done = step != MM_STEP_MORE;
    if (step == MM_STEP_CUT)
        lane_failed(lane, "there was more than catch-up reads per channel");
}

static void lane_answered(void *user, const struct http_answer *answer)
{
    struct mm_lane *lane = user;
    struct mm_catchup *c = lane->c;
    char reason[sizeof answer->err.text];

    lane->request = NULL;
    c->in_flight--;
    if (c->m->stopped)
        return;
    if (answer->outcome == HTTP_ANSWERED && answer->status == 401) {
        lane->done = true;
        mm_account_check(c->m, "reading missed messages was refused (status 401)");
    } else if (mm_catchup_passes(answer) && ++lane->tries < tries_most(answer)) {
        if (answer->outcome == HTTP_UNKNOWN)
            mm_walk_smaller(&lane->walk);
        mm_catchup_pause(c, lane->tries, answer->retry_after_ms);
    } else if (answer->outcome == HTTP_ANSWERED && answer->status / 100 == 2) {
        lane_page(lane, answer);
    } else {
        rest_reason(answer, reason, sizeof reason);
        if (mm_catchup_passes(answer))
            lane_later(lane, reason);
        else
            lane_failed(lane, reason);
    }
    if (lane->done)
        mm_hold_release(c->m, lane->walk.channel);
    mm_catchup_go_on(c);
}

void mm_lane_send(struct mm_lane *lane)
{
    struct mm_catchup *c = lane->c;
    struct buf path;
    struct err e;

    buf_init(&path, 512);
    mm_walk_path(&lane->walk, &path);
    struct rest_request call = {
        .method = "GET", .path = path.data, .done = lane_answered, .user = lane};
    lane->request = path.failed ? NULL : mm_rest_send(c->m, &call, &e);
    if (lane->request)
        c->in_flight++;
    else
        lane_waits(lane, path.failed ? "its address cannot be written" : e.text);
    if (lane->done)
        mm_hold_release(c->m, lane->walk.channel);
    buf_free(&path);
}
