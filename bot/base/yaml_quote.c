#include "base/yaml_quote.h"

#include <string.h>

static bool needs_quotes(const char *text, bool flow)
{
    size_t len = strlen(text);

    if (!len)
        return true;
    if (strchr(",[]{}#&*!|>'\"%@`", text[0]) || text[0] == ' ' || text[len - 1] == ' ' ||
        text[len - 1] == ':')
        return true;
    if (strchr("-?:", text[0]) && (len == 1 || text[1] == ' '))
        return true;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7F ||
            (text[i] == ':' && text[i + 1] == ' ') ||
            (text[i] == '#' && text[i - 1] == ' ') || (flow && strchr(",[]{}", text[i])))
            return true;
    return false;
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7F)
            return true;
    return false;
}

/* Double quotes, or single ones where the text holds double ones. */
static void put_quoted(struct buf *out, const char *text)
{
    if (strchr(text, '"') && !strchr(text, '\'') && !has_control(text)) {
        buf_format(out, "'%s'", text);
        return;
    }
    buf_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_format(out, "\\%c", *text);
        else if (*text == '\n')
            buf_text(out, "\\n");
        else if (*text == '\t')
            buf_text(out, "\\t");
        else if ((unsigned char)*text < ' ' || *text == 0x7F)
            buf_format(out, "\\x%02x", (unsigned)*text);
        else
            buf_char(out, *text);
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
