#include "base/span.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct span span_trim(struct span s)
{
    while (s.len && is_blank(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool span_starts(struct span s, const char *prefix)
{
    size_t len = strlen(prefix);

    return s.len >= len && (len == 0 || memcmp(s.ptr, prefix, len) == 0);
}

struct span span_take(struct span *rest, char until)
{
    const char *end = rest->len ? memchr(rest->ptr, until, rest->len) : NULL;
    struct span part = {rest->ptr, end ? (size_t)(end - rest->ptr) : rest->len};

    rest->ptr += part.len + (end != NULL);
    rest->len -= part.len + (end != NULL);
    return part;
}

bool span_line(struct span *rest, struct span *line)
{
    if (!rest->len)
        return false;
    *line = span_take(rest, '\n');
    return true;
}

bool span_in(struct span s, const char *const list[])
{
    /* The first letter tells most of them apart. */
    for (size_t i = 0; list[i]; i++)
        if (s.len && list[i][0] == s.ptr[0] && span_is(s, list[i]))
            return true;
    return false;
}
