#include "platforms/rocketchat/text.h"

#include <string.h>

#include "base/ascii.h"
#include "base/json.h"
#include "base/utf8.h"
#include "platforms/markup.h"
#include "platforms/parts.h"
#include "platforms/rocketchat/adapter.h"

/* U+2060, word joiner: no name, link or emoji goes on behind it (section 12). A backslash
 * helps for few signs, and an "@" it does not stop in all versions. */
#define JOINER "\xE2\x81\xA0"

enum { LIMIT = 4500 }; /* UTF-16 units; the server's usual maximum is 5,000 */

static bool is_word(char c)
{
    return ascii_is_alnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* ":name:" and ":)" become emoji, "x://" a link. */
static bool colon_acts(struct span s, size_t i)
{
    char next = markup_at(s, i + 1);
    return next != '\0' && next != ' ' && next != '\n';
}

/* "www.a.b" and "a.b" become links: a full stop between letters. */
static bool dot_acts(struct span s, size_t i)
{
    return i > 0 && is_word(s.ptr[i - 1]) &&
           !(s.ptr[i - 1] >= '0' && s.ptr[i - 1] <= '9') && is_word(markup_at(s, i + 1));
}

static size_t add_sign(struct buf *out, struct span s, size_t i)
{
    char c = s.ptr[i], next = markup_at(s, i + 1);
    bool at_start = markup_begins_line(out);

    if (strchr("*_~`#", c)) {
        buf_char(out, '\\');
        buf_char(out, c);
        return 1;
    }
    /* At the start of a line these begin a list or a quotation. */
    if (at_start && strchr("->+", c))
        buf_text(out, JOINER);
    if (c == '\\') {
        buf_text(out, "\\" JOINER);
        return 1;
    }
    buf_char(out, c);
    if (c == '@' || c == '<' || (c == ']' && next == '(') || (c == '|' && next == '|') ||
        (c == ':' && colon_acts(s, i)) || (c == '.' && dot_acts(s, i)) ||
        (c == '$' && next == '$'))
        buf_text(out, JOINER);
    return 1;
}

bool rc_text(struct buf *out, struct span text)
{
    return markup_text(out, text, add_sign);
}

/* A code span cannot hold a backtick, and names in it are not safe in all versions. */
static void add_code_rune(struct buf *out, uint32_t rune)
{
    buf_rune(out, rune == '`' ? '\'' : rune);
    if (rune == '@')
        buf_text(out, JOINER);
}

static bool print_code(struct buf *out, struct span code)
{
    return buf_char(out, '`') && markup_code(out, code, false, add_code_rune) &&
           buf_char(out, '`');
}

static bool print_code_block(struct buf *out, struct span code)
{
    return markup_fenced(out, code, add_code_rune);
}

static bool print_link(struct buf *out, struct span url, struct span label)
{
    return markup_link(out, url, label, "()<>[]{}\"\\`*|^'@", rc_text);
}

static bool print_heading(struct buf *out, unsigned level, struct span label)
{
    (void)level; /* large headings shout in a chat */
    return markup_heading(out, "#### ", label);
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

const struct md_printer rc_printer = {
    .block = markup_print, .length = utf8_count_utf16, .user = &style};

struct rendering {
    const struct rocketchat *m;
    const struct platform_reply *reply;
};

/* A click makes the person's own client post the text, naming us (section 13): it comes
 * back as any message does. A topic's id picks that topic. */
static void put_buttons(struct json_writer *w, const struct part *part, void *user)
{
    const struct rendering *r = user;
    struct buf said;

    if (part->list.len == 0 || !r->m->self.username[0])
        return;

    json_open_array(w, "attachments");
    json_open_object(w, NULL);
    json_put_text(w, "button_alignment", "horizontal");
    json_open_array(w, "actions");
    for (size_t i = 0; i < r->reply->choice_count && i < PLATFORM_CHOICES; i++) {
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

bool rc_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e)
{
    struct rendering r = {.m = rc_of(p), .reply = reply};
    struct parts_json json = {.text = "msg", .more = put_buttons, .user = &r};
    struct parts_style parts = {.printer = &rc_printer,
                                .limit = LIMIT,
                                .text = rc_text,
                                .invite = reply->words.pick};
    return parts_render_json(reply, &parts, &json, emit, user, e);
}
