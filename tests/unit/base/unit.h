/* unit.h - what every unit test of base includes: cmocka and its needs, a loop that makes
 * each allocation fail in turn, and a folder for files. */
#ifndef UNIT_BASE_UNIT_H
#define UNIT_BASE_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

/* Runs `work` with the 1st, 2nd, ... allocation failing, until one run needs no more. It
 * returns false when it failed for want of memory; leaks and crashes are found by ASan.
 */
static inline void fail_each_allocation(bool (*work)(void))
{
#ifdef LIMBER_FAULTS
    bool done = false;
    for (size_t n = 1; !done; n++) {
        assert_true(n < 100000);
        mem_fail_after(n);
        bool ok = work();
        done = mem_count() < n;
        mem_fail_after(0);
        if (done)
            assert_true(ok);
    }
#else
    assert_true(work());
#endif
}

/* Writes text to a new file under /tmp and puts its path into path. */
static inline void write_file(char path[64], const char *text)
{
    snprintf(path, 64, "/tmp/limber-unit-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

#endif
