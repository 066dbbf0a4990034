/* check.h - the parts of faq_check, one file each: answers as texts, intents as examples.
 */
#ifndef FAQ_CHECK_H
#define FAQ_CHECK_H

#include "base/faults.h"
#include "faq/engine.h"

/* Titles, sources, dates, lengths, reading ease, slots, follow-ups, answers without an
 * intent. */
bool check_answers(struct faq *f, int64_t today_ms, struct faults *faults, struct err *e);
/* Headings, tables, pictures and the like, and bare addresses, in an answer's text. */
void check_marks(const struct answer *a, struct faults *faults);
/* Amounts of a medicine, such as "5 mg": in title and text, or in any text of a file. */
void check_amounts(const struct answer *a, struct faults *faults);
void check_amounts_in(const char *file, unsigned first_line, struct span text,
                      struct faults *faults);
/* The place of a byte of an answer's body. */
struct fault_place check_place(const struct answer *a, const char *where);
/* Files and links that look like content and are nowhere read. */
bool check_places(const struct faq *f, struct faults *faults, struct err *e);
/* Local facts and fragments: no slot without its text, no text without its use. */
bool check_texts(const struct faq *f, struct faults *faults, struct err *e);
/* The questions' labels are known, and what was learned is from these very questions.
 * *missing: there are questions, and nothing was learned from them yet. */
bool check_learned(struct faq *f, bool *missing, struct faults *faults, struct err *e);

#endif
