/* context.h - what a conversation lends to a short message: the last subject, or a choice
 * picked.
 *
 * Pure: the context is a value that comes in with a question and goes out with the reply.
 */
#ifndef FAQ_CONTEXT_H
#define FAQ_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "faq/faq.h"
#include "faq/heard.h"
#include "faq/intents.h"

/* Too old a context means nothing any more. */
bool context_fresh(const struct faq_context *c, int64_t now_ms);

/* "2", "the second one", "option 3", or "yes" to a single offer. NULL: nothing was
 * picked. */
const char *context_pick(const struct faq_context *c, struct span text);
/* Is it a number, and nothing else, while choices are open? Asked where nothing was
 * picked: then it is none of theirs. */
bool context_picks_none(const struct faq_context *c, struct span text);
/* "None of those", "no": the choices that were offered are not wanted. */
bool context_wants_none(const struct faq_context *c, struct span text);
/* "Both", "all of them": how many choices are wanted; 0 where that was not said. */
int context_wants_all(const struct faq_context *c, struct span text);

/* Short enough to be about what was just talked of. */
bool context_may_follow(const struct heard *heard);
/* "pump", "stretching": names a subject, so that what is said next may be about it; while
 * another is talked of, only a sure word of ours does. */
bool context_begins(const struct faq_context *c, int64_t now_ms,
                    const struct heard *heard, const struct lexicon *lexicon);
/* Concepts lent to a short message without a subject ("side effects?") or without an
 * aspect ("and the pump?"). False: nothing is lent. */
bool context_lend(const struct faq_context *c, const struct intents *set,
                  const struct heard *heard, struct heard_bits *out);

/* "no, I meant ...": the last topic is not wanted again. */
bool context_turned_down(const struct faq_context *c, const struct heard *heard);

#endif
