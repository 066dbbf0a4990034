/* Proves the answers as texts: sources, dates, lengths, reading ease, links. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "faq/check.h"
#include "faq/readability.h"
#include "faq/template.h"

/* What fits a chat, and what most people can read (docs/authoring.md). */
enum { LENGTH_MOST = 1200, LENGTH_URGENT = 600, REVIEW_DAYS = 730, SOURCES_MOST = 4 };
enum { TITLE_MOST = 75 }; /* what fits a button */
enum { FOLLOWUPS_LEAST = 2, FOLLOWUPS_MOST = 4, WORDS_MEASURED = 40 };
static const double grade_most = 8.0;
static const double grade_median = 7.0;
static const double sentence_most = 20.0;

struct answer_check {
    struct faq *f;
    const struct answer *a;
    struct faults *faults;
    int64_t today_ms;
    struct buf text; /* the body with its slots filled */
};

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void check_sources(const struct answer_check *c)
{
    if (!c->a->source_count && !starts(c->a->topic, "bot."))
        faults_add(c->faults, c->a->sources_at, "add `sources:` with title and url",
                   "the answer names no source");
    if (c->a->source_count > SOURCES_MOST)
        faults_add(c->faults, c->a->sources_at, "keep the best ones",
                   "the answer names %zu sources, at most %d are wanted",
                   c->a->source_count, SOURCES_MOST);
    for (size_t i = 0; i < c->a->source_count; i++)
        if (!starts(c->a->sources[i].url, "https://") &&
            !starts(c->a->sources[i].url, "http://"))
            faults_add(c->faults, c->a->sources[i].at,
                       "write the whole address, https://...",
                       "source \"%s\" has no web address", c->a->sources[i].title);
}

/* YYYY-MM-DD to days since 1970, or -1. */
static int64_t parse_day(const char *text)
{
    struct tm tm = {0};
    const char *end = strptime(text, "%Y-%m-%d", &tm);
    return end && !*end ? (int64_t)timegm(&tm) / 86400 : -1;
}

static void check_date(const struct answer_check *c)
{
    int64_t day = parse_day(c->a->reviewed), today = c->today_ms / 86400000;

    if (day < 0)
        faults_add(c->faults, c->a->reviewed_at, "write reviewed: 2026-01-31",
                   "the review date \"%s\" is not a date", c->a->reviewed);
    else if (day > today + 1)
        faults_add(c->faults, c->a->reviewed_at,
                   "write the day on which it was last reviewed",
                   "the review date %s lies in the future", c->a->reviewed);
    else if (today - day > REVIEW_DAYS)
        faults_add(c->faults, c->a->reviewed_at,
                   "review the answer against its sources, then set the date",
                   "the last review (%s) is more than two years ago", c->a->reviewed);
}

/* In another language it may be answered in English, or not yet. */
static bool is_answered(const struct faq *f, const char *topic)
{
    return answers_find(&f->answers, span_of(topic)) ||
           (f->english_dir && answers_find(&f->english, span_of(topic)));
}

static void check_followups(const struct answer_check *c)
{
    size_t n = c->a->followup_count;

    if (n == 1 && strcmp(c->a->followups[0], GROUPS_ALL) == 0)
        return; /* all of them */
    if (n < FOLLOWUPS_LEAST || n > FOLLOWUPS_MOST)
        faults_add(c->faults, c->a->list_at,
                   "name the two to four most useful next questions",
                   "the answer has %zu follow-ups", n);
    for (size_t i = 0; i < n; i++)
        if (!is_answered(c->f, c->a->followups[i]))
            faults_add(c->faults, c->a->followups_at[i],
                       "use a topic id that has an answer", "follow-up %s has no answer",
                       c->a->followups[i]);
}

static struct fault_place place_in_body(const struct answer *a, size_t offset)
{
    return check_place(a, a->body + offset);
}

static void check_length(const struct answer_check *c)
{
    size_t most = starts(c->a->topic, "urgent.") ? LENGTH_URGENT : LENGTH_MOST;
    size_t length = utf8_count(buf_view(&c->text));

    if (length > most)
        faults_add(c->faults, place_in_body(c->a, 0),
                   "say less; follow-ups hold the rest",
                   "the answer has %zu characters, at most %zu fit", length, most);
}

static bool check_reading(const struct answer_check *c, double *grade, struct err *e)
{
    struct reading r;
    char hint[160];

    if (!readability_measure(buf_view(&c->text), c->a->terms, c->a->term_count, &r, e))
        return false;
    *grade = r.grade;
    snprintf(hint, sizeof hint,
             "%zu words in %zu sentences; use shorter words and sentences", r.words,
             r.sentences);
    /* A greeting of two lines has no grade to speak of; the formula is one of English. */
    if (r.words < WORDS_MEASURED || !lexicon_is_english(c->f->intents.lexicon))
        *grade = 0;
    else if (r.grade > grade_most)
        faults_add(c->faults, place_in_body(c->a, 0), hint,
                   "reading grade %.1f, at most %.0f is wanted", r.grade, grade_most);
    if (r.mean_sentence > sentence_most)
        faults_add(c->faults, place_in_body(c->a, 0), hint,
                   "sentences of %.1f words on average, at most %.0f are wanted",
                   r.mean_sentence, sentence_most);
    return true;
}

/* "{{clinic}" would be said as it stands. */
static void check_open_slot(const struct answer_check *c)
{
    struct span body = span_of(c->a->body), slot;
    size_t from = 0, at;

    while (template_slot(body, from, &at, &from, &slot))
        continue;
    const char *open = memmem(body.ptr + from, body.len - from, "{{", 2);
    if (open)
        faults_add(c->faults, place_in_body(c->a, (size_t)(open - body.ptr)),
                   "write }} behind its name", "this slot does not end");
}

static void check_title(const struct answer_check *c)
{
    const char *title = c->a->title;
    size_t length = utf8_count(span_of(title));

    if (!span_trim(span_of(title)).len)
        faults_add(c->faults, c->a->title_at, "write title: ...",
                   "the answer has no title");
    if (strchr(title, '\n') || length > TITLE_MOST)
        faults_add(c->faults, c->a->title_at, "it stands on buttons: say it shorter",
                   "the title must be one line of at most %d characters", TITLE_MOST);
    if (strstr(title, "{{"))
        faults_add(c->faults, c->a->title_at, "write the words themselves",
                   "nothing is filled into a title");
}

static bool check_one(struct answer_check *c, double *grade, struct err *e)
{
    size_t unknown, len = strlen(c->a->body);

    if (intents_find(&c->f->intents, span_of(c->a->topic)) < 0)
        faults_add(c->faults, c->a->at, "add an intent with this id, or remove the file",
                   "answer %s has no intent", c->a->topic);
    check_title(c);
    buf_clear(&c->text);
    if (!template_fill(&c->text, span_of(c->a->body), &c->f->answers, NULL, 0, &unknown))
        return err_set(e, ERR_LIMIT, "answer %s is too long", c->a->topic);
    if (!span_trim(buf_view(&c->text)).len)
        faults_add(c->faults, place_in_body(c->a, 0),
                   "write the answer below the front matter", "the answer says nothing");
    if (unknown < len)
        faults_add(c->faults, place_in_body(c->a, unknown),
                   "slots are named in locals.yaml, fragments are files in fragments/",
                   "unknown slot or fragment");
    check_open_slot(c);
    check_sources(c);
    check_date(c);
    check_followups(c);
    check_marks(c->a, c->faults);
    check_amounts(c->a, c->faults);
    check_length(c);
    return check_reading(c, grade, e);
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

bool check_answers(struct faq *f, int64_t today_ms, struct faults *faults, struct err *e)
{
    struct answer_check c = {.f = f, .faults = faults, .today_ms = today_ms};
    size_t n = f->answers.count;
    double *grades = mem_zero(n + 1, sizeof *grades);
    bool ok = true;

    if (!grades)
        return err_set(e, ERR_MEMORY, "out of memory");
    buf_init(&c.text, (size_t)128 * 1024);
    for (size_t i = 0; ok && i < n; i++) {
        c.a = &f->answers.list[i];
        ok = check_one(&c, &grades[i], e);
    }
    if (ok && n) {
        qsort(grades, n, sizeof *grades, by_value);
        if (grades[n / 2] > grade_median)
            faults_add(faults, (struct fault_place){0},
                       "simplify the answers with the highest",
                       "the median reading grade is %.1f, at most %.0f is wanted",
                       grades[n / 2], grade_median);
    }
    buf_free(&c.text);
    mem_free(grades);
    return ok;
}
