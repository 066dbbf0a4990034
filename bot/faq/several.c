#include "faq/several.h"

#include <string.h>

/* Longer messages are stories with questions in them, and cost more to hear again. */
#define SEVERAL_TEXT 400
/* What a question must reach by itself (rank.c: a value of 0), and how long it must be.
 */
static const double alone_least = 5.2;
enum { WORDS_LEAST = 2 };

/* After "and" these begin a question of its own. */
static const char *const askers[] = {"what",   "why",   "how",  "where", "which", "who",
                                     "is",     "are",   "do",   "does",  "can",   "will",
                                     "should", "could", "when", NULL};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct span word_at(struct span text, size_t at)
{
    size_t end;

    while (at < text.len && is_blank(text.ptr[at]))
        at++;
    for (end = at; end < text.len && !is_blank(text.ptr[end]);)
        end++;
    return (struct span){text.ptr + at, end - at};
}

static size_t words_in(struct span text)
{
    size_t words = 0;

    for (size_t i = 0; i < text.len; i++)
        words += !is_blank(text.ptr[i]) && (i == 0 || is_blank(text.ptr[i - 1]));
    return words;
}

/* How many bytes end a question here: its mark, or the "and" before the next one. */
static size_t border_at(struct span text, size_t i)
{
    struct span word = word_at(text, i);

    if (text.ptr[i] == '?')
        return 1;
    if (i == 0 || !is_blank(text.ptr[i - 1]) || !span_is(word, "and"))
        return 0;
    return span_in(word_at(text, i + word.len), askers) ? word.len : 0;
}

/* The questions, FAQ_TOPICS at most; 0 where there are more. */
static size_t split(struct span text, struct span *parts)
{
    size_t count = 0, begin = 0;

    for (size_t i = 0; i <= text.len; i++) {
        size_t border = i < text.len ? border_at(text, i) : 1;
        struct span part = {text.ptr + begin, i - begin};
        if (!border)
            continue;
        begin = i + border;
        if (words_in(part) < WORDS_LEAST)
            continue;
        if (count == FAQ_TOPICS)
            return 0;
        parts[count++] = part;
    }
    return count;
}

static bool has(const struct verdict *v, uint32_t topic)
{
    for (size_t i = 0; i < v->topic_count; i++)
        if (v->topics[i] == topic)
            return true;
    return false;
}

static void add(struct verdict *v, uint32_t topic)
{
    if (!has(v, topic) && v->topic_count < FAQ_TOPICS)
        v->topics[v->topic_count++] = topic;
}

/* In the order in which they were asked, after what only the whole message tells. */
static void join(struct verdict *v, const struct verdict *asked)
{
    struct verdict all = *asked;

    all.action = FAQ_ANSWER;
    all.why = "several questions, each clearly about a topic of its own";
    if (v->action == FAQ_ANSWER) {
        all.score = v->score;
        all.topic_count = 0;
        for (size_t i = 0; i < v->topic_count; i++)
            if (!has(asked, v->topics[i]))
                add(&all, v->topics[i]);
        for (size_t i = 0; i < asked->topic_count; i++)
            add(&all, asked->topics[i]);
    }
    *v = all;
}

/* Is it about a topic? Then the next one may follow from it. */
static bool decide_part(struct faq *f, struct faq_question *part, struct verdict *asked,
                        struct err *e)
{
    struct verdict v;

    if (!engine_decide_heard(f, part, &v, e))
        return false;
    if (v.action != FAQ_ANSWER || v.score < alone_least ||
        !f->intents.list[v.topics[0]].channel)
        return true;
    if (!asked->topic_count)
        asked->score = v.score;
    add(asked, v.topics[0]);
    part->context = (struct faq_context){.at_ms = part->now_ms};
    strncpy(part->context.topics[0], f->intents.list[v.topics[0]].id, FAQ_TOPIC_MAX - 1);
    return true;
}

bool several_decide(struct faq *f, const struct faq_question *q, struct verdict *v,
                    struct err *e)
{
    struct span parts[FAQ_TOPICS];
    struct verdict asked = {0}, again;
    struct faq_question part = *q;
    size_t count;

    if (q->setting == FAQ_CHANNEL || q->text.len > SEVERAL_TEXT ||
        (v->action != FAQ_ANSWER && v->action != FAQ_SUGGEST))
        return true;
    count = split(q->text, parts);
    if (count < 2)
        return true;
    for (size_t i = 0; i < count; i++) {
        part.text = parts[i];
        if (!decide_part(f, &part, &asked, e))
            return false;
    }
    /* "Hi? What is clonus?": a greeting is no question of its own. */
    bool small = v->topic_count && !f->intents.list[v->topics[0]].channel;
    if (small && asked.topic_count)
        v->topic_count = 0;
    if (asked.topic_count > 1 || (small && asked.topic_count))
        join(v, &asked);
    return engine_decide_heard(f, q, &again, e);
}
