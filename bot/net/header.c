#include "net/header.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "base/ascii.h"

static const int64_t one_day_ms = (int64_t)24 * 60 * 60 * 1000;

static bool is_token(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!ascii_is_digit(c) && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
            (c == '\0' || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return s.len > 0;
}

bool header_value_ok(const char *value)
{
    for (const char *p = value; *p; p++)
        if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7f)
            return false;
    return span_trim(span_of(value)).len > 0;
}

bool header_line_ok(const char *line)
{
    const char *colon = strchr(line, ':');

    return colon && is_token((struct span){line, (size_t)(colon - line)}) &&
           header_value_ok(colon + 1);
}

struct span header_find(struct span lines, const char *name)
{
    size_t name_len = strlen(name);

    while (lines.len > 0) {
        const char *end = memchr(lines.ptr, '\n', lines.len);
        size_t len = end ? (size_t)(end - lines.ptr) : lines.len;

        if (len > name_len && lines.ptr[name_len] == ':' &&
            strncasecmp(lines.ptr, name, name_len) == 0)
            return span_trim((struct span){lines.ptr + name_len + 1, len - name_len - 1});
        if (end)
            len++;
        lines.ptr += len;
        lines.len -= len;
    }
    return (struct span){NULL, 0};
}

/* "120" or, as some platforms send it, "0.35"; -1 for another text. */
static int64_t read_seconds(struct span s)
{
    int64_t ms = 0;
    int64_t unit = 1000;
    size_t i = 0;

    for (; i < s.len && ascii_is_digit(s.ptr[i]); i++) {
        ms = ms * 10 + (s.ptr[i] - '0') * (int64_t)1000;
        if (ms > one_day_ms)
            ms = one_day_ms;
    }
    if (i == 0)
        return -1;
    if (i < s.len && s.ptr[i] == '.')
        for (i++; i < s.len && ascii_is_digit(s.ptr[i]); i++) {
            unit /= 10;
            ms += (s.ptr[i] - '0') * unit;
        }
    return i == s.len ? ms : -1;
}

/* Seconds; the end of the year 9999. No header has a later date. */
static const int64_t last_date = 253402300799;

int64_t header_date(struct span value)
{
    char text[64];

    value = span_trim(value);
    if (value.len == 0 || value.len >= sizeof text)
        return 0;
    memcpy(text, value.ptr, value.len);
    text[value.len] = '\0';
    time_t date = curl_getdate(text, NULL);
    return date < 0 || date > last_date ? 0 : (int64_t)date * 1000;
}

int64_t header_retry_after(struct span value, int64_t unix_ms)
{
    int64_t ms, date;

    value = span_trim(value);
    if (value.len == 0)
        return 0;
    ms = read_seconds(value);
    if (ms < 0) {
        date = header_date(value);
        ms = date > 0 ? date - unix_ms : 0;
    }
    if (ms < 0)
        return 0;
    return ms > one_day_ms ? one_day_ms : ms;
}
