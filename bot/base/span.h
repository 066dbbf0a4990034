/* span.h - a borrowed piece of text: pointer and length, no NUL needed.
 *
 * Ownership: borrows; whoever made the text keeps it alive. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
    const char *ptr; /* may be NULL only when len is 0 */
    size_t len;
};

static inline struct span span_of(const char *text)
{
    return (struct span){text, text ? strlen(text) : 0};
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.len == b.len &&
           (a.len == 0 || (a.ptr && b.ptr && memcmp(a.ptr, b.ptr, a.len) == 0));
}

static inline bool span_is(struct span a, const char *text)
{
    return span_equal(a, span_of(text));
}

/* Without blanks, tabs and line ends at both sides. */
struct span span_trim(struct span s);
bool span_starts(struct span s, const char *prefix);
/* Takes the first line, without its end, out of *rest. False when nothing is left. */
bool span_line(struct span *rest, struct span *line);
/* Takes all up to the sign, or the whole, out of *rest, and the sign with it. */
struct span span_take(struct span *rest, char until);
/* Is it one of the texts of a list that NULL ends? */
bool span_in(struct span s, const char *const list[]);

#endif
