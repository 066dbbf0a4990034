#include "service/clock.h"

static int64_t now(void *user)
{
    return loop_now(user);
}

static int64_t unix_ms(void *user)
{
    return loop_unix(user);
}

struct clock clock_of_loop(struct loop *l)
{
    return (struct clock){now, unix_ms, l};
}
