#include "platforms/rocketchat/text.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "platforms/markup.h"
#include "platforms/parts.h"
#include "platforms/rocketchat/adapter.h"

/* U+2060, word joiner: no name, link or emoji goes on behind it (section 12). A backslash
 * helps for few signs, and an "@" it does not stop in all versions. */
#define JOINER "\xE2\x81\xA0"

enum {
    LIMIT = 4500, /* UTF-16 units; the server's usual maximum is 5,000 */
    PAYLOAD_MAX = 128 * 1024,
    CHOICES_MOST = 4
};

/* What JavaScript calls a text's length, which is what the server counts. */
static size_t utf16_units(struct span text)
{
    size_t units = 0;

    for (size_t i = 0; i < text.len;)
        units += utf8_next(text, &i) > 0xFFFF ? 2 : 1;
    return units;
}

static char at_or_nul(struct span s, size_t i)
{
    return i < s.len ? s.ptr[i] : '\0';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* ":name:" and ":)" become emoji, "x://" a link. */
static bool colon_acts(struct span s, size_t i)
{
    char next = at_or_nul(s, i + 1);
    return next != '\0' && next != ' ' && next != '\n';
}

/* "www.a.b" and "a.b" become links: a full stop between letters. */
static bool dot_acts(struct span s, size_t i)
{
    return i > 0 && is_word(s.ptr[i - 1]) &&
           !(s.ptr[i - 1] >= '0' && s.ptr[i - 1] <= '9') && is_word(at_or_nul(s, i + 1));
}

static bool begins_line(const struct buf *out)
{
    return out->len == 0 || out->data[out->len - 1] == '\n';
}

static void add_sign(struct buf *out, struct span s, size_t i)
{
    char c = s.ptr[i], next = at_or_nul(s, i + 1);
    bool at_start = begins_line(out);

    if (strchr("*_~`#", c)) {
        buf_char(out, '\\');
        buf_char(out, c);
        return;
    }
    /* At the start of a line these begin a list or a quotation. */
    if (at_start && strchr("->+", c))
        buf_text(out, JOINER);
    if (c == '\\') {
        buf_text(out, "\\" JOINER);
        return;
    }
    buf_char(out, c);
    if (c == '@' || c == '<' || (c == ']' && next == '(') || (c == '|' && next == '|') ||
        (c == ':' && colon_acts(s, i)) || (c == '.' && dot_acts(s, i)) ||
        (c == '$' && next == '$'))
        buf_text(out, JOINER);
}

bool rc_text(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len;) {
        size_t next = i;
        uint32_t rune = utf8_next(text, &next);

        if (rune == '\n') {
            buf_char(out, '\n');
        } else if (rune == ' ' || rune == '\t') {
            if (!begins_line(out))
                buf_char(out, ' ');
        } else if (!markup_invisible(rune)) {
            if (rune >= 0x80)
                buf_rune(out, rune);
            else
                add_sign(out, text, i);
        }
        i = next;
    }
    return !out->failed;
}

/* A code span cannot hold a backtick, and names in it are not safe in all versions. */
static void add_code(struct buf *out, struct span code, bool keep_lines)
{
    for (size_t i = 0; i < code.len;) {
        uint32_t rune = utf8_next(code, &i);
        if (rune == '\n' || rune == '\t')
            buf_char(out, keep_lines ? (char)rune : ' ');
        else if (rune == '`')
            buf_char(out, '\'');
        else if (!markup_invisible(rune))
            buf_rune(out, rune);
        if (rune == '@')
            buf_text(out, JOINER);
    }
}

static bool print_code(struct buf *out, struct span code)
{
    buf_char(out, '`');
    add_code(out, code, false);
    buf_char(out, '`');
    return !out->failed;
}

static bool print_code_block(struct buf *out, struct span code)
{
    while (code.len > 0 && code.ptr[code.len - 1] == '\n')
        code.len--;
    buf_text(out, "```\n");
    add_code(out, code, true);
    buf_text(out, "\n```");
    return !out->failed;
}

static bool print_link(struct buf *out, struct span url, struct span label)
{
    if (!markup_url_ok(url))
        return buf_span(out, label);
    buf_char(out, '[');
    if (label.len > 0)
        buf_span(out, label);
    else
        rc_text(out, url);
    buf_text(out, "](");
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c >= 0x80 || strchr("()<>[]{}\"\\`*|^'@", c))
            buf_format(out, "%%%02X", c);
        else
            buf_char(out, (char)c);
    }
    buf_char(out, ')');
    return !out->failed;
}

static bool print_heading(struct buf *out, unsigned level, struct span label)
{
    (void)level; /* large headings shout in a chat */
    buf_text(out, "#### ");
    for (size_t i = 0; i < label.len; i++)
        buf_char(out, label.ptr[i] == '\n' ? ' ' : label.ptr[i]);
    return !out->failed;
}

static const struct markup style = {
    .strong = "*",
    .emphasis = "_",
    .strike = "~",
    .bullet = "- ",
    .quote = "> ",
    .indent = "    ",
    .rule = "---",
    .text = rc_text,
    .code = print_code,
    .code_block = print_code_block,
    .link = print_link,
    .heading = print_heading,
};

static bool print_block(const struct md_node *block, struct buf *out, void *user)
{
    (void)user;
    return markup_block(&style, block, out);
}

const struct md_printer rc_printer = {.block = print_block, .length = utf16_units};

struct rendering {
    const struct rocketchat *m;
    const struct platform_reply *reply;
    bool (*emit)(void *user, struct span payload);
    void *user;
};

/* A click makes the person's own client post the text, naming us (section 13): it comes
 * back as any message does. A topic's id picks that topic. */
static void put_buttons(struct json_writer *w, const struct rendering *r)
{
    struct buf said;

    json_open_array(w, "attachments");
    json_open_object(w, NULL);
    json_put_text(w, "button_alignment", "horizontal");
    json_open_array(w, "actions");
    for (size_t i = 0; i < r->reply->choice_count && i < CHOICES_MOST; i++) {
        buf_init(&said, 512);
        buf_format(&said, "@%s %s", r->m->self.username, r->reply->choices[i].topic);
        json_open_object(w, NULL);
        json_put_text(w, "type", "button");
        json_put_text(w, "text", r->reply->choices[i].title);
        json_put_span(w, "msg", buf_view(&said));
        json_put_bool(w, "msg_in_chat_window", true);
        json_put_text(w, "msg_processing_type", "sendMessage");
        json_close(w);
        buf_free(&said);
    }
    json_close(w);
    json_close(w);
    json_close(w);
}

static bool take_part(void *user, const struct part *part)
{
    struct rendering *r = user;
    struct buf text, payload;
    struct json_writer w;

    buf_init(&text, PAYLOAD_MAX);
    buf_init(&payload, PAYLOAD_MAX);
    buf_span(&text, part->body);
    if (part->body.len && part->list.len)
        buf_text(&text, "\n\n");
    buf_span(&text, part->list);
    json_write(&w, &payload);
    json_open_object(&w, NULL);
    json_put_span(&w, "msg", buf_view(&text));
    if (part->list.len && r->m->self.username[0])
        put_buttons(&w, r);
    json_close(&w);
    bool ok = !text.failed && json_done(&w) && r->emit(r->user, buf_view(&payload));
    buf_free(&payload);
    buf_free(&text);
    return ok;
}

bool rc_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e)
{
    struct rendering r = {.m = rc_of(p), .reply = reply, .emit = emit, .user = user};
    struct parts_style parts = {.printer = &rc_printer,
                                .limit = LIMIT,
                                .text = rc_text,
                                .invite = "Reply with a number to choose."};
    return parts_split(reply, &parts, take_part, &r, e);
}
