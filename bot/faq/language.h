/* language.h - where the content of a language lies.
 *
 *   <folder>/intents/               how people ask in English
 *   <folder>/intents/<language>/    how they ask in another, in files of the same kinds
 *   <folder>/responses/<language>/  what is said; English is "en"
 *
 * A language takes nothing of English to understand by: no word, pattern, name or
 * question. It may lie in the content, in an overlay, or in both. */
#ifndef FAQ_LANGUAGE_H
#define FAQ_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "faq/faq.h"

#define LANGUAGE_ENGLISH "en"

bool language_is_english(const char *language);

/* Owned paths; NULL: there is none. */
struct language_files {
    char *intents;   /* where the language is at home */
    char *over;      /* the overlay's intents in it, when it is not at home there */
    char *responses; /* the overlay's responses, of all languages */
    char *learned;
};
/* False for want of memory. */
bool language_find(struct language_files *out, const struct faq_paths *paths);
void language_free(struct language_files *f);

/* Is there such a language? Else hint names those that there are, the nearest first. */
bool language_known(const struct faq_paths *paths, char *hint, size_t size);

#endif
