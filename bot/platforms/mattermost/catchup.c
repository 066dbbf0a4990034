#include "platforms/mattermost/catchup_inside.h"

#include <string.h>

#include "base/mem.h"
#include "platforms/behind.h"
#include "platforms/mattermost/account.h"
#include "platforms/mattermost/hold.h"
#include "platforms/mattermost/link.h"
#include "platforms/mattermost/rest.h"

enum {
    AT_ONCE = 3, /* requests in flight */
    CHANNELS_MOST = 5000,
    PAUSE_FIRST_MS = 500,
    PAUSE_MOST_MS = 30000
};

static int64_t window(const struct mattermost *m)
{
    return behind_now(&m->base) - m->base.options.catchup_ms;
}

static void forget_lanes(struct mm_catchup *c)
{
    for (size_t i = 0; i < c->count; i++)
        calls_cancel(c->lanes[i].request);
    mem_free(c->lanes);
    c->lanes = NULL;
    c->count = c->turn = 0;
    c->in_flight = 0;
    c->listed = false;
    calls_cancel(c->list);
    c->list = NULL;
    loop_timer_stop(c->timer);
}

void mm_catchup_pause(struct mm_catchup *c, int tries, int64_t at_least_ms)
{
    int64_t delay = PAUSE_FIRST_MS;

    while (tries-- > 1 && delay < PAUSE_MOST_MS)
        delay *= 2;
    loop_timer_set(c->timer, delay > at_least_ms ? delay : at_least_ms);
}

bool mm_catchup_passes(const struct http_answer *answer)
{
    return answer->outcome != HTTP_ANSWERED || answer->status == 429 ||
           answer->status >= 500 || rest_is_foreign(answer);
}

static void next_round(struct mm_catchup *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (!c->lanes[i].left)
            continue;
        c->lanes[i].done = c->lanes[i].left = false;
        c->lanes[i].tries = 0;
    }
    c->left = 0;
    mm_catchup_pause(c, ++c->rounds + MM_TRIES_MOST, 0);
}

/* The next channel in turn, so that a busy one cannot starve the others. */
static struct mm_lane *next_lane(struct mm_catchup *c)
{
    for (size_t i = 0; i < c->count; i++) {
        struct mm_lane *lane = &c->lanes[(c->turn + i) % c->count];
        if (!lane->done && !lane->request) {
            c->turn = (c->turn + i + 1) % c->count;
            return lane;
        }
    }
    return NULL;
}

/* The channels that may hold something, as lanes. */
static bool make_lanes(struct mm_catchup *c, const struct json *channels)
{
    struct mattermost *m = c->m;
    struct platform_host *host = &m->base.host;
    size_t all = json_len(channels);
    int most = m->base.options.catchup_posts;

    if (all > CHANNELS_MOST)
        all = CHANNELS_MOST;
    c->lanes = mem_zero(all + 1, sizeof *c->lanes);
    if (!c->lanes)
        return false;
    const struct json *channel = json_first(channels);
    for (size_t i = 0; i < all && channel; i++, channel = json_after(channel)) {
        const char *id = json_get_text(channel, "id");
        struct platform_cursor stored = {0};
        struct mm_cursor cursor = {0};
        if (id && host->cursor(host->user, &m->base, id, &stored))
            mm_cursor_read(&cursor, &stored);
        struct mm_lane *lane = &c->lanes[c->count];
        if (!mm_walk_begin(&lane->walk, channel, &cursor, window(m), most,
                           c->goal == PROBE))
            continue;
        lane->c = c;
        c->count++;
    }
    return true;
}

static bool is_reading(const struct mattermost *m, const char *channel)
{
    const struct mm_catchup *c = m->catchup;

    for (size_t i = 0; i < c->count; i++)
        if (!c->lanes[i].done && strcmp(c->lanes[i].walk.channel, channel) == 0)
            return true;
    return false;
}

static void list_answered(void *user, const struct http_answer *answer)
{
    struct mm_catchup *c = user;
    char reason[sizeof answer->err.text];

    c->list = NULL;
    if (c->m->stopped)
        return;
    struct json *channels = rest_json(answer);
    if (json_is_array(channels) && make_lanes(c, channels)) {
        c->listed = true;
        c->tries = 0;
        mm_hold_sift(c->m, is_reading);
    } else if (answer->outcome == HTTP_ANSWERED && answer->status == 401) {
        c->goal = IDLE;
        mm_hold_release(c->m, NULL);
        mm_account_check(c->m, "the list of channels was refused (status 401)");
    } else {
        rest_reason(answer, reason, sizeof reason);
        mm_log(c->m, LOG_WARN, "catchup_list_failed", reason);
        /* Also a 404, which comes from a proxy whose server restarts: until the list is
         * had, nothing moves a cursor over what was missed. */
        mm_catchup_pause(c, ++c->tries, answer->retry_after_ms);
    }
    json_free(channels);
    mm_catchup_go_on(c);
}

static void ask_list(struct mm_catchup *c)
{
    struct err e;
    struct rest_request call = {
        .method = "GET", .path = "/users/me/channels", .done = list_answered, .user = c};

    c->list = mm_rest_send(c->m, &call, &e);
    if (!c->list)
        mm_catchup_pause(c, ++c->tries, 0);
}

static void pass_done(struct mm_catchup *c)
{
    struct mattermost *m = c->m;
    enum mm_goal goal = c->goal;
    bool late = c->late;

    if (c->left) {
        next_round(c);
        return;
    }
    forget_lanes(c);
    if (goal == FIRST_PASS) {
        mm_hold_release(m, NULL);
        c->goal = SECOND_PASS;
        loop_timer_set(c->timer, m->timing.again_ms);
        return;
    }
    c->goal = IDLE;
    if (goal == SECOND_PASS)
        log_event(m->base.options.log, LOG_INFO, "mattermost", "caught_up",
                  LOG_WITH(log_text("connection", m->base.options.name),
                           log_int("messages", c->handed),
                           log_int("channels_skipped", c->failed)));
    else if (late)
        mm_link_deaf(m);
}

/* Sends what may be sent now; ends the pass when all is read. */
void mm_catchup_go_on(struct mm_catchup *c)
{
    if (c->goal == IDLE || c->list || loop_timer_active(c->timer))
        return;
    if (!c->listed) {
        ask_list(c);
        return;
    }
    struct mm_lane *lane;
    while (c->in_flight < AT_ONCE && !loop_timer_active(c->timer) &&
           (lane = next_lane(c)) != NULL)
        mm_lane_send(lane);
    if (c->in_flight == 0 && !loop_timer_active(c->timer))
        pass_done(c);
}

static void fire(void *user)
{
    mm_catchup_go_on(user);
}

static void begin(struct mattermost *m, enum mm_goal goal)
{
    struct mm_catchup *c = m->catchup;

    forget_lanes(c);
    c->goal = goal;
    if (goal == FIRST_PASS)
        mm_hold_begin(m);
    c->tries = c->rounds = 0;
    c->left = 0;
    c->late = false;
    c->handed = c->failed = 0;
    mm_catchup_go_on(c);
}

void mm_catchup_start(struct mattermost *m)
{
    if (m->base.options.catchup_ms > 0)
        begin(m, FIRST_PASS);
}

void mm_catchup_probe(struct mattermost *m)
{
    if (m->base.options.catchup_ms > 0 && m->catchup->goal == IDLE)
        begin(m, PROBE);
}

/* May be called from inside a visit: the lanes stay until the next pass or the end. */
void mm_catchup_stop(struct mattermost *m)
{
    struct mm_catchup *c = m->catchup;

    for (size_t i = 0; i < c->count; i++) {
        calls_cancel(c->lanes[i].request);
        c->lanes[i].request = NULL;
        c->lanes[i].done = true;
    }
    calls_cancel(c->list);
    c->list = NULL;
    c->in_flight = 0;
    c->goal = IDLE;
    loop_timer_stop(c->timer);
}

bool mm_catchup_running(const struct mattermost *m)
{
    return m->catchup->goal != IDLE;
}

bool mm_catchup_new(struct mattermost *m, struct err *e)
{
    m->catchup = mem_zero(1, sizeof *m->catchup);
    if (!m->catchup)
        return err_set(e, ERR_MEMORY, "no memory for catch-up");
    m->catchup->m = m;
    behind_load(&m->base);
    m->catchup->timer = loop_timer_new(m->base.options.loop, fire, m->catchup);
    return m->catchup->timer || err_set(e, ERR_MEMORY, "no memory for catch-up");
}

void mm_catchup_free(struct mm_catchup *c)
{
    if (!c)
        return;
    forget_lanes(c);
    loop_timer_free(c->timer);
    mem_free(c);
}

/* The second pass only looks again at what the first one read. */
bool mm_catchup_progress(struct platform *p, struct platform_progress *out)
{
    const struct mm_catchup *c = mm_of(p)->catchup;

    *out = (struct platform_progress){.of = c->count, .messages = c->handed};
    for (size_t i = 0; i < c->count; i++)
        out->read += c->lanes[i].done && !c->lanes[i].left;
    return c->goal == FIRST_PASS;
}
