/* A report as CSV (RFC 4180). */
#include "cli/report_write.h"

#include <inttypes.h>
#include <string.h>

struct row {
    const char *kind;
    int64_t day; /* -1: of the whole period */
    const char *name, *topic, *text;
    int64_t count;
};

/* Quoted where needed. What a spreadsheet would take for a formula is text. */
static void put_cell(struct buf *out, const char *text)
{
    bool formula = *text && strchr("=+-@\t\r", *text);

    if (!formula && !strpbrk(text, ",\"\r\n")) {
        buf_text(out, text);
        return;
    }
    buf_text(out, formula ? "\"'" : "\"");
    for (; *text; text++) {
        if (*text == '"')
            buf_char(out, '"');
        buf_char(out, *text);
    }
    buf_char(out, '"');
}

static void put_row(struct buf *out, const struct row *row)
{
    char day[16] = "";

    if (row->day >= 0)
        report_date(row->day, day);
    put_cell(out, row->kind);
    buf_format(out, ",%s,", day);
    put_cell(out, row->name);
    buf_char(out, ',');
    put_cell(out, row->topic);
    buf_format(out, ",%" PRId64 ",", row->count);
    put_cell(out, row->text);
    buf_text(out, "\r\n");
}

static void put_days(const struct report *r, struct buf *out)
{
    for (int64_t day = r->period.first; day <= r->period.last; day++) {
        const struct report_day *d = &r->days[day - r->period.first];
        for (int o = 0; o < OUTCOME_COUNT; o++)
            if (d->messages[o])
                put_row(out, &(struct row){"message", day, outcome_name((enum outcome)o),
                                           "", "", d->messages[o]});
        if (d->unhelpful)
            put_row(out,
                    &(struct row){"feedback", day, "unhelpful", "", "", d->unhelpful});
        for (int i = 0; i < INCIDENT_COUNT; i++)
            if (d->incidents[i])
                put_row(out, &(struct row){"incident", day,
                                           record_incident_name((enum incident)i), "", "",
                                           d->incidents[i]});
    }
}

static void put_topics(const struct report *r, struct buf *out)
{
    for (size_t i = 0; i < r->topic_count; i++) {
        const struct report_topic *t = &r->topics[i];
        for (int o = 0; o <= OUTCOME_EMERGENCY; o++)
            if (t->replies[o])
                put_row(out, &(struct row){"topic", -1, outcome_name((enum outcome)o),
                                           t->topic, "", t->replies[o]});
        if (t->helpful)
            put_row(out, &(struct row){"topic", -1, "helpful", t->topic, "", t->helpful});
        if (t->unhelpful)
            put_row(out,
                    &(struct row){"topic", -1, "unhelpful", t->topic, "", t->unhelpful});
    }
}

static void put_latency(const struct report *r, struct buf *out)
{
    char name[32];

    for (size_t i = 0; i < r->bound_count; i++) {
        report_duration(r->latency[i].bound_ms, name);
        put_row(out, &(struct row){"latency", -1, name, "", "", r->latency[i].count});
    }
}

/* The name is the group's number, largest first. */
static void put_questions(const struct report_questions *q, const char *kind,
                          struct buf *out)
{
    struct buf name;

    buf_init(&name, 32);
    for (size_t i = 0; i < alike_count(q->groups); i++) {
        struct alike_group g = alike_group(q->groups, i);
        buf_clear(&name);
        buf_format(&name, "%zu", i + 1);
        for (size_t k = 0; k < g.count; k++) {
            const struct report_question *one = &q->list[g.members[k]];
            put_row(out, &(struct row){kind, ledger_day(one->at_ms), name.data,
                                       one->topic, one->text, 1});
        }
    }
    buf_free(&name);
}

void report_write_csv(const struct report *r, struct buf *out)
{
    buf_text(out, "kind,day,name,topic,count,text\r\n");
    put_days(r, out);
    put_topics(r, out);
    put_latency(r, out);
    put_questions(&r->unanswered, "unanswered", out);
    put_questions(&r->disliked, "disliked", out);
}
