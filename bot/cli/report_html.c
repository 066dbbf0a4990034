/* A report as one page with charts. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/html.h"
#include "cli/report_write.h"

enum { TOPICS_CHARTED = 20, LABEL_BYTES = 34 };

static const char style[] =
    ":root{--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d0d7de;--s0:#0b6bcb;"
    "--s1:#bc4c00;--card:#f6f8fa;color-scheme:light dark}\n"
    "@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9da7b3;"
    "--line:#3d444d;--s0:#58a6ff;--s1:#f0883e;--card:#161b22}}\n"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;"
    "padding:1rem;background:var(--bg);color:var(--fg)}\n"
    "h1{font-size:1.7rem;margin:.5rem 0}h2{font-size:1.3rem;margin:2rem 0 .5rem}"
    "h3{font-size:1.05rem;margin:1.2rem 0 .3rem}\n"
    "figure{margin:0}figcaption{color:var(--soft)}"
    "svg{width:100%;height:auto;display:block}\n"
    ".s0{fill:var(--s0)}.s1{fill:var(--s1)}.grid{stroke:var(--line)}"
    ".axis{fill:var(--soft);font-size:12px}.label{fill:var(--fg);font-size:13px}\n"
    ".key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 .8em}\n"
    "dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));"
    "gap:.6rem;margin:1rem 0}dl div{background:var(--card);border:1px solid var(--line);"
    "border-radius:.4rem;padding:.5rem .8rem}dt{color:var(--soft)}"
    "dd{margin:0;font-size:1.5rem}\n"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0}"
    "th,td{text-align:left;padding:.25rem .6rem .25rem 0;"
    "border-bottom:1px solid var(--line);vertical-align:top}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}\n"
    "summary{cursor:pointer;padding:.5rem 0;color:var(--soft)}"
    "summary:focus-visible{outline:3px solid var(--s0)}\n"
    "@media print{:root{--bg:#fff;--fg:#000;--soft:#333;--line:#999;--s0:#0b6bcb;"
    "--s1:#bc4c00;--card:#fff}body{max-width:none;padding:0;font-size:11pt}"
    "rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "figure,tr,dl div{break-inside:avoid}h2,h3{break-after:avoid}"
    "summary{display:none}details::details-content{content-visibility:visible;"
    "height:auto}}\n";

/* --- small parts --- */

static void put_figure(struct buf *out, const char *what, int64_t count)
{
    buf_format(out, "<div><dt>%s</dt><dd>%" PRId64 "</dd></div>\n", what, count);
}

static void put_duration(struct buf *out, const char *what, int64_t ms)
{
    char text[24];

    report_duration(ms, text);
    buf_format(out, "<div><dt>%s</dt><dd>%s</dd></div>\n", what, text);
}

static void put_number(struct buf *out, int64_t number)
{
    buf_format(out, "<td class=\"n\">%" PRId64 "</td>", number);
}

static void put_cell(struct buf *out, const char *text)
{
    buf_text(out, "<td>");
    html_text(out, text);
    buf_text(out, "</td>");
}

/* heads: NULL-ended; one that begins with "#" heads numbers. */
static void open_table(struct buf *out, const char *caption, const char *const heads[])
{
    buf_format(out, "<table><caption hidden>%s</caption><thead><tr>", caption);
    for (size_t i = 0; heads[i]; i++) {
        bool number = heads[i][0] == '#';
        buf_format(out, "<th scope=\"col\"%s>%s</th>", number ? " class=\"n\"" : "",
                   heads[i] + number);
    }
    buf_text(out, "</tr></thead><tbody>\n");
}

static void close_table(struct buf *out)
{
    buf_text(out, "</tbody></table>\n");
}

static void put_row_head(struct buf *out, const char *text)
{
    buf_text(out, "<tr><th scope=\"row\">");
    html_text(out, text);
    buf_text(out, "</th>");
}

/* --- by day --- */

static void day_label(const void *user, size_t i, char out[64])
{
    const struct report *r = user;
    char date[16];

    report_date(r->period.first + (int64_t)i, date);
    snprintf(out, 64, "%s", date + 5); /* month and day */
}

static int64_t day_replies(const void *user, size_t i, size_t series)
{
    const struct report_day *d = &((const struct report *)user)->days[i];
    int64_t open = report_unanswered(d);

    return series == 0 ? report_replies(d) - open : open;
}

static int64_t day_trouble(const void *user, size_t i, size_t series)
{
    const struct report_day *d = &((const struct report *)user)->days[i];

    (void)series;
    return d->incidents[INCIDENT_DISCONNECT] + d->incidents[INCIDENT_SLOWED] +
           d->incidents[INCIDENT_SET_ASIDE] + d->incidents[INCIDENT_LEDGER];
}

static size_t day_count(const struct report *r)
{
    return (size_t)(r->period.last - r->period.first + 1);
}

static void write_day_table(const struct report *r, struct buf *out)
{
    static const char *const heads[] = {"Day",       "#Answered",    "#Choices offered",
                                        "#Declined", "#Emergencies", "#Thumbs down",
                                        NULL};
    char date[16];

    buf_text(out, "<details><summary>The same as a table</summary>\n");
    open_table(out, "Replies by day", heads);
    for (size_t i = 0; i < day_count(r); i++) {
        report_date(r->period.first + (int64_t)i, date);
        put_row_head(out, date);
        for (int o = OUTCOME_ANSWERED; o <= OUTCOME_EMERGENCY; o++)
            put_number(out, r->days[i].messages[o]);
        put_number(out, r->days[i].unhelpful);
        buf_text(out, "</tr>\n");
    }
    close_table(out);
    buf_text(out, "</details>\n");
}

static void write_days(const struct report *r, struct buf *out)
{
    struct html_chart chart = {.id = "days",
                               .title = "Replies by day; the table below has the figures",
                               .count = day_count(r),
                               .label = day_label,
                               .value = day_replies,
                               .series = 2,
                               .user = r};

    buf_text(out, "<h2>Replies by day</h2><figure><figcaption>"
                  "<span class=\"key\" style=\"background:var(--s0)\"></span>answered"
                  "<span class=\"key\" style=\"background:var(--s1)\"></span>"
                  "not understood: choices offered</figcaption>\n");
    html_columns(out, &chart);
    buf_text(out, "</figure>\n");
    write_day_table(r, out);
}

/* --- topics --- */

static void topic_label(const void *user, size_t i, char out[64])
{
    const struct report_topic *t = &((const struct report *)user)->topics[i];
    size_t len = utf8_fit(span_of(t->title), LABEL_BYTES);

    snprintf(out, 64, "%.*s%s", (int)len, t->title, t->title[len] ? "..." : "");
}

static int64_t topic_value(const void *user, size_t i, size_t series)
{
    const struct report_topic *t = &((const struct report *)user)->topics[i];

    (void)series;
    return t->total;
}

static void write_topics(const struct report *r, struct buf *out)
{
    static const char *const heads[] = {"Topic",      "Id",           "#Asked",
                                        "#Thumbs up", "#Thumbs down", NULL};
    struct html_chart chart = {.id = "topics",
                               .title = "The most asked topics; the table below has all",
                               .count = r->topic_count < TOPICS_CHARTED ? r->topic_count
                                                                        : TOPICS_CHARTED,
                               .label = topic_label,
                               .value = topic_value,
                               .series = 1,
                               .user = r};

    buf_text(out, "<h2>What people asked about</h2>\n");
    if (!r->topic_count) {
        buf_text(out, "<p>Nothing was asked.</p>\n");
        return;
    }
    buf_text(out, "<figure>\n");
    html_rows(out, &chart);
    buf_text(out, "</figure><details><summary>All topics as a table</summary>\n");
    open_table(out, "Topics", heads);
    for (size_t i = 0; i < r->topic_count; i++) {
        const struct report_topic *t = &r->topics[i];
        put_row_head(out, t->title);
        put_cell(out, t->topic);
        put_number(out, t->total);
        put_number(out, t->helpful);
        put_number(out, t->unhelpful);
        buf_text(out, "</tr>\n");
    }
    close_table(out);
    buf_text(out, "</details>\n");
}

/* --- questions --- */

static void write_group(const struct report_questions *q, size_t at, struct buf *out)
{
    struct alike_group g = alike_group(q->groups, at);

    buf_format(out, "<h3>%zu. ", at + 1);
    for (size_t i = 0; i < g.word_count; i++) {
        buf_text(out, i ? ", " : "");
        html_text(out, g.words[i]);
    }
    buf_format(out, "%s (%zu)</h3><ul>\n", g.word_count ? "" : "others", g.count);
    for (size_t i = 0; i < g.count; i++) {
        const struct report_question *one = &q->list[g.members[i]];
        buf_text(out, "<li>");
        html_text(out, one->text);
        if (*one->topic) {
            buf_text(out, " <small>(");
            html_text(out, one->topic);
            buf_text(out, ")</small>");
        }
        buf_text(out, "</li>\n");
    }
    buf_text(out, "</ul>\n");
}

static void write_questions(const struct report_questions *q, const char *title,
                            const char *explains, struct buf *out)
{
    size_t count = alike_count(q->groups);

    buf_format(out, "<h2>%s</h2><p>%s</p>\n", title, explains);
    if (!count)
        buf_text(out, "<p>None are kept. The setting <code>review</code> says whether "
                      "any are.</p>\n");
    for (size_t i = 0; i < count; i++)
        write_group(q, i, out);
}

/* --- how fast, and what went wrong --- */

static void latency_label(const void *user, size_t i, char out[64])
{
    char text[24];

    report_duration(((const struct report *)user)->latency[i].bound_ms, text);
    snprintf(out, 64, "%s%s", strcmp(text, "longer") == 0 ? "" : "at most ", text);
}

static int64_t latency_value(const void *user, size_t i, size_t series)
{
    (void)series;
    return ((const struct report *)user)->latency[i].count;
}

static void write_latency(const struct report *r, struct buf *out)
{
    static const char *const heads[] = {"Time", "#Replies", NULL};
    struct html_chart chart = {.id = "latency",
                               .title =
                                   "How long replies took; the table has the figures",
                               .count = r->bound_count,
                               .label = latency_label,
                               .value = latency_value,
                               .series = 1,
                               .user = r};
    char label[64];

    buf_text(out, "<h2>How long replies took</h2>\n");
    if (!r->bound_count) {
        buf_text(out, "<p>Nothing was measured.</p>\n");
        return;
    }
    buf_text(out, "<figure>\n");
    html_rows(out, &chart);
    buf_text(out, "</figure><details><summary>The same as a table</summary>\n");
    open_table(out, "How long replies took", heads);
    for (size_t i = 0; i < r->bound_count; i++) {
        latency_label(r, i, label);
        put_row_head(out, label);
        put_number(out, r->latency[i].count);
        buf_text(out, "</tr>\n");
    }
    close_table(out);
    buf_text(out, "</details>\n");
}

static void write_incidents(const struct report *r, struct buf *out)
{
    static const char *const heads[] = {"What", "#How often", NULL};
    struct html_chart chart = {
        .id = "incidents",
        .title =
            "Connections lost, rate limits, replies given up and failed writes by day",
        .count = day_count(r),
        .label = day_label,
        .value = day_trouble,
        .series = 1,
        .user = r};

    buf_text(out, "<h2>What went wrong</h2><figure><figcaption>Connections lost, rate "
                  "limits, replies given up and failed writes, by day</figcaption>\n");
    html_columns(out, &chart);
    buf_text(out, "</figure>\n");
    open_table(out, "What went wrong in the whole period", heads);
    for (int i = 0; i < INCIDENT_COUNT; i++) {
        put_row_head(out, record_incident_words((enum incident)i));
        put_number(out, r->total.incidents[i]);
        buf_text(out, "</tr>\n");
    }
    close_table(out);
}

/* --- the page --- */

static void write_summary(const struct report *r, struct buf *out)
{
    buf_text(out, "<h2>In short</h2><dl>\n");
    put_figure(out, "Replies", report_replies(&r->total));
    put_figure(out, "Answered", r->total.messages[OUTCOME_ANSWERED]);
    put_figure(out, "Choices offered", r->total.messages[OUTCOME_SUGGESTED]);
    put_figure(out, "Declined", r->total.messages[OUTCOME_DECLINED]);
    put_figure(out, "Emergencies", r->total.messages[OUTCOME_EMERGENCY]);
    put_figure(out, "Thumbs up", r->helpful);
    put_figure(out, "Thumbs down", r->total.unhelpful);
    put_duration(out, "Half were there in", report_latency(r, 0.5));
    put_duration(out, "95 of 100 in", report_latency(r, 0.95));
    buf_text(out, "</dl>\n");
}

void report_write_html(const struct report *r, struct buf *out)
{
    char since[16], until[16];

    report_date(r->period.first, since);
    report_date(r->period.last, until);
    buf_format(out,
               "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
               "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
               "<title>Limber, %s to %s</title>\n<style>\n%s</style></head><body><main>\n"
               "<h1>Limber, %s to %s</h1>\n",
               since, until, style, since, until);
    write_summary(r, out);
    write_days(r, out);
    write_topics(r, out);
    write_questions(&r->unanswered, "Unanswered questions",
                    "Like ones together, with the topic that was offered first. Names, "
                    "numbers and links were taken out before they were kept.",
                    out);
    write_questions(&r->disliked, "Disliked answers",
                    "What was asked, and the topic whose answer was disliked.", out);
    write_latency(r, out);
    write_incidents(r, out);
    buf_format(out,
               "<p><small>Days are in UTC. Made by Limber %s.</small></p>\n"
               "</main></body></html>\n",
               LIMBER_VERSION);
}
