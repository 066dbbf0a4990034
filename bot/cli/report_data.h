/* report_data.h - what `limber report` tells, gathered from the ledger.
 *
 * Ownership: a report owns all it holds but topics' titles, which are the faq's. */
#ifndef CLI_REPORT_DATA_H
#define CLI_REPORT_DATA_H

#include "cli/progress.h"
#include "faq/alike.h"
#include "faq/faq.h"
#include "ledger/ledger_history.h"
#include "service/record.h"

#define REPORT_DAYS_MOST 3660
#define REPORT_BOUNDS    16

/* Both days are part of it; counted from 1970, UTC. */
struct period {
    int64_t first, last;
};

struct report_day {
    int64_t messages[OUTCOME_COUNT];
    int64_t unhelpful;
    int64_t incidents[INCIDENT_COUNT];
};

struct report_topic {
    char topic[FAQ_TOPIC_MAX];
    const char *title; /* the topic's id where content does not know it */
    int64_t replies[OUTCOME_EMERGENCY + 1], total; /* by outcome */
    int64_t helpful, unhelpful;
};

struct report_bound {
    int64_t bound_ms, count; /* replies that took at most so long; INT64_MAX: longer */
};

struct report_question {
    char *text, *connection;
    char topic[FAQ_TOPIC_MAX];
    int64_t at_ms;
};

/* Questions for one reason, and the groups that they form. */
struct report_questions {
    struct report_question *list;
    size_t count, room;
    struct alike *groups;
};

struct report {
    struct period period;
    struct report_day *days, total; /* days: one for each day of the period */
    struct report_topic *topics;    /* most asked first */
    size_t topic_count, topic_room;
    struct report_bound latency[REPORT_BOUNDS]; /* ascending */
    size_t bound_count;
    int64_t helpful;
    struct report_questions unanswered, disliked;
};

/* faq may be NULL: then topics have no titles. progress may be NULL, too. */
bool report_read(struct report *out, struct ledger *l, struct period period,
                 const struct faq *faq, struct progress *progress, struct err *e);
void report_free(struct report *r);

/* Replies of any kind, and those that only offered choices. */
int64_t report_replies(const struct report_day *d);
int64_t report_unanswered(const struct report_day *d);
/* The time in which `share` (0..1) of the replies were there, as a bucket's bound;
 * INT64_MAX: longer than the last; -1: there was none. */
int64_t report_latency(const struct report *r, double share);
/* "2026-11-27" of a day. */
void report_date(int64_t day, char out[16]);
/* A day from such a text, or false. */
bool report_parse_date(const char *text, int64_t *day);

#endif
