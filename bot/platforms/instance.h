/* instance.h - what the instances of all adapters do alike: they log under their
 * platform's and connection's name, tell the host how they are, end for good, and take
 * their times from a test.
 *
 * Ownership: borrows all. */
#ifndef PLATFORMS_INSTANCE_H
#define PLATFORMS_INSTANCE_H

#include <stdarg.h>
#include <stdint.h>

#include "base/backoff.h"
#include "base/log.h"
#include "platforms/platform.h"

/* One line to the log; detail may be NULL. */
void instance_log(const struct platform *p, enum log_level level, const char *event,
                  const char *detail);
/* Stops the instance for good and tells the host what the operator must do. */
void instance_fatal(struct platform *p, enum err_code code, const char *fmt, va_list args)
    __attribute__((format(printf, 3, 0)));
/* The socket can receive now, or not any more: tells the host. */
void instance_ready(struct platform *p);
void instance_down(struct platform *p, const char *reason);
/* The next try to connect follows in in_ms: one line to the log. */
void instance_reconnecting(const struct platform *p, const char *reason, int64_t in_ms);
/* Between tries to connect: as the options say, else from 1 s to most_ms. */
struct backoff instance_backoff(const struct platform_options *o, int64_t most_ms);
/* The platform's own time, or the one that a test has set (0: none) where that is
 * shorter, so that a test is quick. Both in ms. */
int64_t instance_at_most(int64_t own, int64_t given);
/* What a post that was on its way at the adapter's end came to: it may have been stored,
 * so whoever starts next must look. */
extern const struct post_outcome instance_dropped;

#endif
