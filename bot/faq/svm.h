/* svm.h - a linear classifier, learned from examples: a support vector machine with
 * squared hinge loss, solved in its dual by coordinate descent (Hsieh, Chang, Lin,
 * Keerthi and Sundararajan, "A dual coordinate descent method for large-scale linear
 * SVM", 2008).
 *
 * Pure: the same examples and seed always give the same weights. */
#ifndef FAQ_SVM_H
#define FAQ_SVM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"
#include "faq/examples.h"

/* side: 1 for an example of the class, -1 for one of another, 0 for one that is left out.
 * weights has columns + 1 places, the last for the bias. cost: how much a wrong example
 * costs. False: no memory. */
bool svm_learn(const struct examples *x, const int8_t *side, double cost, struct rng *rng,
               float *weights);

#endif
