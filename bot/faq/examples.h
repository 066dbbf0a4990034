/* examples.h - labelled questions as rows of numbers: what svm.c and perceptron.c learn
 * from. */
#ifndef FAQ_EXAMPLES_H
#define FAQ_EXAMPLES_H

#include <stddef.h>
#include <stdint.h>

struct example_value {
    uint32_t column;
    float value;
};

struct examples {
    const struct example_value *values;
    const uint32_t *start; /* example i: values[start[i]] .. values[start[i + 1]] */
    size_t count;
    size_t columns;
};

#endif
