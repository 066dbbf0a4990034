/* engine.h - the inside of a struct faq, for the files that make, explain and check its
 * decisions. */
#ifndef FAQ_ENGINE_H
#define FAQ_ENGINE_H

#include "faq/answers.h"
#include "faq/candidates.h"
#include "faq/choose.h"
#include "faq/context.h"
#include "faq/faq.h"
#include "faq/groups.h"
#include "faq/heard.h"
#include "faq/intents.h"
#include "faq/model.h"
#include "faq/rank.h"
#include "faq/remarks.h"
#include "faq/titles.h"

#define ENGINE_TEXT ((size_t)32 * 1024) /* bytes of a message that are read */

struct faq {
    struct intents intents;
    struct answers answers;
    struct answers english;          /* what another language gives where it has none */
    const struct answer **answer_of; /* by intent */
    struct candidates *candidates;
    struct titles *titles;
    struct groups *groups;
    struct remarks *remarks;
    struct map *names; /* words that are people's names: see scrub.h */
    char *language;
    char *intents_dir; /* the language's, for check and learn */
    char *english_dir; /* NULL: the same */
    /* Where it all came from, for check; NULL: there is none. */
    char *over_dir; /* the overlay's intents of the language */
    char *responses_dir, *overlay, *overlay_responses;
    struct model *model; /* NULL: nothing was learned, patterns decide alone */
    struct matcher *matcher;
    /* Scratch of the message at hand. */
    struct heard heard;
    struct hearing hearing;
    struct ranking ranking;
    struct traits traits;
    struct buf repaired, markdown, answer;
    bool lost;       /* nothing was understood */
    bool everything; /* try every pattern, without any filter: tests compare */
};

/* Everything but the words of the reply. Leaves heard, hearing and ranking for explain,
 * unless the text was a topic's id or picked a choice. */
bool engine_decide(struct faq *f, const struct faq_question *q, struct verdict *out,
                   struct err *e);

/* By the words alone: no choice is picked, nothing is steered. */
bool engine_decide_heard(struct faq *f, const struct faq_question *q, struct verdict *out,
                         struct err *e);

/* The verdict that answers with one topic, whatever else was said: surely. */
void engine_answer(struct verdict *out, const struct intents *set, int intent,
                   const char *why);

#endif
