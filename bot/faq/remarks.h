/* remarks.h - what people say about the last answer instead of asking: "sources",
 * "more", "that helped", "wrong answer".
 *
 * From responses/<language>/remarks.yaml (docs/authoring.md); without that file nothing
 * is heard as a remark. A message is one when it says that and nothing else.
 * Ownership: copies what it keeps; immutable once loaded, but for scratch. */
#ifndef FAQ_REMARKS_H
#define FAQ_REMARKS_H

#include <stdbool.h>

#include "base/faults.h"
#include "faq/faq.h"
#include "faq/heard.h"
#include "faq/intents.h"

struct remarks;

/* scratch is overwritten: remarks are heard as messages are, so that both meet in
 * spelling and short forms. False: faults were added. */
bool remarks_load(struct remarks **out, const struct faq_paths *paths,
                  const struct intents *set, struct heard *scratch,
                  struct faults *faults);
void remarks_free(struct remarks *r); /* NULL is fine */

bool remarks_any(const struct remarks *r); /* is anything heard as one? */
/* What was said without little words; empty when it is too long for a remark. Borrowed
 * until the next call. */
struct span remarks_core(struct remarks *r, const struct heard *heard);
/* FAQ_STEER_NONE: it is none. */
enum faq_steer remarks_find(struct remarks *r, const struct heard *heard);
/* The intent that speaks for a remark: its answer is given where there was no answer to
 * remark on. -1: none. */
int remarks_topic(const struct remarks *r, enum faq_steer remark);

#endif
