/* likeness.h - how much a message is like the questions known to be asked about a topic.
 *
 * Patterns say what a topic is about; examples, titles and intents/asked.tsv show how
 * people put it. From these each word and concept gets a weight per topic: the logarithm
 * of how much more likely it is in that topic's questions than in all (naive Bayes, with
 * few observations held towards "says nothing"). The sum decides between topics that
 * patterns put close together, and finds topics to offer where patterns are silent.
 *
 * Ownership: built once, then only read, but for the scratch of the search. */
#ifndef FAQ_LIKENESS_H
#define FAQ_LIKENESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "faq/intents.h"
#include "faq/score.h"

#define LIKENESS_TRAITS 192 /* words and concepts of one message that are looked at */

struct likeness;

/* title_of gives an intent's title or NULL; `scratch` is overwritten. */
bool likeness_build(struct likeness **out, const struct intents *set,
                    const char *(*title_of)(void *user, size_t intent), void *user,
                    struct heard *scratch, struct err *e);
void likeness_free(struct likeness *l);

/* What a message has that questions were seen to have, each with its share. */
struct traits {
    uint32_t id[LIKENESS_TRAITS];
    float share[LIKENESS_TRAITS];
    size_t count;
    float size; /* of the message: longer ones add up more by chance */
};
void likeness_traits(const struct likeness *l, const struct hearing *h,
                     struct traits *out);

/* Takes a message to be weighed: its traits stay borrowed until the next. */
void likeness_begin(struct likeness *l, const struct traits *t);

/* Above 0: more like the questions about this intent than like any question. Most lie
 * between -3 and 10. */
double likeness_weigh(const struct likeness *l, size_t intent);

/* The likest intents, best first, at most max (no more than 32). */
size_t likeness_find(const struct likeness *l, uint32_t *out, size_t max);

#endif
