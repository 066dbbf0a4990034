/* Fills parts with printed blocks up to a limit; md_cut.c cuts what is too long. */
#include "base/md.h"
#include "base/md_cut.h"
#include "base/utf8.h"

#define PRINTED_MAX ((size_t)4 * 1024 * 1024)

struct parts {
    const struct md_printer *printer;
    size_t limit;
    bool (*emit)(void *user, struct span part);
    void *user;
    struct buf part;  /* the part being filled */
    struct buf block; /* the block just printed */
    struct err *e;
};

static bool fits(const struct parts *p, struct span s)
{
    return p->printer->length(s) <= p->limit;
}

static bool no_memory(struct parts *p)
{
    return err_set(p->e, ERR_MEMORY, "no memory to print Markdown");
}

static bool printer_failed(struct parts *p)
{
    return err_set(p->e, ERR_LIMIT, "the text is too long to print, or memory is short");
}

static bool emit(struct parts *p, struct span part)
{
    return p->emit(p->user, part) ||
           err_set(p->e, ERR_STATE, "the printed text was not taken");
}

static bool flush(struct parts *p)
{
    bool ok = p->part.len == 0 || emit(p, buf_view(&p->part));

    buf_clear(&p->part);
    return ok;
}

/* Adds a printed block to the part if it fits there, else begins a new part with it. */
static bool add_block(struct parts *p, struct span text)
{
    size_t before = p->part.len;

    if (before && !buf_text(&p->part, "\n\n"))
        return no_memory(p);
    if (!buf_span(&p->part, text))
        return no_memory(p);
    if (before == 0 || fits(p, buf_view(&p->part)))
        return true;
    buf_cut(&p->part, before);
    if (!flush(p))
        return false;
    return buf_span(&p->part, text) || no_memory(p);
}

/* The last resort, for a single character that prints longer than the limit (the text of
 * a link with a huge address): pieces of what was printed, at least one code point each.
 */
static bool emit_pieces(struct parts *p, struct span text)
{
    while (text.len) {
        size_t at = 0, end = 0;
        while (at < text.len) {
            utf8_next(text, &at);
            if (end && !fits(p, (struct span){text.ptr, at}))
                break;
            end = at;
        }
        if (!emit(p, (struct span){text.ptr, end}))
            return false;
        text.ptr += end;
        text.len -= end;
    }
    return true;
}

/* All parts but the last go out; the last may share its message with the next block. */
static bool add_long(struct parts *p, const struct md_node *block)
{
    struct md_cut *cut = md_cut_new(block, p->printer, p->limit);
    bool more = true;
    bool ok = cut ? flush(p) : no_memory(p);

    while (ok && more) {
        ok = md_cut_next(cut, &p->block, &more) || printer_failed(p);
        struct span text = buf_view(&p->block);
        if (!ok || text.len == 0)
            continue;
        if (!fits(p, text))
            ok = emit_pieces(p, text);
        else
            ok = more ? emit(p, text) : add_block(p, text);
    }
    md_cut_free(cut);
    return ok;
}

static bool add(struct parts *p, const struct md_node *block)
{
    buf_clear(&p->block);
    if (!p->printer->block(block, &p->block, p->printer->user) || p->block.failed)
        return printer_failed(p);
    if (p->block.len == 0)
        return true;
    if (!fits(p, buf_view(&p->block)))
        return add_long(p, block);
    return add_block(p, buf_view(&p->block));
}

bool md_print(const struct md *doc, const struct md_printer *printer, size_t limit,
              bool (*take)(void *user, struct span part), void *user, struct err *e)
{
    struct parts p = {.printer = printer,
                      .limit = limit ? limit : 1,
                      .emit = take,
                      .user = user,
                      .e = e};
    bool ok = true;

    buf_init(&p.part, PRINTED_MAX);
    buf_init(&p.block, PRINTED_MAX);
    for (const struct md_node *n = md_root(doc)->child; ok && n; n = n->next)
        ok = add(&p, n);
    ok = ok && flush(&p);
    buf_free(&p.part);
    buf_free(&p.block);
    return ok;
}
