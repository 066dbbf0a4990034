/* template.h - fills the slots of an answer: {{name}} from local facts, {{> name}} from
 * fragments.
 *
 * A fragment may hold slots, not fragments. What is filled in is Markdown. */
#ifndef FAQ_TEMPLATE_H
#define FAQ_TEMPLATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/span.h"
#include "faq/answers.h"
#include "faq/faq.h"

/* Appends body to out. An unknown slot is left out; its first offset is given through
 * *unknown (may be NULL), which is body.len when all were known. False: out is full. */
bool template_fill(struct buf *out, struct span body, const struct answers *texts,
                   const struct faq_local *locals, size_t local_count, size_t *unknown);

#endif
