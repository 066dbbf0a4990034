/* recall.h - the last questions that were answered, so that an admin can have one
 * explained. In memory only, a few, and not for long; nothing of it reaches the disk. */
#ifndef SERVICE_RECALL_H
#define SERVICE_RECALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faq/faq.h"
#include "platforms/platform.h"

struct recall;

bool recall_new(struct recall **out, struct err *e);
void recall_free(struct recall *r); /* NULL is fine */

/* Keeps the first bytes of the text, and the context it was understood in. Want of memory
 * loses it, which is no harm. */
void recall_keep(struct recall *r, const char *connection, const struct message *m,
                 const struct faq_question *q);
/* The last one of the thread that m is in, or else of the channel; false: none within a
 * quarter of an hour. The text is borrowed until the next keep. */
bool recall_last(const struct recall *r, const char *connection, const struct message *m,
                 int64_t now_ms, struct faq_question *out);
void recall_forget(struct recall *r); /* all of it */

#endif
