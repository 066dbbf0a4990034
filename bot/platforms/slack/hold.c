#include "platforms/slack/hold.h"

#include <string.h>

#include "base/mem.h"
#include "platforms/ident.h"
#include "platforms/slack/ack.h"
#include "platforms/slack/catchup.h"
#include "platforms/slack/handover.h"

enum { HOLD_MS = 1500, HELD_MOST = 500, EVENT_MAX = 1 << 20 };

struct held {
    struct held *next;
    int64_t generation;
    char envelope[SL_ENVELOPE_SIZE], channel[SL_ID_SIZE];
    size_t len;
    char event[];
};

struct sl_hold {
    struct slack *s;
    struct held *first;
    size_t count;
    bool tired; /* waited once in this sweep, which takes long: no more */
    struct loop_timer *timer;
};

static struct held *copy(const struct json *event)
{
    struct held *k = NULL;
    struct buf text;

    buf_init(&text, EVENT_MAX);
    if (json_print(event, &text))
        k = mem_zero(1, sizeof *k + text.len);
    if (k) {
        memcpy(k->event, text.data, text.len);
        k->len = text.len;
    }
    buf_free(&text);
    return k;
}

bool sl_hold_event(struct slack *s, const struct json *event, const char *channel,
                   int64_t generation, const char *envelope)
{
    struct sl_hold *h = s->hold;
    struct held **end = &h->first;

    if (h->tired || h->count == HELD_MOST || !sl_catchup_waits(s, channel))
        return false;
    struct held *k = copy(event);
    if (!k)
        return false;
    k->generation = generation;
    ident_cut(k->envelope, sizeof k->envelope, envelope);
    ident_cut(k->channel, sizeof k->channel, channel);
    while (*end)
        end = &(*end)->next;
    *end = k;
    if (h->count++ == 0)
        loop_timer_set(h->timer, HOLD_MS);
    return true;
}

static void hand_over(struct slack *s, struct held *k)
{
    struct json *event = NULL;

    if (json_parse(&event, (struct span){k->event, k->len}, EVENT_MAX, NULL))
        sl_handover_held(s, event, k->generation, k->envelope);
    json_free(event);
    mem_free(k);
}

void sl_hold_release(struct slack *s, const char *channel)
{
    struct sl_hold *h = s->hold;
    struct held **at = &h->first;

    while (*at) {
        struct held *k = *at;
        if (channel && strcmp(k->channel, channel) != 0) {
            at = &k->next;
            continue;
        }
        *at = k->next;
        h->count--;
        hand_over(s, k);
    }
    if (h->count == 0)
        loop_timer_stop(h->timer);
    if (!channel)
        h->tired = false;
}

void sl_hold_begin(struct slack *s)
{
    s->hold->tired = false;
}

static void fire(void *user)
{
    struct sl_hold *h = user;

    sl_hold_release(h->s, NULL);
    h->tired = true;
}

void sl_hold_drop(struct slack *s)
{
    struct sl_hold *h = s->hold;

    while (h->first) {
        struct held *k = h->first;
        h->first = k->next;
        mem_free(k);
    }
    h->count = 0;
    loop_timer_stop(h->timer);
}

bool sl_hold_new(struct slack *s, struct err *e)
{
    struct sl_hold *h = mem_zero(1, sizeof *h);

    if (!h)
        return err_set(e, ERR_MEMORY, "no memory for a Slack connection");
    s->hold = h;
    h->s = s;
    h->timer = loop_timer_new(s->base.options.loop, fire, h);
    return h->timer || err_set(e, ERR_MEMORY, "no memory for a Slack connection");
}

void sl_hold_free(struct sl_hold *h)
{
    if (!h)
        return;
    if (h->timer)
        sl_hold_drop(h->s);
    loop_timer_free(h->timer);
    mem_free(h);
}
