/* A report as JSON. */
#include "base/json.h"
#include "cli/report_write.h"

static void put_date(struct json_writer *w, const char *name, int64_t day)
{
    char date[16];

    report_date(day, date);
    json_put_text(w, name, date);
}

static void put_counts(struct json_writer *w, const struct report_day *d)
{
    json_put_int(w, "replies", report_replies(d));
    json_open_object(w, "messages");
    for (int o = 0; o < OUTCOME_COUNT; o++)
        json_put_int(w, outcome_name((enum outcome)o), d->messages[o]);
    json_close(w);
    json_put_int(w, "unhelpful", d->unhelpful);
    json_open_object(w, "incidents");
    for (int i = 0; i < INCIDENT_COUNT; i++)
        json_put_int(w, record_incident_name((enum incident)i), d->incidents[i]);
    json_close(w);
}

static void put_days(struct json_writer *w, const struct report *r)
{
    json_open_array(w, "days");
    for (int64_t day = r->period.first; day <= r->period.last; day++) {
        json_open_object(w, NULL);
        put_date(w, "day", day);
        put_counts(w, &r->days[day - r->period.first]);
        json_close(w);
    }
    json_close(w);
}

static void put_topics(struct json_writer *w, const struct report *r)
{
    json_open_array(w, "topics");
    for (size_t i = 0; i < r->topic_count; i++) {
        const struct report_topic *t = &r->topics[i];
        json_open_object(w, NULL);
        json_put_text(w, "topic", t->topic);
        json_put_text(w, "title", t->title);
        json_put_int(w, "replies", t->total);
        for (int o = 0; o <= OUTCOME_EMERGENCY; o++)
            json_put_int(w, outcome_name((enum outcome)o), t->replies[o]);
        json_put_int(w, "helpful", t->helpful);
        json_put_int(w, "unhelpful", t->unhelpful);
        json_close(w);
    }
    json_close(w);
}

static void put_bound(struct json_writer *w, const char *name, int64_t ms)
{
    if (ms < 0 || ms == INT64_MAX)
        json_put_null(w, name);
    else
        json_put_int(w, name, ms);
}

/* A bound that is null: longer than the one before. */
static void put_latency(struct json_writer *w, const struct report *r)
{
    json_open_object(w, "latency");
    put_bound(w, "median_ms", report_latency(r, 0.5));
    put_bound(w, "p95_ms", report_latency(r, 0.95));
    json_open_array(w, "buckets");
    for (size_t i = 0; i < r->bound_count; i++) {
        json_open_object(w, NULL);
        put_bound(w, "at_most_ms", r->latency[i].bound_ms);
        json_put_int(w, "count", r->latency[i].count);
        json_close(w);
    }
    json_close(w);
    json_close(w);
}

static void put_question(struct json_writer *w, const struct report_question *q)
{
    json_open_object(w, NULL);
    put_date(w, "day", ledger_day(q->at_ms));
    json_put_text(w, "connection", q->connection);
    json_put_text(w, "topic", q->topic);
    json_put_text(w, "text", q->text);
    json_close(w);
}

static void put_groups(struct json_writer *w, const char *name,
                       const struct report_questions *q)
{
    json_open_array(w, name);
    for (size_t i = 0; i < alike_count(q->groups); i++) {
        struct alike_group g = alike_group(q->groups, i);
        json_open_object(w, NULL);
        json_put_int(w, "count", (int64_t)g.count);
        json_open_array(w, "words");
        for (size_t k = 0; k < g.word_count; k++)
            json_put_text(w, NULL, g.words[k]);
        json_close(w);
        json_open_array(w, "questions");
        for (size_t k = 0; k < g.count; k++)
            put_question(w, &q->list[g.members[k]]);
        json_close(w);
        json_close(w);
    }
    json_close(w);
}

void report_write_json(const struct report *r, struct buf *out)
{
    struct json_writer w;

    json_write(&w, out);
    json_open_object(&w, NULL);
    put_date(&w, "since", r->period.first);
    put_date(&w, "until", r->period.last);
    json_open_object(&w, "total");
    put_counts(&w, &r->total);
    json_put_int(&w, "helpful", r->helpful);
    json_close(&w);
    put_latency(&w, r);
    put_topics(&w, r);
    put_groups(&w, "unanswered", &r->unanswered);
    put_groups(&w, "disliked", &r->disliked);
    put_days(&w, r);
    json_close(&w);
    if (!json_done(&w))
        out->failed = true;
    buf_char(out, '\n');
}
