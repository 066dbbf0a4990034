/* coverage.h - which patterns, and which of their alternatives, questions ever use.
 *
 * Ownership: a coverage borrows the faq that it watches; what it hands out is borrowed
 * from both. */
#ifndef FAQ_COVERAGE_H
#define FAQ_COVERAGE_H

#include "faq/faq.h"

struct coverage;

struct coverage_pattern {
    const char *topic, *source;
    const char *file;
    unsigned line;
    unsigned used; /* messages it held for */
};

/* False for want of memory. */
bool coverage_new(struct coverage **out, struct faq *faq, struct err *e);
void coverage_free(struct coverage *c);

/* Answers as faq_answer does, and notes every pattern that holds for the message, winner
 * or not. A topic's id and a picked choice need no pattern and note none. */
bool coverage_answer(struct coverage *c, const struct faq_question *q,
                     struct faq_reply *out, struct err *e);

size_t coverage_count(const struct coverage *c);
struct coverage_pattern coverage_pattern(const struct coverage *c, size_t i);
/* The k-th alternative of pattern i, as written, that no message used; false: no more. */
bool coverage_unused(const struct coverage *c, size_t i, size_t k, struct span *out);

#endif
