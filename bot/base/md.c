#include "base/md.h"

#include <md4c.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define NODES_MAX ((size_t)20000)
#define TEXT_MAX  ((size_t)256 * 1024)
#define DEPTH_MAX 24

/* Nodes point at offsets of `text` while it grows; spans are set when all is read. */
struct md {
    struct md_node *nodes;
    size_t *text_at, *url_at; /* per node */
    size_t count, room;
    struct buf text;
};

struct reader {
    struct md *doc;
    size_t stack[DEPTH_MAX]; /* open nodes */
    size_t last[DEPTH_MAX];  /* the last child of each, 0 = none yet */
    size_t depth;
    size_t flattened; /* levels that were too deep */
};

/* While reading, child and next hold indexes; link_nodes turns them into pointers. */
static struct md_node *index_as_pointer(size_t i)
{
    return (struct md_node *)(void *)(uintptr_t)i;
}

static bool grow(struct md *doc)
{
    if (doc->count < doc->room)
        return true;
    size_t room = doc->room ? doc->room * 2 : 64;
    struct md_node *nodes = mem_resize(doc->nodes, room, sizeof *nodes);
    doc->nodes = nodes ? nodes : doc->nodes;
    size_t *text_at = mem_resize(doc->text_at, room, sizeof *text_at);
    doc->text_at = text_at ? text_at : doc->text_at;
    size_t *url_at = mem_resize(doc->url_at, room, sizeof *url_at);
    doc->url_at = url_at ? url_at : doc->url_at;
    if (!nodes || !text_at || !url_at)
        return false;
    doc->room = room;
    return true;
}

/* A new last child of the node that is open; 0 when there is no room. */
static size_t add_node(struct reader *r, enum md_kind kind)
{
    struct md *doc = r->doc;

    if (doc->count >= NODES_MAX || !grow(doc))
        return 0;
    size_t i = doc->count++;
    doc->nodes[i] = (struct md_node){.kind = kind};
    doc->text_at[i] = doc->url_at[i] = doc->text.len;
    if (r->depth) {
        size_t parent = r->stack[r->depth - 1], *last = &r->last[r->depth - 1];
        if (*last)
            doc->nodes[*last].next = index_as_pointer(i);
        else
            doc->nodes[parent].child = index_as_pointer(i);
        *last = i;
    }
    return i;
}

static int open_node(struct reader *r, enum md_kind kind)
{
    if (r->depth == DEPTH_MAX) {
        r->flattened++; /* what is inside joins the open node */
        return 0;
    }
    size_t i = add_node(r, kind);
    if (!i && r->doc->count > 1)
        return -1;
    r->stack[r->depth] = i;
    r->last[r->depth++] = 0;
    return 0;
}

static int close_node(struct reader *r)
{
    if (r->flattened)
        r->flattened--;
    else
        r->depth--;
    return 0;
}

static int put_url(struct reader *r, const MD_ATTRIBUTE *href)
{
    size_t i = r->stack[r->depth - 1];

    r->doc->url_at[i] = r->doc->text.len;
    if (!buf_add(&r->doc->text, href->text, href->size))
        return -1;
    r->doc->nodes[i].url.len = href->size;
    return 0;
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    static const enum md_kind kinds[] = {
        [MD_BLOCK_DOC] = MD_DOCUMENT,   [MD_BLOCK_QUOTE] = MD_QUOTE,
        [MD_BLOCK_UL] = MD_LIST,        [MD_BLOCK_OL] = MD_LIST,
        [MD_BLOCK_LI] = MD_ITEM,        [MD_BLOCK_HR] = MD_RULE,
        [MD_BLOCK_H] = MD_HEADING,      [MD_BLOCK_CODE] = MD_CODE_BLOCK,
        [MD_BLOCK_HTML] = MD_PARAGRAPH, [MD_BLOCK_P] = MD_PARAGRAPH};
    struct reader *r = user;

    if ((size_t)type >= sizeof kinds / sizeof *kinds || open_node(r, kinds[type]) != 0)
        return -1;
    if (r->flattened)
        return 0;
    struct md_node *n = &r->doc->nodes[r->stack[r->depth - 1]];
    if (type == MD_BLOCK_OL)
        n->level = ((MD_BLOCK_OL_DETAIL *)detail)->start;
    else if (type == MD_BLOCK_H)
        n->level = ((MD_BLOCK_H_DETAIL *)detail)->level;
    return 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    (void)type;
    (void)detail;
    return close_node(user);
}

static int on_enter_span(MD_SPANTYPE type, void *detail, void *user)
{
    static const enum md_kind kinds[] = {
        [MD_SPAN_EM] = MD_EMPHASIS, [MD_SPAN_STRONG] = MD_STRONG,
        [MD_SPAN_A] = MD_LINK,      [MD_SPAN_IMG] = MD_EMPHASIS,
        [MD_SPAN_CODE] = MD_CODE,   [MD_SPAN_DEL] = MD_STRIKE};
    struct reader *r = user;

    if ((size_t)type >= sizeof kinds / sizeof *kinds || open_node(r, kinds[type]) != 0)
        return -1;
    if (type == MD_SPAN_A && !r->flattened)
        return put_url(r, &((MD_SPAN_A_DETAIL *)detail)->href);
    return 0;
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)type;
    (void)detail;
    return close_node(user);
}

/* The few entities that people write; others stay as they are. */
static void put_entity(struct buf *out, const char *text, size_t len)
{
    static const struct {
        const char *entity, *text;
    } table[] = {{"&amp;", "&"},   {"&lt;", "<"},          {"&gt;", ">"},
                 {"&quot;", "\""}, {"&nbsp;", "\xC2\xA0"}, {"&#39;", "'"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (span_is((struct span){text, len}, table[i].entity)) {
            buf_text(out, table[i].text);
            return;
        }
    buf_add(out, text, len);
}

/* Code keeps its text in the code node itself; elsewhere it is a node of its own. */
static int put_text(struct reader *r, MD_TEXTTYPE type, const char *text, size_t len)
{
    struct md *doc = r->doc;
    size_t open = r->stack[r->depth - 1];
    enum md_kind kind = doc->nodes[open].kind;
    size_t i = open;

    if (kind != MD_CODE && kind != MD_CODE_BLOCK) {
        size_t last = r->last[r->depth - 1];
        bool joins = last && doc->nodes[last].kind == MD_TEXT &&
                     doc->text_at[last] + doc->nodes[last].text.len == doc->text.len;
        i = joins ? last : add_node(r, MD_TEXT);
        if (!i)
            return -1;
    }
    size_t before = doc->text.len;
    if (type == MD_TEXT_NULLCHAR)
        buf_rune(&doc->text, 0xFFFD);
    else if (type == MD_TEXT_ENTITY)
        put_entity(&doc->text, text, len);
    else
        buf_add(&doc->text, text, len);
    doc->nodes[i].text.len += doc->text.len - before;
    return doc->text.failed ? -1 : 0;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
    struct reader *r = user;

    if (type == MD_TEXT_BR)
        return add_node(r, MD_BREAK) ? 0 : -1;
    if (type == MD_TEXT_SOFTBR)
        return put_text(r, MD_TEXT_NORMAL, " ", 1);
    return put_text(r, type, text, size);
}

static void link_nodes(struct md *doc)
{
    for (size_t i = 0; i < doc->count; i++) {
        struct md_node *n = &doc->nodes[i];
        size_t child = (size_t)(uintptr_t)n->child, next = (size_t)(uintptr_t)n->next;
        n->child = child ? &doc->nodes[child] : NULL;
        n->next = next ? &doc->nodes[next] : NULL;
        n->text.ptr = doc->text.data ? doc->text.data + doc->text_at[i] : NULL;
        n->url.ptr = doc->text.data ? doc->text.data + doc->url_at[i] : NULL;
    }
}

bool md_read(struct md **out, struct span markdown, struct err *e)
{
    static const MD_PARSER parser = {.flags = MD_FLAG_NOHTML | MD_FLAG_STRIKETHROUGH,
                                     .enter_block = on_enter_block,
                                     .leave_block = on_leave_block,
                                     .enter_span = on_enter_span,
                                     .leave_span = on_leave_span,
                                     .text = on_text};
    struct md *doc = mem_zero(1, sizeof *doc);
    struct reader r = {.doc = doc};

    *out = NULL;
    if (!doc)
        return err_set(e, ERR_MEMORY, "out of memory");
    buf_init(&doc->text, TEXT_MAX);
    if (markdown.len > TEXT_MAX || md_parse(markdown.ptr ? markdown.ptr : "",
                                            (MD_SIZE)markdown.len, &parser, &r) != 0) {
        md_free(doc);
        return err_set(e, ERR_LIMIT,
                       "the Markdown is too long or too deep, or memory is short");
    }
    link_nodes(doc);
    *out = doc;
    return true;
}

void md_free(struct md *doc)
{
    if (!doc)
        return;
    mem_free(doc->nodes);
    mem_free(doc->text_at);
    mem_free(doc->url_at);
    buf_free(&doc->text);
    mem_free(doc);
}

const struct md_node *md_root(const struct md *doc)
{
    return doc->nodes;
}
