/* terminal.h - Markdown for a terminal: bold, bullets and links with ANSI codes, or
 * plain. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

struct terminal {
    bool color;
    size_t columns; /* lines are broken to fit; 0: they are not */
};

/* What stream can show: colour on a terminal that wants it (NO_COLOR unset, TERM not
 * dumb), and its width; neither when it is no terminal. */
struct terminal terminal_of(FILE *stream);
/* Appends markdown as text to out. Control characters of the text are left out. */
bool terminal_print(struct span markdown, const struct terminal *t, struct buf *out,
                    struct err *e);

#endif
