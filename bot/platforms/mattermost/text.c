#include "platforms/mattermost/text.h"

#include <string.h>

#include "base/utf8.h"
#include "platforms/markup.h"
#include "platforms/mattermost/adapter.h"
#include "platforms/parts.h"

/* The server's tokenizer splits at U+200B, so nothing after it belongs to the sign before
 * it. A backslash or an entity does not help: both are undone before names are looked for
 * (Mattermost 11.6, app/notification.go, getExplicitMentions). */
#define SPLIT "\xE2\x80\x8B"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char at_or_nul(struct span s, size_t i)
{
    return i < s.len ? s.ptr[i] : '\0';
}

/* ":name:" becomes an emoji, "x://" a link. */
static bool colon_acts(struct span s, size_t i)
{
    size_t end = i + 1;

    if (at_or_nul(s, end) == '/' && at_or_nul(s, end + 1) == '/')
        return true;
    while (end < s.len &&
           (is_alpha(s.ptr[end]) || is_digit(s.ptr[end]) || strchr("_+-", s.ptr[end])))
        end++;
    return end > i + 1 && at_or_nul(s, end) == ':';
}

/* "&commat;" and "&#64;" are turned into "@" before names are looked for. */
static bool ampersand_acts(struct span s, size_t i)
{
    size_t end = i + 1;

    while (end < s.len &&
           (is_alpha(s.ptr[end]) || is_digit(s.ptr[end]) || s.ptr[end] == '#'))
        end++;
    return end > i + 1;
}

/* "#word" becomes a hashtag, whose first sign is a letter. */
static bool hash_acts(struct span s, size_t i)
{
    char next = at_or_nul(s, i + 1);
    return next == '\0' || is_alpha(next) || (unsigned char)next >= 0x80;
}

/* "www." becomes a link. Asked at the dot. */
static bool dot_acts(struct span s, size_t i)
{
    for (size_t k = 1; k <= 3; k++) {
        if (i < k || (s.ptr[i - k] | 0x20) != 'w')
            return false;
    }
    return true;
}

static bool begins_line(const struct buf *out)
{
    return out->len == 0 || out->data[out->len - 1] == '\n';
}

/* At the start of a line some signs begin a list, a heading or a rule. Gives how many
 * bytes it has written. */
static size_t line_start(struct buf *out, struct span s)
{
    size_t digits = 0;

    if (s.ptr[0] == '-' || s.ptr[0] == '+') {
        buf_char(out, '\\');
        buf_char(out, s.ptr[0]);
        return 1;
    }
    if (s.ptr[0] == '=') {
        buf_text(out, SPLIT "=");
        return 1;
    }
    while (digits < s.len && is_digit(s.ptr[digits]))
        digits++;
    if (digits == 0 || (at_or_nul(s, digits) != '.' && at_or_nul(s, digits) != ')'))
        return 0;
    buf_add(out, s.ptr, digits);
    buf_char(out, '\\');
    buf_char(out, s.ptr[digits]);
    return digits + 1;
}

static void add_sign(struct buf *out, struct span s, size_t i)
{
    char c = s.ptr[i];
    bool split = c == '@' || c == '~' || (c == '#' && hash_acts(s, i)) ||
                 (c == ':' && colon_acts(s, i)) || (c == '&' && ampersand_acts(s, i));

    if (c == '.' && dot_acts(s, i))
        buf_text(out, SPLIT);
    if (strchr("\\`*_[]<>|~#", c))
        buf_char(out, '\\');
    buf_char(out, c);
    if (split)
        buf_text(out, SPLIT);
}

bool mm_text(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len;) {
        size_t next = i;
        uint32_t rune = utf8_next(text, &next);
        bool blank = rune == ' ' || rune == '\t';

        if (rune == '\n') {
            buf_char(out, '\n');
        } else if (blank) {
            if (!begins_line(out)) /* four blanks would begin code */
                buf_char(out, ' ');
        } else if (rune >= 0x80) {
            if (!markup_invisible(rune))
                buf_rune(out, rune);
        } else if (!markup_invisible(rune)) {
            struct span rest = {text.ptr + i, text.len - i};
            size_t done = begins_line(out) ? line_start(out, rest) : 0;
            if (done > 0)
                next = i + done;
            else
                add_sign(out, text, i);
        }
        i = next;
    }
    return !out->failed;
}

/* Inside code nothing is scanned for names; hashtags are, and a fence that a server reads
 * differently would open it. So "@" and "#" are split here too. */
static void add_code(struct buf *out, struct span code, bool keep_lines)
{
    for (size_t i = 0; i < code.len;) {
        uint32_t rune = utf8_next(code, &i);
        if (rune == '\n' || rune == '\t') {
            buf_char(out, keep_lines ? (char)rune : ' ');
        } else if (!markup_invisible(rune)) {
            buf_rune(out, rune);
            if (rune == '@' || rune == '#')
                buf_text(out, SPLIT);
        }
    }
}

static void add_fence(struct buf *out, size_t n)
{
    while (n-- > 0)
        buf_char(out, '`');
}

static bool print_code(struct buf *out, struct span code)
{
    size_t fence = markup_backticks(code) + 1;
    bool pad = fence > 1;

    add_fence(out, fence);
    if (pad)
        buf_char(out, ' ');
    add_code(out, code, false);
    if (pad)
        buf_char(out, ' ');
    add_fence(out, fence);
    return !out->failed;
}

static bool print_code_block(struct buf *out, struct span code)
{
    size_t inside = markup_backticks(code), fence = inside < 3 ? 3 : inside + 1;

    while (code.len > 0 && code.ptr[code.len - 1] == '\n')
        code.len--;
    add_fence(out, fence);
    buf_char(out, '\n');
    add_code(out, code, true);
    buf_char(out, '\n');
    add_fence(out, fence);
    return !out->failed;
}

/* Everything that could end the link, or be read as a name or an entity, goes encoded. */
static void add_url(struct buf *out, struct span url)
{
    bool mail = span_starts(url, "mailto:");

    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        bool encode =
            c >= 0x80 || strchr("()<>[]{}\"\\`*|~;^'", c) || (c == '@' && !mail);
        if (encode)
            buf_format(out, "%%%02X", c);
        else
            buf_char(out, (char)c);
    }
}

static bool print_link(struct buf *out, struct span url, struct span label)
{
    if (!markup_url_ok(url)) {
        buf_span(out, label);
        return !out->failed;
    }
    buf_char(out, '[');
    if (label.len > 0)
        buf_span(out, label);
    else
        mm_text(out, url);
    buf_text(out, "](");
    add_url(out, url);
    buf_char(out, ')');
    return !out->failed;
}

/* Large headings shout in a chat: the fourth and fifth level only. */
static bool print_heading(struct buf *out, unsigned level, struct span label)
{
    buf_text(out, level <= 2 ? "#### " : "##### ");
    for (size_t i = 0; i < label.len; i++)
        buf_char(out, label.ptr[i] == '\n' ? ' ' : label.ptr[i]);
    return !out->failed;
}

static const struct markup style = {
    .strong = "**",
    .emphasis = "*",
    .strike = "~~",
    .bullet = "- ",
    .quote = "> ",
    .indent = "    ",
    .rule = "---",
    .text = mm_text,
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

const struct md_printer mm_printer = {.block = print_block, .length = utf8_count};

bool mm_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e)
{
    struct parts_style parts = {.printer = &mm_printer,
                                .limit = mm_of(p)->post_limit,
                                .text = mm_text,
                                .invite = "Reply with a number to choose."};
    return parts_render(reply, &parts, emit, user, e);
}
