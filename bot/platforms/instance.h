/* instance.h - what the instances of all adapters do alike: they log under their
 * platform's and connection's name, end for good, and take their times from a test. */
#ifndef PLATFORMS_INSTANCE_H
#define PLATFORMS_INSTANCE_H

#include <stdint.h>

#include "base/log.h"
#include "platforms/platform.h"

/* One line to the log; detail may be NULL. */
void instance_log(const struct platform *p, enum log_level level, const char *event,
                  const char *detail);
/* Tells the host what the operator must do: the adapter has ended everything before. */
void instance_fatal(struct platform *p, const struct err *why);
/* The platform's own time, or the one that a test has set (0: none) where that is
 * shorter, so that a test is quick. Both in ms. */
int64_t instance_at_most(int64_t own, int64_t given);
/* What a post that was on its way at the adapter's end came to: it may have been stored,
 * so whoever starts next must look. */
extern const struct post_outcome instance_dropped;

#endif
