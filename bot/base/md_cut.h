/* md_cut.h - cuts one block that is too long for a message into smaller blocks. Inside
 * base only.
 *
 * The tree is cut, not the printed text: each part is a whole block of its own with the
 * same marks around it (bold stays bold, code stays inside its fence), so that a
 * printer's escaping holds in every part. */
#ifndef BASE_MD_CUT_H
#define BASE_MD_CUT_H

#include "base/md.h"

struct md_cut;

/* NULL without memory. The block must outlive it. */
struct md_cut *md_cut_new(const struct md_node *block, const struct md_printer *printer,
                          size_t limit);
void md_cut_free(struct md_cut *c);

/* Prints the next part to out (cleared first). *more is false when it was the last. A
 * part passes the limit only if one single character of it does, once printed; then the
 * caller has to cut what was printed. Each call consumes at least one character. False:
 * the printer failed. */
bool md_cut_next(struct md_cut *c, struct buf *out, bool *more);

#endif
