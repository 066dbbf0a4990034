#include "base/nearest.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX ((size_t)64)

static size_t least(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

size_t nearest_distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1], an = strnlen(a, WORD_MAX), bn = strnlen(b, WORD_MAX);

    for (size_t k = 0; k <= bn; k++)
        row[k] = k;
    for (size_t i = 1; i <= an; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= bn; k++) {
            size_t above = row[k];
            row[k] = least(above + 1, row[k - 1] + 1, diagonal + (a[i - 1] != b[k - 1]));
            diagonal = above;
        }
    }
    return row[bn];
}

const char *nearest_word(const char *word, const char *const known[])
{
    const char *best = NULL;
    size_t best_distance = strlen(word) / 2 + 1;

    for (size_t i = 0; known[i]; i++) {
        size_t distance = nearest_distance(word, known[i]);
        if (distance < best_distance) {
            best_distance = distance;
            best = known[i];
        }
    }
    return best;
}

void nearest_hint(char *hint, size_t size, const char *word, const char *const known[])
{
    const char *near = nearest_word(word, known);
    size_t len;

    if (near) {
        snprintf(hint, size, "did you mean `%s`?", near);
        return;
    }
    snprintf(hint, size, "known are:");
    for (size_t i = 0; known[i]; i++) {
        len = strlen(hint);
        if (strlen(known[i]) + 8 > size - len) { /* no room: say that there are more */
            snprintf(hint + len, size - len, ", ...");
            return;
        }
        snprintf(hint + len, size - len, "%s %s", i ? "," : "", known[i]);
    }
}
