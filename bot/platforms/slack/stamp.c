#include "platforms/slack/stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SECONDS_MOST = 11, DIGITS = 6, PER_SECOND = 1000000 };

static size_t digits(const char *text, size_t most)
{
    size_t n = 0;

    while (n < most && text[n] >= '0' && text[n] <= '9')
        n++;
    return n;
}

/* The length of the stamp at the start of ts, 0 for none; its value in *micros. */
static size_t read_stamp(const char *ts, int64_t *micros)
{
    size_t whole = ts ? digits(ts, SECONDS_MOST) : 0;
    int64_t value = 0;

    if (whole == 0)
        return 0;
    for (size_t i = 0; i < whole; i++)
        value = value * 10 + (ts[i] - '0');
    value *= PER_SECOND;
    size_t part = ts[whole] == '.' ? digits(ts + whole + 1, DIGITS) : 0;
    int64_t unit = PER_SECOND / 10;
    for (size_t i = 0; i < part; i++, unit /= 10)
        value += unit * (ts[whole + 1 + i] - '0');
    *micros = value;
    return part > 0 ? whole + 1 + part : whole;
}

int64_t stamp_micros(const char *ts)
{
    int64_t micros = 0;

    read_stamp(ts, &micros);
    return micros;
}

bool stamp_ok(const char *ts)
{
    int64_t micros = 0;
    size_t len = read_stamp(ts, &micros);

    return len > 0 && ts[len] == '\0' && micros > 0;
}

void stamp_write(char out[STAMP_SIZE], int64_t micros)
{
    if (micros < 0)
        micros = 0;
    snprintf(out, STAMP_SIZE, "%" PRId64 ".%06d", micros / PER_SECOND % 100000000000,
             (int)(micros % PER_SECOND));
}
