#include "platforms/mattermost/text.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "platforms/markup.h"
#include "platforms/mattermost/adapter.h"
#include "platforms/parts.h"

/* The server's tokenizer splits at U+200B, so nothing after it belongs to the sign before
 * it. A backslash or an entity does not help: both are undone before names are looked for
 * (Mattermost 11.6, app/notification.go, getExplicitMentions). */
#define SPLIT "\xE2\x80\x8B"

/* ":name:" becomes an emoji, "x://" a link. */
static bool colon_acts(struct span s, size_t i)
{
    size_t end = i + 1;

    if (markup_at(s, end) == '/' && markup_at(s, end + 1) == '/')
        return true;
    while (end < s.len && (ascii_is_letter(s.ptr[end]) || ascii_is_digit(s.ptr[end]) ||
                           strchr("_+-", s.ptr[end])))
        end++;
    return end > i + 1 && markup_at(s, end) == ':';
}

/* "&commat;" and "&#64;" are turned into "@" before names are looked for. */
static bool ampersand_acts(struct span s, size_t i)
{
    size_t end = i + 1;

    while (end < s.len && (ascii_is_letter(s.ptr[end]) || ascii_is_digit(s.ptr[end]) ||
                           s.ptr[end] == '#'))
        end++;
    return end > i + 1;
}

/* "#word" becomes a hashtag, whose first sign is a letter. */
static bool hash_acts(struct span s, size_t i)
{
    char next = markup_at(s, i + 1);
    return next == '\0' || ascii_is_letter(next) || (unsigned char)next >= 0x80;
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
    while (digits < s.len && ascii_is_digit(s.ptr[digits]))
        digits++;
    if (digits == 0 || (markup_at(s, digits) != '.' && markup_at(s, digits) != ')'))
        return 0;
    buf_add(out, s.ptr, digits);
    buf_char(out, '\\');
    buf_char(out, s.ptr[digits]);
    return digits + 1;
}

static size_t add_sign(struct buf *out, struct span s, size_t i)
{
    struct span rest = {s.ptr + i, s.len - i};
    size_t done = markup_begins_line(out) ? line_start(out, rest) : 0;
    char c = s.ptr[i];
    bool split = c == '@' || c == '~' || (c == '#' && hash_acts(s, i)) ||
                 (c == ':' && colon_acts(s, i)) || (c == '&' && ampersand_acts(s, i));

    if (done > 0)
        return done;
    if (c == '.' && dot_acts(s, i))
        buf_text(out, SPLIT);
    if (strchr("\\`*_[]<>|~#", c))
        buf_char(out, '\\');
    buf_char(out, c);
    if (split)
        buf_text(out, SPLIT);
    return 1;
}

bool mm_text(struct buf *out, struct span text)
{
    return markup_text(out, text, add_sign);
}

/* Inside code nothing is scanned for names; hashtags are, and a fence that a server reads
 * differently would open it. So "@" and "#" are split here too. */
static void add_code_rune(struct buf *out, uint32_t rune)
{
    buf_rune(out, rune);
    if (rune == '@' || rune == '#')
        buf_text(out, SPLIT);
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
    markup_code(out, code, false, add_code_rune);
    if (pad)
        buf_char(out, ' ');
    add_fence(out, fence);
    return !out->failed;
}

static bool print_code_block(struct buf *out, struct span code)
{
    size_t inside = markup_backticks(code), fence = inside < 3 ? 3 : inside + 1;

    add_fence(out, fence);
    buf_char(out, '\n');
    markup_code(out, code, true, add_code_rune);
    buf_char(out, '\n');
    add_fence(out, fence);
    return !out->failed;
}

/* Everything that could end the link, or be read as a name or an entity, goes encoded. */
static bool print_link(struct buf *out, struct span url, struct span label)
{
    bool mail = span_starts(url, "mailto:");

    return markup_link(out, url, label,
                       mail ? "()<>[]{}\"\\`*|~;^'" : "()<>[]{}\"\\`*|~;^'@", mm_text);
}

/* Large headings shout in a chat: the fourth and fifth level only. */
static bool print_heading(struct buf *out, unsigned level, struct span label)
{
    return markup_heading(out, level <= 2 ? "#### " : "##### ", label);
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

const struct md_printer mm_printer = {
    .block = markup_print, .length = utf8_count, .user = &style};

bool mm_render(struct platform *p, const struct platform_reply *reply,
               bool (*emit)(void *user, struct span payload), void *user, struct err *e)
{
    struct parts_style parts = {.printer = &mm_printer,
                                .limit = mm_of(p)->post_limit,
                                .text = mm_text,
                                .invite = reply->words.pick};
    return parts_render(reply, &parts, emit, user, e);
}
