/* markup.h - prints a Markdown tree in a platform's own mark-up.
 *
 * The walk (nesting, indents, lists, quotes) is shared; a platform gives a table of its
 * marks and the functions that escape. Every piece of text passes through `text`, so a
 * platform has one place where pings, links and mark-up are made harmless.
 *
 * Ownership: borrows the tree and appends to the caller's buffer. */
#ifndef PLATFORMS_MARKUP_H
#define PLATFORMS_MARKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/md.h"
#include "base/span.h"

struct markup {
    const char *strong, *emphasis, *strike; /* written before and after */
    const char *bullet, *quote, *indent, *rule;
    /* Escaped text. out ends with "\n" or is empty at the start of a line. */
    bool (*text)(struct buf *out, struct span text);
    bool (*code)(struct buf *out, struct span code);
    bool (*code_block)(struct buf *out,
                       struct span code); /* without line ends after it */
    /* label is printed already. */
    bool (*link)(struct buf *out, struct span url, struct span label);
    bool (*heading)(struct buf *out, unsigned level, struct span label);
};

/* The `block` of a platform's md_printer, whose user is its style: prints one block with
 * all inside it, without a line end after it. */
bool markup_print(const struct md_node *block, struct buf *out, const void *style);

/* For a platform's `text` where the mark-up is a Markdown: hands each ASCII sign that is
 * no blank to `sign`, which writes it as it must be and gives how many bytes of s it
 * took. Blanks at the start of a line are dropped: four of them would begin code. */
bool markup_text(struct buf *out, struct span text,
                 size_t (*sign)(struct buf *out, struct span s, size_t i));
bool markup_begins_line(const struct buf *out);
char markup_at(struct span s, size_t i); /* NUL beyond the end */
/* For its `link`: [label](url); what is not ASCII or stands in `encoded` goes as %XX. An
 * address that may not become a link leaves its label. */
bool markup_link(struct buf *out, struct span url, struct span label, const char *encoded,
                 bool (*text)(struct buf *out, struct span text));
/* For its `heading`: on one line behind the marks. */
bool markup_heading(struct buf *out, const char *marks, struct span label);

/* For a platform's code and code_block: hands each sign that a person can see to `rune`,
 * which writes it; on one line unless keep_lines. */
bool markup_code(struct buf *out, struct span code, bool keep_lines,
                 void (*rune)(struct buf *out, uint32_t rune));
/* The same between "```" on lines of their own. */
bool markup_fenced(struct buf *out, struct span code,
                   void (*rune)(struct buf *out, uint32_t rune));
/* The longest run of backticks in s. */
size_t markup_backticks(struct span s);
/* What a person cannot see but a machine obeys: control characters, zero width spaces,
 * marks that turn the direction of writing. Each platform's `text` drops them. */
bool markup_invisible(uint32_t rune);
/* Is this an address that may become a link: http, https, mailto or tel, without blanks
 * and control characters? */
bool markup_url_ok(struct span url);

#endif
