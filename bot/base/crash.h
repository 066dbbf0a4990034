/* crash.h - dies, or fails, at a named step, so that tests can see what survives it.
 *
 * LIMBER_CRASH=STEP:N kills the process (SIGKILL) when STEP is reached for the N-th time;
 * LIMBER_FAIL=STEP:N makes STEP fail that time, and says so on stderr.
 * Only in builds with LIMBER_FAULTS; elsewhere nothing dies or fails. */
#ifndef BASE_CRASH_H
#define BASE_CRASH_H

#include <stdbool.h>

void crash_at(const char *step);
/* Of the main thread's steps: is this the one that has to fail? */
bool fails_at(const char *step);

#endif
