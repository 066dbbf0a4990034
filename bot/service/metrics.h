/* metrics.h - what the running bot counts. A plain value; bounded. */
#ifndef SERVICE_METRICS_H
#define SERVICE_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "faq/faq.h"
#include "service/outcome.h"

enum { METRICS_TOPICS = 512, METRICS_BUCKETS = 10 };

struct metrics_topic {
    char topic[FAQ_TOPIC_MAX];
    uint64_t replies, helpful, unhelpful;
};

struct metrics {
    uint64_t outcomes[OUTCOME_COUNT];
    struct metrics_topic topics[METRICS_TOPICS]; /* what does not fit is only a total */
    size_t topic_count;
    /* From reading a question to the proof that its reply is there. */
    uint64_t latency[METRICS_BUCKETS + 1], latency_count, latency_sum_ms;
    uint64_t turns_failed; /* the ledger could not commit */
    uint64_t dropped;      /* messages that found no room and were read again */
    uint64_t reloads, reloads_refused;
};

void metrics_outcome(struct metrics *m, enum outcome o, const char *topic);
void metrics_feedback(struct metrics *m, const char *topic, bool helpful);
void metrics_latency(struct metrics *m, int64_t ms);

/* Prometheus text format 0.0.4. A sample is one line; label values are escaped. */
void metrics_print(const struct metrics *m, struct buf *out);
void metrics_head(struct buf *out, const char *name, const char *type, const char *help);
void metrics_sample(struct buf *out, const char *name, const char *label,
                    const char *value, double number);
void metrics_value(struct buf *out, const char *name, double number); /* no label */

#endif
