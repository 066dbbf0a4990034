#include "base/md.h"

#include <md4c.h>
#include <string.h>

#include "base/md_entity.h"
#include "base/mem.h"
#include "base/utf8.h"

#define NODES_MAX ((size_t)20000)
#define TEXT_MAX  ((size_t)256 * 1024)
#define DEPTH_MAX ((size_t)24)

/* While the tree grows, memory may move: nodes are linked by their numbers and texts by
 * their offsets, and pointers are set when all is read. The root is number 0, which is
 * nobody's child: 0 stands for "none". */
struct entry {
    struct md_node node;
    size_t child, next;
    size_t text_at, url_at;
};

struct md {
    struct entry *entries;
    size_t count, room;
    struct buf text;
};

struct reader {
    struct md *doc;
    size_t open[DEPTH_MAX]; /* from the root down to the innermost */
    size_t last[DEPTH_MAX]; /* the last child of each */
    size_t depth;
    size_t flattened;    /* levels open that were too deep for the tree */
    enum err_code fault; /* why reading stopped */
};

static bool stop(struct reader *r, enum err_code fault)
{
    r->fault = fault;
    return false;
}

static bool make_room(struct reader *r)
{
    struct md *doc = r->doc;

    if (doc->count == doc->room && doc->count >= NODES_MAX)
        return stop(r, ERR_LIMIT);
    struct entry *entries =
        mem_grow(doc->entries, doc->count, &doc->room, 64, sizeof *entries);
    if (!entries)
        return stop(r, ERR_MEMORY);
    doc->entries = entries;
    return true;
}

static struct entry *innermost(const struct reader *r)
{
    return &r->doc->entries[r->open[r->depth - 1]];
}

/* A new last child of the innermost node. */
static bool add_node(struct reader *r, enum md_kind kind, size_t *added)
{
    struct md *doc = r->doc;

    if (!make_room(r))
        return false;
    size_t i = doc->count++;
    doc->entries[i] = (struct entry){
        .node = {.kind = kind}, .text_at = doc->text.len, .url_at = doc->text.len};
    if (r->depth > 0) {
        size_t *last = &r->last[r->depth - 1];
        *(*last ? &doc->entries[*last].next : &innermost(r)->child) = i;
        *last = i;
    }
    *added = i;
    return true;
}

/* A node that would be too deep is not made: what is inside it joins the innermost one,
 * set off by a break. A list needs a level more, for its items. */
static bool open_node(struct reader *r, enum md_kind kind)
{
    size_t i;
    size_t most = kind == MD_LIST ? DEPTH_MAX - 1 : DEPTH_MAX;

    if (r->flattened || r->depth >= most) {
        r->flattened++;
        return kind >= MD_TEXT || r->last[r->depth - 1] == 0 || add_node(r, MD_BREAK, &i);
    }
    if (!add_node(r, kind, &i))
        return false;
    r->open[r->depth] = i;
    r->last[r->depth++] = 0;
    return true;
}

/* Closes the innermost node of that kind, with all that is left open in it. md4c now and
 * then ends a span that it did not begin, where links overlap: then there is none. */
static void close_node(struct reader *r, enum md_kind kind)
{
    size_t at = r->depth;

    if (r->flattened) {
        r->flattened--;
        return;
    }
    while (at > 0 && r->doc->entries[r->open[at - 1]].node.kind != kind)
        at--;
    if (at > 0)
        r->depth = at - 1;
}

static bool put_text(struct reader *r, MD_TEXTTYPE type, struct span text)
{
    struct buf *out = &r->doc->text;

    if (type == MD_TEXT_NULLCHAR)
        buf_rune(out, 0xFFFD);
    else if (type == MD_TEXT_ENTITY)
        md_put_entity(out, text);
    else
        buf_span(out, text);
    if (!out->failed)
        return true;
    return stop(r, out->len + text.len > out->max ? ERR_LIMIT : ERR_MEMORY);
}

static bool put_url(struct reader *r, const MD_ATTRIBUTE *href)
{
    struct entry *link = innermost(r);

    link->url_at = r->doc->text.len;
    for (size_t i = 0; href->text && href->substr_offsets[i] < href->size; i++) {
        MD_OFFSET from = href->substr_offsets[i], to = href->substr_offsets[i + 1];
        if (!put_text(r, href->substr_types[i],
                      (struct span){href->text + from, to - from}))
            return false;
    }
    link->node.url.len = r->doc->text.len - link->url_at;
    return true;
}

/* The node that takes the next text: code holds its text itself, elsewhere text is a node
 * of its own, and runs of it become one. */
static bool text_node(struct reader *r, size_t *out)
{
    const struct md *doc = r->doc;
    enum md_kind kind = innermost(r)->node.kind;
    size_t last = r->last[r->depth - 1];

    if (kind == MD_CODE || kind == MD_CODE_BLOCK) {
        *out = r->open[r->depth - 1];
        return true;
    }
    if (last && doc->entries[last].node.kind == MD_TEXT &&
        doc->entries[last].text_at + doc->entries[last].node.text.len == doc->text.len) {
        *out = last;
        return true;
    }
    return add_node(r, MD_TEXT, out);
}

static bool add_text(struct reader *r, MD_TEXTTYPE type, struct span text)
{
    size_t i;

    if (!text_node(r, &i))
        return false;
    size_t before = r->doc->text.len;
    if (!put_text(r, type, text))
        return false;
    r->doc->entries[i].node.text.len += r->doc->text.len - before;
    return true;
}

/* From here on: md4c's callbacks; 0 goes on. */

static const enum md_kind block_kinds[] = {
    [MD_BLOCK_DOC] = MD_DOCUMENT,   [MD_BLOCK_QUOTE] = MD_QUOTE,
    [MD_BLOCK_UL] = MD_LIST,        [MD_BLOCK_OL] = MD_LIST,
    [MD_BLOCK_LI] = MD_ITEM,        [MD_BLOCK_HR] = MD_RULE,
    [MD_BLOCK_H] = MD_HEADING,      [MD_BLOCK_CODE] = MD_CODE_BLOCK,
    [MD_BLOCK_HTML] = MD_PARAGRAPH, [MD_BLOCK_P] = MD_PARAGRAPH};

/* An image is a link to it, its description the text. */
static const enum md_kind span_kinds[] = {
    [MD_SPAN_EM] = MD_EMPHASIS, [MD_SPAN_STRONG] = MD_STRONG, [MD_SPAN_A] = MD_LINK,
    [MD_SPAN_IMG] = MD_LINK,    [MD_SPAN_CODE] = MD_CODE,     [MD_SPAN_DEL] = MD_STRIKE};

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    struct reader *r = user;

    if ((size_t)type >= sizeof block_kinds / sizeof *block_kinds)
        return stop(r, ERR_BUG) ? 0 : -1;
    if (!open_node(r, block_kinds[type]))
        return -1;
    if (r->flattened)
        return 0;
    struct md_node *n = &innermost(r)->node;
    if (type == MD_BLOCK_OL) { /* 0 means bullets, so a list from 0 begins at 1 */
        unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
        n->level = start ? start : 1;
    } else if (type == MD_BLOCK_H) {
        n->level = ((MD_BLOCK_H_DETAIL *)detail)->level;
    }
    return 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    (void)detail;
    close_node(user, block_kinds[type]);
    return 0;
}

static int on_enter_span(MD_SPANTYPE type, void *detail, void *user)
{
    struct reader *r = user;

    if ((size_t)type >= sizeof span_kinds / sizeof *span_kinds)
        return stop(r, ERR_BUG) ? 0 : -1;
    if (!open_node(r, span_kinds[type]))
        return -1;
    if (r->flattened)
        return 0;
    if (type == MD_SPAN_A)
        return put_url(r, &((MD_SPAN_A_DETAIL *)detail)->href) ? 0 : -1;
    if (type == MD_SPAN_IMG)
        return put_url(r, &((MD_SPAN_IMG_DETAIL *)detail)->src) ? 0 : -1;
    return 0;
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *user)
{
    (void)detail;
    close_node(user, span_kinds[type]);
    return 0;
}

/* A soft break is a blank: chats would show the author's line ends. */
static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
    struct reader *r = user;
    size_t i;

    if (type == MD_TEXT_BR)
        return add_node(r, MD_BREAK, &i) ? 0 : -1;
    if (type == MD_TEXT_SOFTBR)
        return add_text(r, MD_TEXT_NORMAL, span_of(" ")) ? 0 : -1;
    return add_text(r, type, (struct span){text, size}) ? 0 : -1;
}

static void set_pointers(struct md *doc)
{
    for (size_t i = 0; i < doc->count; i++) {
        struct entry *e = &doc->entries[i];
        e->node.child = e->child ? &doc->entries[e->child].node : NULL;
        e->node.next = e->next ? &doc->entries[e->next].node : NULL;
        e->node.text.ptr = doc->text.data ? doc->text.data + e->text_at : "";
        e->node.url.ptr = doc->text.data ? doc->text.data + e->url_at : "";
    }
}

static bool read_valid(struct reader *r, struct span markdown, struct err *e)
{
    static const MD_PARSER parser = {.flags = MD_FLAG_NOHTML | MD_FLAG_STRIKETHROUGH,
                                     .enter_block = on_enter_block,
                                     .leave_block = on_leave_block,
                                     .enter_span = on_enter_span,
                                     .leave_span = on_leave_span,
                                     .text = on_text};

    r->fault = ERR_MEMORY; /* md4c's own reason to fail */
    if (md_parse(markdown.ptr, (MD_SIZE)markdown.len, &parser, r) == 0)
        return true;
    if (r->fault == ERR_LIMIT)
        return err_set(e, ERR_LIMIT, "the Markdown is too long");
    if (r->fault == ERR_BUG)
        return err_set(e, ERR_BUG, "md4c found what it was not asked for");
    return err_set(e, ERR_MEMORY, "no memory to read Markdown");
}

bool md_read(struct md **out, struct span markdown, struct err *e)
{
    struct buf valid;
    struct reader r = {.doc = NULL};
    bool ok = false;

    *out = NULL;
    if (markdown.len > TEXT_MAX)
        return err_set(e, ERR_LIMIT, "Markdown of more than %zu bytes", TEXT_MAX);
    buf_init(&valid, 3 * TEXT_MAX);
    r.doc = mem_zero(1, sizeof *r.doc);
    if (!r.doc || !utf8_repair(&valid, markdown)) {
        err_set(e, ERR_MEMORY, "no memory to read Markdown");
        goto out;
    }
    buf_init(&r.doc->text, TEXT_MAX);
    if (!read_valid(&r, buf_view(&valid), e))
        goto out;
    set_pointers(r.doc);
    *out = r.doc;
    r.doc = NULL;
    ok = true;
out:
    md_free(r.doc);
    buf_free(&valid);
    return ok;
}

void md_free(struct md *doc)
{
    if (!doc)
        return;
    mem_free(doc->entries);
    buf_free(&doc->text);
    mem_free(doc);
}

const struct md_node *md_root(const struct md *doc)
{
    return &doc->entries[0].node;
}
