/* suggest_write.h - the files of a drafted topic, in an operator's overlay. */
#ifndef CLI_SUGGEST_WRITE_H
#define CLI_SUGGEST_WRITE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Writes the intent and an answer to be written below dir, making its folders, and says
 * so on stdout. Nothing is overwritten; when one of the two cannot be written, none
 * stays. All is borrowed. */
bool suggest_write(const char *dir, const char *language, const char *id,
                   const struct buf *intent, struct err *e);

#endif
