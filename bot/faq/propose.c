#include "faq/propose.h"

#include <stdio.h>
#include <string.h>

#include "faq/engine.h"

enum { FORMS = 6, FORM_SIZE = 100, NAME_SIZE = 40 };

/* What stands in a draft for what was taken out. */
static const struct {
    const char *mark, *instead;
} marks[] = {{"[name]", "my friend"}, {"[number]", "two"}, {"[address]", "home"},
             {"[mail]", ""},          {"[link]", ""},      {"[mention]", ""}};

struct draft {
    char name[NAME_SIZE];        /* of the concept */
    char form[FORMS][FORM_SIZE]; /* words or phrases that stand for it */
    size_t form_count;
};

static bool is_letter(char c)
{
    return c && c != ' ' && c != '?';
}

/* The word of text that begins at *at; false at the end. */
static bool next_word(const char *text, size_t *at, struct span *out)
{
    while (text[*at] && !is_letter(text[*at]))
        ++*at;
    size_t from = *at;
    while (is_letter(text[*at]))
        ++*at;
    *out = (struct span){text + from, *at - from};
    return out->len > 0;
}

/* Is one the other, or the other with an "s"? */
static bool same_word(struct span a, struct span b)
{
    if (a.len > b.len) {
        struct span other = a;
        a = b;
        b = other;
    }
    return span_equal(a, (struct span){b.ptr, a.len}) &&
           (b.len == a.len || (b.len == a.len + 1 && b.ptr[a.len] == 's'));
}

static bool is_shared(const struct alike_group *g, struct span word)
{
    for (size_t i = 0; i < g->word_count; i++)
        if (same_word(word, span_of(g->words[i])))
            return true;
    return false;
}

static void add_form(struct draft *d, struct span form)
{
    for (size_t i = 0; i < d->form_count; i++)
        if (span_is(form, d->form[i]))
            return;
    if (d->form_count == FORMS || form.len >= FORM_SIZE)
        return;
    snprintf(d->form[d->form_count++], FORM_SIZE, "%.*s", (int)form.len, form.ptr);
}

/* The heaviest shared word that Limber does not know, else the heaviest. */
static struct span subject_of(const struct faq *f, const struct alike_group *g)
{
    for (size_t i = 0; i < g->word_count; i++)
        if (lexicon_knows(f->intents.lexicon, span_of(g->words[i])) != LEXICON_OURS)
            return span_of(g->words[i]);
    return span_of(g->words[0]);
}

/* In one question: the subject, with the shared words that stand beside it. */
static void find_forms(struct draft *d, const struct propose_from *from,
                       struct span subject, const char *text)
{
    struct span word, run = {0};
    bool holds = false;

    for (size_t at = 0; next_word(text, &at, &word);) {
        if (is_shared(&from->group, word)) {
            run = run.len
                      ? (struct span){run.ptr, (size_t)(word.ptr + word.len - run.ptr)}
                      : word;
            holds |= same_word(word, subject);
            continue;
        }
        if (holds)
            add_form(d, run);
        run.len = 0;
        holds = false;
    }
    if (holds)
        add_form(d, run);
}

/* The shortest form names the concept: "blue badge" is blue_badge. */
static void name_concept(const struct faq *f, struct draft *d)
{
    const char *best = d->form[0];

    for (size_t i = 1; i < d->form_count; i++)
        if (strlen(d->form[i]) > strlen(best))
            best = d->form[i];
    size_t len = 0;
    for (; len < NAME_SIZE - 8 && best[len]; len++) {
        char c = best[len];
        d->name[len] = (char)((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_');
    }
    d->name[len] = '\0';
    if (lexicon_find(f->intents.lexicon, span_of(d->name)) >= 0)
        memcpy(d->name + len, "_asked", sizeof "_asked");
}

static void make_draft(const struct faq *f, const struct propose_from *from,
                       struct draft *d)
{
    struct span subject = subject_of(f, &from->group);

    for (size_t i = 0; i < from->group.count; i++)
        find_forms(d, from, subject, from->texts[from->group.members[i]]);
    if (!d->form_count)
        add_form(d, subject);
    name_concept(f, d);
}

/* A topic of that group of topics, called after the concept. */
static void make_id(const struct propose_from *from, const struct draft *d,
                    char id[FAQ_TOPIC_MAX])
{
    const char *dot = strchr(from->near, '.');

    if (from->id)
        snprintf(id, FAQ_TOPIC_MAX, "%s", from->id);
    else
        snprintf(id, FAQ_TOPIC_MAX, "%.*s.%s", dot ? (int)(dot - from->near) : 6,
                 dot ? from->near : "topics", d->name);
    for (char *c = id; *c; c++)
        if (*c == '_')
            *c = '-';
}

/* "in [name]" was a place. */
static bool behind_place(const char *text, size_t at)
{
    static const char *const before[] = {" in ", " at ", " from ", " near "};

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t len = strlen(before[i]);
        if (at >= len && memcmp(text + at - len, before[i], len) == 0)
            return true;
    }
    return false;
}

static void put_example(struct buf *out, const char *text)
{
    buf_text(out, "      - ");
    for (size_t at = 0; text[at];) {
        size_t i = 0;
        while (i < sizeof marks / sizeof *marks &&
               strncmp(text + at, marks[i].mark, strlen(marks[i].mark)) != 0)
            i++;
        if (i < sizeof marks / sizeof *marks) {
            buf_text(out,
                     i == 0 && behind_place(text, at) ? "my town" : marks[i].instead);
            at += strlen(marks[i].mark);
        } else {
            buf_char(out, text[at++]);
        }
    }
    buf_char(out, '\n');
}

static void put_examples(struct buf *out, const struct propose_from *from)
{
    size_t put = 0;

    buf_text(out, "    examples:\n");
    for (size_t i = 0; i < from->group.count && put < PROPOSE_EXAMPLES; i++) {
        const char *text = from->texts[from->group.members[i]];
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again |= strcmp(text, from->texts[from->group.members[k]]) == 0;
        if (!again) {
            put_example(out, text);
            put++;
        }
    }
}

bool faq_propose(const struct faq *f, const struct propose_from *from, struct buf *out,
                 char id[FAQ_TOPIC_MAX], struct err *e)
{
    struct draft d = {0};

    if (!from->group.word_count)
        return err_set(e, ERR_VALUE,
                       "the questions of this group share no word to name a topic by");
    make_draft(f, from, &d);
    make_id(from, &d, id);
    buf_format(out, "concepts:\n  %s:\n    kind: subject\n    words: [", d.name);
    for (size_t i = 0; i < d.form_count; i++)
        buf_format(out, "%s%s", i ? ", " : "", d.form[i]);
    buf_format(out,
               "]\n\nintents:\n  - id: %s\n    about: [%s]\n    patterns:\n"
               "      - \"{%s}\"\n",
               id, d.name, d.name);
    put_examples(out, from);
    return !out->failed || err_set(e, ERR_MEMORY, "out of memory");
}
