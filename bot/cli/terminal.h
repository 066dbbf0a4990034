/* terminal.h - Markdown for a terminal: bold, bullets and links with ANSI codes, or
 * plain. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

/* Is it a terminal that wants colour (NO_COLOR unset, TERM not dumb)? */
bool terminal_has_color(FILE *stream);
/* Appends markdown as text to out. Control characters of the text are left out. */
bool terminal_print(struct span markdown, bool color, struct buf *out, struct err *e);

#endif
