/* content.h - where intents/ and responses/ are, and loading them for a subcommand.
 *
 * Looked for in this order: the folder given, $LIMBER_CONTENT, the folders above the
 * program (so that a build in its own tree works), the installed data folder. */
#ifndef CLI_CONTENT_H
#define CLI_CONTENT_H

#include <stdbool.h>

#include "faq/faq.h"

/* Loads content, or prints every fault to stderr and gives NULL. dir may be NULL. */
struct faq *content_load(const char *dir);
/* The content folder as above into out; false (with a message in out) when there is none.
 */
bool content_find(const char *dir, struct buf *out);

#endif
