#include "faq/pattern_text.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "faq/heard.h"

#define GROUP_DEPTH 24
#define GAP_WORDS   "6"

/* Marks before and behind words (heard.h), as PCRE2 classes. */
#define MARKS "[\\x{F0000}-\\x{F07FF}]*"
#define ENDS  "[\\x{F0800}-\\x{F0FFF}]*"

static bool refuse(struct pattern_refusal *why, size_t at, const char *message,
                   const char *hint)
{
    why->at = at;
    snprintf(why->message, sizeof why->message, "%s", message);
    snprintf(why->hint, sizeof why->hint, "%s", hint);
    return false;
}

bool pattern_macro_at(struct span source, size_t at, size_t *end)
{
    if (at + 1 >= source.len || source.ptr[at] != '{')
        return false;
    char c = source.ptr[at + 1];
    if (ascii_is_digit(c) || c == ',')
        return false;
    const char *close = memchr(source.ptr + at, '}', source.len - at);
    if (!close)
        return false;
    *end = (size_t)(close - source.ptr) + 1;
    return true;
}

/* The length of a quantifier at `at` (0: none), and whether it is unbounded or may be
 * zero. */
static size_t quantifier_at(struct span s, size_t at, bool *unbounded, bool *optional)
{
    size_t len = 0;

    *unbounded = *optional = false;
    if (at >= s.len)
        return 0;
    char c = s.ptr[at];
    if (c == '*' || c == '+' || c == '?') {
        *unbounded = c != '?';
        *optional = c != '+';
        len = 1;
    } else if (c == '{' && at + 1 < s.len &&
               (ascii_is_digit(s.ptr[at + 1]) || s.ptr[at + 1] == ',')) {
        const char *close = memchr(s.ptr + at, '}', s.len - at);
        if (!close)
            return 0;
        len = (size_t)(close - (s.ptr + at)) + 1;
        *unbounded = close[-1] == ',';
        *optional = s.ptr[at + 1] == '0' || s.ptr[at + 1] == ',';
    } else {
        return 0;
    }
    if (at + len < s.len && (s.ptr[at + len] == '?' || s.ptr[at + len] == '+'))
        len++;
    return len;
}

/* What stands behind a backslash. */
static bool escape_allowed(struct span s, size_t at, struct pattern_refusal *why)
{
    char c = at + 1 < s.len ? s.ptr[at + 1] : '\0';
    if ((c >= '1' && c <= '9') || c == 'g' || c == 'k')
        return refuse(why, at, "back-references are not allowed in a pattern",
                      "write the word again, or use a concept");
    if (c == '\0' || strchr("XKCGNRPpEQcoux", c))
        return refuse(why, at, "this escape is not allowed in a pattern",
                      "allowed are \\b \\w \\d \\s and escaped punctuation");
    return true;
}

/* What stands behind an opening bracket. */
static bool group_allowed(struct span s, size_t at, struct pattern_refusal *why)
{
    const char *rest = s.ptr + at + 1;
    size_t left = s.len - at - 1;

    if (left && rest[0] == '*')
        return refuse(why, at, "(*VERBS) are not allowed in a pattern", "leave it out");
    if (left < 2 || rest[0] != '?')
        return true;
    if (rest[1] == ':' || rest[1] == '=' || rest[1] == '!')
        return true;
    if (left >= 3 && rest[1] == '<' && (rest[2] == '=' || rest[2] == '!'))
        return true;
    return refuse(why, at, "this kind of group is not allowed in a pattern",
                  "use ( | ), (?: ), or !term for what must not be there");
}

struct scan {
    size_t depth;
    bool repeats[GROUP_DEPTH]; /* the group holds an unbounded repeat */
};

static bool scan_close(struct scan *scan, struct span s, size_t at,
                       struct pattern_refusal *why)
{
    bool unbounded, optional, inner;

    if (scan->depth == 0)
        return refuse(why, at, "a ) without its (", "every ) needs a ( before it");
    inner = scan->repeats[scan->depth--];
    quantifier_at(s, at + 1, &unbounded, &optional);
    if (unbounded && inner)
        return refuse(why, at + 1, "a repeat inside a repeat can run away",
                      "give one of them an upper limit, such as {0,3}");
    scan->repeats[scan->depth] |= inner || unbounded;
    return true;
}

static bool scan_open(struct scan *scan, struct span s, size_t at,
                      struct pattern_refusal *why)
{
    if (!group_allowed(s, at, why))
        return false;
    if (++scan->depth >= GROUP_DEPTH)
        return refuse(why, at, "groups are nested too deeply",
                      "split the pattern in two");
    scan->repeats[scan->depth] = false;
    return true;
}

static void scan_macro(const struct scan *scan, struct span s, size_t at, size_t end,
                       struct pattern_macro *macros, size_t max, size_t *count)
{
    bool unbounded, optional;
    quantifier_at(s, end, &unbounded, &optional);
    if (*count < max)
        macros[(*count)++] =
            (struct pattern_macro){at, end, scan->depth == 0 && !optional};
}

static void forget_required(struct pattern_macro *macros, size_t count)
{
    for (size_t i = 0; i < count; i++)
        macros[i].required = false;
}

/* [abc]: what stands inside is no group. *end: behind its ]. */
static bool class_ends(struct span s, size_t at, size_t *end, struct pattern_refusal *why)
{
    size_t i = at + 1;

    i += i < s.len && s.ptr[i] == '^';
    i += i < s.len && s.ptr[i] == ']'; /* the first one is a member */
    while (i < s.len && s.ptr[i] != ']')
        i += s.ptr[i] == '\\' ? 2 : 1;
    *end = i + 1;
    return i < s.len || refuse(why, at, "missing ]", "every [ needs a ]");
}

/* What would compile, and then hold for no message. */
static bool can_hold(struct span s, size_t at, struct pattern_refusal *why)
{
    char c = s.ptr[at];

    if (c >= 'A' && c <= 'Z')
        return refuse(why, at, "a message has no capital letters when it is compared",
                      "write it in small letters");
    if (c == '{')
        return refuse(why, at, "this { does not end", "write {concept}");
    return c != '}' || refuse(why, at, "a } without its {", "write {concept}");
}

bool pattern_text_scan(struct span s, struct pattern_macro *macros, size_t max,
                       size_t *count, struct pattern_refusal *why)
{
    struct scan scan = {0};
    bool top_alternatives = false;

    *count = 0;
    for (size_t at = 0; at < s.len;) {
        bool unbounded, optional;
        size_t end, len = quantifier_at(s, at, &unbounded, &optional);
        if (len) {
            scan.repeats[scan.depth] |= unbounded;
            at += len;
        } else if (pattern_macro_at(s, at, &end)) {
            scan_macro(&scan, s, at, end, macros, max, count);
            at = end;
        } else if (s.ptr[at] == '\\') {
            if (!escape_allowed(s, at, why))
                return false;
            at += 2;
        } else if (s.ptr[at] == '[') {
            if (!class_ends(s, at, &at, why))
                return false;
        } else if (!can_hold(s, at, why) ||
                   (s.ptr[at] == '(' && !scan_open(&scan, s, at, why)) ||
                   (s.ptr[at] == ')' && !scan_close(&scan, s, at, why))) {
            return false;
        } else {
            top_alternatives |= s.ptr[at] == '|' && scan.depth == 0;
            at += s.ptr[at] == '(' && at + 2 < s.len && s.ptr[at + 1] == '?' ? 2 : 1;
        }
    }
    if (scan.depth)
        return refuse(why, s.len, "missing )", "every ( needs a )");
    /* With alternatives at the top no single macro is needed for a match. */
    if (top_alternatives)
        forget_required(macros, *count);
    return true;
}

struct translation {
    struct buf *out;
    uint16_t *from;
};

static bool put(struct translation *t, const char *text, size_t len, size_t source_at)
{
    size_t start = t->out->len;
    if (!buf_add(t->out, text, len))
        return false;
    for (size_t i = start; i < t->out->len && i < PATTERN_TEXT_OUT; i++)
        t->from[i] = (uint16_t)source_at;
    return true;
}

static bool put_text(struct translation *t, const char *text, size_t source_at)
{
    return put(t, text, strlen(text), source_at);
}

/* "a|b" as the characters of a class: each concept's mark, or its end. */
static bool put_class(struct translation *t, struct span names,
                      const struct lexicon *lexicon, unsigned base, size_t at)
{
    for (;;) {
        const char *bar = memchr(names.ptr, '|', names.len);
        size_t len = bar ? (size_t)(bar - names.ptr) : names.len;
        int id = lexicon_find(lexicon, span_trim((struct span){names.ptr, len}));
        char mark[24];
        if (id < 0)
            return false;
        snprintf(mark, sizeof mark, "\\x{%X}", base + (unsigned)id);
        if (!put_text(t, mark, at))
            return false;
        if (!bar)
            return true;
        names = (struct span){bar + 1, names.len - len - 1};
    }
}

/* {a|b}: one of these marks and all up to its end. */
static bool put_macro(struct translation *t, struct span names,
                      const struct lexicon *lexicon, size_t at)
{
    return put_text(t, "(?:" MARKS "[", at) &&
           put_class(t, names, lexicon, CONCEPT_MARK, at) && put_text(t, "][^", at) &&
           put_class(t, names, lexicon, CONCEPT_END, at) && put_text(t, "]*[", at) &&
           put_class(t, names, lexicon, CONCEPT_END, at) && put_text(t, "])", at);
}

/* Blanks and dots from `at`: a plain gap, or with "..." one of several words. */
static size_t gap_length(struct span s, size_t at, bool *wide)
{
    size_t end = at;
    *wide = false;
    while (end < s.len && s.ptr[end] == ' ')
        end++;
    if (end + 3 <= s.len && memcmp(s.ptr + end, "...", 3) == 0) {
        *wide = true;
        end += 3;
        while (end < s.len && s.ptr[end] == ' ')
            end++;
    }
    return end - at;
}

static bool put_gap(struct translation *t, bool wide, size_t at)
{
    return put_text(
        t, wide ? ENDS " (?:[^ .][^ ]* ){0," GAP_WORDS "}?" MARKS : ENDS " " MARKS, at);
}

bool pattern_text_translate(struct span s, const struct lexicon *lexicon, struct buf *out,
                            uint16_t *from)
{
    struct translation t = {out, from};
    bool to_end = s.len && s.ptr[s.len - 1] == '$';
    size_t at = 0;

    /* A leading ^ must come before the marks that a word may carry. */
    if (s.len && s.ptr[0] == '^') {
        put_text(&t, "^", 0);
        at = 1;
    } else {
        put_text(&t, "(?<![^ \\x{F0000}-\\x{F07FF}])", 0);
    }
    put_text(&t, MARKS "(?:", at);
    while (at < s.len - (to_end ? 1 : 0)) {
        bool wide;
        size_t end,
            len = s.ptr[at] == ' ' || s.ptr[at] == '.' ? gap_length(s, at, &wide) : 0;
        if (len && (s.ptr[at] == ' ' || wide)) {
            put_gap(&t, wide, at);
            at += len;
        } else if (pattern_macro_at(s, at, &end)) {
            if (!put_macro(&t, (struct span){s.ptr + at + 1, end - at - 2}, lexicon, at))
                return false;
            at = end;
        } else {
            len = s.ptr[at] == '\\' && at + 1 < s.len ? 2 : 1;
            put(&t, s.ptr + at, len, at);
            at += len;
        }
    }
    put_text(&t, to_end ? ")" ENDS "$" : ")(?![^ \\x{F0800}-\\x{F0FFF}])", s.len);
    return !out->failed;
}
