#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_EVERY = 256, TELL_EVERY_MS = 200 };

static int64_t now_ms(void)
{
    struct timespec t = {0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_begin(struct progress *p)
{
    *p = (struct progress){.shown = isatty(STDERR_FILENO)};
}

static void tell(struct progress *p)
{
    if (p->done > 1)
        fprintf(stderr, "\r\033[K%s: %zu", p->now, p->done);
    else
        fprintf(stderr, "\r\033[K%s", p->now);
    fflush(stderr);
    p->told_ms = now_ms();
}

void progress_step(struct progress *p, const char *step)
{
    if (!p || !p->shown)
        return;
    bool another = p->now != step;
    p->done = another ? 1 : p->done + 1;
    p->now = step;
    if (another || (p->done % LOOK_EVERY == 0 && now_ms() - p->told_ms >= TELL_EVERY_MS))
        tell(p);
}

void progress_end(struct progress *p)
{
    if (p->shown && p->now)
        fputs("\r\033[K", stderr);
    p->shown = false;
}
