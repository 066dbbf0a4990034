#include "service/quiet_hours.h"

#include <string.h>
#include <time.h>

static bool digits(const char *text, int most, int *out)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return false;
    *out = (text[0] - '0') * 10 + text[1] - '0';
    return *out <= most;
}

/* Exactly "HH:MM"; more may follow. */
static bool minute_of(const char *text, int *out)
{
    int hour, minute;

    if (!digits(text, 23, &hour) || text[2] != ':' || !digits(text + 3, 59, &minute))
        return false;
    *out = hour * 60 + minute;
    return true;
}

bool quiet_hours_parse(const char *text, struct quiet_hours *out)
{
    *out = (struct quiet_hours){0};
    if (strcmp(text, "none") == 0)
        return true;
    return strlen(text) == strlen("22:00-07:00") && minute_of(text, &out->from) &&
           text[5] == '-' && minute_of(text + 6, &out->to) && out->from != out->to;
}

bool quiet_hours_hold(const struct quiet_hours *q, int minute)
{
    if (q->from <= q->to)
        return minute >= q->from && minute < q->to;
    return minute >= q->from || minute < q->to;
}

int quiet_hours_minute(int64_t unix_ms)
{
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm local;

    return localtime_r(&seconds, &local) ? local.tm_hour * 60 + local.tm_min : 0;
}
