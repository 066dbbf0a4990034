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
/* The next {{...}} in s from an offset on: *at where it begins, *end behind it, its name
 * trimmed. False, and nothing changes: there is none. */
bool template_slot(struct span s, size_t from, size_t *at, size_t *end,
                   struct span *name);

#endif
