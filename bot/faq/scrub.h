/* scrub.h - a question without what could tell whose it is: names, numbers, addresses,
 * mails, links and mentions become [name], [number] and so on; the rest is kept as plain
 * lower-case words. Pure.
 *
 * What counts as a name: a word of the content's names.txt; a capitalised word inside a
 * sentence that is no word of the lexicon; a word that nobody knows, capitalised or after
 * words that announce a name ("my husband ...", "dr ..."). When in doubt it goes. */
#ifndef FAQ_SCRUB_H
#define FAQ_SCRUB_H

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "faq/lexicon.h"

/* Bytes of a question that are kept; the rest is dropped. */
#define SCRUB_TEXT_MOST 1000

/* Reads names.txt of the folders (NULL-ended) that have one: a name a line, heard as
 * questions are; lines beginning with "#" are comments. To be freed with map_free. */
bool scrub_names(struct map **out, const char *const folders[], struct err *e);

/* Appends to out. False for want of memory or room. */
bool scrub(const struct lexicon *l, const struct map *names, struct span text,
           struct buf *out);

#endif
