/* A report for a terminal. */
#include "cli/report_write.h"

#include <inttypes.h>
#include <stdio.h>

enum { TOPICS_SHOWN = 20, GROUPS_SHOWN = 15, EXAMPLES_SHOWN = 3 };

static const char *outcome_words(enum outcome o)
{
    static const char *const words[] = {"answered", "choices offered", "declined",
                                        "emergencies"};
    return o <= OUTCOME_EMERGENCY ? words[o] : outcome_name(o);
}

void report_duration(int64_t ms, char out[24])
{
    if (ms < 0)
        snprintf(out, 24, "-");
    else if (ms == INT64_MAX)
        snprintf(out, 24, "longer");
    else if (ms < 1000)
        snprintf(out, 24, "%" PRId64 " ms", ms);
    else
        snprintf(out, 24, "%g s", (double)ms / 1000);
}

static void write_head(const struct report *r, struct buf *out)
{
    char since[16], until[16], median[24], most[24];
    int64_t replies = report_replies(&r->total);

    report_date(r->period.first, since);
    report_date(r->period.last, until);
    report_duration(report_latency(r, 0.5), median);
    report_duration(report_latency(r, 0.95), most);
    buf_format(out, "Limber, %s to %s\n\n%8" PRId64 "  replies\n", since, until, replies);
    for (int o = OUTCOME_ANSWERED; o <= OUTCOME_EMERGENCY; o++)
        buf_format(out, "%8" PRId64 "    %s\n", r->total.messages[o],
                   outcome_words((enum outcome)o));
    buf_format(out, "%8" PRId64 "  thumbs up\n%8" PRId64 "  thumbs down\n", r->helpful,
               r->total.unhelpful);
    buf_format(out, "%8s  half of the replies were there in\n%8s  95 of 100 were\n",
               median, most);
}

static void write_topics(const struct report *r, struct buf *out)
{
    buf_text(out, "\nMost asked topics\n  asked   up  down  topic\n");
    for (size_t i = 0; i < r->topic_count && i < TOPICS_SHOWN; i++)
        buf_format(out, "%7" PRId64 "%5" PRId64 "%6" PRId64 "  %s\n", r->topics[i].total,
                   r->topics[i].helpful, r->topics[i].unhelpful, r->topics[i].topic);
    if (r->topic_count > TOPICS_SHOWN)
        buf_format(out, "         and %zu more (--csv has all)\n",
                   r->topic_count - TOPICS_SHOWN);
}

static void write_group(const struct report_questions *q, size_t at, struct buf *out)
{
    struct alike_group g = alike_group(q->groups, at);

    buf_format(out, "%3zu. %zu question%s:", at + 1, g.count, g.count == 1 ? "" : "s");
    for (size_t i = 0; i < g.word_count; i++)
        buf_format(out, " %s", g.words[i]);
    buf_char(out, '\n');
    for (size_t i = 0; i < g.count && i < EXAMPLES_SHOWN; i++) {
        const struct report_question *one = &q->list[g.members[i]];
        buf_format(out, "       %s%s%s%s\n", one->text, *one->topic ? "  (" : "",
                   one->topic, *one->topic ? ")" : "");
    }
}

static void write_questions(const struct report_questions *q, const char *title,
                            struct buf *out)
{
    size_t count = alike_count(q->groups);

    buf_format(out, "\n%s\n", title);
    if (!count)
        buf_text(out, "  none are kept (the setting `review` says whether any are)\n");
    for (size_t i = 0; i < count && i < GROUPS_SHOWN; i++)
        write_group(q, i, out);
    if (count > GROUPS_SHOWN)
        buf_format(out, "     and %zu more groups (--csv has all)\n",
                   count - GROUPS_SHOWN);
}

static void write_incidents(const struct report *r, struct buf *out)
{
    bool any = false;

    buf_text(out, "\nWhat went wrong\n");
    for (int i = 0; i < INCIDENT_COUNT; i++)
        if (r->total.incidents[i]) {
            any = true;
            buf_format(out, "%8" PRId64 "  %s\n", r->total.incidents[i],
                       record_incident_words((enum incident)i));
        }
    if (!any)
        buf_text(out, "  nothing\n");
}

void report_write_text(const struct report *r, struct buf *out)
{
    write_head(r, out);
    write_topics(r, out);
    write_questions(&r->unanswered,
                    "Unanswered questions, like ones together (nearest topic)", out);
    write_questions(&r->disliked, "Questions whose answer was disliked (its topic)", out);
    write_incidents(r, out);
}
