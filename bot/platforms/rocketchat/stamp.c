#include "platforms/rocketchat/stamp.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ".123" of a second, to the millisecond; *rest is what follows. */
static int64_t fraction(const char *text, const char **rest)
{
    int64_t ms = 0, unit = 100;

    *rest = text;
    if (*text != '.')
        return 0;
    for (text++; *text >= '0' && *text <= '9'; text++, unit /= 10)
        ms += (*text - '0') * unit;
    *rest = text;
    return ms;
}

/* "+02:00" or "-0530" in ms; *rest is what follows. */
static int64_t offset(const char *text, const char **rest)
{
    int64_t sign = *text == '-' ? -1 : 1;
    char *end;

    *rest = text;
    if (*text != '+' && *text != '-')
        return 0;
    long hours = strtol(text + 1, &end, 10), minutes = 0;
    if (*end == ':')
        minutes = strtol(end + 1, &end, 10);
    else if (end == text + 5) {
        minutes = hours % 100;
        hours /= 100;
    }
    *rest = end;
    return hours > 14 || minutes > 59 ? 0 : sign * (hours * 60 + minutes) * 60000;
}

static int64_t read_iso(const char *text)
{
    struct tm tm = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);

    if (!rest)
        return 0;
    int64_t ms = fraction(rest, &rest);
    ms -= offset(rest, &rest);
    time_t seconds = timegm(&tm);
    if ((*rest && strcmp(rest, "Z") != 0) || seconds <= 0)
        return 0;
    return (int64_t)seconds * 1000 + ms;
}

int64_t rc_stamp(const struct json *object, const char *name)
{
    const struct json *value = json_get(object, name);
    const char *text = json_text(value);
    int64_t ms;

    if (text)
        return read_iso(text);
    if (json_is_object(value))
        ms = json_get_int(value, "$date", 0);
    else
        ms = json_get_int(object, name, 0);
    return ms > 0 ? ms : 0;
}

bool rc_stamp_write(struct buf *out, int64_t unix_ms)
{
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm tm;
    char text[32];

    if (unix_ms < 0 || !gmtime_r(&seconds, &tm) ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm) == 0)
        return false;
    return buf_format(out, "%s.%03dZ", text, (int)(unix_ms % 1000));
}
