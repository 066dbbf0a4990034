/* quiet_hours.h - "22:00-07:00": when Limber does not speak unasked. Pure.
 *
 * The hours are those of the machine's time zone (the variable TZ). Who names Limber, or
 * writes to it alone, is answered at any hour, and so is an emergency. */
#ifndef SERVICE_QUIET_HOURS_H
#define SERVICE_QUIET_HOURS_H

#include <stdbool.h>
#include <stdint.h>

struct quiet_hours { /* minutes of the day; all zero: none */
    int from, to;    /* from inclusive, to exclusive; from > to passes midnight */
};

/* "HH:MM-HH:MM", or "none". False: something else. */
bool quiet_hours_parse(const char *text, struct quiet_hours *out);
/* minute: of the day, 0 to 1439. */
bool quiet_hours_hold(const struct quiet_hours *q, int minute);
/* The minute of the day in the machine's time zone. */
int quiet_hours_minute(int64_t unix_ms);

#endif
