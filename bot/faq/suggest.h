/* suggest.h - near topics for a message that no pattern is sure about: a ranked search
 * (BM25) over the concepts of titles, examples and `about` of all intents. It offers; it
 * never answers.
 *
 * Ownership: built once; the search uses scratch of its own. */
#ifndef FAQ_SUGGEST_H
#define FAQ_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "faq/heard.h"
#include "faq/intents.h"

struct suggest;

/* title_of gives an intent's title or NULL; `scratch` is overwritten. */
bool suggest_build(struct suggest **out, const struct intents *set,
                   const char *(*title_of)(void *user, size_t intent), void *user,
                   struct heard *scratch, struct err *e);
void suggest_free(struct suggest *s);

/* Fills at most max intents, best first; none for a message that says nothing on the
 * subject. */
size_t suggest_near(struct suggest *s, const struct heard_bits *bits, uint32_t *out,
                    size_t max);

#endif
