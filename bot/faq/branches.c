#include "faq/branches.h"

#include <string.h>

#include "base/mem.h"
#include "faq/pattern_text.h"

#define GROUP_DEPTH 24

/* One group that is open while an expression is copied. */
struct group {
    bool follows; /* its alternatives are noted */
    bool quiet;   /* inside a lookaround nothing is */
    size_t from;  /* where the alternative at hand begins */
    unsigned capture;
};

/* Copies one expression, with brackets around each alternative. */
struct copying {
    struct span s;
    size_t base; /* of s in the pattern's source */
    uint16_t term;
    struct buf text;
    struct group groups[GROUP_DEPTH];
    size_t depth;
    unsigned captures;
    struct branches *out;
};

static void add(struct branches *out, struct branch b)
{
    if (out->count < BRANCHES_MAX)
        out->list[out->count++] = b;
}

/* {a|b|c}: each is an alternative; a single concept is none. */
static void add_concepts(struct branches *out, const struct lexicon *lexicon,
                         struct span names, size_t at, uint16_t term)
{
    if (!memchr(names.ptr, '|', names.len))
        return;
    while (names.len) {
        const char *bar = memchr(names.ptr, '|', names.len);
        size_t len = bar ? (size_t)(bar - names.ptr) : names.len;
        int id = lexicon_find(lexicon, span_trim((struct span){names.ptr, len}));
        if (id >= 0)
            add(out, (struct branch){.at = (uint16_t)at,
                                     .len = (uint16_t)len,
                                     .term = term,
                                     .concept = (int16_t)id});
        len += bar != NULL;
        at += len;
        names = (struct span){names.ptr + len, names.len - len};
    }
}

/* The length of what at `at` is copied as it stands: a macro, an escape, a class. */
static size_t unit_at(struct span s, size_t at)
{
    size_t end;

    if (pattern_macro_at(s, at, &end))
        return end - at;
    if (s.ptr[at] == '\\' && at + 1 < s.len)
        return 2;
    if (s.ptr[at] == '[') {
        const char *close = memchr(s.ptr + at, ']', s.len - at);
        return close ? (size_t)(close - (s.ptr + at)) + 1 : 1;
    }
    return 1;
}

/* Is there a | at the level that begins at `at`? */
static bool has_alternatives(struct span s, size_t at)
{
    size_t depth = 0;

    for (; at < s.len; at += unit_at(s, at)) {
        if (s.ptr[at] == '(')
            depth++;
        else if (s.ptr[at] == ')' && depth-- == 0)
            return false;
        else if (s.ptr[at] == '|' && depth == 0)
            return true;
    }
    return false;
}

static void open_branch(struct copying *c, size_t at)
{
    struct group *g = &c->groups[c->depth];
    if (!g->follows)
        return;
    buf_char(&c->text, '(');
    g->capture = ++c->captures;
    g->from = at;
}

static void close_branch(struct copying *c, size_t at)
{
    const struct group *g = &c->groups[c->depth];
    if (!g->follows)
        return;
    buf_char(&c->text, ')');
    add(c->out, (struct branch){.at = (uint16_t)(c->base + g->from),
                                .len = (uint16_t)(at - g->from),
                                .term = c->term,
                                .concept = -1,
                                .capture = (uint16_t)g->capture});
}

/* "(", "(?:" or the opening of a lookaround; gives its length. */
static size_t open_group(struct copying *c, size_t at)
{
    struct span rest = {c->s.ptr + at, c->s.len - at};
    bool plain = !span_starts(rest, "(?"), silent = span_starts(rest, "(?:");
    size_t len = plain ? 1 : span_starts(rest, "(?<") ? 4 : 3;
    bool quiet = c->groups[c->depth].quiet || (!plain && !silent);

    buf_add(&c->text, rest.ptr, len);
    c->captures += plain;
    if (c->depth + 1 < GROUP_DEPTH)
        c->depth++;
    c->groups[c->depth] = (struct group){
        .quiet = quiet, .follows = !quiet && has_alternatives(c->s, at + len)};
    open_branch(c, at + len);
    return len;
}

static void copy(struct copying *c)
{
    size_t at = c->s.len && c->s.ptr[0] == '^';
    size_t end = c->s.len - (c->s.len && c->s.ptr[c->s.len - 1] == '$');

    /* ^ and $ hold for all alternatives (pattern_text.h) and stay outside. */
    buf_add(&c->text, c->s.ptr, at);
    c->groups[0] = (struct group){.follows = has_alternatives(c->s, at)};
    open_branch(c, at);
    while (at < end) {
        size_t len = unit_at(c->s, at);
        char sign = c->s.ptr[at];
        if (sign == '(') {
            at += open_group(c, at);
            continue;
        }
        if (sign == '|' || sign == ')')
            close_branch(c, at);
        buf_add(&c->text, c->s.ptr + at, len);
        if (sign == '|')
            open_branch(c, at + 1);
        if (sign == ')' && c->depth)
            c->depth--;
        at += len;
    }
    close_branch(c, end);
    buf_add(&c->text, c->s.ptr + end, c->s.len - end);
}

static pcre2_code *compile(struct span source, const struct lexicon *lexicon)
{
    uint16_t *from = mem_alloc(PATTERN_TEXT_OUT * sizeof *from);
    pcre2_code *code = NULL;
    struct buf text;
    int error;
    size_t offset;

    buf_init(&text, PATTERN_TEXT_OUT);
    if (from && pattern_text_translate(source, lexicon, &text, from))
        code = pcre2_compile((PCRE2_SPTR)text.data, text.len, PCRE2_UTF | PCRE2_UCP,
                             &error, &offset, NULL);
    buf_free(&text);
    mem_free(from);
    return code;
}

/* An expression's alternatives. One too long with its brackets is not followed. */
static void find_in_expression(struct branches *out, const struct lexicon *lexicon,
                               struct span s, size_t base, uint16_t term)
{
    struct copying c = {.s = s, .base = base, .term = term, .out = out};
    size_t before = out->count;

    buf_init(&c.text, (size_t)4 * PATTERN_TEXT);
    copy(&c);
    if (out->count > before && !c.text.failed)
        out->codes[term] = compile(buf_view(&c.text), lexicon);
    if (!out->codes[term])
        out->count = before;
    buf_free(&c.text);
    for (size_t at = 0, end; at < s.len; at++)
        if (pattern_macro_at(s, at, &end)) {
            add_concepts(out, lexicon, (struct span){s.ptr + at + 1, end - at - 2},
                         base + at + 1, term);
            at = end - 1;
        }
}

bool branches_find(struct branches *out, const struct pattern *p,
                   const struct lexicon *lexicon)
{
    struct span rest = span_of(p->source);

    *out = (struct branches){.list = mem_zero(BRANCHES_MAX, sizeof *out->list)};
    if (!out->list)
        return false;
    for (uint16_t t = 0; t < p->term_count; t++) {
        const char *cut = memmem(rest.ptr, rest.len, " & ", 3);
        size_t len = cut ? (size_t)(cut - rest.ptr) : rest.len;
        struct span term = span_trim((struct span){rest.ptr, len});
        if (!p->terms[t].negative)
            find_in_expression(out, lexicon, term, (size_t)(term.ptr - p->source), t);
        len += cut ? 3 : 0;
        rest = (struct span){rest.ptr + len, rest.len - len};
    }
    if (out->count) {
        struct branch *less = mem_resize(out->list, out->count, sizeof *out->list);
        out->list = less ? less : out->list;
    }
    return true;
}

void branches_free(struct branches *b)
{
    for (size_t t = 0; t < PATTERN_TERMS; t++)
        pcre2_code_free(b->codes[t]);
    mem_free(b->list);
    *b = (struct branches){0};
}

/* --- noting ----------------------------------------------------------------------- */

static bool concept_heard(const struct hearing *h, int sentence, unsigned concept)
{
    return heard_has(sentence < 0 ? &h->bits : &h->heard->in_sentence[sentence],
                     concept) ||
           heard_has(&h->borrowed, concept);
}

static bool match(const pcre2_code *code, const struct hearing *h, int sentence,
                  pcre2_match_data *data)
{
    size_t from = sentence < 0 ? 0 : h->heard->sentence_at[sentence];
    size_t to = sentence < 0 ? h->heard->match_len : h->heard->sentence_end[sentence];

    return code && pcre2_match(code, (PCRE2_SPTR)h->heard->match + from, to - from, 0,
                               PCRE2_NO_UTF_CHECK, data, NULL) > 0;
}

void branches_note(struct branches *b, const struct hearing *h, int sentence,
                   pcre2_match_data *data)
{
    const size_t *offsets = pcre2_get_ovector_pointer(data);
    unsigned most = pcre2_get_ovector_count(data);
    int term = -1;
    bool matched = false;

    for (size_t i = 0; i < b->count; i++) {
        struct branch *branch = &b->list[i];
        if (branch->concept >= 0) {
            branch->used += concept_heard(h, sentence, (unsigned)branch->concept);
            continue;
        }
        if (term != branch->term) {
            term = branch->term;
            matched = match(b->codes[term], h, sentence, data);
        }
        branch->used += matched && branch->capture < most &&
                        offsets[(size_t)2 * branch->capture] != PCRE2_UNSET;
    }
}
