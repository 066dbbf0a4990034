/* candidates.h - which patterns can match at all, found from the concepts heard.
 *
 * An inverted index from each pattern's rarest needed concept: a message's cost depends
 * on what it says, hardly on how many intents there are. Ownership: borrows the intents;
 * immutable after candidates_build but for the marks of a walk. */
#ifndef FAQ_CANDIDATES_H
#define FAQ_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faq/heard.h"
#include "faq/intents.h"

struct candidates;

struct candidates *candidates_build(const struct intents *set); /* NULL: no memory */
void candidates_free(struct candidates *c);

/* Calls each for every rule whose anchor is in bits, once per rule. */
void candidates_walk(struct candidates *c, const struct heard_bits *bits,
                     void (*each)(void *user, size_t intent,
                                  const struct intent_rule *rule),
                     void *user);
/* The same for every rule there is: tests and benches compare with it. */
void candidates_walk_all(struct candidates *c,
                         void (*each)(void *user, size_t intent,
                                      const struct intent_rule *rule),
                         void *user);

#endif
