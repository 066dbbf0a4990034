/* clock.h - the time as a value that is passed in, so that tests can move it. */
#ifndef SERVICE_CLOCK_H
#define SERVICE_CLOCK_H

#include <stdint.h>

#include "net/loop.h"

struct clock {
    int64_t (*now)(void *user);     /* monotonic milliseconds */
    int64_t (*unix_ms)(void *user); /* Unix milliseconds */
    void *user;
};

struct clock clock_of_loop(struct loop *l);

static inline int64_t clock_now(const struct clock *c)
{
    return c->now(c->user);
}
static inline int64_t clock_unix(const struct clock *c)
{
    return c->unix_ms(c->user);
}

#endif
