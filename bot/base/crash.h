/* crash.h - dies at a named step, so that tests can see what survives it.
 *
 * LIMBER_CRASH=STEP:N kills the process (SIGKILL) when STEP is reached for the N-th time.
 * Only in builds with LIMBER_FAULTS; elsewhere crash_at does nothing. */
#ifndef BASE_CRASH_H
#define BASE_CRASH_H

void crash_at(const char *step);

#endif
