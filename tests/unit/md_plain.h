/* md_plain.h - the simplest printer of Markdown, for tests: bullets as "- ", links as
 * "text (url)", no marks. */
#ifndef TESTS_UNIT_MD_PLAIN_H
#define TESTS_UNIT_MD_PLAIN_H

#include "base/md.h"
#include "base/utf8.h"

/* The recursions here go as deep as the tree, which md_read bounds. */

static inline void plain_nodes(const struct md_node *node, struct buf *out, int indent);

static inline void plain_list(const struct md_node *list, struct buf *out, int indent)
{
    unsigned number = list->level;

    for (const struct md_node *item = list->child; item; item = item->next) {
        if (item != list->child)
            buf_format(out, "\n%*s", indent, "");
        if (list->level)
            buf_format(out, "%u. ", number++);
        else
            buf_text(out, "- ");
        plain_nodes(item->child, out, indent + 2);
    }
}

static inline void plain_code(const struct md_node *code, struct buf *out)
{
    struct span text = code->text;

    while (text.len && text.ptr[text.len - 1] == '\n')
        text.len--;
    buf_span(out, text);
}

/* "text (url)"; the address once when it is the text. */
static inline void plain_link(const struct md_node *link, struct buf *out, int indent)
{
    size_t before = out->len;

    plain_nodes(link->child, out, indent);
    bool has_text = out->len > before;
    struct span text = {has_text ? out->data + before : NULL, out->len - before};
    if (link->url.len == 0 || span_equal(text, link->url))
        return;
    buf_text(out, has_text ? " (" : "");
    buf_span(out, link->url);
    buf_text(out, has_text ? ")" : "");
}

static inline void plain_node(const struct md_node *n, struct buf *out, int indent)
{
    switch (n->kind) {
    case MD_BREAK:
        buf_format(out, "\n%*s", indent, "");
        break;
    case MD_RULE:
        buf_text(out, "----");
        break;
    case MD_LIST:
        plain_list(n, out, indent);
        break;
    case MD_CODE_BLOCK:
        plain_code(n, out);
        break;
    case MD_LINK:
        plain_link(n, out, indent);
        break;
    case MD_TEXT:
    case MD_CODE:
        buf_span(out, n->text);
        break;
    default:
        plain_nodes(n->child, out, indent);
    }
}

/* Siblings; blocks stand on lines of their own. */
static inline void plain_nodes(const struct md_node *node, struct buf *out, int indent)
{
    bool after_block = false;

    for (const struct md_node *n = node; n; n = n->next) {
        bool block = n->kind < MD_TEXT;
        if (n != node && (block || after_block))
            buf_format(out, "\n%*s", indent, "");
        plain_node(n, out, indent);
        after_block = block;
    }
}

static inline bool plain_block(const struct md_node *block, struct buf *out,
                               const void *user)
{
    (void)user;
    plain_node(block, out, 0);
    return !out->failed;
}

static const struct md_printer md_plain = {plain_block, utf8_count, NULL};

#endif
