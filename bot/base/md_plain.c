#include "base/md.h"
#include "base/utf8.h"

/* The recursions here go as deep as the tree, which md_read bounds. */

static void print_nodes(const struct md_node *node, struct buf *out, int indent);

static void print_list(const struct md_node *list, struct buf *out, int indent)
{
    unsigned number = list->level;

    for (const struct md_node *item = list->child; item; item = item->next) {
        if (item != list->child)
            buf_format(out, "\n%*s", indent, "");
        if (list->level)
            buf_format(out, "%u. ", number++);
        else
            buf_text(out, "- ");
        print_nodes(item->child, out, indent + 2);
    }
}

static void print_code(const struct md_node *code, struct buf *out)
{
    struct span text = code->text;

    while (text.len && text.ptr[text.len - 1] == '\n')
        text.len--;
    buf_span(out, text);
}

/* "text (url)"; the address once when it is the text. */
static void print_link(const struct md_node *link, struct buf *out, int indent)
{
    size_t before = out->len;

    print_nodes(link->child, out, indent);
    bool has_text = out->len > before;
    struct span text = {has_text ? out->data + before : NULL, out->len - before};
    if (link->url.len == 0 || span_equal(text, link->url))
        return;
    buf_text(out, has_text ? " (" : "");
    buf_span(out, link->url);
    buf_text(out, has_text ? ")" : "");
}

static void print_node(const struct md_node *n, struct buf *out, int indent)
{
    switch (n->kind) {
    case MD_BREAK:
        buf_format(out, "\n%*s", indent, "");
        break;
    case MD_RULE:
        buf_text(out, "----");
        break;
    case MD_LIST:
        print_list(n, out, indent);
        break;
    case MD_CODE_BLOCK:
        print_code(n, out);
        break;
    case MD_LINK:
        print_link(n, out, indent);
        break;
    case MD_TEXT:
    case MD_CODE:
        buf_span(out, n->text);
        break;
    default:
        print_nodes(n->child, out, indent);
    }
}

/* Siblings; blocks stand on lines of their own. */
static void print_nodes(const struct md_node *node, struct buf *out, int indent)
{
    bool after_block = false;

    for (const struct md_node *n = node; n; n = n->next) {
        bool block = n->kind < MD_TEXT;
        if (n != node && (block || after_block))
            buf_format(out, "\n%*s", indent, "");
        print_node(n, out, indent);
        after_block = block;
    }
}

static bool print_block(const struct md_node *block, struct buf *out, void *user)
{
    (void)user;
    print_node(block, out, 0);
    return !out->failed;
}

const struct md_printer md_plain = {print_block, utf8_count, NULL};
