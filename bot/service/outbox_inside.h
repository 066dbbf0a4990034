/* outbox_inside.h - items and lanes of an outbox. Inside service/ only. */
#ifndef SERVICE_OUTBOX_INSIDE_H
#define SERVICE_OUTBOX_INSIDE_H

#include "base/backoff.h"
#include "base/map.h"
#include "service/outbox.h"
#include "service/request.h"

enum item_state {
    ITEM_WAITING, /* to be posted when due */
    ITEM_DOUBT,   /* an earlier try may have been stored: repeat or look when due */
    ITEM_MARKED,  /* `sending` is written and waits for the commit */
    ITEM_POSTING, /* request in flight */
    ITEM_LOOKING, /* the same */
    ITEM_SETTLED  /* out of its lane; to be written, committed and freed */
};

/* One part of one reply. Its times are the clock's now, also those that the ledger has as
 * Unix time: a clock that is set while Limber runs makes nothing older or younger. */
struct item {
    struct item *prev, *next; /* in its lane, or among the settled (next only) */
    struct lane *lane;
    struct outbox *box;
    enum item_state state;
    int64_t row;
    int64_t planned_ms, first_try_ms, last_try_ms; /* 0: never */
    int64_t doubt_ms; /* first try that may have been stored; 0: none */
    int64_t due_ms;
    int64_t sure_ms; /* from then on a look proves all; 0: not told */
    int part, tries;
    bool asked_to_wait;  /* by the server, until due_ms */
    bool in_flight;      /* a request holds a pointer to it */
    bool looked;         /* since the last try */
    bool early;          /* LOOKING: so soon that finding nothing proves nothing */
    bool unsent;         /* the ledger says sending, and it surely was not stored */
    bool unsent_written; /* said so in this turn */
    bool found;          /* SETTLED: confirmed, else set aside */
    bool written;        /* SETTLED: said so in this turn, or committed since */
    char *outcome;       /* SETTLED: the remote id, or the reason */
    struct backoff backoff;
    char request[REQUEST_SIZE];
    char *source, *key, *thread, *topic, *payload;
    size_t payload_len;
};

struct lane { /* one channel's parts, in order; never empty */
    struct lane *prev, *next;
    char *channel;
    struct item *first, *last;
};

struct outbox {
    struct outbox_options options;
    struct lane *first, *last; /* whoever sends goes to the end: each its turn */
    struct map *by_channel;
    struct item *settled;
    int64_t last_row; /* the newest read from the ledger, */
    int64_t safe_row; /* and the newest of them that is committed */
    bool news;        /* there may be rows above last_row */
    bool open, closed;
    size_t waiting, in_flight;
    size_t window; /* how many may be in flight: smaller while asked for patience */
    int64_t confirmed_ms; /* the clock's now at the last success */
    struct outbox_counts counts;
};

/* outbox_queue.c: lanes, and reading them from the ledger. */
bool queue_load(struct outbox *o, struct err *e);
struct lane *queue_lane(const struct outbox *o, const char *channel);
void queue_remove(struct item *it); /* frees a lane that is empty then */
void queue_to_end(struct outbox *o, struct lane *lane);
void queue_free(struct outbox *o);
void item_free(struct item *it);

/* outbox_settle.c: what becomes of an item. */
void item_settle(struct item *it, bool found, const char *outcome);
void item_on_post(void *user, const struct post_outcome *outcome);
void item_on_look(void *user, enum look_result result, const char *remote_id);
/* Could not even be started. */
void item_not_started(struct item *it, const struct err *e);
/* Why it is not worth another try; NULL: it is. */
const char *item_hopeless(const struct item *it);
struct post item_post(const struct item *it);
/* The Unix time of one of its times, for the platform; 0 stays 0. */
int64_t item_unix(const struct item *it, int64_t at);

/* outbox_step.c: what the head of a lane wants, and from when on. */
enum step { STEP_NONE, STEP_POST, STEP_LOOK };
enum step item_next_step(const struct item *it, int64_t *from);
/* From when on a look that finds nothing proves something. */
int64_t item_look_from(const struct item *it);

static inline bool item_in_doubt(const struct item *it)
{
    return it->doubt_ms != 0;
}
static inline void outbox_wake(const struct outbox *o)
{
    if (o->options.wake)
        o->options.wake(o->options.user);
}

#endif
