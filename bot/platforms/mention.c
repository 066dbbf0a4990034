#include "platforms/mention.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Blocks of Unicode that hold neither letters nor digits; all else from U+0080 counts as
 * a letter here. */
static const struct {
    uint32_t first, last;
} not_letters[] = {
    {0x0080, 0x00A9},   {0x00AB, 0x00B1},   {0x00B4, 0x00B4}, {0x00B6, 0x00B8},
    {0x00BB, 0x00BB},   {0x00BF, 0x00BF},   {0x00D7, 0x00D7}, {0x00F7, 0x00F7},
    {0x02C2, 0x02C5},   {0x0300, 0x036F},   {0x060C, 0x060D}, {0x061B, 0x061F},
    {0x0964, 0x0965},   {0x2000, 0x206F},   {0x20A0, 0x20CF}, {0x2190, 0x245F},
    {0x2500, 0x2BFF},   {0x2E00, 0x2E7F},   {0x3000, 0x3004}, {0x3008, 0x3020},
    {0xE000, 0xF8FF},   {0xFE00, 0xFE6F},   {0xFEFF, 0xFEFF}, {0xFF01, 0xFF0F},
    {0xFF1A, 0xFF20},   {0xFF3B, 0xFF40},   {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFD},
    {0x1F000, 0x1FAFF}, {0xE0000, 0xE0FFF},
};

static bool is_letter_rune(uint32_t rune)
{
    for (size_t i = 0; i < sizeof not_letters / sizeof not_letters[0]; i++) {
        if (rune >= not_letters[i].first && rune <= not_letters[i].last)
            return false;
    }
    return true;
}

static bool letter_before(struct span text, size_t at)
{
    if (at == 0)
        return false;
    if ((unsigned char)text.ptr[at - 1] < 0x80)
        return ascii_is_alnum(text.ptr[at - 1]);

    size_t start = at - 1;
    while (start > 0 && at - start < 4 && ((unsigned char)text.ptr[start] & 0xC0) == 0x80)
        start--;
    return is_letter_rune(utf8_next(text, &start));
}

static bool same_name(const char *run, size_t len, const char *name)
{
    for (size_t i = 0; i < len; i++) {
        if (name[i] == '\0' || lower(run[i]) != lower(name[i]))
            return false;
    }
    return name[len] == '\0';
}

size_t mention_at_name(struct span text, size_t at, const char *name)
{
    if (at >= text.len || text.ptr[at] != '@' || !name[0] || letter_before(text, at))
        return 0;

    const char *run = text.ptr + at + 1;
    size_t most = text.len - at - 1, len = 0;
    while (len < most && (ascii_is_alnum(run[len]) || run[len] == '.' ||
                          run[len] == '_' || run[len] == '-'))
        len++;
    while (len > 0) {
        if (same_name(run, len, name))
            return len + 1;
        if (ascii_is_alnum(run[len - 1]))
            return 0;
        len--;
    }
    return 0;
}

static size_t run_of(struct span text, size_t at, char c)
{
    size_t n = 0;
    while (at + n < text.len && text.ptr[at + n] == c)
        n++;
    return n;
}

static size_t next_line(struct span text, size_t at)
{
    const char *end = memchr(text.ptr + at, '\n', text.len - at);
    return end ? (size_t)(end - text.ptr) + 1 : text.len;
}

/* The end of a fenced code block whose fence of n times c begins at `at`. */
static size_t fence_end(struct span text, size_t at, char c, size_t n)
{
    for (at = next_line(text, at); at < text.len; at = next_line(text, at)) {
        size_t fence = at;
        while (fence < text.len && fence - at < 3 && text.ptr[fence] == ' ')
            fence++;
        if (run_of(text, fence, c) >= n)
            return next_line(text, fence);
    }
    return text.len;
}

/* The end of inline code opened by n backticks at `at`, or just after the opening run
 * when nothing in this paragraph closes it. */
static size_t code_end(struct span text, size_t at, size_t n)
{
    for (size_t i = at + n; i < text.len;) {
        if (text.ptr[i] == '`') {
            size_t run = run_of(text, i, '`');
            if (run == n)
                return i + run;
            i += run;
        } else if (text.ptr[i] == '\n' && i + 1 < text.len && text.ptr[i + 1] == '\n') {
            break;
        } else {
            i++;
        }
    }
    return at + n;
}

static bool begins_line(struct span text, size_t at)
{
    size_t spaces = 0;
    while (at > 0 && spaces < 4 && text.ptr[at - 1] == ' ') {
        at--;
        spaces++;
    }
    return spaces < 4 && (at == 0 || text.ptr[at - 1] == '\n');
}

/* The end of the code that begins at `at`, or `at` when none does. */
static size_t skip_code(struct span text, size_t at)
{
    char c = text.ptr[at];
    if (c != '`' && c != '~')
        return at;
    size_t n = run_of(text, at, c);
    if (n >= 3 && begins_line(text, at))
        return fence_end(text, at, c, n);
    return c == '`' ? code_end(text, at, n) : at;
}

/* After a mention: its comma or colon and the blanks go too, and so do the blanks before
 * it when the line or the sentence ends here. */
static size_t skip_rest(struct span text, size_t at, struct buf *before)
{
    if (at < text.len && (text.ptr[at] == ',' || text.ptr[at] == ':'))
        at++;
    while (at < text.len && is_blank(text.ptr[at]))
        at++;
    bool ends = at == text.len || (text.ptr[at] && strchr("\n.!?;)", text.ptr[at]));
    while (ends && before->len > 0 && is_blank(before->data[before->len - 1]))
        buf_cut(before, before->len - 1);
    return at;
}

bool mention_take(struct span text, const struct mention_form *form, struct buf *out,
                  bool *found)
{
    size_t begin = out->len;
    struct buf rest;

    *found = false;
    buf_init(&rest, text.len + 1);
    for (size_t at = 0; at < text.len;) {
        size_t end = form->in_code ? at : skip_code(text, at);
        if (end > at) {
            buf_add(&rest, text.ptr + at, end - at);
            at = end;
            continue;
        }
        size_t len = form->match(text, at, form->who);
        if (len > 0) {
            *found = true;
            at = skip_rest(text, at + len, &rest);
            continue;
        }
        buf_char(&rest, text.ptr[at++]);
    }

    bool ok = !rest.failed && buf_span(out, span_trim(buf_view(&rest)));
    if (!ok)
        buf_cut(out, begin);
    buf_free(&rest);
    return ok;
}
