/* asked.h - intents/asked.tsv: questions that people ask, with the topics that answer
 * them.
 *
 * One question a line: topic ids separated by blanks, best first, a tab, the question.
 * Lines beginning with "#" are comments. */
#ifndef FAQ_ASKED_H
#define FAQ_ASKED_H

#include "base/faults.h"
#include "faq/intents.h"

/* Adds the file's questions to the set; a missing file is no fault. */
void asked_read(struct intents *set, const char *path, struct faults *faults);
void asked_free(struct intents *set);

#endif
