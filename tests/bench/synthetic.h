/* synthetic.h - content of any size in the shape of ours, and hostile messages. */
#ifndef TESTS_BENCH_SYNTHETIC_H
#define TESTS_BENCH_SYNTHETIC_H

#include <stdbool.h>
#include <stddef.h>

#include "faq/faq.h"

/* Writes an overlay with `count` intents into dir: each copies the patterns, excludes and
 * examples of one of ours, but is about an invented subject (eight intents share one).
 * False: a message was printed. */
bool synthetic_write(const char *dir, const struct faq *shipped, size_t count);
/* Removes what synthetic_write wrote. */
void synthetic_remove(const char *dir, size_t count);
/* A question about the i-th invented subject. Free with mem_free. */
char *synthetic_question(size_t i);

/* Text meant to cost as much as possible; NULL when there is no i-th. Free with
 * mem_free. */
char *synthetic_hostile(const struct faq *faq, size_t i);

#endif
