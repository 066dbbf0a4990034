#include "faq/template.h"

#include <string.h>

struct filler {
    struct buf *out;
    const struct answers *texts;
    const struct faq_local *locals;
    size_t local_count;
    size_t unknown;
};

static const char *lookup(const struct filler *f, struct span name)
{
    for (size_t i = 0; i < f->local_count; i++)
        if (span_is(name, f->locals[i].name))
            return f->locals[i].value;
    return map_get(f->texts->texts, name);
}

bool template_slot(struct span s, size_t from, size_t *at, size_t *end, struct span *name)
{
    const char *open = memmem(s.ptr + from, s.len - from, "{{", 2);
    if (!open)
        return false;
    size_t start = (size_t)(open - s.ptr);
    const char *close = memmem(open, s.len - start, "}}", 2);
    if (!close)
        return false;
    *at = start;
    *end = (size_t)(close - s.ptr) + 2;
    *name = span_trim((struct span){open + 2, (size_t)(close - open) - 2});
    return true;
}

/* depth 0: the body; 1: inside a fragment, where only plain slots are filled. */
static bool fill(struct filler *f, struct span s, int depth)
{
    size_t done = 0, at, end;
    struct span name;

    while (template_slot(s, done, &at, &end, &name)) {
        const char *value = lookup(f, name);
        bool fragment = span_starts(name, ">");
        if (!buf_add(f->out, s.ptr + done, at - done))
            return false;
        if ((!value || (fragment && depth)) && depth == 0 && at < f->unknown)
            f->unknown = at;
        if (value && fragment && depth == 0 && !fill(f, span_of(value), 1))
            return false;
        if (value && !fragment && !buf_text(f->out, value))
            return false;
        done = end;
    }
    return buf_add(f->out, s.ptr + done, s.len - done);
}

bool template_fill(struct buf *out, struct span body, const struct answers *texts,
                   const struct faq_local *locals, size_t local_count, size_t *unknown)
{
    struct filler f = {out, texts, locals, local_count, body.len};
    bool ok = fill(&f, body, 0);
    if (unknown)
        *unknown = f.unknown;
    return ok;
}
