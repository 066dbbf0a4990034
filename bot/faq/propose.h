/* propose.h - from like questions that nothing answers to the draft of an intent: a
 * concept of the words they share, a pattern, and the questions as examples. Pure. */
#ifndef FAQ_PROPOSE_H
#define FAQ_PROPOSE_H

#include "base/buf.h"
#include "faq/alike.h"
#include "faq/faq.h"

#define PROPOSE_EXAMPLES 12

struct propose_from {
    const char *const *texts; /* scrubbed questions (faq_scrub), all of them */
    struct alike_group group; /* the ones meant; its words name the concept */
    const char *near;         /* a topic that is near, whose group it joins; or "" */
    const char *id; /* the topic's id, when the author has chosen one; or NULL */
};

/* Writes a file of intents/ in the form of `limber fmt`. id receives the topic's id.
 * False for want of memory, or when the questions share no word (ERR_VALUE). */
bool faq_propose(const struct faq *f, const struct propose_from *from, struct buf *out,
                 char id[FAQ_TOPIC_MAX], struct err *e);

#endif
