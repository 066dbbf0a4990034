/* answer_read.h - one answer file: front matter and body.
 *
 * Ownership: what is filled in belongs to the caller, who frees it with answer_free. */
#ifndef FAQ_ANSWER_READ_H
#define FAQ_ANSWER_READ_H

#include "base/err.h"
#include "faq/answers.h"

/* path stays borrowed (faults' places name it). False: faults were added. */
bool answer_read(struct answer *out, const char *path, struct faults *faults);
/* The same from the file's text. */
bool answer_parse(struct answer *out, const char *path, struct span text,
                  struct faults *faults);
void answer_free(struct answer *a);

/* Is it UTF-8 without a NUL? Else a fault says where it is not. */
bool answer_text(const char *path, unsigned first_line, struct span text,
                 struct faults *faults);
/* Finds "---" front matter "---"; both marks stand alone on their lines. The front matter
 * is without them. */
bool answer_split(struct span text, struct span *front, struct span *body);
/* Says as a fault why it could not be split. */
void answer_tell_no_front(const char *path, struct span text, struct faults *faults);

#endif
