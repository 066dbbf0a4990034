#include "base/json_scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 2^53: 2^53 + 1 reads as the same double. */
static const double inexact_from = 9007199254740992.0;

struct scan {
    struct span text;
    size_t at, depth;
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

/* From the opening quote to behind the closing one. */
static bool scan_string(struct scan *s)
{
    size_t len;

    for (s->at++; s->at < s->text.len; s->at += len) {
        unsigned char c = (unsigned char)s->text.ptr[s->at];
        if (c == '"') {
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
    }
    s->at = s->text.len;
    return syntax(s, "an unfinished string");
}

static size_t digits(const char *p)
{
    size_t n = 0;

    while (p[n] >= '0' && p[n] <= '9')
        n++;
    return n;
}

/* RFC 8259 section 6: no leading zero, digits on both sides of the point. */
static bool is_number(const char *p)
{
    p += *p == '-';
    size_t n = digits(p);
    if (n == 0 || (n > 1 && *p == '0'))
        return false;
    p += n;
    if (*p == '.') {
        n = digits(++p);
        if (n == 0)
            return false;
        p += n;
    }
    if (*p == 'e' || *p == 'E') {
        p++;
        p += *p == '+' || *p == '-';
        n = digits(p);
        if (n == 0)
            return false;
        p += n;
    }
    return *p == '\0';
}

static bool scan_number(struct scan *s)
{
    char text[60];
    size_t len = 0;

    while (s->at + len < s->text.len && s->text.ptr[s->at + len] &&
           strchr("+-.0123456789eE", s->text.ptr[s->at + len]))
        len++;
    if (len >= sizeof text)
        return syntax(s, "a number that is too long");
    memcpy(text, s->text.ptr + s->at, len);
    text[len] = '\0';
    if (!is_number(text))
        return syntax(s, "a malformed number");
    if (fabs(strtod(text, NULL)) >= inexact_from)
        return syntax(s, "a number too large to be exact; ids must be strings");
    s->at += len;
    return true;
}

static bool open_value(struct scan *s)
{
    if (++s->depth > JSON_DEPTH)
        return syntax(s, "nesting deeper than 64");
    s->at++;
    return true;
}

static bool close_value(struct scan *s)
{
    if (!s->depth)
        return syntax(s, "a bracket too many");
    s->depth--;
    s->at++;
    return true;
}

static bool scan_one(struct scan *s)
{
    char c = s->text.ptr[s->at];

    if (c == '{' || c == '[')
        return open_value(s);
    if (c == '}' || c == ']')
        return close_value(s);
    if (c == '"')
        return scan_string(s);
    if (c == '-' || (c >= '0' && c <= '9'))
        return scan_number(s);
    /* cJSON takes any control character for a blank. */
    if ((unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r')
        return syntax(s, "a control character");
    s->at++;
    return true;
}

bool json_scan(struct span text, struct err *e)
{
    struct scan s = {.text = text, .e = e};
    bool ok = true;

    while (ok && s.at < text.len)
        ok = scan_one(&s);
    if (ok && s.depth)
        ok = syntax(&s, "unfinished JSON");
    return ok;
}
