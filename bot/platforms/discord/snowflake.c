#include "platforms/discord/snowflake.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t epoch_ms = 1420070400000; /* the first second of 2015 */
enum { TIME_SHIFT = 22 };

uint64_t snowflake_number(const char *id)
{
    size_t len = id ? strspn(id, "0123456789") : 0;

    if (len == 0 || len > 20 || id[len])
        return 0;
    errno = 0;
    uint64_t number = strtoull(id, NULL, 10);
    return errno ? 0 : number;
}

bool snowflake_ok(const char *id)
{
    return snowflake_number(id) != 0;
}

int64_t snowflake_ms(const char *id)
{
    uint64_t number = snowflake_number(id);
    return number ? (int64_t)(number >> TIME_SHIFT) + epoch_ms : 0;
}

void snowflake_at(char out[SNOWFLAKE_SIZE], int64_t unix_ms)
{
    uint64_t since = unix_ms > epoch_ms ? (uint64_t)(unix_ms - epoch_ms) : 0;
    snprintf(out, SNOWFLAKE_SIZE, "%" PRIu64, since << TIME_SHIFT);
}
