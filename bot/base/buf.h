/* buf.h - a growing byte buffer born with a maximum.
 *
 * Ownership: the buffer owns data; buf_free releases it. data is always NUL-ended
 * once something was appended (the NUL is not counted in len).
 * Errors: an append that would pass max or runs out of memory returns false, sets
 * `failed` and leaves the content as it was; later appends fail too, so a chain of
 * appends may be checked once at its end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/span.h"

struct buf {
    char *data;
    size_t len, cap, max;
    bool failed, starved; /* starved: for want of memory */
};

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);  /* back to empty, the maximum stays */
void buf_clear(struct buf *b); /* empties, keeps the memory, forgives `failed` */
bool buf_add(struct buf *b, const void *data, size_t len);
bool buf_text(struct buf *b, const char *text);
bool buf_span(struct buf *b, struct span s);
bool buf_char(struct buf *b, char c);
bool buf_rune(struct buf *b, unsigned rune); /* appends UTF-8 */
bool buf_format(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_cut(struct buf *b, size_t len); /* shortens to len */
struct span buf_view(const struct buf *b);
/* Why nothing came of `what`, which was being written here: it is too long, or there was
 * no memory, which is worth another try. Always false. */
bool buf_fail(const struct buf *b, const char *what, struct err *e);
/* Hands the text over to the caller (mem_free); an empty buffer gives "". NULL when
 * failed. */
char *buf_take(struct buf *b);

#endif
