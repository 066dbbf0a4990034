/* fuzz.h - what every fuzz target shares: its entry point, and how it says that something
 * is wrong.
 *
 * A target takes any bytes. Built with libFuzzer (`make fuzz`) it is driven by it; else
 * replay.c hands it the files of the corpora and of the regressions. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/span.h"

/* Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct span fuzz_text(const uint8_t *data, size_t size)
{
    return (struct span){(const char *)data, size};
}

/* A promise of the code under test. */
static inline void fuzz_must(bool ok, const char *promise)
{
    if (ok)
        return;
    fprintf(stderr, "broken promise: %s\n", promise);
    abort();
}

#endif
