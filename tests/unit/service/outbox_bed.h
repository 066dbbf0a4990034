/* outbox_bed.h - an outbox over a ledger in memory, a scripted platform and a clock that
 * stands. */
#ifndef TESTS_SERVICE_OUTBOX_BED_H
#define TESTS_SERVICE_OUTBOX_BED_H

#include "service/outbox.h"
#include "tests/unit/service/fake.h"

enum { START = 1000000 };
#define MINUTE ((int64_t)60000)

struct bed {
    struct fake_time time;
    struct fake platform;
    struct ledger *ledger;
    struct rng rng;
    struct outbox *box;
    int planned, wakes;
    char path[64];
};

static inline void on_wake(void *user)
{
    ((struct bed *)user)->wakes++;
}

static inline void begin(struct bed *b, size_t waiting_most, size_t in_flight_most)
{
    struct err e = {0};
    struct outbox_options o = {
        .connection = "team",
        .platform = &b->platform.base,
        .ledger = b->ledger,
        .rng = &b->rng,
        .clock = fake_clock(&b->time),
        .wake = on_wake,
        .user = b,
        .under_way_ms = 30000,
        .waiting_most = waiting_most,
        .in_flight_most = in_flight_most,
    };

    b->platform.base.kind = &fake_kind;
    if (!outbox_new(&b->box, &o, &e))
        fail_msg("%s", e.text);
}

static inline int set_up(void **state)
{
    struct bed *b = calloc(1, sizeof *b);
    struct err e = {0};
    bool recovered;

    b->time = (struct fake_time){500, START};
    rng_seed(&b->rng, 7);
    if (!ledger_open(&b->ledger, ":memory:", &recovered, &e))
        return -1;
    begin(b, 0, 0);
    outbox_open(b->box);
    *state = b;
    return 0;
}

static inline int tear_down(void **state)
{
    struct bed *b = *state;

    fake_destroy(&b->platform.base);
    outbox_free(b->box);
    ledger_close(b->ledger);
    free(b);
    return 0;
}

/* As a new process over the same ledger would find it. */
static inline void restart(struct bed *b)
{
    for (size_t i = 0; i < b->platform.count; i++)
        b->platform.calls[i].ended = true; /* the old process is gone */
    ledger_rollback(b->ledger);
    outbox_free(b->box);
    begin(b, 0, 0);
}

static inline void advance(struct bed *b, int64_t ms)
{
    b->time.now += ms;
    b->time.unix_ms += ms;
}

static inline void plan_parts(struct bed *b, const char *channel, const char *source,
                              int parts)
{
    struct err e = {0};
    char key[128];
    int64_t row;

    for (int i = 0; i < parts; i++) {
        snprintf(key, sizeof key, "%s:%s:%d", channel, source, i);
        struct ledger_part p = {.connection = "team",
                                .channel = channel,
                                .thread = source,
                                .source = source,
                                .key = key,
                                .topic = "t",
                                .part = i,
                                .parts = parts,
                                .payload = span_of("text"),
                                .planned_ms = b->time.unix_ms};
        if (!ledger_plan(b->ledger, &p, &row, &e))
            fail_msg("%s", e.text);
    }
    outbox_news(b->box);
}

static inline void turn(struct bed *b)
{
    struct err e = {0};

    if (!outbox_prepare(b->box, &e) || !ledger_commit(b->ledger, &e))
        fail_msg("%s", e.text);
    outbox_launch(b->box);
}

static inline struct ledger_counts states(struct bed *b)
{
    struct ledger_counts c;
    struct err e = {0};

    if (!ledger_count(b->ledger, &c, &e))
        fail_msg("%s", e.text);
    return c;
}

/* Nothing more may happen, however late it gets. */
static inline void assert_quiet(struct bed *b)
{
    size_t before = b->platform.count;

    for (int i = 0; i < 20; i++) {
        advance(b, 10 * MINUTE);
        turn(b);
    }
    assert_int_equal(b->platform.count, before);
    assert_int_equal(outbox_waiting(b->box), 0);
    assert_int_equal(outbox_in_flight(b->box), 0);
}

#endif
