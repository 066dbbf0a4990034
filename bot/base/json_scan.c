#include "base/json_scan.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define EXACT_MAX 9007199254740992.0 /* 2^53 */
/* Comparing all names of an object with each other stays cheap up to here. */
#define NAMES_MAX ((size_t)4096)

/* Names of all open objects: a stack of spans, with each depth's first one. */
struct names {
    struct span *list;
    size_t count, room;
    size_t first[JSON_DEPTH + 1];
    bool object[JSON_DEPTH + 1];
};

struct scan {
    struct span text;
    size_t at, depth;
    struct names names;
    bool expect_name; /* the next string in an object is a name */
    struct err *e;
};

static bool syntax(struct scan *s, const char *what)
{
    return err_set(s->e, ERR_SYNTAX, "%s at byte %zu of the JSON", what, s->at);
}

static int hex4(const char *p)
{
    int value = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* A \u escape at text[at] = '\\'; *len is what it takes (a pair of surrogates together).
 */
static bool scan_unicode(struct scan *s, size_t *len)
{
    const char *p = s->text.ptr + s->at;
    size_t left = s->text.len - s->at;
    int first = left >= 6 ? hex4(p + 2) : -1;

    *len = 6;
    if (first < 0)
        return syntax(s, "a broken \\u escape");
    if (first == 0)
        return syntax(s, "\\u0000");
    if (first >= 0xDC00 && first <= 0xDFFF)
        return syntax(s, "a lone surrogate");
    if (first < 0xD800 || first > 0xDBFF)
        return true;
    int second = left >= 12 && p[6] == '\\' && p[7] == 'u' ? hex4(p + 8) : -1;
    *len = 12;
    return (second >= 0xDC00 && second <= 0xDFFF) || syntax(s, "a lone surrogate");
}

/* From the opening quote to behind the closing one; *inside is what lies between, as
 * written. */
static bool scan_string(struct scan *s, struct span *inside)
{
    size_t start = ++s->at, len;

    while (s->at < s->text.len) {
        unsigned char c = (unsigned char)s->text.ptr[s->at];
        if (c == '"') {
            *inside = (struct span){s->text.ptr + start, s->at - start};
            s->at++;
            return true;
        }
        if (c < 0x20)
            return syntax(s, "a control character");
        len = 1;
        if (c == '\\') {
            bool unicode = s->at + 1 < s->text.len && s->text.ptr[s->at + 1] == 'u';
            len = 2;
            if (unicode && !scan_unicode(s, &len))
                return false;
        }
        s->at += len;
    }
    return syntax(s, "an unfinished string");
}

/* Duplicates are compared as written; a name spelled once with escapes and once without
 * passes to the parser, which keeps the first: rare, and never from a platform. */
static bool add_name(struct scan *s, struct span name)
{
    struct names *n = &s->names;

    for (size_t i = n->first[s->depth]; i < n->count; i++)
        if (span_equal(n->list[i], name))
            return err_set(s->e, ERR_SYNTAX,
                           "the name \"%.*s\" stands twice in one object",
                           (int)(name.len < 60 ? name.len : 60), name.ptr);
    if (n->count - n->first[s->depth] >= NAMES_MAX)
        return syntax(s, "an object of more than 4096 names");
    if (n->count == n->room) {
        size_t room = n->room ? n->room * 2 : 32;
        struct span *list = mem_resize(n->list, room, sizeof *list);
        if (!list)
            return err_set(s->e, ERR_MEMORY, "out of memory");
        n->list = list;
        n->room = room;
    }
    n->list[n->count++] = name;
    return true;
}

static bool scan_number(struct scan *s)
{
    char text[40];
    size_t len = 0;

    while (s->at + len < s->text.len &&
           strchr("+-.0123456789eE", s->text.ptr[s->at + len]) &&
           s->text.ptr[s->at + len])
        len++;
    if (len >= sizeof text)
        return syntax(s, "a number that is too long");
    memcpy(text, s->text.ptr + s->at, len);
    text[len] = '\0';
    if (fabs(strtod(text, NULL)) > EXACT_MAX)
        return syntax(s, "a number too large to be exact; ids must be strings");
    s->at += len;
    return true;
}

static bool open_value(struct scan *s, bool object)
{
    if (++s->depth > JSON_DEPTH)
        return syntax(s, "nesting deeper than 64");
    s->names.first[s->depth] = s->names.count;
    s->names.object[s->depth] = object;
    s->expect_name = object;
    s->at++;
    return true;
}

static bool close_value(struct scan *s)
{
    if (!s->depth)
        return syntax(s, "a bracket too many");
    s->names.count = s->names.first[s->depth--];
    s->expect_name = false;
    s->at++;
    return true;
}

static bool scan_one(struct scan *s)
{
    struct span inside = {NULL, 0};
    char c = s->text.ptr[s->at];

    switch (c) {
    case '{':
    case '[':
        return open_value(s, c == '{');
    case '}':
    case ']':
        return close_value(s);
    case '"':
        if (!scan_string(s, &inside))
            return false;
        if (s->expect_name && !add_name(s, inside))
            return false;
        s->expect_name = false;
        return true;
    case ',':
        s->expect_name = s->depth && s->names.object[s->depth];
        s->at++;
        return true;
    case '\0':
        return syntax(s, "a NUL");
    default:
        if (c == '-' || (c >= '0' && c <= '9'))
            return scan_number(s);
        s->at++;
        return true;
    }
}

bool json_scan(struct span text, struct err *e)
{
    struct scan s = {.text = text, .e = e};
    bool ok = true;

    while (ok && s.at < text.len)
        ok = scan_one(&s);
    if (ok && s.depth)
        ok = syntax(&s, "unfinished JSON");
    mem_free(s.names.list);
    return ok;
}
