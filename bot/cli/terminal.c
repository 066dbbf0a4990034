#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/md.h"
#include "base/utf8.h"
#include "cli/terminal_wrap.h"

#define BOLD   "\033[1m"
#define ITALIC "\033[3m"
#define BLUE   "\033[34m"
#define DIM    "\033[2m"
#define RESET  "\033[0m"

/* One part, however long: a terminal has no limit. */
#define NO_LIMIT  ((size_t)1 << 30)
#define TEXT_MOST ((size_t)256 * 1024)

/* Longer lines are hard to read, however wide the window. */
enum { COLUMNS_MOST = 96, COLUMNS_LEAST = 20 };

static size_t columns_of(int fd)
{
    struct winsize size;

    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col < COLUMNS_LEAST)
        return 0;
    return size.ws_col < COLUMNS_MOST ? size.ws_col : COLUMNS_MOST;
}

struct terminal terminal_of(FILE *stream)
{
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
    struct terminal t = {false, 0};

    if (!isatty(fileno(stream)))
        return t;
    t.color = !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
    t.columns = columns_of(fileno(stream));
    return t;
}

struct painter {
    bool color;
};

/* Text without control characters: no answer or title may drive the terminal. */
static void put_text(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 || c == '\n')
            buf_char(out, (char)c);
    }
}

static const char *opening(const struct painter *p, enum md_kind kind)
{
    if (!p->color)
        return "";
    switch (kind) {
    case MD_STRONG:
    case MD_HEADING:
        return BOLD;
    case MD_EMPHASIS:
        return ITALIC;
    case MD_CODE:
    case MD_CODE_BLOCK:
        return DIM;
    case MD_LINK:
        return BLUE;
    default:
        return "";
    }
}

static void put_nodes(const struct md_node *node, const struct painter *p,
                      struct buf *out, int depth);

static void put_list(const struct md_node *list, const struct painter *p, struct buf *out,
                     int depth)
{
    unsigned number = list->level;

    for (const struct md_node *item = list->child; item; item = item->next) {
        if (item != list->child)
            buf_char(out, '\n');
        buf_format(out, "%*s", 2 * depth, "");
        if (list->level)
            buf_format(out, "%u. ", number++);
        else
            buf_text(out, p->color ? "\xE2\x80\xA2 " : "- ");
        put_nodes(item->child, p, out, depth + 1);
    }
}

static void put_node(const struct md_node *node, const struct painter *p, struct buf *out,
                     int depth)
{
    const char *open = opening(p, node->kind);

    buf_text(out, open);
    if (node->kind == MD_BREAK)
        buf_char(out, '\n');
    else if (node->kind == MD_RULE)
        buf_text(out, "----");
    else if (node->kind == MD_LIST)
        put_list(node, p, out, depth);
    else if (node->child)
        put_nodes(node->child, p, out, depth);
    else
        put_text(out, node->text);
    if (*open)
        buf_text(out, RESET);
    if (node->kind == MD_LINK) {
        buf_text(out, " (");
        put_text(out, node->url);
        buf_char(out, ')');
    }
}

static bool is_block(enum md_kind kind)
{
    return kind < MD_TEXT;
}

/* The tree's depth is bounded by md_read. */
static void put_nodes(const struct md_node *node, const struct painter *p,
                      struct buf *out, int depth)
{
    for (const struct md_node *n = node; n; n = n->next) {
        if (n != node && is_block(n->kind))
            buf_char(out, '\n');
        put_node(n, p, out, depth);
    }
}

static bool put_block(const struct md_node *block, struct buf *out, const void *user)
{
    put_node(block, user, out, 0);
    return !out->failed;
}

static bool emit(void *user, struct span part)
{
    return buf_span(user, part);
}

bool terminal_print(struct span markdown, const struct terminal *t, struct buf *out,
                    struct err *e)
{
    struct painter painter = {t->color};
    struct md_printer printer = {put_block, utf8_count, &painter};
    struct md *doc = NULL;
    struct buf lines;
    bool ok;

    buf_init(&lines, TEXT_MOST);
    ok = md_read(&doc, markdown, e) &&
         md_print(doc, &printer, NO_LIMIT, emit, &lines, e) &&
         (terminal_wrap(buf_view(&lines), t->columns, out) ||
          err_set(e, ERR_LIMIT, "the reply is too long to print"));
    md_free(doc);
    buf_free(&lines);
    return ok;
}
