/* lexicon_expand.c - "relax(er|ers|)" and its like, written out.
 *
 * Groups do not nest. The n-th expansion picks alternatives as digits of n, the first
 * group's being the fastest. */
#include "faq/lexicon_parts.h"

#define EXPANSIONS_MOST 512

/* The group that begins at text[at] == '(': its end in *end, alternatives returned; 0 and
 * *why when it is not well formed. */
static size_t group(struct span text, size_t at, size_t *end, const char **why)
{
    size_t count = 1;

    for (size_t i = at + 1; i < text.len; i++) {
        if (text.ptr[i] == '(') {
            *why = "a group inside a group";
            return 0;
        }
        if (text.ptr[i] == '|')
            count++;
        if (text.ptr[i] == ')') {
            *end = i;
            return count;
        }
    }
    *why = "missing )";
    return 0;
}

size_t lexicon_expansions(struct span text, const char **why)
{
    size_t total = 1;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '(') {
            size_t count = group(text, i, &i, why);

            if (count == 0)
                return 0;
            total *= count;
        } else if (c == ')' || c == '|') {
            *why = c == ')' ? ") without (" : "| outside of ( )";
            return 0;
        }
        if (total > EXPANSIONS_MOST) {
            *why = "more than 512 phrases in one line";
            return 0;
        }
    }
    return total;
}

/* The n-th alternative of the group at text[at]. */
static struct span alternative(struct span text, size_t at, size_t n)
{
    size_t from = at + 1, to;

    while (n > 0) {
        if (text.ptr[from] == '|')
            n--;
        from++;
    }
    to = from;
    while (text.ptr[to] != '|' && text.ptr[to] != ')')
        to++;
    return (struct span){text.ptr + from, to - from};
}

bool lexicon_expand(struct span text, size_t n, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *why;
        size_t count, end = i;

        if (text.ptr[i] != '(') {
            buf_char(out, text.ptr[i]);
            continue;
        }
        count = group(text, i, &end, &why);
        buf_span(out, alternative(text, i, n % count));
        n /= count;
        i = end;
    }
    return !out->failed;
}
