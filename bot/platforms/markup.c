#include "platforms/markup.h"

#include <string.h>

#include "base/utf8.h"

static bool print_block(const struct markup *style, const struct md_node *node,
                        struct buf *out);

static bool is_block(enum md_kind kind)
{
    return kind == MD_DOCUMENT || kind == MD_PARAGRAPH || kind == MD_HEADING ||
           kind == MD_LIST || kind == MD_ITEM || kind == MD_QUOTE ||
           kind == MD_CODE_BLOCK || kind == MD_RULE;
}

static bool print_inlines(const struct markup *style, const struct md_node *node,
                          struct buf *out);

/* Marks around nothing would be shown as they are, so empty content prints nothing. */
static bool print_marked(const struct markup *style, const char *mark,
                         const struct md_node *node, struct buf *out)
{
    size_t before = out->len;

    if (!buf_text(out, mark))
        return false;
    size_t inside = out->len;
    if (!print_inlines(style, node->child, out))
        return false;
    if (out->len == inside) {
        buf_cut(out, before);
        return true;
    }
    return buf_text(out, mark);
}

static bool print_link(const struct markup *style, const struct md_node *node,
                       struct buf *out)
{
    struct buf label;

    buf_init(&label, out->max);
    bool ok = print_inlines(style, node->child, &label) &&
              style->link(out, node->url, buf_view(&label));
    buf_free(&label);
    return ok;
}

static bool print_inline(const struct markup *style, const struct md_node *node,
                         struct buf *out)
{
    switch (node->kind) {
    case MD_STRONG:
        return print_marked(style, style->strong, node, out);
    case MD_EMPHASIS:
        return print_marked(style, style->emphasis, node, out);
    case MD_STRIKE:
        return print_marked(style, style->strike, node, out);
    case MD_CODE:
        return node->text.len == 0 || style->code(out, node->text);
    case MD_LINK:
        return print_link(style, node, out);
    case MD_BREAK:
        return buf_char(out, '\n');
    default:
        return style->text(out, node->text);
    }
}

/* Prints inline nodes up to the first block or the end. */
static bool print_inlines(const struct markup *style, const struct md_node *node,
                          struct buf *out)
{
    for (; node && !is_block(node->kind); node = node->next) {
        if (!print_inline(style, node, out))
            return false;
    }
    return true;
}

/* Blocks inside a block. A list follows its introduction closely; other blocks are set
 * apart by an empty line. */
static bool print_blocks(const struct markup *style, const struct md_node *node,
                         bool close, struct buf *out)
{
    size_t begin = out->len;

    while (node) {
        bool tight = close && node->kind == MD_LIST;
        if (out->len > begin && !buf_text(out, tight ? "\n" : "\n\n"))
            return false;
        if (is_block(node->kind)) {
            if (!print_block(style, node, out))
                return false;
            node = node->next;
            continue;
        }
        if (!print_inlines(style, node, out))
            return false;
        while (node && !is_block(node->kind))
            node = node->next;
    }
    return true;
}

/* Copies text with `first` before its first line and `rest` before the others. */
static bool add_lines(struct buf *out, struct span text, const char *first,
                      const char *rest, bool mark_empty)
{
    const char *lead = first;

    for (size_t at = 0; at <= text.len; lead = rest) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t len = end ? (size_t)(end - text.ptr) - at : text.len - at;
        if (at > 0)
            buf_char(out, '\n');
        if (len > 0 || mark_empty || lead == first)
            buf_text(out, lead);
        buf_add(out, text.ptr + at, len);
        at += len + 1;
    }
    return !out->failed;
}

/* Prints the node's content to a buffer of its own, so that lines can be led in. */
static bool print_led(const struct markup *style, const struct md_node *node,
                      const char *first, const char *rest, bool mark_empty,
                      struct buf *out)
{
    struct buf inner;

    buf_init(&inner, out->max);
    bool ok = buf_text(&inner, "") && print_blocks(style, node->child, true, &inner) &&
              add_lines(out, inner.len ? buf_view(&inner) : span_of(""), first, rest,
                        mark_empty);
    buf_free(&inner);
    return ok;
}

static bool print_list(const struct markup *style, const struct md_node *list,
                       struct buf *out)
{
    unsigned number = list->level;
    struct buf lead;
    bool ok = true;

    buf_init(&lead, 64);
    for (const struct md_node *item = list->child; ok && item; item = item->next) {
        buf_clear(&lead);
        if (list->level > 0)
            buf_format(&lead, "%u. ", number++);
        else
            buf_text(&lead, style->bullet);
        if (item != list->child)
            buf_char(out, '\n');
        ok = !lead.failed && print_led(style, item, lead.data, style->indent, false, out);
    }
    buf_free(&lead);
    return ok;
}

static bool print_heading(const struct markup *style, const struct md_node *node,
                          struct buf *out)
{
    struct buf label;

    buf_init(&label, out->max);
    bool ok = print_inlines(style, node->child, &label) &&
              style->heading(out, node->level, buf_view(&label));
    buf_free(&label);
    return ok;
}

static struct span without_line_ends(struct span s)
{
    while (s.len > 0 && s.ptr[s.len - 1] == '\n')
        s.len--;
    return s;
}

static bool print_block(const struct markup *style, const struct md_node *node,
                        struct buf *out)
{
    switch (node->kind) {
    case MD_PARAGRAPH:
        return print_inlines(style, node->child, out);
    case MD_HEADING:
        return print_heading(style, node, out);
    case MD_LIST:
        return print_list(style, node, out);
    case MD_QUOTE:
        return print_led(style, node, style->quote, style->quote, true, out);
    case MD_CODE_BLOCK:
        return style->code_block(out, without_line_ends(node->text));
    case MD_RULE:
        return buf_text(out, style->rule);
    case MD_DOCUMENT:
    case MD_ITEM:
        return print_blocks(style, node->child, node->kind == MD_ITEM, out);
    default:
        return print_inline(style, node, out);
    }
}

bool markup_print(const struct md_node *block, struct buf *out, const void *style)
{
    return print_block(style, block, out);
}

bool markup_code(struct buf *out, struct span code, bool keep_lines,
                 void (*rune)(struct buf *out, uint32_t rune))
{
    for (size_t i = 0; i < code.len;) {
        uint32_t next = utf8_next(code, &i);
        if (next == '\n' || next == '\t')
            buf_char(out, keep_lines ? (char)next : ' ');
        else if (!markup_invisible(next))
            rune(out, next);
    }
    return !out->failed;
}

bool markup_fenced(struct buf *out, struct span code,
                   void (*rune)(struct buf *out, uint32_t rune))
{
    return buf_text(out, "```\n") && markup_code(out, code, true, rune) &&
           buf_text(out, "\n```");
}

size_t markup_backticks(struct span s)
{
    size_t most = 0, run = 0;

    for (size_t i = 0; i < s.len; i++) {
        run = s.ptr[i] == '`' ? run + 1 : 0;
        if (run > most)
            most = run;
    }
    return most;
}

bool markup_invisible(uint32_t rune)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0000, 0x0008}, {0x000B, 0x001F},   {0x007F, 0x009F}, /* controls */
        {0x061C, 0x061C}, {0x200E, 0x200F},                     /* direction marks */
        {0x200B, 0x200B}, {0x2028, 0x202E},                     /* lines, embeddings */
        {0x2060, 0x206F}, {0xFEFF, 0xFEFF},                     /* joiners, isolates */
        {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},                   /* annotations, tags */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (rune >= ranges[i].first && rune <= ranges[i].last)
            return true;
    }
    return false;
}

bool markup_url_ok(struct span url)
{
    static const char *const schemes[] = {"https://", "http://", "mailto:", "tel:"};

    for (size_t i = 0; i < url.len;) {
        uint32_t rune = utf8_next(url, &i);
        if (rune <= ' ' || rune == 0xFFFD || markup_invisible(rune))
            return false;
    }
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (span_starts(url, schemes[i]) && url.len > strlen(schemes[i]))
            return true;
    }
    return false;
}
