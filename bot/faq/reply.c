#include "faq/reply.h"

#include <string.h>

#include "faq/template.h"

#define SOURCES_SHOWN 4

static bool fill(struct buf *out, const struct reply_parts *p, struct span text)
{
    return template_fill(out, text, p->texts, p->locals, p->local_count, NULL);
}

/* A fragment of the content, or the default for content that has none of that name. */
static bool say(struct buf *out, const struct reply_parts *p, const char *fragment,
                const char *fallback)
{
    const char *text = map_get(p->texts->texts, span_of(fragment));
    return fill(out, p, span_of(text ? text : fallback));
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

    if (out->len && !buf_text(out, "\n\n"))
        return false;
    /* An emergency begins with what to do, small talk needs no heading. */
    if (!urgent && !social) {
        buf_text(out, "**");
        plain(out, a->title);
        buf_text(out, "**\n\n");
    }
    return fill(out, p, span_of(a->body));
}

/* Something is near, but nothing certain: the choices alone would say too little. */
static bool guesses(const struct reply_parts *p)
{
    return p->action == FAQ_SUGGEST && !p->lost && p->choice_count > 0;
}

bool reply_body(struct buf *out, const struct reply_parts *p)
{
    if (p->lost &&
        !say(out, p, "> lost",
             "I do not have an answer to that. I answer common questions about "
             "spasticity: what it is, its causes, symptoms and treatments. "
             "For anything about your own care, ask {{clinic}}."))
        return false;
    if (guesses(p) &&
        !say(out, p, "> unsure", "I am not sure what you mean. Did you mean:"))
        return false;
    for (size_t i = 0; i < p->answer_count; i++)
        if (!add_answer(out, p, p->answers[i]))
            return false;
    return !out->failed;
}

bool reply_choices(struct buf *out, const struct reply_parts *p)
{
    const char *invite = p->lost      ? "You could begin here:\n\n"
                         : guesses(p) ? ""
                                      : "You can also ask:\n\n";
    if (!p->choice_count)
        return true;
    if (out->len)
        buf_text(out, "\n\n");
    buf_text(out, invite);
    for (size_t i = 0; i < p->choice_count; i++) {
        buf_format(out, "%zu. ", i + 1);
        plain(out, p->choices[i].title);
        buf_char(out, '\n');
    }
    if (p->action == FAQ_SUGGEST)
        buf_text(out, "\nReply with a number, or ask in other words.");
    else if (!out->failed)
        buf_cut(out, out->len - 1); /* the last line's end */
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

    for (size_t i = 0; i < p->answer_count; i++)
        for (size_t k = 0; k < p->answers[i]->source_count && shown < SOURCES_SHOWN;
             k++) {
            const struct answer_source *source = &p->answers[i]->sources[k];
            if (known_source(p, i, k))
                continue;
            buf_text(out, shown ? ", [" : "\n\nSources: [");
            plain(out, source->title);
            buf_format(out, "](%s)", source->url);
            shown++;
        }
    if (!shown)
        return !out->failed;
    buf_text(out, ".\n\n");
    return say(out, p, "> disclaimer",
               "*General information, not medical advice for one person.*");
}
