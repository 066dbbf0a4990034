/* utf8.h - strict UTF-8 (RFC 3629: no overlongs, no surrogates, at most U+10FFFF). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"

/* True when s is valid; else *bad_at (may be NULL) is the offset of the first bad byte.
 */
bool utf8_valid(struct span s, size_t *bad_at);
/* Decodes one code point at *at (< s.len) and advances *at by 1 to 4. A bad byte gives
 * U+FFFD and advances by 1. */
uint32_t utf8_next(struct span s, size_t *at);
/* Writes 1 to 4 bytes to out, returns how many; 0 for what is no code point. */
size_t utf8_encode(uint32_t rune, char out[4]);
size_t utf8_count(struct span s);       /* code points; bad bytes count one each */
size_t utf8_count_utf16(struct span s); /* UTF-16 units, as JavaScript platforms count */
/* The largest length <= max_bytes that ends at a code point's border. */
size_t utf8_fit(struct span s, size_t max_bytes);
/* Appends s with every bad byte replaced by U+FFFD. */
bool utf8_repair(struct buf *out, struct span s);

#endif
