/* What the head of a lane wants next, and from when on. */
#include "service/outbox_inside.h"

/* May the key be sent again without looking? Its life begins with the first try that may
 * have been stored: later ones do not prolong it. */
static bool may_repeat(const struct item *it)
{
    struct platform *p = it->box->options.platform;
    struct post post = item_post(it);

    post.last_try_ms = item_unix(it, it->doubt_ms);
    return p->kind->may_repeat && p->kind->may_repeat(p, &post);
}

/* The last request may still be running at the server: a look that finds nothing before
 * it must have ended proves nothing, unless the key will stop its twin. */
int64_t item_look_from(const struct item *it)
{
    const struct outbox *o = it->box;
    const struct platform_kind *kind = o->options.platform->kind;
    bool keyed = kind->settle_ms && it->last_try_ms - it->doubt_ms < kind->key_ms;
    int64_t most = keyed ? kind->settle_ms : o->options.under_way_ms;
    int64_t now = clock_now(&o->options.clock), from = it->last_try_ms + most;

    if (it->sure_ms && it->sure_ms < from)
        from = it->sure_ms;
    return from > now ? from : now;
}

/* Not before the platform's pace has it: until then it counts as not sent. */
static int64_t post_from(const struct item *it)
{
    struct platform *p = it->box->options.platform;
    int64_t wait = p->kind->pace ? p->kind->pace(p, it->lane->channel) : 0;
    int64_t paced = clock_now(&it->box->options.clock) + wait;

    return wait > 0 && paced > it->due_ms ? paced : it->due_ms;
}

enum step item_next_step(const struct item *it, int64_t *from)
{
    int64_t now = clock_now(&it->box->options.clock);

    *from = it->due_ms;
    if (it->box->closed) /* its platform may be gone */
        return STEP_NONE;
    if (it->state == ITEM_WAITING) {
        *from = post_from(it);
        return STEP_POST;
    }
    if (it->state != ITEM_DOUBT)
        return STEP_NONE;
    if (it->due_ms > now || may_repeat(it))
        return STEP_POST; /* decided anew when it is due */
    /* One look at once: finding it proves all, and the lane need not wait. */
    int64_t earliest = item_look_from(it);
    if (earliest > now && it->looked)
        *from = earliest;
    return STEP_LOOK;
}
