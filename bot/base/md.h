/* md.h - Markdown parsed once (md4c, no raw HTML) into a small tree, and the walk that
 * every platform's printer is driven by.
 *
 * Blocks: paragraph, heading, bullet and numbered list, quote, code block, rule.
 * Inline: text, strong, emphasis, strike, code, link, soft and hard break.
 * A soft break is read as a blank, MD_BREAK is a hard one; an image is a link.
 * Ownership: the tree owns its texts. Texts are at most 256 KiB, nodes 20,000; nesting
 * over 24 levels is flattened, so that printers may recurse. */
#ifndef BASE_MD_H
#define BASE_MD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

enum md_kind {
    MD_DOCUMENT,
    MD_PARAGRAPH,
    MD_HEADING,
    MD_LIST,
    MD_ITEM,
    MD_QUOTE,
    MD_CODE_BLOCK,
    MD_RULE,
    MD_TEXT,
    MD_STRONG,
    MD_EMPHASIS,
    MD_STRIKE,
    MD_CODE,
    MD_LINK,
    MD_BREAK
};

struct md_node {
    enum md_kind kind;
    unsigned level;   /* heading 1-6; list: first number, or 0 for bullets */
    struct span text; /* MD_TEXT, MD_CODE, MD_CODE_BLOCK: content, entities resolved */
    struct span url;  /* MD_LINK */
    struct md_node *child, *next;
};

struct md; /* a parsed document */

bool md_read(struct md **out, struct span markdown, struct err *e);
void md_free(struct md *doc);
const struct md_node *md_root(const struct md *doc); /* MD_DOCUMENT */

/* A printer prints one top-level block (with all inside it) to out. */
struct md_printer {
    bool (*block)(const struct md_node *block, struct buf *out, const void *user);
    size_t (*length)(struct span printed); /* in the platform's own unit */
    const void *user;
};

/* Prints the document into parts of at most `limit` units each, cut between blocks. A
 * block that alone is too long becomes several blocks, each printed whole with its marks:
 * cut between items or lines if there are any, else between words, never inside a code
 * point. Each round makes progress. Parts are handed to `emit` in order; false from emit
 * or no memory stops and returns false. */
bool md_print(const struct md *doc, const struct md_printer *printer, size_t limit,
              bool (*emit)(void *user, struct span part), void *user, struct err *e);

#endif
