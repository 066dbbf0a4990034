#include "platforms/mattermost/handover.h"

#include "platforms/behind.h"
#include "platforms/mattermost/catchup.h"
#include "platforms/mattermost/cursor.h"
#include "platforms/mattermost/event.h"

/* A resumed connection brings what is minutes old, and nothing older (section 4). */
static const int64_t live_most_ms = (int64_t)2 * 3600 * 1000;

/* The cursor moves with every post that was handled, also over those that are nobody's
 * question: else a channel full of other bots would be read again and again. */
static void advance(struct mattermost *m, const struct mm_decoded *d)
{
    struct platform_host *host = &m->base.host;
    struct platform_cursor stored = {0};
    struct mm_cursor c = {0};

    if (host->cursor(host->user, &m->base, d->channel, &stored))
        mm_cursor_read(&c, &stored);
    if (!mm_cursor_move(&c, d->at_ms, d->id))
        return;
    mm_cursor_write(&c, &stored);
    host->advance(host->user, &m->base, d->channel, &stored);
}

/* True when it was new to the host. */
static bool hand_over(struct mattermost *m, struct mm_decoded *d, bool caught_up)
{
    struct platform_host *host = &m->base.host;

    if (d->what == MM_RECEIPT) {
        if (host->receipt)
            host->receipt(host->user, &m->base, d->key, d->id);
        return false;
    }
    if (d->what != MM_MESSAGE)
        return false;
    if (d->posted && !recent_add(m->recent, span_of(d->id)))
        return false;
    d->message.caught_up = caught_up;
    if (d->posted)
        d->message.at_ms = caught_up ? behind_ours(&m->base, d->at_ms)
                                     : behind_live(&m->base, d->at_ms, live_most_ms);
    host->message(host->user, &m->base, &d->message);
    return true;
}

void mm_handover_event(struct mattermost *m, const struct json *event)
{
    struct mm_decoded d;

    if (!mm_decode_event(&d, &m->self, event)) {
        mm_log(m, LOG_WARN, "event_malformed", json_get_text(event, "event"));
    } else {
        hand_over(m, &d, false);
        if (d.posted && !mm_catchup_running(m))
            advance(m, &d);
    }
    mm_decoded_free(&d);
}

bool mm_handover_post(struct mattermost *m, const struct mm_caught *caught)
{
    struct mm_decoded d;
    bool new = false;

    if (mm_decode_post(&d, &m->self, caught->post, caught->type)) {
        if (caught->fresh || d.what != MM_MESSAGE)
            new = hand_over(m, &d, true);
        if (caught->in_order)
            advance(m, &d);
    }
    mm_decoded_free(&d);
    return new;
}
