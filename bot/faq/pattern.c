#include "faq/pattern.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "faq/pattern_text.h"
#include "faq/word_needs.h"

/* One match may cost no more than this: a runaway expression ends in well under a
 * millisecond (PCRE2's own default of 10,000,000 steps takes 144 ms). */
#define MATCH_STEPS   20000
#define MATCH_DEPTH   1000
#define MATCH_HEAP_KB 1024
#define JIT_STACK     ((size_t)256 * 1024)
#define WARM_UP_EVERY 16 /* searches */

#define MACROS_MAX   16
#define CONCEPTS_MAX 256

struct matcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    bool interpret;
    unsigned faults, searches;
};

struct matcher *matcher_new(void)
{
    struct matcher *m = mem_zero(1, sizeof *m);
    if (!m)
        return NULL;
    m->data = pcre2_match_data_create(1, NULL);
    m->context = pcre2_match_context_create(NULL);
    m->stack = pcre2_jit_stack_create((size_t)32 * 1024, JIT_STACK, NULL);
    if (!m->data || !m->context) {
        matcher_free(m);
        return NULL;
    }
    pcre2_set_match_limit(m->context, MATCH_STEPS);
    pcre2_set_depth_limit(m->context, MATCH_DEPTH);
    pcre2_set_heap_limit(m->context, MATCH_HEAP_KB);
    if (m->stack)
        pcre2_jit_stack_assign(m->context, NULL, m->stack);
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    pcre2_jit_stack_free(m->stack);
    pcre2_match_context_free(m->context);
    pcre2_match_data_free(m->data);
    mem_free(m);
}

void matcher_use_interpreter(struct matcher *m, bool on)
{
    m->interpret = on;
}

unsigned matcher_take_faults(struct matcher *m)
{
    unsigned faults = m->faults;
    m->faults = 0;
    return faults;
}

/* Machine code takes memory and time to make, and most expressions are seldom run: those
 * that are get theirs soon, a few per message at most. Until then, and where JIT is not
 * to be had, the interpreter does the same work. */
static void warm_up(struct matcher *m, const pcre2_code *code)
{
    size_t size = 0;

    if (m->interpret || ++m->searches % WARM_UP_EVERY != 0)
        return;
    if (pcre2_pattern_info(code, PCRE2_INFO_JITSIZE, &size) == 0 && size == 0)
        (void)pcre2_jit_compile((pcre2_code *)(uintptr_t)code, PCRE2_JIT_COMPLETE);
}

bool matcher_search(struct matcher *m, const pcre2_code *code, const char *text,
                    size_t len, size_t *at, size_t *end)
{
    /* The text is ours and valid UTF-8: checked once, by the normaliser. */
    uint32_t options = PCRE2_NO_UTF_CHECK | (m->interpret ? PCRE2_NO_JIT : 0);

    warm_up(m, code);
    int rc = pcre2_match(code, (PCRE2_SPTR)text, len, 0, options, m->data, m->context);

    if (rc < 0) {
        m->faults += rc != PCRE2_ERROR_NOMATCH;
        return false;
    }
    const size_t *offsets = pcre2_get_ovector_pointer(m->data);
    *at = offsets[0];
    *end = offsets[1];
    return true;
}

/* --- compiling
 * ------------------------------------------------------------------------------ */

struct compiler {
    const struct lexicon *lexicon;
    struct faults *faults;
    struct fault_place at;
    const char *source;
    size_t quote; /* 1 when the text began with a quotation mark */
    struct pattern_term terms[PATTERN_TERMS];
    struct pattern_need needs[PATTERN_TERMS * MACROS_MAX];
    uint16_t concepts[CONCEPTS_MAX];
    struct pattern_need word_needs[PATTERN_TERMS * WORD_NEEDS];
    uint16_t words[PATTERN_TERMS * WORD_NEEDS * WORD_NEEDS_WORDS];
    uint16_t term_count, need_count, concept_count, word_need_count, word_count;
};

static struct fault_place place_of(const struct compiler *c, const char *where)
{
    struct fault_place at = c->at;
    struct span before = {c->source, (size_t)(where - c->source)};
    at.column += (unsigned)(c->quote + utf8_count(before));
    return at;
}

static bool fault_unknown_concept(struct compiler *c, struct span name)
{
    char hint[160];
    const char *near = lexicon_nearest(c->lexicon, name);
    if (near)
        snprintf(hint, sizeof hint, "did you mean {%s}?", near);
    else
        snprintf(hint, sizeof hint, "add the concept to intents/lexicon.yaml");
    faults_add(c->faults, place_of(c, name.ptr), hint, "unknown concept {%.*s}",
               (int)name.len, name.ptr);
    return false;
}

/* Adds one need from "a|b"; names are checked here. */
static bool add_need(struct compiler *c, struct span names)
{
    struct pattern_need *need = &c->needs[c->need_count];
    bool ok = true;

    need->first = c->concept_count;
    for (;;) {
        const char *bar = memchr(names.ptr, '|', names.len);
        size_t len = bar ? (size_t)(bar - names.ptr) : names.len;
        struct span name = span_trim((struct span){names.ptr, len});
        int id = lexicon_find(c->lexicon, name);
        if (id < 0)
            ok = fault_unknown_concept(c, name);
        else if (c->concept_count < CONCEPTS_MAX)
            c->concepts[c->concept_count++] = (uint16_t)id;
        if (!bar)
            break;
        names = (struct span){bar + 1, names.len - len - 1};
    }
    need->count = (uint16_t)(c->concept_count - need->first);
    c->need_count++;
    return ok;
}

static pcre2_code *compile_expression(struct compiler *c, struct span s)
{
    struct buf text;
    uint16_t *from = mem_alloc(PATTERN_TEXT_OUT * sizeof *from);
    pcre2_code *code = NULL;
    int error;
    size_t offset;

    buf_init(&text, PATTERN_TEXT_OUT);
    if (!from || !pattern_text_translate(s, c->lexicon, &text, from)) {
        faults_add(c->faults, place_of(c, s.ptr), "split it into shorter patterns",
                   "the pattern becomes too long");
        goto out;
    }
    code = pcre2_compile((PCRE2_SPTR)text.data, text.len, PCRE2_UTF | PCRE2_UCP, &error,
                         &offset, NULL);
    if (!code) {
        char message[160];
        size_t at = offset < text.len ? from[offset] : s.len;
        pcre2_get_error_message(error, (PCRE2_UCHAR *)message, sizeof message);
        faults_add(c->faults, place_of(c, s.ptr + at), "see docs/authoring.md, Patterns",
                   "pattern \"%.*s\" does not compile: %s", (int)s.len, s.ptr, message);
        goto out;
    }
out:
    buf_free(&text);
    mem_free(from);
    return code;
}

/* Checks every macro's name, and notes as needs those that a match cannot do without. */
static bool add_macros(struct compiler *c, struct span s,
                       const struct pattern_macro *macros, size_t count, bool needed)
{
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        struct span names = {s.ptr + macros[i].at + 1, macros[i].end - macros[i].at - 2};
        uint16_t needs = c->need_count, concepts = c->concept_count;
        ok = add_need(c, names) && ok;
        if (!needed || !macros[i].required) {
            c->need_count = needs;
            c->concept_count = concepts;
        }
    }
    return ok;
}

/* Notes which words an expression cannot do without. */
static void add_words(struct compiler *c, struct pattern_term *term, struct span s)
{
    struct word_need found[WORD_NEEDS];
    size_t count = word_needs_find(s, found);

    term->word_need = c->word_need_count;
    term->word_need_count = (uint16_t)count;
    for (size_t i = 0; i < count; i++) {
        c->word_needs[c->word_need_count++] =
            (struct pattern_need){c->word_count, (uint16_t)found[i].count};
        memcpy(c->words + c->word_count, found[i].hash,
               found[i].count * sizeof found[i].hash[0]);
        c->word_count = (uint16_t)(c->word_count + found[i].count);
    }
}

/* Words, groups and gaps match within a sentence only (" . " stands between two); anchors
 * and signs that stand for any character may do otherwise. */
static bool stays_within(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (i + 3 <= s.len && memcmp(s.ptr + i, "...", 3) == 0)
            i += 2;
        else if (strchr("^$.[\\", s.ptr[i]))
            return false;
    }
    return true;
}

/* "{a} & & {b}", "{a} &": between the signs there is nothing. */
static bool dangling(struct span s)
{
    return s.ptr[0] == '&' ||
           (s.len > 1 && s.ptr[s.len - 1] == '&' && s.ptr[s.len - 2] == ' ');
}

static bool add_term(struct compiler *c, struct span s)
{
    struct pattern_term *term = &c->terms[c->term_count];
    struct pattern_macro macros[MACROS_MAX];
    struct pattern_refusal why;
    size_t count = 0, end;

    s = span_trim(s);
    *term = (struct pattern_term){.negative = s.len && s.ptr[0] == '!',
                                  .need = c->need_count};
    if (term->negative)
        s = span_trim((struct span){s.ptr + 1, s.len - 1});
    if (!s.len || dangling(s)) {
        faults_add(c->faults, place_of(c, s.ptr),
                   "write {concept} or words between the & signs", "an empty term");
        return false;
    }
    if (!pattern_text_scan(s, macros, MACROS_MAX, &count, &why)) {
        faults_add(c->faults, place_of(c, s.ptr + why.at), why.hint, "%s", why.message);
        return false;
    }
    bool only_concept = pattern_macro_at(s, 0, &end) && end == s.len;
    if (!add_macros(c, s, macros, count, only_concept || !term->negative))
        return false;
    term->need_count = (uint16_t)(c->need_count - term->need);
    if (!only_concept && !(term->code = compile_expression(c, s)))
        return false;
    term->within = stays_within(s);
    if (!only_concept && !term->negative)
        add_words(c, term, s);
    c->term_count++;
    return true;
}

/* Splits at " & " outside brackets' depth: `&` has no other use in patterns. */
static bool add_terms(struct compiler *c)
{
    struct span rest = span_of(c->source);
    bool ok = true;

    for (;;) {
        const char *cut = memmem(rest.ptr, rest.len, " & ", 3);
        size_t len = cut ? (size_t)(cut - rest.ptr) : rest.len;
        if (c->term_count == PATTERN_TERMS) {
            faults_add(c->faults, place_of(c, rest.ptr), "split it in two",
                       "a pattern has at most %d terms", PATTERN_TERMS);
            return false;
        }
        ok = add_term(c, (struct span){rest.ptr, len}) && ok;
        if (!cut)
            return ok;
        rest = (struct span){cut + 3, rest.len - len - 3};
    }
}

static bool has_anchor(const struct compiler *c)
{
    for (size_t i = 0; i < c->term_count; i++)
        if (!c->terms[i].negative && c->terms[i].need_count)
            return true;
    return false;
}

static void *copy_array(const void *from, size_t count, size_t size)
{
    void *to = mem_alloc(count * size + 1);
    if (to && count)
        memcpy(to, from, count * size);
    return to;
}

static bool keep(struct pattern *out, const struct compiler *c)
{
    out->terms = copy_array(c->terms, c->term_count, sizeof *out->terms);
    out->needs = copy_array(c->needs, c->need_count, sizeof *out->needs);
    out->concepts = copy_array(c->concepts, c->concept_count, sizeof *out->concepts);
    out->word_needs =
        copy_array(c->word_needs, c->word_need_count, sizeof *c->word_needs);
    out->words = copy_array(c->words, c->word_count, sizeof *c->words);
    out->source = mem_copy_text(c->source);
    out->term_count = out->terms ? c->term_count : 0;
    out->need_count = c->need_count;
    out->concept_count = c->concept_count;
    out->word_need_count = c->word_need_count;
    out->word_count = c->word_count;
    return out->terms && out->needs && out->concepts && out->word_needs && out->words &&
           out->source;
}

static void free_codes(const struct compiler *c)
{
    for (size_t i = 0; i < c->term_count; i++)
        pcre2_code_free(c->terms[i].code);
}

bool pattern_compile(struct pattern *out, const char *source, struct fault_place at,
                     bool quoted, const struct lexicon *lexicon, struct faults *faults)
{
    struct compiler c = {.lexicon = lexicon,
                         .faults = faults,
                         .at = at,
                         .source = source,
                         .quote = quoted};

    *out = (struct pattern){.at = at};
    if (strlen(source) > PATTERN_TEXT) {
        faults_add(faults, at, "split it into shorter patterns",
                   "a pattern has at most %d bytes", PATTERN_TEXT);
        return false;
    }
    if (!add_terms(&c)) {
        free_codes(&c);
        return false;
    }
    if (!has_anchor(&c)) {
        faults_add(faults, at, "name at least one {concept} that must be heard",
                   "pattern \"%s\" would be tried on every message", source);
        free_codes(&c);
        return false;
    }
    if (!keep(out, &c)) {
        faults_no_memory(faults, at);
        if (!out->terms)
            free_codes(&c);
        pattern_free(out);
        return false;
    }
    return true;
}

void pattern_free(struct pattern *p)
{
    for (size_t i = 0; i < p->term_count; i++)
        pcre2_code_free(p->terms[i].code);
    mem_free(p->terms);
    mem_free(p->needs);
    mem_free(p->concepts);
    mem_free(p->word_needs);
    mem_free(p->words);
    mem_free(p->source);
    *p = (struct pattern){0};
}
