/* tally.h - which topic was expected of questions, and which was given instead.
 *
 * Ownership: a tally copies its examples and borrows topic names. */
#ifndef CLI_TALLY_H
#define CLI_TALLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

struct tally_pair {
    const char *expected, *given;
    unsigned times;
    char *example; /* the first such question */
};

struct tally {
    struct tally_pair *list;
    size_t count, room;
};

void tally_free(struct tally *t);
/* False for want of memory. */
bool tally_add(struct tally *t, const char *expected, const char *given,
               struct span example);
/* Most frequent first, then by name. */
void tally_sort(struct tally *t);

#endif
