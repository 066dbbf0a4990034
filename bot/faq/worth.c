#include "faq/worth.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int descending(const void *a, const void *b)
{
    const float *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

bool worth_cut(float *worths, size_t count, size_t most)
{
    float *sorted, least;

    if (count <= most)
        return true;
    sorted = mem_zero(count, sizeof *sorted);
    if (!sorted)
        return false;
    memcpy(sorted, worths, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, descending);
    least = sorted[most - 1];
    mem_free(sorted);
    for (size_t i = 0; i < count; i++)
        if (worths[i] < least)
            worths[i] = -1;
    return true;
}
