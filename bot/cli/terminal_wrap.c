#include "cli/terminal_wrap.h"

#include <string.h>

#include "base/ascii.h"

/* One column per code point: the answers hold no wide letters. */
static size_t columns(struct span text)
{
    size_t count = 0;
    bool in_code = false;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == 0x1B)
            in_code = true;
        else if (in_code)
            in_code = c != 'm';
        else
            count += (c & 0xC0) != 0x80;
    }
    return count;
}

/* Where the words of a list item begin: "- ", "• ", "12. ", after its indent. */
static size_t hanging_indent(struct span line)
{
    static const char dot[] = "\xE2\x80\xA2 ";
    size_t indent = 0, at;

    while (indent < line.len && line.ptr[indent] == ' ')
        indent++;
    if (span_starts((struct span){line.ptr + indent, line.len - indent}, "- ") ||
        span_starts((struct span){line.ptr + indent, line.len - indent}, dot))
        return indent + 2;
    for (at = indent; at < line.len && ascii_is_digit(line.ptr[at]); at++)
        ;
    if (at > indent && at + 1 < line.len && line.ptr[at] == '.' &&
        line.ptr[at + 1] == ' ')
        return at + 2;
    return indent;
}

static bool wrap_line(struct span line, size_t width, struct buf *out)
{
    size_t indent = hanging_indent(line), column = 0, at = 0;

    while (at < line.len) {
        size_t blanks = at, end;
        while (blanks < line.len && line.ptr[blanks] == ' ')
            blanks++;
        for (end = blanks; end < line.len && line.ptr[end] != ' '; end++)
            ;
        struct span word = {line.ptr + blanks, end - blanks};
        size_t gap = blanks - at, wide = columns(word);
        if (at && column > indent && column + gap + wide > width) {
            if (!buf_format(out, "\n%*s", (int)indent, ""))
                return false;
            column = indent;
        } else {
            if (!buf_span(out, (struct span){line.ptr + at, gap}))
                return false;
            column += gap;
        }
        if (!buf_span(out, word))
            return false;
        column += wide;
        at = end;
    }
    return true;
}

bool terminal_wrap(struct span text, size_t width, struct buf *out)
{
    if (!width)
        return buf_span(out, text);
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t len = end ? (size_t)(end - text.ptr) - at : text.len - at;
        if (!wrap_line((struct span){text.ptr + at, len}, width, out) ||
            (end && !buf_char(out, '\n')))
            return false;
        at += len + 1;
    }
    return true;
}
