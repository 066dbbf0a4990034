/* model.h - what was learned from known questions: how much each trait of a message
 * speaks for each topic.
 *
 * Two classifiers over the same traits, one row per trait. A linear one (svm.c) has a
 * column per class; its values tell how surely a message is of a class, or of none. A
 * perceptron (perceptron.c) tells better which of the topics it is, and says so by
 * lowering the others. A class is a topic; an urgent topic has two, one for questions
 * about it and one, "id!", for what is happening now; "-" is talk that is not for Limber,
 * "?" a message too vague to answer. learn.c makes the rows and model_write the file,
 * intents/learned.tsv; this reads it and weighs messages. Measured on questions that
 * neither had seen: patterns alone put 60 to 80 % right, the linear model 86 to 91 %,
 * both together 89 to 94 %.
 *
 * Ownership: a model owns all it holds; it borrows nothing after loading. */
#ifndef FAQ_MODEL_H
#define FAQ_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/faults.h"
#include "faq/intents.h"
#include "faq/perceptron.h"
#include "faq/traits.h"

#define MODEL_CLASSES 256      /* at most */
#define MODEL_NEVER   (-99.0F) /* see model_offered */

struct model;

enum model_sense {
    MODEL_TOPIC,  /* asked about */
    MODEL_NOW,    /* an emergency that is happening */
    MODEL_OTHERS, /* not for us */
    MODEL_VAGUE   /* says too little to be answered: topics are offered */
};

struct model_class {
    int intent; /* -1: no topic, or one that is no more */
    enum model_sense sense;
};

/* *out is NULL and it is no fault when the file is not there. */
bool model_load(struct model **out, const char *path, const struct intents *set,
                struct faults *faults);
void model_free(struct model *m); /* NULL is fine */

size_t model_classes(const struct model *m);
const struct model_class *model_class(const struct model *m, size_t i);
/* How often the class is offered for what is too vague to answer: the logarithm of its
 * share of all offers; MODEL_NEVER where it is offered hardly ever. */
float model_offered(const struct model *m, size_t i);
/* Of the questions it was learned from (learn.h). */
uint64_t model_digest(const struct model *m);

/* One value per class into out, which has room for model_classes; above 0 the class is
 * likelier than not. The best ones lie between -1.5 and 1.5; the perceptron's doubt takes
 * those of other topics further down. Returns how much likelier the perceptron holds it
 * to be for others than about any topic, as a logarithm of at least -8. */
float model_weigh(const struct model *m, const struct traits *t, float *out);

/* --- making one --- */

struct model_draft {
    const char *const *class_names; /* "id", "id!", "-" or "?" */
    const float *bias;
    const float *offered; /* as model_offered */
    size_t class_count;
    const struct perceptron *perceptron;
    uint64_t digest;
};
/* The head of the file, then each row: its trait, its rarity (inverse document
 * frequency), a weight per class, and what the perceptron has in this column. */
bool model_write_head(const struct model_draft *d, struct buf *out);
bool model_write_row(const struct model_draft *d, size_t column, enum trait_kind kind,
                     struct span text, float rarity, const float *weights,
                     struct buf *out);

#endif
