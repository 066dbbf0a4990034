/* Writing JSON; json.c reads it. */
#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"

#define DEPTH_MAX 63

void json_write(struct json_writer *w, struct buf *out)
{
    *w = (struct json_writer){.out = out};
}

static void put_string(struct json_writer *w, struct span text)
{
    buf_char(w->out, '"');
    for (size_t at = 0; at < text.len;) {
        uint32_t rune = utf8_next(text, &at);
        if (rune == '"' || rune == '\\')
            buf_format(w->out, "\\%c", (char)rune);
        else if (rune == '\n')
            buf_text(w->out, "\\n");
        else if (rune < 0x20 || rune == 0x7F || rune == 0x2028 || rune == 0x2029)
            buf_format(w->out, "\\u%04x", (unsigned)rune);
        else
            buf_rune(w->out, rune);
    }
    buf_char(w->out, '"');
}

/* The comma and the name before a value. */
static void lead(struct json_writer *w, const char *name)
{
    bool in_object = w->depth && !((w->is_array >> w->depth) & 1);

    if (!w->depth && w->comma) /* a second root */
        w->failed = true;
    if (w->comma)
        buf_char(w->out, ',');
    if (in_object != (name != NULL))
        w->failed = true;
    if (name) {
        put_string(w, span_of(name));
        buf_char(w->out, ':');
    }
    w->comma = true;
}

static void open_level(struct json_writer *w, const char *name, bool array)
{
    lead(w, name);
    if (w->depth >= DEPTH_MAX) {
        w->failed = true;
        return;
    }
    w->depth++;
    w->is_array &= ~((uint64_t)1 << w->depth);
    w->is_array |= (uint64_t)array << w->depth;
    w->comma = false;
    buf_char(w->out, array ? '[' : '{');
}

void json_open_object(struct json_writer *w, const char *name)
{
    open_level(w, name, false);
}

void json_open_array(struct json_writer *w, const char *name)
{
    open_level(w, name, true);
}

void json_close(struct json_writer *w)
{
    if (!w->depth) {
        w->failed = true;
        return;
    }
    buf_char(w->out, (w->is_array >> w->depth) & 1 ? ']' : '}');
    w->depth--;
    w->comma = true;
}

void json_put_span(struct json_writer *w, const char *name, struct span text)
{
    lead(w, name);
    put_string(w, text);
}

void json_put_text(struct json_writer *w, const char *name, const char *text)
{
    if (text)
        json_put_span(w, name, span_of(text));
    else
        json_put_null(w, name);
}

void json_put_int(struct json_writer *w, const char *name, int64_t value)
{
    lead(w, name);
    buf_format(w->out, "%lld", (long long)value);
}

void json_put_bool(struct json_writer *w, const char *name, bool value)
{
    lead(w, name);
    buf_text(w->out, value ? "true" : "false");
}

void json_put_null(struct json_writer *w, const char *name)
{
    lead(w, name);
    buf_text(w->out, "null");
}

void json_put_value(struct json_writer *w, const char *name, const struct json *value)
{
    lead(w, name);
    if (!json_print(value, w->out))
        w->failed = true;
}

bool json_done(struct json_writer *w)
{
    return !w->failed && !w->depth && w->comma && !w->out->failed;
}
