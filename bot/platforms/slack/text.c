#include "platforms/slack/text.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "platforms/markup.h"

/* mrkdwn has no escape for its marks: one that would act gives way to its double. */
static const struct {
    char mark;
    const char *twin;
} twins[] = {
    {'*', "\xE2\x88\x97"}, /* U+2217 */
    {'_', "\xCB\x8D"},     /* U+02CD */
    {'~', "\xE2\x88\xBC"}, /* U+223C */
    {'`', "\xCB\x8B"},     /* U+02CB */
};

static const char *twin_of(char c)
{
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++) {
        if (twins[i].mark == c)
            return twins[i].twin;
    }
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* A letter or digit; all of what is not ASCII counts as one. */
static bool is_word(char c)
{
    return ascii_is_alnum(c) || (unsigned char)c >= 0x80;
}

/* Does the mark at i begin or end something? "2 * 3" and "a_b" do not. What lies beyond
 * the text is not known, and counts as a border. */
static bool mark_acts(struct span s, size_t i)
{
    bool first = i == 0, last = i + 1 == s.len;
    char before = first ? ' ' : s.ptr[i - 1], after = last ? ' ' : s.ptr[i + 1];

    if (s.ptr[i] == '`' || first || last)
        return true;
    return (!is_word(before) && !is_blank(after)) ||
           (!is_blank(before) && !is_word(after));
}

/* The three signs that Slack wants encoded, and no others. */
static void add_sign(struct buf *out, char c)
{
    switch (c) {
    case '&':
        buf_text(out, "&amp;");
        break;
    case '<':
        buf_text(out, "&lt;");
        break;
    case '>':
        buf_text(out, "&gt;");
        break;
    default:
        buf_char(out, c);
    }
}

static void add_rune(struct buf *out, uint32_t rune)
{
    if (rune >= 0x80)
        buf_rune(out, rune);
    else
        add_sign(out, (char)rune);
}

bool sl_text(struct buf *out, struct span text)
{
    for (size_t i = 0; i < text.len;) {
        size_t at = i;
        uint32_t rune = utf8_next(text, &i);
        const char *twin = rune < 0x80 ? twin_of((char)rune) : NULL;

        if (rune == '\n' || rune == '\t')
            buf_char(out, rune == '\n' ? '\n' : ' ');
        else if (markup_invisible(rune))
            continue;
        else if (twin && mark_acts(text, at))
            buf_text(out, twin);
        else
            add_rune(out, rune);
    }
    return !out->failed;
}

/* A back-quote would end the code: there is no way to write one in it. */
static void add_code_rune(struct buf *out, uint32_t rune)
{
    if (rune == '`')
        buf_text(out, twin_of('`'));
    else
        add_rune(out, rune);
}

static bool print_code(struct buf *out, struct span code)
{
    return buf_char(out, '`') && markup_code(out, code, false, add_code_rune) &&
           buf_char(out, '`');
}

static bool print_code_block(struct buf *out, struct span code)
{
    return markup_fenced(out, code,
                         markup_backticks(code) < 3 ? add_rune : add_code_rune);
}

/* Marks inside a link's label or a heading would be shown as they are. */
static void add_unmarked(struct buf *out, struct span label)
{
    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        if (c == '\n')
            buf_char(out, ' ');
        else if (!twin_of(c) || !mark_acts(label, i))
            buf_char(out, c);
    }
}

static void add_url(struct buf *out, struct span url)
{
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c == '&')
            buf_text(out, "&amp;");
        else if (c >= 0x80 || c == '<' || c == '>' || c == '|' || c == '"' || c == '`')
            buf_format(out, "%%%02X", c);
        else
            buf_char(out, (char)c);
    }
}

/* An address that stands for itself needs no label. */
static bool print_link(struct buf *out, struct span url, struct span label)
{
    if (!markup_url_ok(url)) {
        buf_span(out, label);
        return !out->failed;
    }
    buf_char(out, '<');
    size_t begin = out->len;
    add_url(out, url);
    struct span printed = {out->failed ? NULL : out->data + begin, out->len - begin};
    if (label.len > 0 && !span_equal(printed, label)) {
        buf_char(out, '|');
        add_unmarked(out, label);
    }
    return buf_char(out, '>') && !out->failed;
}

/* There are no headings: a line in bold. */
static bool print_heading(struct buf *out, unsigned level, struct span label)
{
    (void)level;
    buf_char(out, '*');
    add_unmarked(out, label);
    return buf_char(out, '*') && !out->failed;
}

static const struct markup style = {
    .strong = "*",
    .emphasis = "_",
    .strike = "~",
    .bullet = "\xE2\x80\xA2 ", /* U+2022: there is no list syntax */
    .quote = "> ",
    .indent = "    ",
    .rule = "\xE2\x80\x94\xE2\x80\x94\xE2\x80\x94",
    .text = sl_text,
    .code = print_code,
    .code_block = print_code_block,
    .link = print_link,
    .heading = print_heading,
};

const struct md_printer sl_printer = {
    .block = markup_print, .length = utf8_count_utf16, .user = &style};
