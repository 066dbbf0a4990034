/* spelling_distance.c - how many slips of the finger lie between two words. */
#include "faq/spelling.h"

#define LONGEST 63

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

struct rows {
    unsigned two[LONGEST + 1], one[LONGEST + 1], now[LONGEST + 1];
};

/* Fills one row; returns its least value. */
static unsigned fill_row(struct rows *r, struct span a, struct span b, size_t i)
{
    unsigned best = r->now[0] = (unsigned)i;

    for (size_t j = 1; j <= b.len; j++) {
        unsigned cost = a.ptr[i - 1] != b.ptr[j - 1];
        unsigned d = least(r->one[j - 1] + cost, least(r->one[j], r->now[j - 1]) + 1);

        if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
            a.ptr[i - 2] == b.ptr[j - 1])
            d = least(d, r->two[j - 2] + 1);
        r->now[j] = d;
        best = least(best, d);
    }
    return best;
}

unsigned spelling_distance(struct span a, struct span b, unsigned most)
{
    struct rows r;
    size_t apart = a.len > b.len ? a.len - b.len : b.len - a.len;
    unsigned last = 0;

    if (a.len > LONGEST || b.len > LONGEST || apart > most)
        return most + 1;
    for (size_t j = 0; j <= b.len; j++)
        r.one[j] = (unsigned)j;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned best = fill_row(&r, a, b, i);

        /* A swap can still come from the row before. */
        if (best > most && last > most)
            return most + 1;
        last = best;
        for (size_t j = 0; j <= b.len; j++) {
            r.two[j] = r.one[j];
            r.one[j] = r.now[j];
        }
    }
    return least(r.one[b.len], most + 1);
}
