#include "platforms/mattermost/hold.h"

#include <string.h>

#include "base/mem.h"
#include "platforms/mattermost/handover.h"

enum {
    EVENTS_MOST = 5000,
    BYTES_MOST = 8 << 20,
    FRAME_MAX = 8 << 20,
    TIME_MOST_MS = 10000
};

struct held {
    struct held *next;
    char channel[MM_ID_SIZE];
    size_t len;
    char frame[];
};

struct mm_hold {
    struct mattermost *m;
    struct held *first, *last;
    size_t count, bytes;
    bool holding;
    struct loop_timer *timer;
    /* Once the channels are known: is this one being read? */
    bool (*reading)(const struct mattermost *m, const char *channel);
};

static void fire(void *user)
{
    struct mm_hold *h = user;

    mm_log(h->m, LOG_WARN, "catchup_slow", "live messages do not wait for it any more");
    mm_hold_release(h->m, NULL);
}

bool mm_hold_new(struct mattermost *m, struct err *e)
{
    struct mm_hold *h = m->hold = mem_zero(1, sizeof *h);

    if (h) {
        h->m = m;
        h->timer = loop_timer_new(m->base.options.loop, fire, h);
    }
    return (h && h->timer) ||
           err_set(e, ERR_MEMORY, "no memory for a Mattermost connection");
}

void mm_hold_free(struct mm_hold *h)
{
    if (!h)
        return;
    while (h->first) {
        struct held *next = h->first->next;
        mem_free(h->first);
        h->first = next;
    }
    loop_timer_free(h->timer);
    mem_free(h);
}

void mm_hold_begin(struct mattermost *m)
{
    m->hold->holding = true;
    m->hold->reading = NULL;
    loop_timer_set(m->hold->timer, TIME_MOST_MS);
}

bool mm_hold_take(struct mattermost *m, const struct json *event, struct span frame)
{
    struct mm_hold *h = m->hold;
    const char *channel = json_get_text(json_get(event, "broadcast"), "channel_id");

    if (!h->holding || !channel || !ident_ok(channel, MM_ID_SIZE) ||
        h->count >= EVENTS_MOST || h->bytes + frame.len > BYTES_MOST ||
        (h->reading && !h->reading(m, channel)))
        return false;
    struct held *held = mem_alloc(sizeof *held + frame.len);
    if (!held)
        return false;
    *held = (struct held){.len = frame.len};
    ident_copy(held->channel, sizeof held->channel, channel);
    memcpy(held->frame, frame.ptr, frame.len);
    *(h->last ? &h->last->next : &h->first) = held;
    h->last = held;
    h->count++;
    h->bytes += frame.len;
    return true;
}

static void hand_over(struct mattermost *m, const struct held *held)
{
    struct json *event = NULL;
    struct span frame = {held->frame, held->len};

    if (!m->stopped && json_parse(&event, frame, FRAME_MAX, NULL))
        mm_handover_event(m, event);
    json_free(event);
}

/* Takes out those that need not wait, and hands them over in their order. */
static void let_go(struct mm_hold *h,
                   bool (*wanted)(const struct mm_hold *h, const char *channel,
                                  const char *which),
                   const char *which)
{
    struct held *out = NULL, **end = &out, **at = &h->first;

    h->last = NULL;
    while (*at) {
        struct held *held = *at;
        if (!wanted(h, held->channel, which)) {
            h->last = held;
            at = &held->next;
            continue;
        }
        *at = held->next;
        held->next = NULL;
        *end = held;
        end = &held->next;
        h->count--;
        h->bytes -= held->len;
    }
    while (out) {
        struct held *next = out->next;
        hand_over(h->m, out);
        mem_free(out);
        out = next;
    }
}

static bool in_channel(const struct mm_hold *h, const char *channel, const char *which)
{
    (void)h;
    return !which || strcmp(channel, which) == 0;
}

static bool not_read(const struct mm_hold *h, const char *channel, const char *which)
{
    (void)which;
    return !h->reading(h->m, channel);
}

void mm_hold_sift(struct mattermost *m,
                  bool (*reading)(const struct mattermost *m, const char *channel))
{
    struct mm_hold *h = m->hold;

    if (!h->holding)
        return;
    h->reading = reading;
    let_go(h, not_read, NULL);
}

void mm_hold_release(struct mattermost *m, const char *channel)
{
    struct mm_hold *h = m->hold;

    if (!h->holding)
        return;
    if (!channel) {
        h->holding = false;
        loop_timer_stop(h->timer);
    }
    let_go(h, in_channel, channel);
}
