#include "tests/bench/plain_loop.h"

#include <string.h>

#include "base/mem.h"
#include "faq/pattern_text.h"

static pcre2_code *compile_term(const struct loop *l, struct span source)
{
    static uint16_t from[PATTERN_TEXT_OUT];
    struct buf text;
    pcre2_code *code = NULL;
    int error;
    size_t offset;

    buf_init(&text, PATTERN_TEXT_OUT);
    source = span_trim(source);
    if (source.len && source.ptr[0] == '!')
        source = (struct span){source.ptr + 1, source.len - 1};
    if (pattern_text_translate(source, l->faq->intents.lexicon, &text, from))
        code = pcre2_compile((PCRE2_SPTR)text.data, text.len, PCRE2_UTF | PCRE2_UCP,
                             &error, &offset, NULL);
    if (code)
        pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    buf_free(&text);
    return code;
}

static void compile_pattern(const struct loop *l, const struct pattern *p,
                            pcre2_code **codes)
{
    struct span rest = span_of(p->source);

    for (size_t t = 0; t < p->term_count; t++) {
        const char *cut = memmem(rest.ptr, rest.len, " & ", 3);
        size_t len = cut ? (size_t)(cut - rest.ptr) : rest.len;
        codes[t] = compile_term(l, (struct span){rest.ptr, len});
        len += cut ? 3 : 0;
        rest = (struct span){rest.ptr + len, rest.len - len};
    }
}

void loop_build(struct loop *l, struct faq *faq)
{
    const struct intents *set = &faq->intents;
    size_t next = 0;

    *l = (struct loop){.faq = faq};
    for (size_t i = 0; i < set->count; i++)
        l->patterns += set->list[i].rule_count;
    l->codes = mem_zero(l->patterns * PATTERN_TERMS + 1, sizeof(pcre2_code *));
    for (size_t i = 0; l->codes && i < set->count; i++)
        for (size_t r = 0; r < set->list[i].rule_count; r++)
            compile_pattern(l, &set->list[i].rules[r].pattern,
                            l->codes + PATTERN_TERMS * next++);
}

void loop_free(struct loop *l)
{
    for (size_t i = 0; i < l->patterns * PATTERN_TERMS; i++)
        pcre2_code_free(l->codes[i]);
    mem_free(l->codes);
}

static bool try_pattern(struct loop *l, const struct pattern *p, pcre2_code **codes)
{
    const struct heard *heard = &l->faq->heard;
    size_t at, end;

    for (size_t t = 0; t < p->term_count; t++)
        if (codes[t] &&
            matcher_search(l->faq->matcher, codes[t], heard->match, heard->match_len, &at,
                           &end) == p->terms[t].negative)
            return false;
    return true;
}

static volatile unsigned loop_matches;

void loop_run(struct loop *l, const char *text)
{
    const struct intents *set = &l->faq->intents;
    struct err e = {0};
    size_t next = 0;

    lexicon_hear(set->lexicon, span_of(text), &l->faq->heard, &e);
    for (size_t i = 0; i < set->count; i++)
        for (size_t r = 0; r < set->list[i].rule_count; r++)
            loop_matches += try_pattern(l, &set->list[i].rules[r].pattern,
                                        l->codes + PATTERN_TERMS * next++);
}
