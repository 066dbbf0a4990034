/* titles.h - topics by the titles of their answers, in whatever case.
 *
 * Ownership: copies the titles; immutable once built. */
#ifndef FAQ_TITLES_H
#define FAQ_TITLES_H

#include <stddef.h>

#include "base/span.h"
#include "faq/answers.h"

struct titles;

/* answer_of[i] is the answer of intent i, or NULL. NULL: no memory. */
struct titles *titles_new(const struct answer *const *answer_of, size_t count);
void titles_free(struct titles *t);
/* The intent whose title this is, the first of several; -1: none's. */
int titles_find(const struct titles *t, struct span text);

#endif
