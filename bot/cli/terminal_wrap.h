/* terminal_wrap.h - breaks lines between words so that they fit a terminal. */
#ifndef CLI_TERMINAL_WRAP_H
#define CLI_TERMINAL_WRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"

/* Appends text to out, in lines of at most width columns; a list item's further lines are
 * indented below its first word, a word that is too long stands alone. Colour codes take
 * no room. width 0: as it is. False: out is full. */
bool terminal_wrap(struct span text, size_t width, struct buf *out);

#endif
