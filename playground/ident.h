/* ident.h - ids as Mattermost makes them (26 letters and digits, random), and the clock.
 */
#ifndef PLAYGROUND_IDENT_H
#define PLAYGROUND_IDENT_H

#include <stdbool.h>
#include <stdint.h>

enum { IDENT_SIZE = 27 };

void ident_new(char out[IDENT_SIZE]); /* from the kernel's randomness: good as a token */
bool ident_ok(const char *text);      /* 26 letters and digits; NULL is not */
int64_t ident_now(void);              /* Unix milliseconds */

#endif
