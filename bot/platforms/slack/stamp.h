/* stamp.h - pure: Slack's time stamps ("1700000000.000100"), which are also the ids of
 * messages. Compared as integers, never through a double (section 6). */
#ifndef PLATFORMS_SLACK_STAMP_H
#define PLATFORMS_SLACK_STAMP_H

#include <stdbool.h>
#include <stdint.h>

enum { STAMP_SIZE = 24 };

/* Later than all messages. Both bounds are asked for (section 10), and our own clock is
 * none to go by: one that is behind would hide what was just written. */
static const int64_t stamp_end_us = INT64_C(9999999999999999);

/* Microseconds since 1970; 0 for what is no stamp. NULL is none. Reads up to the first
 * character that cannot belong to one, so that a click's id gives its message's time. */
int64_t stamp_micros(const char *ts);
bool stamp_ok(const char *ts); /* a stamp and nothing else */
void stamp_write(char out[STAMP_SIZE], int64_t micros);

static inline int64_t stamp_ms(const char *ts)
{
    return stamp_micros(ts) / 1000;
}

#endif
