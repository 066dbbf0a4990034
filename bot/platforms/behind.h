/* behind.h - a server whose stamps lie far behind our clock, whoever is wrong.
 *
 * What comes live was said just now. Where its stamp is hours old, the stamp or our clock
 * is wrong: the message counts as said now, not as too old to be answered, and the
 * difference is kept, over restarts too, so that what is read back is judged by the
 * server's own time. All times in Unix ms. */
#ifndef PLATFORMS_BEHIND_H
#define PLATFORMS_BEHIND_H

#include <stdint.h>

#include "platforms/platform.h"

/* What an earlier process learned. */
void behind_load(struct platform *p);
/* A live message, which the platform may bring late by so much: when it was said, by our
 * clock. Learns. */
int64_t behind_live(struct platform *p, int64_t stamp_ms, int64_t late_ms);
/* A stamp that was read back, by our clock. */
int64_t behind_ours(const struct platform *p, int64_t stamp_ms);
/* What the server's stamps say now. */
int64_t behind_now(const struct platform *p);

#endif
