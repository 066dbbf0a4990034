#include "base/md_cut.h"

#include <stdint.h>

#include "base/mem.h"

/* How good a place for a cut is: before the byte at this position. */
enum { INSIDE, LETTER, WORD, LINE, BLOCK };

/* All leaves' texts in one row make the positions; a break or rule counts one. */
struct md_cut {
    const struct md_node *block;
    const struct md_printer *printer;
    size_t limit;
    size_t nodes;           /* in the block's tree */
    size_t total;           /* positions */
    size_t from;            /* where the next part begins */
    char *row;              /* the byte at each position, '\n' for a break */
    unsigned char *cuts;    /* total + 1 */
    struct md_node *copies; /* room for a pruned copy of the tree */
    size_t used;
};

/* The recursions below go as deep as the tree, which md_read bounds. */

static size_t width(const struct md_node *n)
{
    return n->kind == MD_BREAK || n->kind == MD_RULE ? 1 : n->text.len;
}

static void measure(struct md_cut *c, const struct md_node *n)
{
    c->nodes++;
    c->total += width(n);
    for (const struct md_node *child = n->child; child; child = child->next)
        measure(c, child);
}

static unsigned char quality(char byte)
{
    if (byte == '\n')
        return LINE;
    if (byte == ' ')
        return WORD;
    return ((unsigned char)byte & 0xC0U) == 0x80U ? INSIDE : LETTER;
}

static void fill(struct md_cut *c, const struct md_node *n, size_t *at)
{
    size_t start = *at;

    for (size_t i = 0; i < width(n); i++, (*at)++) {
        c->row[*at] = '\n';
        if (n->kind != MD_BREAK && n->kind != MD_RULE)
            c->row[*at] = n->text.ptr[i];
        c->cuts[*at] = quality(c->row[*at]);
    }
    for (const struct md_node *child = n->child; child; child = child->next)
        fill(c, child, at);
    if (n->kind < MD_TEXT)
        c->cuts[start] = BLOCK;
}

struct md_cut *md_cut_new(const struct md_node *block, const struct md_printer *printer,
                          size_t limit)
{
    struct md_cut *c = mem_zero(1, sizeof *c);
    size_t at = 0;

    if (!c)
        return NULL;
    c->block = block;
    c->printer = printer;
    c->limit = limit;
    measure(c, block);
    c->row = mem_zero(c->total, 1);
    c->cuts = mem_zero(c->total + 1, 1);
    c->copies = mem_zero(c->nodes, sizeof *c->copies);
    if (!c->row || !c->cuts || !c->copies) {
        md_cut_free(c);
        return NULL;
    }
    fill(c, block, &at);
    c->cuts[c->total] = BLOCK;
    return c;
}

void md_cut_free(struct md_cut *c)
{
    if (!c)
        return;
    mem_free(c->row);
    mem_free(c->cuts);
    mem_free(c->copies);
    mem_free(c);
}

struct window {
    size_t from, to;
    size_t at; /* positions passed so far */
};

static struct md_node *copy_node(struct md_cut *c, const struct md_node *n,
                                 struct window *w)
{
    size_t start = w->at, skipped = 0;

    w->at += width(n);
    struct md_node *copy = &c->copies[c->used++];
    *copy = *n;
    copy->child = copy->next = NULL;
    if (n->text.len) {
        size_t first = w->from > start ? w->from - start : 0;
        size_t end = w->to < w->at ? w->to - start : n->text.len;
        copy->text = (struct span){n->text.ptr + first, end > first ? end - first : 0};
    }
    struct md_node **tail = &copy->child;
    for (const struct md_node *child = n->child; child && w->at < w->to;
         child = child->next) {
        *tail = copy_node(c, child, w);
        if (*tail)
            tail = &(*tail)->next;
        else
            skipped += copy->child == NULL;
    }
    if (n->kind == MD_LIST && n->level)
        copy->level = n->level + (unsigned)skipped;
    /* A node that shows nothing of the window is left out. */
    bool empty = !copy->child && (w->at <= w->from || start >= w->to || start == w->at);
    return empty ? NULL : copy;
}

/* Prints the positions [from, to); *fits tells whether that keeps to the limit. */
static bool print(struct md_cut *c, size_t from, size_t to, struct buf *out, bool *fits)
{
    struct window w = {from, to, 0};

    c->used = 0;
    buf_clear(out);
    const struct md_node *copy = copy_node(c, c->block, &w);
    if (copy && (!c->printer->block(copy, out, c->printer->user) || out->failed))
        return false;
    *fits = c->printer->length(buf_view(out)) <= c->limit;
    return true;
}

/* The border of a character at or before `at`, but after `low`; else the next one. */
static size_t border(const struct md_cut *c, size_t low, size_t at)
{
    size_t to = at;

    while (to > low + 1 && c->cuts[to] == INSIDE)
        to--;
    if (c->cuts[to] != INSIDE)
        return to;
    while (c->cuts[at] == INSIDE)
        at++;
    return at;
}

/* The furthest end of a part that fits, by halving; *end = from when none does. */
static bool furthest(struct md_cut *c, struct buf *out, size_t *end)
{
    size_t low = c->from, high = c->total;
    bool fits;

    /* No character takes more than 4 bytes per unit: do not print the rest each time. */
    if (c->limit < (high - low) / 4)
        high =
            border(c, low, low + 4 * c->limit + 4 < high ? low + 4 * c->limit + 4 : high);
    if (!print(c, low, high, out, &fits))
        return false;
    if (fits)
        low = high;
    while (high - low > 1) {
        size_t middle = border(c, low, low + (high - low) / 2);
        if (middle >= high)
            break;
        if (!print(c, c->from, middle, out, &fits))
            return false;
        *(fits ? &low : &high) = middle;
    }
    *end = low;
    return true;
}

/* Before `end` (which fits) the best place to cut, the last of its quality. */
static size_t best_cut(const struct md_cut *c, size_t end)
{
    size_t best = end, first = c->from;

    while (first < end && (c->row[first] == ' ' || c->row[first] == '\n'))
        first++; /* a part of blanks alone would be an empty message */
    for (size_t at = end; at > first; at--) {
        if (c->cuts[at] > c->cuts[best])
            best = at;
        if (c->cuts[best] == BLOCK)
            break;
    }
    return best;
}

/* Behind a cut one line end, or the blanks, are dropped. */
static void skip_blanks(struct md_cut *c)
{
    if (c->from < c->total && c->row[c->from] == '\n') {
        c->from++;
        return;
    }
    while (c->from < c->total && c->row[c->from] == ' ')
        c->from++;
}

bool md_cut_next(struct md_cut *c, struct buf *out, bool *more)
{
    size_t end;
    bool fits;

    if (!furthest(c, out, &end))
        return false;
    if (end == c->from) /* not even one character fits: the caller cuts it */
        end = c->from < c->total ? border(c, c->from, c->from + 1) : c->total;
    size_t cut = end < c->total ? best_cut(c, end) : end;
    if (!print(c, c->from, cut, out, &fits))
        return false;
    if (!fits && cut != end) {
        cut = end;
        if (!print(c, c->from, cut, out, &fits))
            return false;
    }
    c->from = cut;
    skip_blanks(c);
    *more = c->from < c->total;
    return true;
}
