#include "platforms/parts.h"

#include "base/buf.h"

enum { PART_MAX = 1 << 20 };

/* A part is held back until the next one comes: the choices join the last one. */
struct parts {
    const struct parts_style *style;
    bool (*emit)(void *user, const struct part *part);
    void *user;
    struct buf held;
    size_t count;
};

static bool give(struct parts *p, struct span list, bool last)
{
    struct part part = {buf_view(&p->held), list, last};

    p->count++;
    bool ok = p->emit(p->user, &part);
    buf_clear(&p->held);
    return ok;
}

static bool take(void *user, struct span text)
{
    struct parts *p = user;
    return (p->held.len == 0 || give(p, span_of(""), false)) && buf_span(&p->held, text);
}

/* "1. Title" lines and the invitation. Choices that would pass the limit are left out:
 * each is a whole line, so nothing is cut in the middle. */
static bool print_choices(const struct platform_reply *reply,
                          const struct parts_style *style, struct buf *out)
{
    struct buf invite;
    bool ok = false;

    buf_init(&invite, PART_MAX);
    if (style->invite && !style->text(&invite, span_of(style->invite)))
        goto out;
    size_t room = style->printer->length(buf_view(&invite)) + 2;
    for (size_t i = 0; i < reply->choice_count && i < PLATFORM_CHOICES; i++) {
        size_t before = out->len;
        buf_format(out, "%s%zu. ", i ? "\n" : "", i + 1);
        if (out->failed || !style->text(out, span_of(reply->choices[i].title)))
            goto out;
        if (style->printer->length(buf_view(out)) + room > style->limit) {
            buf_cut(out, before);
            break;
        }
    }
    if (out->len > 0 && invite.len > 0) {
        buf_text(out, "\n\n");
        buf_span(out, buf_view(&invite));
    }
    ok = !out->failed;
out:
    buf_free(&invite);
    return ok;
}

/* The last part, with the choices if there are any. */
static bool finish(struct parts *p, const struct platform_reply *reply)
{
    size_t (*length)(struct span) = p->style->printer->length;
    struct buf list;
    bool ok = false;

    buf_init(&list, PART_MAX);
    if (!print_choices(reply, p->style, &list))
        goto out;
    size_t both = length(buf_view(&p->held)) + 2 + length(buf_view(&list));
    if (p->held.len > 0 && list.len > 0 && both > p->style->limit &&
        !give(p, span_of(""), false))
        goto out;
    ok = (p->held.len == 0 && list.len == 0) || give(p, buf_view(&list), true);
out:
    buf_free(&list);
    return ok;
}

bool parts_split(const struct platform_reply *reply, const struct parts_style *style,
                 bool (*emit)(void *user, const struct part *part), void *user,
                 struct err *e)
{
    struct parts p = {.style = style, .emit = emit, .user = user};
    bool ok;

    buf_init(&p.held, PART_MAX);
    err_clear(e);
    ok = !reply->doc || md_print(reply->doc, style->printer, style->limit, take, &p, e);
    ok = ok && finish(&p, reply);
    if (ok && p.count == 0)
        ok = err_set(e, ERR_VALUE, "the reply has no text");
    else if (!ok && e && e->code == ERR_NONE)
        err_set(e, ERR_MEMORY, "no memory to print a reply");
    buf_free(&p.held);
    return ok;
}

struct joiner {
    const struct parts_json *json; /* NULL: bare texts */
    bool (*emit)(void *user, struct span part);
    void *user;
};

static bool write_object(const struct joiner *j, const struct part *part,
                         struct span text, struct buf *out)
{
    struct json_writer w;

    json_write(&w, out);
    json_open_object(&w, NULL);
    json_put_span(&w, j->json->text, text);
    j->json->more(&w, part, j->json->user);
    json_close(&w);
    return json_done(&w);
}

static bool join(void *user, const struct part *part)
{
    struct joiner *j = user;
    struct buf text, object;

    buf_init(&text, (size_t)2 * PART_MAX);
    buf_init(&object, (size_t)4 * PART_MAX);
    buf_span(&text, part->body);
    if (part->body.len > 0 && part->list.len > 0)
        buf_text(&text, "\n\n");
    bool ok = buf_span(&text, part->list) && !text.failed;
    if (ok && j->json)
        ok = write_object(j, part, buf_view(&text), &object) &&
             j->emit(j->user, buf_view(&object));
    else if (ok)
        ok = j->emit(j->user, buf_view(&text));
    buf_free(&object);
    buf_free(&text);
    return ok;
}

bool parts_render(const struct platform_reply *reply, const struct parts_style *style,
                  bool (*emit)(void *user, struct span part), void *user, struct err *e)
{
    struct joiner j = {NULL, emit, user};
    return parts_split(reply, style, join, &j, e);
}

bool parts_render_json(const struct platform_reply *reply,
                       const struct parts_style *style, const struct parts_json *json,
                       bool (*emit)(void *user, struct span part), void *user,
                       struct err *e)
{
    struct joiner j = {json, emit, user};
    return parts_split(reply, style, join, &j, e);
}
