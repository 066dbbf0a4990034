/* curve.h - what a measure is worth: a line through a few points, flat beyond them.
 *
 * Pure; owns nothing and cannot fail. */
#ifndef FAQ_CURVE_H
#define FAQ_CURVE_H

#include <stddef.h>

#define CURVE_POINTS 6

struct curve {
    size_t count; /* of points; at least one */
    struct {
        float at, worth;
    } points[CURVE_POINTS]; /* each further on than the one before */
};

float curve_worth(const struct curve *c, float at);

#endif
