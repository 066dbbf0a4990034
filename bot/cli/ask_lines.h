/* ask_lines.h - `limber ask --jsonl`: a line of JSON in, a line of JSON out, in order. */
#ifndef CLI_ASK_LINES_H
#define CLI_ASK_LINES_H

#include <stdio.h>

#include "base/buf.h"
#include "base/json.h"
#include "faq/faq.h"

/* Reads until the end; a bad line gets an error line and ends nothing. Returns an exit
 * status. */
int ask_lines(struct faq *faq, FILE *in, FILE *out);

/* {"id":...,"action":...,"topics":[...],"suggestions":[...],"text":...} without a line
 * end; id NULL leaves it out. */
bool ask_write_reply(const struct faq_reply *reply, const struct json *id,
                     struct buf *out);

#endif
