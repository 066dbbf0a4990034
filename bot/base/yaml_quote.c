#include "base/yaml_quote.h"

#include <string.h>

#include "base/utf8.h"

/* What is only written escaped: control characters and what YAML takes for a line's end
 * or for the order of bytes. */
static bool is_hidden(uint32_t rune)
{
    return rune < ' ' || (rune >= 0x7F && rune < 0xA0) || rune == 0x2028 ||
           rune == 0x2029 || rune == 0xFEFF;
}

static bool has_hidden(const char *text)
{
    struct span s = span_of(text);
    size_t at = 0;

    while (at < s.len)
        if (is_hidden(utf8_next(s, &at)))
            return true;
    return false;
}

static bool needs_quotes(const char *text, bool flow)
{
    size_t len = strlen(text);

    if (!len || has_hidden(text))
        return true;
    if (strchr(",[]{}#&*!|>'\"%@`", text[0]) || text[0] == ' ' || text[len - 1] == ' ' ||
        text[len - 1] == ':')
        return true;
    if (strchr("-?:", text[0]) && (len == 1 || text[1] == ' '))
        return true;
    for (size_t i = 0; i < len; i++)
        if ((text[i] == ':' && text[i + 1] == ' ') ||
            (text[i] == '#' && text[i - 1] == ' ') || (flow && strchr(",[]{}", text[i])))
            return true;
    return false;
}

static void put_escaped(struct buf *out, uint32_t rune)
{
    if (rune == '"' || rune == '\\')
        buf_format(out, "\\%c", (char)rune);
    else if (rune == '\n')
        buf_text(out, "\\n");
    else if (rune == '\t')
        buf_text(out, "\\t");
    else if (rune <= 0xFF)
        buf_format(out, "\\x%02x", (unsigned)rune);
    else
        buf_format(out, "\\u%04x", (unsigned)rune);
}

/* Double quotes, or single ones where the text holds double ones. */
static void put_quoted(struct buf *out, const char *text)
{
    struct span s = span_of(text);
    size_t at = 0;

    if (strchr(text, '"') && !strchr(text, '\'') && !has_hidden(text)) {
        buf_format(out, "'%s'", text);
        return;
    }
    buf_char(out, '"');
    while (at < s.len) {
        size_t from = at;
        uint32_t rune = utf8_next(s, &at);
        if (rune == '"' || rune == '\\' || is_hidden(rune))
            put_escaped(out, rune);
        else
            buf_add(out, s.ptr + from, at - from);
    }
    buf_char(out, '"');
}

void yaml_quote(struct buf *out, const char *text, bool quoted, bool flow)
{
    if (quoted || needs_quotes(text, flow))
        put_quoted(out, text);
    else
        buf_text(out, text);
}
