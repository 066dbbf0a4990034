#include "cli/report_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

struct reading {
    struct report *report;
    const struct faq *faq;
    struct progress *progress;
    bool failed;
};

void report_date(int64_t day, char out[16])
{
    time_t seconds = (time_t)(day * (ledger_day_ms / 1000));
    struct tm tm;

    if (!gmtime_r(&seconds, &tm) || !strftime(out, 16, "%Y-%m-%d", &tm))
        snprintf(out, 16, "?");
}

bool report_parse_date(const char *text, int64_t *day)
{
    struct tm tm = {0};
    const char *end = strptime(text, "%Y-%m-%d", &tm);
    char back[16];

    if (!end || *end)
        return false;
    *day = (int64_t)timegm(&tm) / (ledger_day_ms / 1000);
    report_date(*day, back); /* 31 February is no date */
    return *day >= 0 && strcmp(back, text) == 0;
}

/* --- counts --- */

static bool grow(void *list_of, size_t count, size_t *room, size_t size)
{
    void **list = list_of, *grown = mem_grow(*list, count, room, 64, size);

    if (grown)
        *list = grown;
    return grown != NULL;
}

static const char *title_of(const struct faq *faq, const char *topic)
{
    for (size_t i = 0; faq && i < faq_topic_count(faq); i++)
        if (strcmp(faq_topic_id(faq, i), topic) == 0)
            return faq_topic_title(faq, i);
    return NULL;
}

static struct report_topic *topic_of(struct reading *r, const char *topic)
{
    struct report *all = r->report;

    for (size_t i = 0; i < all->topic_count; i++)
        if (strcmp(all->topics[i].topic, topic) == 0)
            return &all->topics[i];
    if (!grow(&all->topics, all->topic_count, &all->topic_room, sizeof *all->topics)) {
        r->failed = true;
        return NULL;
    }
    struct report_topic *t = &all->topics[all->topic_count++];
    *t = (struct report_topic){.title = title_of(r->faq, topic)};
    snprintf(t->topic, sizeof t->topic, "%s", topic);
    return t;
}

static void count_message(struct reading *r, struct report_day *day,
                          const struct ledger_tally *t)
{
    int o = 0;

    while (o < OUTCOME_COUNT && strcmp(outcome_name((enum outcome)o), t->name) != 0)
        o++;
    if (o == OUTCOME_COUNT)
        return;
    day->messages[o] += t->count;
    r->report->total.messages[o] += t->count;
    struct report_topic *topic =
        *t->topic && o <= OUTCOME_EMERGENCY ? topic_of(r, t->topic) : NULL;
    if (topic) {
        topic->replies[o] += t->count;
        topic->total += t->count;
    }
}

static void count_feedback(struct reading *r, struct report_day *day,
                           const struct ledger_tally *t)
{
    bool helpful = strcmp(t->name, "helpful") == 0;
    struct report_topic *topic = *t->topic ? topic_of(r, t->topic) : NULL;

    if (topic)
        *(helpful ? &topic->helpful : &topic->unhelpful) += t->count;
    if (helpful) {
        r->report->helpful += t->count;
    } else {
        day->unhelpful += t->count;
        r->report->total.unhelpful += t->count;
    }
}

static void count_latency(struct report *r, const struct ledger_tally *t)
{
    int64_t bound =
        strcmp(t->name, RECORD_SLOWEST) == 0 ? INT64_MAX : strtoll(t->name, NULL, 10);
    size_t at = 0;

    while (at < r->bound_count && r->latency[at].bound_ms < bound)
        at++;
    if (at == r->bound_count || r->latency[at].bound_ms != bound) {
        if (r->bound_count == REPORT_BOUNDS)
            return;
        memmove(r->latency + at + 1, r->latency + at,
                (r->bound_count - at) * sizeof *r->latency);
        r->latency[at] = (struct report_bound){bound, 0};
        r->bound_count++;
    }
    r->latency[at].count += t->count;
}

static void count_incident(struct report *r, struct report_day *day,
                           const struct ledger_tally *t)
{
    for (int i = 0; i < INCIDENT_COUNT; i++)
        if (strcmp(record_incident_name((enum incident)i), t->name) == 0) {
            day->incidents[i] += t->count;
            r->total.incidents[i] += t->count;
        }
}

static bool on_tally(void *user, const struct ledger_tally *t)
{
    struct reading *r = user;
    struct report_day *day = &r->report->days[t->day - r->report->period.first];

    progress_step(r->progress, "Reading counts");
    if (strcmp(t->kind, RECORD_MESSAGE) == 0)
        count_message(r, day, t);
    else if (strcmp(t->kind, RECORD_FEEDBACK) == 0)
        count_feedback(r, day, t);
    else if (strcmp(t->kind, RECORD_LATENCY) == 0)
        count_latency(r->report, t);
    else if (strcmp(t->kind, RECORD_INCIDENT) == 0)
        count_incident(r->report, day, t);
    return !r->failed;
}

/* --- questions --- */

static bool on_review(void *user, const struct ledger_review *v)
{
    struct reading *r = user;
    struct report_questions *q =
        v->why == REVIEW_DISLIKED ? &r->report->disliked : &r->report->unanswered;

    progress_step(r->progress, "Reading questions");
    r->failed = !grow(&q->list, q->count, &q->room, sizeof *q->list);
    if (r->failed)
        return false;
    struct report_question *one = &q->list[q->count];
    *one = (struct report_question){.text = mem_copy_text(v->text),
                                    .connection = mem_copy_text(v->connection),
                                    .at_ms = v->at_ms};
    snprintf(one->topic, sizeof one->topic, "%s", v->topic);
    q->count++;
    r->failed = !one->text || !one->connection;
    return !r->failed;
}

static bool group(struct reading *r, struct report_questions *q, struct err *e)
{
    const char **texts = mem_zero(q->count + 1, sizeof *texts);
    bool ok;

    progress_step(r->progress, "Putting like questions together");
    for (size_t i = 0; texts && i < q->count; i++)
        texts[i] = q->list[i].text;
    ok = texts ? faq_alike(r->faq, texts, q->count, &q->groups, e)
               : err_set(e, ERR_MEMORY, "out of memory");
    mem_free(texts);
    return ok;
}

static int by_total(const void *a, const void *b)
{
    const struct report_topic *x = a, *y = b;

    if (x->total != y->total)
        return x->total < y->total ? 1 : -1;
    return strcmp(x->topic, y->topic);
}

/* Ids stand in for titles; only now, since the list no longer moves. */
static void finish_topics(struct report *r)
{
    if (r->topic_count)
        qsort(r->topics, r->topic_count, sizeof *r->topics, by_total);
    for (size_t i = 0; i < r->topic_count; i++)
        if (!r->topics[i].title)
            r->topics[i].title = r->topics[i].topic;
}

bool report_read(struct report *out, struct ledger *l, struct period period,
                 const struct faq *faq, struct progress *progress, struct err *e)
{
    struct reading r = {.report = out, .faq = faq, .progress = progress};
    size_t days = (size_t)(period.last - period.first + 1);

    *out = (struct report){.period = period, .days = mem_zero(days, sizeof *out->days)};
    bool ok = out->days &&
              ledger_tally_each(l, period.first, period.last, on_tally, &r, e) &&
              !r.failed &&
              ledger_review_each(l, period.first * ledger_day_ms,
                                 (period.last + 1) * ledger_day_ms, on_review, &r, e) &&
              !r.failed && group(&r, &out->unanswered, e) && group(&r, &out->disliked, e);
    if (ok)
        finish_topics(out);
    else if (!out->days || r.failed)
        err_set(e, ERR_MEMORY, "out of memory");
    return ok;
}

static void free_questions(struct report_questions *q)
{
    for (size_t i = 0; i < q->count; i++) {
        mem_free(q->list[i].text);
        mem_free(q->list[i].connection);
    }
    mem_free(q->list);
    alike_free(q->groups);
}

void report_free(struct report *r)
{
    free_questions(&r->unanswered);
    free_questions(&r->disliked);
    mem_free(r->days);
    mem_free(r->topics);
    *r = (struct report){0};
}

/* --- figures --- */

int64_t report_replies(const struct report_day *d)
{
    return d->messages[OUTCOME_ANSWERED] + d->messages[OUTCOME_SUGGESTED] +
           d->messages[OUTCOME_DECLINED] + d->messages[OUTCOME_EMERGENCY];
}

int64_t report_unanswered(const struct report_day *d)
{
    return d->messages[OUTCOME_SUGGESTED];
}

int64_t report_latency(const struct report *r, double share)
{
    int64_t all = 0, below = 0;

    for (size_t i = 0; i < r->bound_count; i++)
        all += r->latency[i].count;
    for (size_t i = 0; i < r->bound_count; i++) {
        below += r->latency[i].count;
        if ((double)below >= share * (double)all)
            return r->latency[i].bound_ms;
    }
    return -1;
}
