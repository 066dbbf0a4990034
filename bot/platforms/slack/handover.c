#include "platforms/slack/handover.h"

#include "platforms/behind.h"
#include "platforms/ident.h"
#include "platforms/slack/ack.h"
#include "platforms/slack/catchup.h"
#include "platforms/slack/click.h"
#include "platforms/slack/gesture.h"
#include "platforms/slack/hold.h"
#include "platforms/slack/link.h"
#include "platforms/slack/seen.h"
#include "platforms/slack/stamp.h"

/* Slack delivers for a day, no longer (section 5): a live message that is older by our
 * clock tells of a clock that is wrong, and is answered. */
static const int64_t live_most_ms = (int64_t)24 * 3600 * 1000;

struct origin { /* what is to be acknowledged; envelope "": nothing */
    int64_t generation;
    const char *envelope;
    bool caught_up;
};

/* The cursor moves with every message that was handled, also over those that are nobody's
 * question: else a channel full of other bots would be read again and again. */
static void advance(struct slack *s, const struct sl_decoded *d)
{
    struct platform_host *host = &s->base.host;
    struct platform_cursor stored = {0}, c = {0};

    if (host->cursor(host->user, &s->base, d->channel, &stored) &&
        stamp_micros(stored.id) >= stamp_micros(d->id))
        return;
    c.at_ms = stamp_ms(d->id);
    ident_cut(c.id, sizeof c.id, d->id);
    host->advance(host->user, &s->base, d->channel, &c);
}

static bool is_known(struct slack *s, const struct sl_decoded *d)
{
    return (d->known[0] && recent_has(s->recent, span_of(d->known))) ||
           (d->gesture[0] && recent_has(s->recent, span_of(d->gesture))) ||
           sl_gestures_other(s, d->gesture, d->id);
}

static void let_go(struct slack *s, const struct origin *from)
{
    if (from->envelope[0])
        sl_link_acknowledge(s, from->generation, from->envelope);
}

/* When it was said or clicked, by our clock. */
static int64_t said_at(struct slack *s, const struct sl_decoded *d, bool caught_up)
{
    int64_t at = d->message.at_ms;

    if (caught_up)
        return behind_ours(&s->base, at);
    if (!d->posted && d->message.kind != MESSAGE_PICKED)
        return at;
    return behind_live(&s->base, at, live_most_ms);
}

/* True when it was new to the host, which will acknowledge it. */
static bool hand_over(struct slack *s, struct sl_decoded *d, const struct origin *from)
{
    struct platform_host *host = &s->base.host;
    struct sl_ack ack = {.generation = from->generation};

    if (d->what == SL_RECEIPT && host->receipt)
        host->receipt(host->user, &s->base, d->key, d->id);
    if (d->what != SL_MESSAGE || is_known(s, d)) {
        let_go(s, from);
        return false;
    }
    ident_cut(ack.envelope, sizeof ack.envelope, from->envelope);
    ident_cut(ack.known, sizeof ack.known, d->known);
    ident_cut(ack.gesture, sizeof ack.gesture, d->gesture);
    sl_gestures_add(s, d->gesture, d->id);
    d->message.ack = sl_acks_add(s->acks, &ack);
    d->message.caught_up = from->caught_up;
    d->message.at_ms = said_at(s, d, from->caught_up);
    host->message(host->user, &s->base, &d->message);
    return true;
}

void sl_handover_acknowledge(struct platform *p, uint64_t handle)
{
    struct slack *s = sl_of(p);
    struct sl_ack ack;

    if (!sl_acks_take(s->acks, handle, &ack))
        return;
    if (ack.known[0])
        recent_add(s->recent, span_of(ack.known));
    if (ack.gesture[0])
        recent_add(s->recent, span_of(ack.gesture));
    if (ack.envelope[0])
        sl_link_acknowledge(s, ack.generation, ack.envelope);
}

static void take_event(struct slack *s, const struct json *event,
                       const struct origin *from, bool may_wait)
{
    struct sl_decoded d;

    if (!sl_decode_event(&d, &s->self, event))
        sl_log(s, LOG_WARN, "event_malformed", json_get_text(event, "type"));
    bool question = d.what == SL_MESSAGE && d.posted && !is_known(s, &d);
    if (question)
        sl_seen_add(s, d.channel);
    if (!may_wait || !question ||
        !sl_hold_event(s, event, d.channel, from->generation, from->envelope)) {
        hand_over(s, &d, from);
        if (d.posted && d.what != SL_NOTHING && !sl_catchup_running(s))
            advance(s, &d);
    }
    sl_decoded_free(&d);
}

void sl_handover_event(struct slack *s, const struct json *event, int64_t generation,
                       const char *envelope)
{
    struct origin from = {.generation = generation, .envelope = envelope};
    take_event(s, event, &from, true);
}

void sl_handover_held(struct slack *s, const struct json *event, int64_t generation,
                      const char *envelope)
{
    struct origin from = {.generation = generation, .envelope = envelope};
    take_event(s, event, &from, false);
}

void sl_handover_click(struct slack *s, const struct json *payload, int64_t generation,
                       const char *envelope)
{
    struct origin from = {.generation = generation, .envelope = envelope};
    struct sl_decoded d;

    if (!sl_decode_click(&d, &s->self, payload))
        sl_log(s, LOG_WARN, "click_malformed", json_get_text(payload, "type"));
    hand_over(s, &d, &from);
    sl_decoded_free(&d);
}

bool sl_handover_read(struct slack *s, const struct sl_caught *caught)
{
    struct origin from = {.envelope = "", .caught_up = true};
    struct sl_decoded d;
    bool new = false;

    if (sl_decode_read(&d, &s->self, caught->message, caught->channel, caught->type)) {
        if (caught->fresh || d.what != SL_MESSAGE)
            new = hand_over(s, &d, &from);
        if (caught->in_order)
            advance(s, &d);
    }
    sl_decoded_free(&d);
    return new;
}
