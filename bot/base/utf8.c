#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

static bool is_tail(unsigned char c)
{
    return (c & 0xC0U) == 0x80U;
}

/* The length of the valid sequence at p, with its rune; 0 when there is none. */
static size_t decode(const char *text, size_t len, uint32_t *rune)
{
    const unsigned char *p = (const unsigned char *)text;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t need;

    if (p[0] < 0x80) {
        *rune = p[0];
        return 1;
    }
    if (p[0] >= 0xC2 && p[0] < 0xE0)
        need = 2;
    else if (p[0] >= 0xE0 && p[0] < 0xF0)
        need = 3;
    else if (p[0] >= 0xF0 && p[0] < 0xF5)
        need = 4;
    else
        return 0;
    if (len < need)
        return 0;
    uint32_t value = p[0] & (0x7FU >> need);
    for (size_t i = 1; i < need; i++) {
        if (!is_tail(p[i]))
            return 0;
        value = value << 6 | (p[i] & 0x3FU);
    }
    if (value < least[need] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 0;
    *rune = value;
    return need;
}

bool utf8_valid(struct span s, size_t *bad_at)
{
    uint32_t rune;

    for (size_t at = 0; at < s.len;) {
        size_t n = decode(s.ptr + at, s.len - at, &rune);
        if (n == 0) {
            if (bad_at)
                *bad_at = at;
            return false;
        }
        at += n;
    }
    return true;
}

uint32_t utf8_next(struct span s, size_t *at)
{
    uint32_t rune;
    size_t n = decode(s.ptr + *at, s.len - *at, &rune);

    *at += n ? n : 1;
    return n ? rune : REPLACEMENT;
}

size_t utf8_encode(uint32_t rune, char out[4])
{
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        out[0] = (char)(0xC0U | rune >> 6);
        out[1] = (char)(0x80U | (rune & 0x3FU));
        return 2;
    }
    if (rune >= 0xD800 && rune < 0xE000)
        return 0;
    if (rune < 0x10000) {
        out[0] = (char)(0xE0U | rune >> 12);
        out[1] = (char)(0x80U | (rune >> 6 & 0x3FU));
        out[2] = (char)(0x80U | (rune & 0x3FU));
        return 3;
    }
    if (rune > 0x10FFFF)
        return 0;
    out[0] = (char)(0xF0U | rune >> 18);
    out[1] = (char)(0x80U | (rune >> 12 & 0x3FU));
    out[2] = (char)(0x80U | (rune >> 6 & 0x3FU));
    out[3] = (char)(0x80U | (rune & 0x3FU));
    return 4;
}

size_t utf8_count(struct span s)
{
    size_t count = 0;

    for (size_t at = 0; at < s.len; count++)
        utf8_next(s, &at);
    return count;
}

size_t utf8_count_utf16(struct span s)
{
    size_t count = 0;

    for (size_t at = 0; at < s.len;)
        count += utf8_next(s, &at) >= 0x10000 ? 2 : 1;
    return count;
}

size_t utf8_fit(struct span s, size_t max_bytes)
{
    uint32_t rune;

    if (max_bytes >= s.len)
        return s.len;
    size_t start = max_bytes;
    while (start > 0 && max_bytes - start < 3 && is_tail((unsigned char)s.ptr[start]))
        start--;
    size_t n = decode(s.ptr + start, s.len - start, &rune);
    return start + n > max_bytes ? start : max_bytes;
}

bool utf8_repair(struct buf *out, struct span s)
{
    uint32_t rune;
    size_t from = 0;

    for (size_t at = 0; at < s.len;) {
        size_t n = decode(s.ptr + at, s.len - at, &rune);
        if (n > 0) {
            at += n;
            continue;
        }
        if (!buf_add(out, s.ptr + from, at - from) || !buf_rune(out, REPLACEMENT))
            return false;
        from = ++at;
    }
    return buf_add(out, s.ptr ? s.ptr + from : NULL, s.len - from);
}
