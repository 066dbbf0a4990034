#include "base/crash.h"

#ifdef LIMBER_FAULTS

#include <signal.h>
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

void crash_at(const char *step)
{
    static unsigned long reached;
    const char *wanted = getenv("LIMBER_CRASH");
    size_t len = strlen(step);

    if (!wanted || strncmp(wanted, step, len) != 0 || wanted[len] != ':')
        return;
    if (++reached == strtoul(wanted + len + 1, NULL, 10)) {
        write_coverage();
        kill(getpid(), SIGKILL);
    }
}

#else

void crash_at(const char *step)
{
    (void)step;
}

#endif
