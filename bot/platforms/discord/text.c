#include "platforms/discord/text.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "platforms/discord/clicks.h"
#include "platforms/markup.h"
#include "platforms/parts.h"

/* Only allowed_mentions keeps a text from pinging (section 14); what is split here is so
 * that it does not look like a ping either. */
#define SPLIT "\xE2\x80\x8B"

enum {
    LIMIT = 2000, /* code points */
    LABEL_MOST = 80,
    ID_MOST = 100, /* of a custom_id */
    ROW_MOST = 5,  /* buttons */
    TYPE_ROW = 1,
    TYPE_BUTTON = 2,
    STYLE_SECONDARY = 2
};

static size_t add_sign(struct buf *out, struct span s, size_t i)
{
    char c = s.ptr[i];

    if (strchr("\\*_~|`[]<>", c) || (markup_begins_line(out) && strchr("#-+", c)))
        buf_char(out, '\\');
    buf_char(out, c);
    /* "@everyone", "<@1>", ":smile:" and "x://" are taken apart. */
    if (c == '@' || c == '<' || (c == ':' && markup_at(s, i + 1) > ' '))
        buf_text(out, SPLIT);
    return 1;
}

bool dc_text(struct buf *out, struct span text)
{
    return markup_text(out, text, add_sign);
}

/* Inside code nothing can be escaped: backticks are split, "@" too. */
static void add_code_rune(struct buf *out, uint32_t rune)
{
    buf_rune(out, rune);
    if (rune == '`' || rune == '@')
        buf_text(out, SPLIT);
}

static bool print_code(struct buf *out, struct span code)
{
    bool pad = markup_backticks(code) > 0;

    return buf_text(out, pad ? "`` " : "`") &&
           markup_code(out, code, false, add_code_rune) &&
           buf_text(out, pad ? " ``" : "`");
}

static bool print_code_block(struct buf *out, struct span code)
{
    return markup_fenced(out, code, add_code_rune);
}

static bool print_link(struct buf *out, struct span url, struct span label)
{
    return markup_link(out, url, label, "()<>[]{}\"\\`*|^'@", dc_text);
}

static bool print_heading(struct buf *out, unsigned level, struct span label)
{
    (void)level; /* large headings shout in a chat */
    return markup_heading(out, "### ", label);
}

static const struct markup style = {
    .strong = "**",
    .emphasis = "*",
    .strike = "~~",
    .bullet = "- ",
    .quote = "> ",
    .indent = "  ",
    .rule = "---",
    .text = dc_text,
    .code = print_code,
    .code_block = print_code_block,
    .link = print_link,
    .heading = print_heading,
};

const struct md_printer dc_printer = {
    .block = markup_print, .length = utf8_count, .user = &style};

static void put_button(struct json_writer *w, const char *label, const char *custom_id)
{
    struct span text = span_of(label);
    size_t at = 0;

    for (size_t runes = 0; at < text.len && runes < LABEL_MOST; runes++)
        utf8_next(text, &at);
    json_open_object(w, NULL);
    json_put_int(w, "type", TYPE_BUTTON);
    json_put_int(w, "style", STYLE_SECONDARY);
    json_put_span(w, "label", (struct span){text.ptr, at});
    json_put_text(w, "custom_id", custom_id);
    json_close(w);
}

static void open_row(struct json_writer *w)
{
    json_open_object(w, NULL);
    json_put_int(w, "type", TYPE_ROW);
    json_open_array(w, "components");
}

static void close_row(struct json_writer *w)
{
    json_close(w);
    json_close(w);
}

static void put_choices(struct json_writer *w, const struct platform_reply *reply)
{
    char id[ID_MOST + 1];
    size_t put = 0;

    for (size_t i = 0; i < reply->choice_count && i < PLATFORM_CHOICES; i++) {
        int len = snprintf(id, sizeof id, DC_CHOICE "%s", reply->choices[i].topic);
        if (len < 0 || (size_t)len >= sizeof id)
            continue;
        if (put % ROW_MOST == 0) {
            if (put)
                close_row(w);
            open_row(w);
        }
        put_button(w, reply->choices[i].title, id);
        put++;
    }
    if (put)
        close_row(w);
}

static void put_buttons(struct json_writer *w, const struct part *part, void *user)
{
    const struct platform_reply *reply = user;

    bool feedback = platform_asks_feedback(reply);

    if (!part->last || (reply->choice_count == 0 && !feedback))
        return;

    json_open_array(w, "components");
    put_choices(w, reply);
    if (feedback) {
        open_row(w);
        put_button(w, reply->words.helpful, DC_HELPFUL);
        put_button(w, reply->words.unhelpful, DC_UNHELPFUL);
        close_row(w);
    }
    json_close(w);
}

bool dc_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e)
{
    struct platform_reply copy = *reply;
    struct parts_json json = {.text = "content", .more = put_buttons, .user = &copy};
    struct parts_style parts = {.printer = &dc_printer,
                                .limit = LIMIT,
                                .text = dc_text,
                                .invite = reply->words.choose};
    (void)p;
    return parts_render_json(reply, &parts, &json, emit, user, e);
}
