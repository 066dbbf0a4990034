/* perceptron.h - a classifier with one hidden layer, learned from examples: a multilayer
 * perceptron with rectified hidden units and a softmax over the classes.
 *
 * What it has over svm.c: words that ask for the same topics come to lie near one another
 * in the hidden layer, so that a question in rare words borrows from those in common
 * ones. Learned in small batches with Adam (Kingma and Ba, "Adam: a method for stochastic
 * optimization", 2015); values and hidden units are left out at random, so that no
 * question hangs on a single word (dropout: Srivastava and others, 2014).
 *
 * Pure: the same examples and seed always give the same weights.
 * Ownership: a perceptron owns its weights (perceptron_free). */
#ifndef FAQ_PERCEPTRON_H
#define FAQ_PERCEPTRON_H

#include <stdbool.h>

#include "base/rng.h"
#include "faq/examples.h"

/* A multiple of 16, so that loops over it need no rest. */
enum { PERCEPTRON_HIDDEN = 96 };

struct perceptron {
    size_t columns, classes;
    float *in;       /* column by column, PERCEPTRON_HIDDEN each */
    float *in_bias;  /* PERCEPTRON_HIDDEN */
    float *out;      /* class by class, PERCEPTRON_HIDDEN each */
    float *out_bias; /* classes */
};

enum { PERCEPTRON_LABELS = 3 };

/* What is right for an example. */
struct perceptron_label {
    int right;                       /* the class; -1: the example is left out */
    int also[PERCEPTRON_LABELS - 1]; /* -1: none */
    float also_share; /* how right each of these is; 0: neither right nor wrong */
    float weight;     /* 1, or less for an example that should count less */
};

/* labels: one per example. False: no memory, and nothing to free. */
bool perceptron_learn(const struct examples *x, const struct perceptron_label *labels,
                      size_t classes, struct rng *rng, struct perceptron *out);
void perceptron_free(struct perceptron *p);

#endif
