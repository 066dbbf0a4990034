/* nearest.h - the known word that a mistyped one most likely meant, for hints. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/* Edit distance of two short words (at most 64 bytes count), insertions, deletions and
 * substitutions one each. */
size_t nearest_distance(const char *a, const char *b);
/* The nearest of `known` (NULL-ended), or NULL when none is near. */
const char *nearest_word(const char *word, const char *const known[]);
/* Writes "did you mean `x`?", or "known are: a, b, c" when none is near. */
void nearest_hint(char *hint, size_t size, const char *word, const char *const known[]);

#endif
