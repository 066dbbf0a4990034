#include "faq/reply.h"

#include <string.h>

#include "faq/template.h"

#define SOURCES_SHOWN 4

enum line {
    LOST,
    UNSURE,
    BEGIN,
    ALSO,
    PICK,
    CHOOSE,
    SOURCES,
    DISCLAIMER,
    BUTTON_HELPFUL,
    BUTTON_UNHELPFUL,
    FORGOTTEN
};
const char *const reply_lines[] = {
    "lost",           "unsure",           "begin",     "also",
    "pick",           "choose",           "sources",   "disclaimer",
    "button-helpful", "button-unhelpful", "forgotten", NULL};
enum { MORE, FROM, HELPFUL, UNHELPFUL };
const char *const reply_remarks[] = {"more", "from", "helpful", "unhelpful", NULL};

static bool fill(struct buf *out, const struct reply_parts *p, struct span text,
                 const struct answers *texts)
{
    return template_fill(out, text, texts, p->locals, p->local_count, NULL);
}

/* A fragment of the content, and whose; what a language lacks is said in English. */
static const char *find_line(const struct reply_parts *p, const char *name,
                             const struct answers **texts)
{
    const char *text = answers_fragment(p->texts, name);

    *texts = text || !p->english ? p->texts : p->english;
    if (!text && p->english)
        text = answers_fragment(p->english, name);
    return text ? text : "";
}

static bool say_fragment(struct buf *out, const struct reply_parts *p, const char *name)
{
    const struct answers *texts;
    const char *text = find_line(p, name, &texts);

    return fill(out, p, span_of(text), texts);
}

struct faq_words reply_words(const struct reply_parts *p)
{
    const struct answers *texts;

    return (struct faq_words){find_line(p, reply_lines[PICK], &texts),
                              find_line(p, reply_lines[CHOOSE], &texts),
                              find_line(p, reply_lines[BUTTON_HELPFUL], &texts),
                              find_line(p, reply_lines[BUTTON_UNHELPFUL], &texts)};
}

static bool say(struct buf *out, const struct reply_parts *p, enum line line)
{
    return say_fragment(out, p, reply_lines[line]);
}

/* Titles and names may hold Markdown's own marks; they are ours, but stay text. */
static bool plain(struct buf *out, const char *text)
{
    for (const char *c = text; *c; c++)
        if ((strchr("\\`*_[]<>", *c) && !buf_char(out, '\\')) || !buf_char(out, *c))
            return false;
    return !out->failed;
}

static bool add_answer(struct buf *out, const struct reply_parts *p,
                       const struct answer *a)
{
    bool urgent = strncmp(a->topic, "urgent.", 7) == 0;
    bool social = a->source_count == 0;
    bool english = p->english && answers_find(p->texts, span_of(a->topic)) != a;

    if (out->len && !buf_text(out, "\n\n"))
        return false;
    if (english && (!say_fragment(out, p, REPLY_ENGLISH) || !buf_text(out, "\n\n")))
        return false;
    /* An emergency begins with what to do, small talk needs no heading. */
    if (!urgent && !social) {
        buf_text(out, "**");
        plain(out, a->title);
        buf_text(out, "**\n\n");
    }
    return fill(out, p, span_of(a->body), english ? p->english : p->texts);
}

/* Something is near, but nothing certain: the choices alone would say too little. */
static bool guesses(const struct reply_parts *p)
{
    return p->action == FAQ_SUGGEST && !p->lost && !p->steer && p->choice_count > 0;
}

/* "Medicines (2/3)" */
static bool add_group(struct buf *out, const struct reply_parts *p)
{
    buf_text(out, "**");
    plain(out, p->title);
    buf_text(out, "**");
    return p->pages == 1 || buf_format(out, " (%zu/%zu)", p->page + 1, p->pages);
}

/* All sources of the last reply, each with its address. */
static bool list_sources(struct buf *out, const struct reply_parts *p)
{
    for (size_t i = 0; i < p->answer_count; i++) {
        const struct answer *a = p->answers[i];
        if (!a->source_count)
            continue;
        buf_text(out, "\n\n**");
        plain(out, a->title);
        buf_text(out, "**\n\n");
        for (size_t k = 0; k < a->source_count; k++) {
            buf_text(out, k ? "\n- [" : "- [");
            plain(out, a->sources[k].title);
            buf_format(out, "](%s)", a->sources[k].url);
        }
    }
    return !out->failed;
}

static bool add_steered(struct buf *out, const struct reply_parts *p)
{
    switch (p->steer) {
    case FAQ_STEER_GROUP:
        return add_group(out, p);
    case FAQ_STEER_AGAIN:
        return say(out, p, UNSURE);
    case FAQ_STEER_MORE:
        return say_fragment(out, p, reply_remarks[MORE]);
    case FAQ_STEER_SOURCES:
        return say_fragment(out, p, reply_remarks[FROM]) && list_sources(out, p);
    case FAQ_STEER_HELPFUL:
        return say_fragment(out, p, reply_remarks[HELPFUL]);
    case FAQ_STEER_UNHELPFUL:
        return say_fragment(out, p, reply_remarks[UNHELPFUL]);
    case FAQ_STEER_FORGET:
        return say(out, p, FORGOTTEN);
    default:
        return true;
    }
}

bool reply_body(struct buf *out, const struct reply_parts *p)
{
    if ((p->lost && !say(out, p, LOST)) || (guesses(p) && !say(out, p, UNSURE)))
        return false;
    if (p->steer)
        return add_steered(out, p);
    for (size_t i = 0; i < p->answer_count; i++)
        if (!add_answer(out, p, p->answers[i]))
            return false;
    return !out->failed;
}

bool reply_choices(struct buf *out, const struct reply_parts *p)
{
    if (!p->choice_count)
        return true;
    if (out->len)
        buf_text(out, "\n\n");
    if (!guesses(p) && !p->steer && !p->menu) {
        say(out, p, p->lost ? BEGIN : ALSO);
        buf_text(out, "\n\n");
    }
    for (size_t i = 0; i < p->choice_count; i++) {
        buf_format(out, "%zu. ", i + 1);
        plain(out, p->choices[i].title);
        buf_char(out, '\n');
    }
    if (p->action == FAQ_SUGGEST || p->menu) {
        buf_char(out, '\n');
        say(out, p, PICK);
    } else if (!out->failed) {
        buf_cut(out, out->len - 1); /* the last line's end */
    }
    return !out->failed;
}

static bool known_source(const struct reply_parts *p, size_t answer, size_t source)
{
    const char *url = p->answers[answer]->sources[source].url;
    for (size_t i = 0; i <= answer; i++)
        for (size_t k = 0; k < (i < answer ? p->answers[i]->source_count : source); k++)
            if (strcmp(p->answers[i]->sources[k].url, url) == 0)
                return true;
    return false;
}

bool reply_sources(struct buf *out, const struct reply_parts *p)
{
    size_t shown = 0;

    if (p->steer)
        return true;
    for (size_t i = 0; i < p->answer_count; i++)
        for (size_t k = 0; k < p->answers[i]->source_count && shown < SOURCES_SHOWN;
             k++) {
            const struct answer_source *source = &p->answers[i]->sources[k];
            if (known_source(p, i, k))
                continue;
            buf_text(out, shown ? ", [" : "\n\n");
            if (!shown) {
                say(out, p, SOURCES);
                buf_text(out, " [");
            }
            plain(out, source->title);
            buf_format(out, "](%s)", source->url);
            shown++;
        }
    if (!shown)
        return !out->failed;
    buf_text(out, ".\n\n");
    return say(out, p, DISCLAIMER);
}
