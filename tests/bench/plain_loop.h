/* plain_loop.h - the baseline: a loop over all patterns. */
#ifndef TESTS_BENCH_PLAIN_LOOP_H
#define TESTS_BENCH_PLAIN_LOOP_H

#include "faq/engine.h"

/* Every term of every pattern as an expression, tried one after the other: what a bot
 * does that loops over its patterns. A term that is only a concept is the search for one
 * of its marks, so the loop even has the words found for it. */
struct loop {
    struct faq *faq;
    pcre2_code **codes; /* by pattern, PATTERN_TERMS each */
    size_t patterns;
};

void loop_build(struct loop *l, struct faq *faq);
void loop_free(struct loop *l);
/* Hears the text and tries every pattern. */
void loop_run(struct loop *l, const char *text);

#endif
