#include "platforms/parts.h"

#include "base/buf.h"

enum { PART_MAX = 1 << 20, CHOICES_MAX = 9 };

/* A part is held back until the next one comes: the choices join the last one. */
struct parts {
    const struct parts_style *style;
    bool (*emit)(void *user, struct span part);
    void *user;
    struct buf held;
};

static bool flush(struct parts *p)
{
    if (p->held.len == 0)
        return true;
    bool ok = p->emit(p->user, buf_view(&p->held));
    buf_clear(&p->held);
    return ok;
}

static bool take(void *user, struct span part)
{
    struct parts *p = user;
    return flush(p) && buf_span(&p->held, part);
}

/* "1. Title" lines and the invitation. Choices that would pass the limit are left out:
 * each is a whole line, so nothing is cut in the middle. */
static bool print_choices(const struct platform_reply *reply,
                          const struct parts_style *style, struct buf *out)
{
    size_t room = style->printer->length(span_of(style->invite)) + 2;

    for (size_t i = 0; i < reply->choice_count && i < CHOICES_MAX; i++) {
        size_t before = out->len;
        buf_format(out, "%s%zu. ", i ? "\n" : "", i + 1);
        if (out->failed || !style->text(out, span_of(reply->choices[i].title)))
            return false;
        if (style->printer->length(buf_view(out)) + room > style->limit) {
            buf_cut(out, before);
            break;
        }
    }
    if (out->len > 0)
        buf_format(out, "\n\n%s", style->invite);
    return !out->failed;
}

static bool add_choices(struct parts *p, const struct platform_reply *reply)
{
    struct buf choices;
    bool ok = false;

    buf_init(&choices, PART_MAX);
    if (!print_choices(reply, p->style, &choices))
        goto out;
    size_t (*length)(struct span) = p->style->printer->length;
    size_t both = length(buf_view(&p->held)) + 2 + length(buf_view(&choices));
    if (both > p->style->limit && !flush(p))
        goto out;
    if (choices.len > 0 && p->held.len > 0)
        buf_text(&p->held, "\n\n");
    ok = buf_span(&p->held, buf_view(&choices)) && !p->held.failed;
out:
    buf_free(&choices);
    return ok;
}

struct counted {
    bool (*emit)(void *user, struct span part);
    void *user;
    size_t count;
};

static bool count_part(void *user, struct span part)
{
    struct counted *c = user;
    c->count++;
    return c->emit(c->user, part);
}

bool parts_render(const struct platform_reply *reply, const struct parts_style *style,
                  bool (*emit)(void *user, struct span part), void *user, struct err *e)
{
    struct counted counted = {emit, user, 0};
    struct parts p = {.style = style, .emit = count_part, .user = &counted};
    bool ok;

    buf_init(&p.held, PART_MAX);
    err_clear(e);
    ok = !reply->doc || md_print(reply->doc, style->printer, style->limit, take, &p, e);
    ok = ok && (reply->choice_count == 0 || add_choices(&p, reply)) && flush(&p);
    if (ok && counted.count == 0)
        ok = err_set(e, ERR_VALUE, "the reply has no text");
    else if (!ok && e && e->code == ERR_NONE)
        err_set(e, ERR_MEMORY, "no memory to print a reply");
    buf_free(&p.held);
    return ok;
}
