/* metrics.h - what the running bot counts. A plain value; bounded. */
#ifndef SERVICE_METRICS_H
#define SERVICE_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "faq/faq.h"
#include "service/outcome.h"

enum {
    METRICS_TOPICS = 512,
    METRICS_BUCKETS = 12,
    METRICS_REPLIES = OUTCOME_EMERGENCY + 1 /* the outcomes that are replies come first */
};

struct metrics_topic {
    char topic[FAQ_TOPIC_MAX];
    uint64_t replies[METRICS_REPLIES], helpful, unhelpful;
};

struct metrics_histogram {
    uint64_t buckets[METRICS_BUCKETS + 1], count, sum_ms;
};

struct metrics {
    uint64_t outcomes[OUTCOME_COUNT];
    struct metrics_topic topics[METRICS_TOPICS]; /* what does not fit is only a total */
    size_t topic_count;
    struct metrics_histogram decision; /* from reading a message to its commit */
    struct metrics_histogram reply;    /* from a planned reply to the proof of it */
    uint64_t turns_failed;             /* the ledger could not commit */
    uint64_t dropped; /* messages that found no room and were read again */
    uint64_t reloads, reloads_refused;
    size_t content_topics;     /* in force */
    int64_t content_loaded_ms; /* since when, Unix ms; 0: none yet */
};

void metrics_outcome(struct metrics *m, enum outcome o, const char *topic);
void metrics_feedback(struct metrics *m, const char *topic, bool helpful);
void metrics_took(struct metrics_histogram *h, int64_t ms);
/* The upper bound of a bucket in ms, 0 .. METRICS_BUCKETS - 1. */
int64_t metrics_bound_ms(size_t bucket);

/* Prometheus text format 0.0.4. A sample is one line; label values are escaped. */
void metrics_print(const struct metrics *m, struct buf *out);
void metrics_head(struct buf *out, const char *name, const char *type, const char *help);
void metrics_sample(struct buf *out, const char *name, const char *label,
                    const char *value, double number);
void metrics_value(struct buf *out, const char *name, double number); /* no label */

#endif
