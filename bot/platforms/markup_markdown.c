/* What platforms share whose mark-up is a kind of Markdown. */
#include <string.h>

#include "base/utf8.h"
#include "platforms/markup.h"

bool markup_begins_line(const struct buf *out)
{
    return out->len == 0 || out->data[out->len - 1] == '\n';
}

char markup_at(struct span s, size_t i)
{
    return i < s.len ? s.ptr[i] : '\0';
}

bool markup_text(struct buf *out, struct span text,
                 size_t (*sign)(struct buf *out, struct span s, size_t i))
{
    for (size_t i = 0; i < text.len;) {
        size_t next = i;
        uint32_t rune = utf8_next(text, &next);

        if (rune == '\n') {
            buf_char(out, '\n');
        } else if (rune == ' ' || rune == '\t') {
            if (!markup_begins_line(out))
                buf_char(out, ' ');
        } else if (!markup_invisible(rune)) {
            if (rune >= 0x80)
                buf_rune(out, rune);
            else
                next = i + sign(out, text, i);
        }
        i = next;
    }
    return !out->failed;
}

bool markup_link(struct buf *out, struct span url, struct span label, const char *encoded,
                 bool (*text)(struct buf *out, struct span text))
{
    if (!markup_url_ok(url))
        return buf_span(out, label);
    buf_char(out, '[');
    if (label.len > 0)
        buf_span(out, label);
    else
        text(out, url);
    buf_text(out, "](");
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c >= 0x80 || strchr(encoded, c))
            buf_format(out, "%%%02X", c);
        else
            buf_char(out, (char)c);
    }
    buf_char(out, ')');
    return !out->failed;
}

bool markup_heading(struct buf *out, const char *marks, struct span label)
{
    buf_text(out, marks);
    for (size_t i = 0; i < label.len; i++)
        buf_char(out, label.ptr[i] == '\n' ? ' ' : label.ptr[i]);
    return !out->failed;
}
