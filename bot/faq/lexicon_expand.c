/* lexicon_expand.c - "relax(er|ers|)" and its like, written out.
 *
 * Groups may nest a little: "feel(s|) (sick|unwell|(very|) ill)". The n-th expansion
 * picks alternatives as digits of n, the first group's being the fastest. */
#include <string.h>

#include "faq/lexicon_parts.h"

#define EXPANSIONS_MOST 4096
#define DEPTH_MOST      4

/* One pass over text: counts its expansions, and with out writes the n-th of them. */
struct walk {
    struct buf *out; /* NULL: count only */
    const char *why;
};

/* Where the alternative at `from` ends: at its | or ) of the same depth. 0: never. */
static size_t alternative_end(struct span text, size_t from)
{
    size_t depth = 0;

    for (size_t i = from; i < text.len; i++) {
        char c = text.ptr[i];

        if (depth == 0 && (c == '|' || c == ')'))
            return i;
        depth += c == '(';
        depth -= c == ')';
    }
    return 0;
}

/* Most alternatives hold no group and need no walk to be counted. */
static bool plain(struct span text)
{
    return !memchr(text.ptr, '(', text.len);
}

static size_t expand(struct walk *w, struct span text, size_t n, int depth);

/* The group at text[at] == '('. Counts its alternatives' expansions; writes the n-th one.
 */
static size_t expand_group(struct walk *w, struct span text, size_t at, size_t n,
                           size_t *end, int depth)
{
    struct walk count = {NULL, NULL};
    size_t total = 0, from = at + 1;

    for (;;) {
        size_t to = alternative_end(text, from);

        if (to == 0 || depth == DEPTH_MOST) {
            w->why = to ? "groups are nested too deeply" : "missing )";
            return 0;
        }
        struct span one = {text.ptr + from, to - from};
        size_t here = plain(one) ? 1 : expand(&count, one, 0, depth + 1);

        if (here == 0) {
            w->why = count.why;
            return 0;
        }
        if (w->out && n >= total && n < total + here)
            expand(w, one, n - total, depth + 1);
        total += here;
        if (text.ptr[to] == ')') {
            *end = to;
            return total;
        }
        from = to + 1;
    }
}

/* How many alternatives the group has, without writing: the radix of its digit. */
static size_t count_group(struct walk *w, struct span text, size_t at, size_t *end,
                          int depth)
{
    struct walk count = {NULL, NULL};
    size_t total = expand_group(&count, text, at, 0, end, depth);

    w->why = count.why ? count.why : w->why;
    return total;
}

static size_t expand(struct walk *w, struct span text, size_t n, int depth)
{
    size_t total = 1;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '(') {
            size_t end = i, count = count_group(w, text, i, &end, depth);

            if (count == 0)
                return 0;
            if (w->out)
                expand_group(w, text, i, n % count, &end, depth);
            n /= count;
            total *= count;
            i = end;
        } else if (c == ')' || (c == '|' && depth == 0)) {
            w->why = c == ')' ? ") without (" : "| outside of ( )";
            return 0;
        } else if (w->out) {
            buf_char(w->out, c);
        }
        if (total > EXPANSIONS_MOST) {
            w->why = "more than 4096 phrases in one line";
            return 0;
        }
    }
    return total;
}

/* --- lines without nested groups: nearly all ------------------------------------------
 */

/* Splits the text at its groups. False: it nests, is faulty, or has too many parts. */
static bool split(struct lexicon_expansion *x)
{
    struct span text = x->text;
    size_t from = 0, parts = 0, count = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ')' || text.ptr[i] == '|')
            return false;
        if (text.ptr[i] != '(')
            continue;
        if (parts == EXPANSION_PARTS)
            return false;
        x->part[parts].before = (struct span){text.ptr + from, i - from};
        x->part[parts].first = (uint16_t)count;
        from = i + 1;
        for (i++; i < text.len && text.ptr[i] != '('; i++) {
            char c = text.ptr[i];
            if (c != '|' && c != ')')
                continue;
            if (count == EXPANSION_CHOICES)
                return false;
            x->choice[count++] = (struct span){text.ptr + from, i - from};
            from = i + 1;
            if (c == ')')
                break;
        }
        if (i >= text.len || text.ptr[i] != ')')
            return false;
        x->part[parts].count = (uint16_t)(count - x->part[parts].first);
        parts++;
    }
    x->after = (struct span){text.ptr + from, text.len - from};
    x->parts = parts;
    return true;
}

size_t lexicon_expansions(struct lexicon_expansion *x, struct span text, const char **why)
{
    struct walk w = {NULL, NULL};
    size_t total = expand(&w, text, 0, 0);

    x->text = text;
    x->flat = total > 0 && split(x);
    if (total == 0)
        *why = w.why;
    return total;
}

bool lexicon_expand(const struct lexicon_expansion *x, size_t n, struct buf *out)
{
    struct walk w = {out, NULL};

    if (!x->flat) {
        expand(&w, x->text, n, 0);
        return !out->failed;
    }
    for (size_t i = 0; i < x->parts; i++) {
        buf_span(out, x->part[i].before);
        buf_span(out, x->choice[x->part[i].first + n % x->part[i].count]);
        n /= x->part[i].count;
    }
    buf_span(out, x->after);
    return !out->failed;
}
