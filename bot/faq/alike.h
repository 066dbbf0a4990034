/* alike.h - questions that ask the same, put together by the words they share. Pure.
 *
 * A word weighs the more the fewer of the questions have it. Little words weigh next to
 * nothing, and words that Limber knows less than others: what nobody could answer is
 * mostly about something that it does not know. A question joins the group of the
 * question that it shares most with, when that is enough.
 *
 * Ownership: texts are borrowed for the call; words handed out are owned by the alike. */
#ifndef FAQ_ALIKE_H
#define FAQ_ALIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "faq/lexicon.h"

#define ALIKE_MOST  2000 /* questions */
#define ALIKE_WORDS 5    /* that a group is known by */

struct alike_group {
    const size_t *members; /* indexes of texts, in the order in which they came */
    size_t count;
    const char *words[ALIKE_WORDS]; /* what its members share, heaviest first */
    size_t word_count;
};

struct alike;

/* Groups, largest first. l says which words Limber knows; NULL: none. False for want of
 * memory; of more than ALIKE_MOST texts the last ones are taken. */
bool alike_new(struct alike **out, const struct lexicon *l, const char *const *texts,
               size_t count, struct err *e);
void alike_free(struct alike *a); /* NULL is fine */
size_t alike_count(const struct alike *a);
struct alike_group alike_group(const struct alike *a, size_t i);

#endif
