/* learn.h - from known questions to a model (model.h): all of intents/ (its *.tsv files,
 * the intents' examples) and the titles of answers.
 *
 * A minute's work, so it is done by `limber learn` and kept in intents/learned.tsv;
 * the bot itself only reads that. */
#ifndef FAQ_LEARN_H
#define FAQ_LEARN_H

#include "faq/asked.h"
#include "faq/engine.h"

/* All that is learned from: read anew from the folder of intents. False: no memory. */
bool learn_gather(struct asked *out, const struct faq *f, struct faults *faults);
/* Appends the file's text to out. *e only for want of memory or room. */
bool learn_model(struct faq *f, const struct asked *asked, struct buf *out,
                 struct err *e);

#endif
