/* ident.h - ids and short texts in fixed room, as every adapter keeps them. Pure. */
#ifndef PLATFORMS_IDENT_H
#define PLATFORMS_IDENT_H

#include <stdbool.h>
#include <stddef.h>

/* Letters, digits, "-" and "_", at least one, fewer than `size`. NULL is none. */
bool ident_ok(const char *id, size_t size);
/* Copies a whole text; false and "" when it is NULL, empty or does not fit. */
bool ident_copy(char *out, size_t size, const char *text);
/* Copies what fits, cut at a code point's border. NULL gives "". */
void ident_cut(char *out, size_t size, const char *text);

#endif
