/* snowflake.h - pure: Discord's ids. Unsigned 64-bit numbers kept as text; their upper
 * bits are the time in ms since 2015, so they order by time (section 2). */
#ifndef PLATFORMS_DISCORD_SNOWFLAKE_H
#define PLATFORMS_DISCORD_SNOWFLAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SNOWFLAKE_SIZE = 24 };

/* 1 to 20 digits that fit 64 bits. NULL is none. */
bool snowflake_ok(const char *id);
/* 0 for what is no id. */
uint64_t snowflake_number(const char *id);
/* When it was made, Unix ms; 0 for what is no id. */
int64_t snowflake_ms(const char *id);
/* The least id of that time: a cursor. */
void snowflake_at(char out[SNOWFLAKE_SIZE], int64_t unix_ms);

#endif
