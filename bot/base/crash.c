#include "base/crash.h"

#ifdef LIMBER_FAULTS

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A killed process does not write which of its lines ran: libgcov does it here. */
static void write_coverage(void)
{
#ifdef LIMBER_COVERAGE
    void __gcov_dump(void);
    __gcov_dump();
#endif
}

struct plan {
    const char *step; /* NULL: none */
    size_t len;
    unsigned long time, reached;
};

/* "STEP:N" of the environment. */
static void read_plan(struct plan *p, const char *name)
{
    const char *wanted = getenv(name), *colon = wanted ? strchr(wanted, ':') : NULL;

    if (!colon)
        return;
    p->step = wanted;
    p->len = (size_t)(colon - wanted);
    p->time = strtoul(colon + 1, NULL, 10);
}

static bool is_due(struct plan *p, const char *step)
{
    return p->step && strncmp(p->step, step, p->len) == 0 && step[p->len] == '\0' &&
           ++p->reached == p->time;
}

void crash_at(const char *step)
{
    static struct plan plan;
    static bool known;

    if (!known)
        read_plan(&plan, "LIMBER_CRASH");
    known = true;
    if (is_due(&plan, step)) {
        write_coverage();
        kill(getpid(), SIGKILL);
    }
}

bool fails_at(const char *step)
{
    static struct plan plan;
    static bool known;

    if (getpid() != gettid())
        return false;
    if (!known)
        read_plan(&plan, "LIMBER_FAIL");
    known = true;
    if (!is_due(&plan, step))
        return false;
    fprintf(stderr, "now fails: %s\n", step);
    return true;
}

#else

void crash_at(const char *step)
{
    (void)step;
}

bool fails_at(const char *step)
{
    (void)step;
    return false;
}

#endif
