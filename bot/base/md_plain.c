#include "base/md.h"
#include "base/utf8.h"

static void print_nodes(const struct md_node *node, struct buf *out, int indent);

static void print_list(const struct md_node *list, struct buf *out, int indent)
{
    unsigned number = list->level;

    for (const struct md_node *item = list->child; item; item = item->next) {
        if (item != list->child)
            buf_char(out, '\n');
        buf_format(out, "%*s", indent, "");
        if (list->level)
            buf_format(out, "%u. ", number++);
        else
            buf_text(out, "- ");
        print_nodes(item->child, out, indent + 2);
    }
}

static void print_node(const struct md_node *n, struct buf *out, int indent)
{
    if (n->kind == MD_BREAK)
        buf_char(out, '\n');
    else if (n->kind == MD_RULE)
        buf_text(out, "----");
    else if (n->kind == MD_LIST)
        print_list(n, out, indent);
    else if (n->child)
        print_nodes(n->child, out, indent);
    else
        buf_span(out, n->text);
    if (n->kind == MD_LINK && n->url.len) {
        buf_text(out, " (");
        buf_span(out, n->url);
        buf_char(out, ')');
    }
}

/* Recursion is bounded by the tree's depth (md.h). */
static void print_nodes(const struct md_node *node, struct buf *out, int indent)
{
    for (const struct md_node *n = node; n; n = n->next) {
        if (n != node && n->kind < MD_TEXT)
            buf_char(out, '\n');
        print_node(n, out, indent);
    }
}

static bool print_block(const struct md_node *block, struct buf *out, void *user)
{
    (void)user;
    print_node(block, out, 0);
    return !out->failed;
}

const struct md_printer md_plain = {print_block, utf8_count, NULL};
