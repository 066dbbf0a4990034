#include <string.h>

#include "base/md.h"
#include "base/utf8.h"

#define BLOCK_MAX ((size_t)512 * 1024)

struct parts {
    const struct md_printer *printer;
    size_t limit;
    bool (*emit)(void *user, struct span part);
    void *user;
    struct buf part; /* the part being filled */
};

static size_t length(const struct parts *p, struct span s)
{
    return p->printer->length(s);
}

static bool flush(struct parts *p)
{
    bool ok = !p->part.len || p->emit(p->user, buf_view(&p->part));
    buf_clear(&p->part);
    return ok;
}

/* The most of s that fits: up to a line end, else a blank, else a code point. At least
 * one code point, so that each round makes progress. */
static size_t fit(const struct parts *p, struct span s)
{
    size_t at = 0, best = 0, blank = 0, line = 0;

    while (at < s.len) {
        size_t before = at;
        utf8_next(s, &at);
        if (length(p, (struct span){s.ptr, at}) > p->limit)
            break;
        best = at;
        if (s.ptr[before] == ' ')
            blank = before;
        if (s.ptr[before] == '\n')
            line = before;
    }
    if (best == s.len)
        return best;
    if (line)
        return line;
    if (blank)
        return blank;
    return best ? best : at;
}

/* A block too long for one part is cut at lines or words. */
static bool add_long(struct parts *p, struct span text)
{
    if (!flush(p))
        return false;
    while (text.len) {
        size_t len = fit(p, text);
        if (!p->emit(p->user, (struct span){text.ptr, len}))
            return false;
        text.ptr += len;
        text.len -= len;
        while (text.len && (text.ptr[0] == ' ' || text.ptr[0] == '\n')) {
            text.ptr++;
            text.len--;
        }
    }
    return true;
}

static bool add_block(struct parts *p, struct span text)
{
    size_t before = p->part.len;

    if (length(p, text) > p->limit)
        return add_long(p, text);
    if (before && !buf_text(&p->part, "\n\n"))
        return false;
    if (!buf_span(&p->part, text))
        return false;
    if (length(p, buf_view(&p->part)) <= p->limit)
        return true;
    buf_cut(&p->part, before);
    return flush(p) && buf_span(&p->part, text);
}

bool md_print(const struct md *doc, const struct md_printer *printer, size_t limit,
              bool (*emit)(void *user, struct span part), void *user, struct err *e)
{
    struct parts p = {
        .printer = printer, .limit = limit ? limit : 1, .emit = emit, .user = user};
    struct buf block;
    bool ok = true;

    buf_init(&block, BLOCK_MAX);
    buf_init(&p.part, BLOCK_MAX);
    for (const struct md_node *n = md_root(doc)->child; ok && n; n = n->next) {
        buf_clear(&block);
        ok = printer->block(n, &block, printer->user) && !block.failed &&
             (!block.len || add_block(&p, buf_view(&block)));
    }
    ok = ok && flush(&p);
    buf_free(&block);
    buf_free(&p.part);
    return ok || err_set(e, ERR_LIMIT, "the text could not be printed");
}
