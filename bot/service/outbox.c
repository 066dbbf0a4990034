/* An outbox as its owner sees it: made, opened, told, asked. outbox_turn.c is what it
 * does. */
#include "service/outbox.h"

#include <string.h>

#include "base/mem.h"
#include "service/outbox_inside.h"

/* The usual, where the options say 0. */
enum {
    UNDER_WAY_MS = 30000, /* as the HTTP client's whole request */
    FIRST_RETRY_MS = 1000,
    MOST_RETRY_MS = 60000,
    WAITING_MOST = 2000,
    IN_FLIGHT_MOST = 16
};
static const int64_t useful_ms = (int64_t)24 * 3600 * 1000;

static void fill_in(struct outbox_options *o)
{
    o->under_way_ms = o->under_way_ms ? o->under_way_ms : UNDER_WAY_MS;
    o->useful_ms = o->useful_ms ? o->useful_ms : useful_ms;
    o->first_retry_ms = o->first_retry_ms ? o->first_retry_ms : FIRST_RETRY_MS;
    o->most_retry_ms = o->most_retry_ms ? o->most_retry_ms : MOST_RETRY_MS;
    o->waiting_most = o->waiting_most ? o->waiting_most : WAITING_MOST;
    o->in_flight_most = o->in_flight_most ? o->in_flight_most : IN_FLIGHT_MOST;
}

bool outbox_new(struct outbox **out, const struct outbox_options *options, struct err *e)
{
    struct outbox *o = mem_zero(1, sizeof *o);

    *out = NULL;
    if (!o)
        return err_set(e, ERR_MEMORY, "no memory for the outbox");
    o->options = *options;
    fill_in(&o->options);
    o->window = o->options.in_flight_most;
    o->news = true; /* what an earlier process left */
    o->by_channel = map_new(o->options.waiting_most, rng_next(options->rng));
    if (!o->by_channel) {
        mem_free(o);
        return err_set(e, ERR_MEMORY, "no memory for the outbox");
    }
    *out = o;
    return true;
}

void outbox_free(struct outbox *o)
{
    if (!o)
        return;
    queue_free(o);
    mem_free(o);
}

/* Whatever failed for want of a server need not wait any longer, unless the server itself
 * asked for patience. */
void outbox_open(struct outbox *o)
{
    int64_t now = clock_now(&o->options.clock);

    o->open = true;
    for (struct lane *lane = o->first; lane; lane = lane->next) {
        struct item *it = lane->first;
        if (it->asked_to_wait || it->due_ms <= now)
            continue;
        it->due_ms = now;
        backoff_reset(&it->backoff);
    }
    outbox_wake(o);
}

void outbox_news(struct outbox *o)
{
    o->news = true;
    outbox_wake(o);
}

/* What found no room in memory yet was never tried by this process. */
static void cancel_unread(struct outbox *o, const char *channel, const char *source)
{
    struct platform *p = o->options.platform;
    struct ledger *l = o->options.ledger;
    enum ledger_state state;
    struct err e = {0};
    char key[256];
    int64_t row;

    for (int part = 0; !o->closed && /* else its platform may be gone */
                       p->kind->make_key(p, channel, source, part, key, sizeof key) &&
                       ledger_find_key(l, o->options.connection, key, &row, &state) &&
                       row > o->last_row && state == LEDGER_PLANNED;
         part++)
        ledger_set_aside(l, row, "the question was deleted",
                         clock_unix(&o->options.clock), &e);
}

void outbox_cancel(struct outbox *o, const char *channel, const char *source)
{
    struct err e = {0};

    queue_load(o, &e); /* it may have been planned in this very turn */
    struct lane *lane = queue_lane(o, channel);
    for (struct item *it = lane ? lane->first : NULL; it; it = it->next) {
        if (it->part != 0 || strcmp(it->source, source) != 0)
            continue;
        if (it->state == ITEM_WAITING && !it->tries)
            item_settle(it, false, "the question was deleted");
        return;
    }
    if (o->news)
        cancel_unread(o, channel, source);
}

static void confirm_unknown(struct outbox *o, const char *key, const char *remote_id)
{
    struct ledger *l = o->options.ledger;
    enum ledger_state state;
    struct err e = {0};
    int64_t row;

    if (ledger_find_key(l, o->options.connection, key, &row, &state) &&
        state == LEDGER_SENDING && row > o->last_row)
        ledger_confirm(l, row, remote_id, clock_unix(&o->options.clock), &e);
}

void outbox_receipt(struct outbox *o, const char *key, const char *remote_id)
{
    for (struct lane *lane = o->first; lane; lane = lane->next) {
        struct item *it = lane->first; /* no other one can have been sent */
        if ((it->tries || item_in_doubt(it)) && strcmp(it->key, key) == 0) {
            item_settle(it, true, remote_id);
            return;
        }
    }
    if (o->news)
        confirm_unknown(o, key, remote_id);
}

void outbox_use(struct outbox *o, struct platform *platform)
{
    o->options.platform = platform;
}

void outbox_close(struct outbox *o)
{
    o->closed = true;
}

size_t outbox_waiting(const struct outbox *o)
{
    return o->waiting;
}

size_t outbox_in_flight(const struct outbox *o)
{
    return o->in_flight;
}

const struct outbox_counts *outbox_counts(const struct outbox *o)
{
    return &o->counts;
}
