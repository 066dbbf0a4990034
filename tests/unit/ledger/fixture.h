/* fixture.h - what the ledger's tests share: a folder of their own, and short forms. */
#ifndef TESTS_LEDGER_FIXTURE_H
#define TESTS_LEDGER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/ledger.h"

struct place {
    char dir[64], path[96];
};

static inline int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);

    snprintf(p->dir, sizeof p->dir, "/tmp/limber-ledger-XXXXXX");
    if (!mkdtemp(p->dir))
        return -1;
    snprintf(p->path, sizeof p->path, "%s/limber.db", p->dir);
    *state = p;
    return 0;
}

static inline int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", p->dir);
    int status = system(command);
    free(p);
    return status;
}

static inline struct ledger *open_at(const char *path)
{
    struct ledger *l;
    struct err e = {0};
    bool recovered;

    if (!ledger_open(&l, path, &recovered, &e))
        fail_msg("%s", e.text);
    assert_false(recovered);
    return l;
}

static inline void commit(struct ledger *l)
{
    struct err e = {0};

    if (!ledger_commit(l, &e))
        fail_msg("%s", e.text);
}

static inline enum ledger_claim claim(struct ledger *l, const char *id)
{
    struct err e = {0};
    struct ledger_question q = {"team", "town", id, 1000};

    return ledger_claim(l, &q, &e);
}

static inline struct ledger_part part_of(const char *channel, const char *source,
                                         const char *key)
{
    return (struct ledger_part){.connection = "team",
                                .channel = channel,
                                .thread = source,
                                .source = source,
                                .key = key,
                                .topic = "definition.spasticity",
                                .parts = 1,
                                .payload = {"a\0nswer", 7},
                                .planned_ms = 5000};
}

static inline int64_t plan(struct ledger *l, const char *key)
{
    struct err e = {0};
    struct ledger_part p = part_of("town", key, key);
    int64_t row = 0;

    if (!ledger_plan(l, &p, &row, &e))
        fail_msg("%s", e.text);
    assert_true(row > 0);
    return row;
}

static inline struct ledger_counts counts(struct ledger *l)
{
    struct ledger_counts c;
    struct err e = {0};

    if (!ledger_count(l, &c, &e))
        fail_msg("%s", e.text);
    return c;
}

static inline bool each_part(struct ledger *l,
                             bool (*each)(void *user, const struct ledger_part *part),
                             void *user, struct err *e)
{
    return ledger_parts_after(l, "team", 0, 1000, each, user, e);
}

static inline void ask_many(struct ledger *l, int count, int64_t at_ms)
{
    struct err e = {0};

    for (int i = 0; i < count; i++) {
        char id[40];
        snprintf(id, sizeof id, "q%lld-%d", (long long)at_ms, i);
        struct ledger_question q = {"team", "town", id, at_ms};
        assert_int_equal(ledger_claim(l, &q, &e), LEDGER_MINE);
    }
}

#endif
