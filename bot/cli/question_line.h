/* question_line.h - one message of a file of JSON lines: {"text", "context", "after"}. */
#ifndef CLI_QUESTION_LINE_H
#define CLI_QUESTION_LINE_H

#include "base/err.h"
#include "base/json.h"
#include "faq/faq.h"

/* A line is at most this long: a question of 32 KiB with every character escaped. */
#define QUESTION_LINE_MAX ((size_t)256 * 1024)

/* Fills q, whose text is borrowed from the line. What comes before ("after") is asked
 * first, so that its context is there. */
bool question_line_read(struct faq *faq, const struct json *line, struct faq_question *q,
                        struct err *e);

#endif
