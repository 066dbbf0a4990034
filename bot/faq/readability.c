#include "faq/readability.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/md.h"

#define TEXT_MAX  ((size_t)64 * 1024)
#define WORD_SIZE 48

/* The text alone, a line per block: no marks, no addresses. The tree's depth is bounded.
 */
static void collect(const struct md_node *node, struct buf *out)
{
    for (; node; node = node->next) {
        if (node->kind == MD_BREAK)
            buf_char(out, ' ');
        if (node->text.len)
            buf_span(out, node->text);
        collect(node->child, out);
        if (node->kind < MD_TEXT)
            buf_char(out, '\n');
    }
}

static bool is_letter(char c)
{
    return ascii_is_letter(c) || (c & 0x80);
}

static bool is_vowel(char c)
{
    return c && strchr("aeiouy", c);
}

static size_t count_syllables(const char *word, size_t len)
{
    size_t groups = 0;
    bool before = false;

    for (size_t i = 0; i < len; i++) {
        bool vowel = is_vowel(word[i]);
        groups += vowel && !before;
        before = vowel;
    }
    if (len > 2 && word[len - 1] == 'e' && word[len - 2] != 'l' &&
        !is_vowel(word[len - 2]) && groups > 1)
        groups--;
    return groups ? groups : 1;
}

static bool is_term(const char *word, char *const *terms, size_t count)
{
    size_t len = strlen(word);
    for (size_t i = 0; i < count; i++) {
        size_t term = strlen(terms[i]);
        /* Also its plural. */
        if (strcmp(word, terms[i]) == 0 ||
            (len == term + 1 && word[term] == 's' && strncmp(word, terms[i], term) == 0))
            return true;
    }
    return false;
}

struct counter {
    struct reading *r;
    char *const *terms;
    size_t term_count;
    char word[WORD_SIZE];
    size_t len;
    bool in_sentence;
};

static void end_word(struct counter *c)
{
    size_t len = c->len < WORD_SIZE ? c->len : WORD_SIZE - 1;

    if (!c->len)
        return;
    c->word[len] = '\0';
    c->r->words++;
    c->r->syllables +=
        is_term(c->word, c->terms, c->term_count) ? 2 : count_syllables(c->word, len);
    c->in_sentence = true;
    c->len = 0;
}

static void end_sentence(struct counter *c)
{
    end_word(c);
    c->r->sentences += c->in_sentence;
    c->in_sentence = false;
}

static void count(struct counter *c, const char *text)
{
    for (const char *p = text; *p; p++) {
        bool inner = *p == '\'' && c->len && is_letter(p[1]);
        if (is_letter(*p)) {
            if (c->len < WORD_SIZE - 1)
                c->word[c->len] = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
            c->len++;
        } else if (!inner) {
            end_word(c);
        }
        bool stop = strchr(".!?", *p) && (p[1] == ' ' || p[1] == '\n' || !p[1]);
        if (stop || *p == '\n')
            end_sentence(c);
    }
    end_sentence(c);
}

bool readability_measure(struct span markdown, char *const *terms, size_t term_count,
                         struct reading *out, struct err *e)
{
    struct counter c = {.r = out, .terms = terms, .term_count = term_count};
    struct md *doc = NULL;
    struct buf text;
    bool ok = false;

    *out = (struct reading){0};
    buf_init(&text, TEXT_MAX);
    if (!md_read(&doc, markdown, e))
        goto out;
    collect(md_root(doc)->child, &text);
    if (text.failed) {
        err_set(e, ERR_LIMIT, "the text is too long to measure");
        goto out;
    }
    count(&c, text.data ? text.data : "");
    if (out->words) {
        double words = (double)out->words, sentences = (double)out->sentences;
        out->mean_sentence = words / sentences;
        out->grade =
            0.39 * words / sentences + 11.8 * (double)out->syllables / words - 15.59;
    }
    ok = true;
out:
    md_free(doc);
    buf_free(&text);
    return ok;
}
