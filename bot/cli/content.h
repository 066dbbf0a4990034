/* content.h - where intents/ and responses/ are, and loading them for a subcommand.
 *
 * Looked for in this order: the folder given, $LIMBER_CONTENT, the folders above the
 * program (so that a build in its own tree works), the installed data folder. An
 * operator's own folder comes on top: the one given, or $LIMBER_OVERLAY. The language is
 * the one given, or $LIMBER_LANGUAGE, or English. */
#ifndef CLI_CONTENT_H
#define CLI_CONTENT_H

#include <stdbool.h>

#include "faq/faq.h"

/* What the command line says; NULL: not given. Borrowed from argv. */
struct content_options {
    const char *dir, *overlay, *language;
    bool unlearned; /* without what was learned: to learn it anew, whatever is there */
};
/* The letters that --content, --overlay and --language have in a subcommand's getopt
 * table. */
enum { CONTENT_DIR = 1000, CONTENT_OVERLAY, CONTENT_LANGUAGE };
/* True when the letter was one of these, and noted. */
bool content_option(struct content_options *options, int letter, const char *value);

/* The overlay, into out: the one named, else the environment's; NULL: none is wanted.
 * False, with a message: the one that is wanted is no folder. */
bool content_overlay(const char *named, const char **out);
const char *content_language(const struct content_options *options);
/* Loads content, or prints every fault to stderr and gives NULL. */
struct faq *content_load(const struct content_options *options);
/* The file of what was learned from that content: in its intents/; for the tree in which
 * the program was built else beside the program, where `make` puts it. Into out; false
 * when there is none. */
bool content_learned(const char *root, struct buf *out);
/* Where `limber learn` writes it. */
bool content_learned_new(const char *root, struct buf *out);
/* The content folder as above into out; false (with a message in out) when there is none.
 */
bool content_find(const char *dir, struct buf *out);

#endif
