/* The lanes: one per channel, read from the ledger in planned order. */
#include "base/mem.h"
#include "service/outbox_inside.h"

/* The process that sent it is gone and its connections with it: nothing more of a request
 * can arrive, and what the server had of it is done by then. */
enum { CUT_OFF_MS = 10000 };

void item_free(struct item *it)
{
    if (!it)
        return;
    mem_free(it->outcome);
    mem_free(it->source);
    mem_free(it->key);
    mem_free(it->thread);
    mem_free(it->topic);
    mem_free(it->payload);
    mem_free(it);
}

/* How long ago it was by the wall clock counts; a time that is still to come is now. */
static int64_t moved_over(const struct outbox *o, int64_t unix_ms)
{
    int64_t ago = clock_unix(&o->options.clock) - unix_ms;
    int64_t at = clock_now(&o->options.clock) - (ago > 0 ? ago : 0);

    if (!unix_ms)
        return 0;
    return at ? at : -1;
}

static struct item *new_item(const struct outbox *o, const struct ledger_part *part)
{
    struct item *it = mem_zero(1, sizeof *it);

    if (!it)
        return NULL;
    it->row = part->row;
    it->part = part->part;
    it->planned_ms = moved_over(o, part->planned_ms);
    it->first_try_ms = moved_over(o, part->first_try_ms);
    it->last_try_ms = moved_over(o, part->last_try_ms);
    it->tries = part->tries;
    it->due_ms = clock_now(&o->options.clock);
    it->backoff =
        (struct backoff){o->options.first_retry_ms, o->options.most_retry_ms, 0};
    request_id(o->options.connection, part->channel, part->source, it->request);
    it->source = mem_copy_text(part->source);
    it->key = mem_copy_text(part->key);
    it->thread = mem_copy_text(part->thread);
    it->topic = mem_copy_text(part->topic);
    it->payload = mem_copy(part->payload.ptr ? part->payload.ptr : "", part->payload.len);
    it->payload_len = part->payload.len;
    if (part->state == LEDGER_SENDING) {
        /* From before a crash or a stop; which of its tries was in doubt is not known. */
        it->state = ITEM_DOUBT;
        it->doubt_ms = it->first_try_ms ? it->first_try_ms : it->planned_ms;
        it->sure_ms = clock_now(&o->options.clock) + CUT_OFF_MS;
    }
    if (it->source && it->key && it->thread && it->topic && it->payload)
        return it;
    item_free(it);
    return NULL;
}

struct lane *queue_lane(const struct outbox *o, const char *channel)
{
    return map_get(o->by_channel, span_of(channel));
}

static struct lane *new_lane(struct outbox *o, const char *channel)
{
    struct lane *lane = mem_zero(1, sizeof *lane);

    if (lane)
        lane->channel = mem_copy_text(channel);
    if (!lane || !lane->channel || !map_put(o->by_channel, span_of(channel), lane)) {
        if (lane)
            mem_free(lane->channel);
        mem_free(lane);
        return NULL;
    }
    lane->prev = o->last;
    *(o->last ? &o->last->next : &o->first) = lane;
    o->last = lane;
    return lane;
}

static void unlink_lane(struct outbox *o, struct lane *lane)
{
    *(lane->prev ? &lane->prev->next : &o->first) = lane->next;
    *(lane->next ? &lane->next->prev : &o->last) = lane->prev;
    lane->prev = lane->next = NULL;
}

void queue_to_end(struct outbox *o, struct lane *lane)
{
    if (lane == o->last)
        return;
    unlink_lane(o, lane);
    lane->prev = o->last;
    o->last->next = lane;
    o->last = lane;
}

void queue_remove(struct item *it)
{
    struct lane *lane = it->lane;
    struct outbox *o = it->box;

    *(it->prev ? &it->prev->next : &lane->first) = it->next;
    *(it->next ? &it->next->prev : &lane->last) = it->prev;
    it->prev = it->next = NULL;
    o->waiting--;
    if (lane->first)
        return;
    it->lane = NULL;
    unlink_lane(o, lane);
    map_remove(o->by_channel, span_of(lane->channel));
    mem_free(lane->channel);
    mem_free(lane);
}

/* False stops the reading; the part is read again by a later turn. */
static bool take_part(void *user, const struct ledger_part *part)
{
    struct outbox *o = user;
    struct item *it = new_item(o, part);
    struct lane *lane = queue_lane(o, part->channel);

    if (it && !lane)
        lane = new_lane(o, part->channel);
    if (!it || !lane) {
        item_free(it);
        o->news = true;
        return false;
    }
    it->box = o;
    it->lane = lane;
    it->prev = lane->last;
    *(lane->last ? &lane->last->next : &lane->first) = it;
    lane->last = it;
    o->waiting++;
    o->last_row = part->row;
    return true;
}

bool queue_load(struct outbox *o, struct err *e)
{
    size_t most = o->options.waiting_most, before = o->waiting;
    size_t room = before < most ? most - before : 0;

    if (!o->news || !room)
        return true;
    o->news = false;
    if (!ledger_parts_after(o->options.ledger, o->options.connection, o->last_row, room,
                            take_part, o, e)) {
        o->news = true;
        return false;
    }
    o->news |= o->waiting - before == room; /* else all has been read */
    return true;
}

void queue_free(struct outbox *o)
{
    while (o->first) {
        struct item *it = o->first->first;
        queue_remove(it);
        item_free(it);
    }
    while (o->settled) {
        struct item *it = o->settled;
        o->settled = it->next;
        item_free(it);
    }
    map_free(o->by_channel);
}
