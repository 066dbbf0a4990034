/* canon.h - files of intents/ and answers in their one canonical form (`limber fmt`). */
#ifndef FAQ_CANON_H
#define FAQ_CANON_H

#include "base/buf.h"
#include "base/faults.h"
#include "base/span.h"

/* Appends the file's text in form. A text that begins with a line "---" is an answer: its
 * front matter is put into form, its body stays. False: faults were added. */
bool faq_canon(const char *file, struct span text, struct buf *out,
               struct faults *faults);

#endif
