/* asked.h - the questions of intents/ (its *.tsv): what people ask, which topic answers
 * it. limber learn learns from them (learn.h).
 *
 * One question a line: labels separated by blanks, best first, a tab, the question. A
 * label is a topic's id; "id!" for an emergency that is happening; "-" for talk that is
 * not for Limber; "?", before the topics to offer, for what is too vague to answer. A
 * follow-up question has a tab more and the id of the topic that was answered before it.
 * Lines beginning with "#" are comments.
 *
 * Ownership: an asked owns its texts (asked_free). */
#ifndef FAQ_ASKED_H
#define FAQ_ASKED_H

#include "base/faults.h"
#include "faq/intents.h"
#include "faq/model.h"

#define ASKED_LABELS 3 /* further ones of a line are checked, and not learned */

struct asked_question {
    char *text;
    struct model_class labels[ASKED_LABELS];
    size_t label_count;
    int after; /* the intent answered before, or -1 */
};

struct asked {
    struct asked_question *list;
    size_t count, room;
    size_t from_files; /* of count: read by asked_read */
};

/* Adds the questions of all *.tsv in dir (but learned.tsv), and each unknown label as a
 * fault. False: no memory. */
bool asked_read(struct asked *out, const struct intents *set, const char *dir,
                struct faults *faults);
/* Adds one with one label; text is copied. */
bool asked_add(struct asked *out, const char *text, struct model_class label);
void asked_free(struct asked *a);
/* Tells any change of questions or labels. */
uint64_t asked_digest(const struct asked *a, const struct intents *set);
/* "id", "id!", "-" or "?", into out. */
void asked_label(const struct intents *set, struct model_class label, char *out,
                 size_t size);

#endif
