/* stored.h - what a service left in the ledger: questions for review, and counts.
 *
 * Header only, over bed.h. */
#ifndef TESTS_SERVICE_STORED_H
#define TESTS_SERVICE_STORED_H

#include "tests/unit/service/bed.h"

#include "service/record.h"
#include "service/review.h"

struct kept {
    size_t count;
    char text[300], topic[FAQ_TOPIC_MAX];
    enum ledger_review_why why;
};

static inline bool take(void *user, const struct ledger_review *r)
{
    struct kept *k = user;

    k->count++;
    k->why = r->why;
    snprintf(k->text, sizeof k->text, "%s", r->text);
    snprintf(k->topic, sizeof k->topic, "%s", r->topic);
    assert_null(strstr(r->who, "ann"));
    assert_null(strstr(r->source, "m1"));
    return true;
}

static inline struct kept kept(struct bed *b)
{
    struct kept k = {0};
    struct err e = {0};

    assert_true(ledger_review_each(b->ledger, 0, INT64_MAX, take, &k, &e));
    return k;
}

struct wanted {
    const char *kind, *name, *topic;
    int64_t count;
};

static inline bool look_for(void *user, const struct ledger_tally *t)
{
    struct wanted *w = user;

    if (strcmp(t->kind, w->kind) == 0 && strcmp(t->name, w->name) == 0 &&
        strcmp(t->topic, w->topic) == 0)
        w->count += t->count;
    return true;
}

static inline int64_t counted(struct bed *b, const char *kind, const char *name,
                              const char *topic)
{
    struct wanted w = {kind, name, topic, 0};
    struct err e = {0};

    assert_true(ledger_tally_each(b->ledger, 0, INT64_MAX, look_for, &w, &e));
    return w.count;
}

#endif
