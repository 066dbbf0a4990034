#include "service/metrics.h"

#include <inttypes.h>
#include <string.h>

/* Upper bounds in milliseconds: a decision takes some, a reply is usual within a tenth of
 * a second; half a minute is a server that stalls. */
static const int64_t bounds_ms[METRICS_BUCKETS] = {5,   10,   25,   50,    100,   250,
                                                   500, 1000, 2500, 10000, 30000, 300000};

int64_t metrics_bound_ms(size_t bucket)
{
    return bounds_ms[bucket];
}

static struct metrics_topic *topic_of(struct metrics *m, const char *topic)
{
    for (size_t i = 0; i < m->topic_count; i++)
        if (strcmp(m->topics[i].topic, topic) == 0)
            return &m->topics[i];
    if (m->topic_count == METRICS_TOPICS || strlen(topic) >= FAQ_TOPIC_MAX)
        return NULL;
    struct metrics_topic *t = &m->topics[m->topic_count++];
    memcpy(t->topic, topic, strlen(topic) + 1);
    return t;
}

void metrics_outcome(struct metrics *m, enum outcome o, const char *topic)
{
    m->outcomes[o]++;
    if (o > OUTCOME_EMERGENCY || !topic || !*topic)
        return;
    struct metrics_topic *t = topic_of(m, topic);
    if (t)
        t->replies[o]++;
}

void metrics_feedback(struct metrics *m, const char *topic, bool helpful)
{
    struct metrics_topic *t = topic_of(m, topic);

    if (t)
        (*(helpful ? &t->helpful : &t->unhelpful))++;
}

void metrics_took(struct metrics_histogram *h, int64_t ms)
{
    size_t i = 0;

    while (i < METRICS_BUCKETS && ms > bounds_ms[i])
        i++;
    h->buckets[i]++;
    h->count++;
    h->sum_ms += ms > 0 ? (uint64_t)ms : 0;
}

void metrics_head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_escaped(struct buf *out, const char *value)
{
    for (; *value; value++) {
        if (*value == '\n')
            buf_text(out, "\\n");
        else if (*value == '"' || *value == '\\')
            buf_format(out, "\\%c", *value);
        else
            buf_char(out, *value);
    }
}

void metrics_sample(struct buf *out, const char *name, const char *label,
                    const char *value, double number)
{
    buf_format(out, "%s{%s=\"", name, label);
    put_escaped(out, value);
    buf_format(out, "\"} %.10g\n", number);
}

void metrics_value(struct buf *out, const char *name, double number)
{
    buf_format(out, "%s %.15g\n", name, number);
}

static void print_outcomes(const struct metrics *m, struct buf *out)
{
    metrics_head(out, "limber_messages_total", "counter",
                 "Messages read, by what became of them.");
    for (int i = 0; i < OUTCOME_COUNT; i++)
        metrics_sample(out, "limber_messages_total", "outcome",
                       outcome_name((enum outcome)i), (double)m->outcomes[i]);
}

static void print_replies(const struct metrics *m, struct buf *out)
{
    static const char name[] = "limber_replies_total";

    metrics_head(out, name, "counter", "Replies, by kind and topic.");
    for (size_t i = 0; i < m->topic_count; i++)
        for (int o = 0; o < METRICS_REPLIES; o++)
            if (m->topics[i].replies[o]) /* a topic's id needs no escaping */
                buf_format(out, "%s{outcome=\"%s\",topic=\"%s\"} %" PRIu64 "\n", name,
                           outcome_name((enum outcome)o), m->topics[i].topic,
                           m->topics[i].replies[o]);
}

static void print_feedback(const struct metrics *m, struct buf *out)
{
    metrics_head(out, "limber_helpful_total", "counter",
                 "Thumbs up on a reply, by topic.");
    for (size_t i = 0; i < m->topic_count; i++)
        if (m->topics[i].helpful)
            metrics_sample(out, "limber_helpful_total", "topic", m->topics[i].topic,
                           (double)m->topics[i].helpful);
    metrics_head(out, "limber_unhelpful_total", "counter",
                 "Thumbs down on a reply, by topic.");
    for (size_t i = 0; i < m->topic_count; i++)
        if (m->topics[i].unhelpful)
            metrics_sample(out, "limber_unhelpful_total", "topic", m->topics[i].topic,
                           (double)m->topics[i].unhelpful);
}

static void print_histogram(struct buf *out, const char *name, const char *help,
                            const struct metrics_histogram *h)
{
    uint64_t below = 0;

    metrics_head(out, name, "histogram", help);
    for (int i = 0; i < METRICS_BUCKETS; i++) {
        below += h->buckets[i];
        buf_format(out, "%s_bucket{le=\"%g\"} %" PRIu64 "\n", name,
                   (double)bounds_ms[i] / 1000, below);
    }
    buf_format(out, "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, h->count);
    buf_format(out, "%s_sum %.3f\n%s_count %" PRIu64 "\n", name, (double)h->sum_ms / 1000,
               name, h->count);
}

static void print_content(const struct metrics *m, struct buf *out)
{
    metrics_head(out, "limber_content_topics", "gauge", "Topics that can be answered.");
    metrics_value(out, "limber_content_topics", (double)m->content_topics);
    metrics_head(out, "limber_content_loaded_timestamp_seconds", "gauge",
                 "Since when the content is in force; 0: none yet.");
    metrics_value(out, "limber_content_loaded_timestamp_seconds",
                  (double)m->content_loaded_ms / 1000);
}

static void print_one(struct buf *out, const char *name, const char *help, uint64_t value)
{
    metrics_head(out, name, "counter", help);
    metrics_value(out, name, (double)value);
}

void metrics_print(const struct metrics *m, struct buf *out)
{
    metrics_head(out, "limber_build_info", "gauge", "The running version.");
    metrics_sample(out, "limber_build_info", "version", LIMBER_VERSION, 1);
    print_outcomes(m, out);
    print_replies(m, out);
    print_feedback(m, out);
    print_histogram(out, "limber_decision_seconds",
                    "From reading a message to the commit of what follows from it.",
                    &m->decision);
    print_histogram(out, "limber_reply_seconds",
                    "From a planned reply to the proof that it is there.", &m->reply);
    print_content(m, out);
    print_one(out, "limber_ledger_failures_total", "Commits that failed.",
              m->turns_failed);
    print_one(out, "limber_dropped_total",
              "Messages that found no room and were read again.", m->dropped);
    print_one(out, "limber_reloads_total", "Content reloads that were taken.",
              m->reloads);
    print_one(out, "limber_reloads_refused_total",
              "Content reloads refused for their faults.", m->reloads_refused);
}
