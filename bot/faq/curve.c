#include "faq/curve.h"

float curve_worth(const struct curve *c, float at)
{
    size_t i = 0;

    while (i < c->count && c->points[i].at < at)
        i++;
    if (i == 0)
        return c->points[0].worth;
    if (i == c->count)
        return c->points[i - 1].worth;
    return c->points[i - 1].worth + (at - c->points[i - 1].at) /
                                        (c->points[i].at - c->points[i - 1].at) *
                                        (c->points[i].worth - c->points[i - 1].worth);
}
