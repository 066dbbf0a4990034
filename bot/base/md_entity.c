#include "base/md_entity.h"

#include <stdint.h>

enum { RUNE_MAX = 0x10FFFF };

/* Those that people write, and all of ASCII's signs, so that no printer meets a mark in
 * disguise; HTML has 2,231. */
static const struct {
    const char *name, *text;
} named[] = {
    {"amp", "&"},
    {"lt", "<"},
    {"gt", ">"},
    {"quot", "\""},
    {"apos", "'"},
    {"nbsp", "\u00A0"},
    {"copy", "\u00A9"},
    {"reg", "\u00AE"},
    {"trade", "\u2122"},
    {"deg", "\u00B0"},
    {"plusmn", "\u00B1"},
    {"micro", "\u00B5"},
    {"middot", "\u00B7"},
    {"bull", "\u2022"},
    {"hellip", "\u2026"},
    {"ndash", "\u2013"},
    {"mdash", "\u2014"},
    {"lsquo", "\u2018"},
    {"rsquo", "\u2019"},
    {"ldquo", "\u201C"},
    {"rdquo", "\u201D"},
    {"laquo", "\u00AB"},
    {"raquo", "\u00BB"},
    {"frac12", "\u00BD"},
    {"frac14", "\u00BC"},
    {"frac34", "\u00BE"},
    {"times", "\u00D7"},
    {"divide", "\u00F7"},
    {"sup2", "\u00B2"},
    {"sup3", "\u00B3"},
    {"le", "\u2264"},
    {"ge", "\u2265"},
    {"ne", "\u2260"},
    {"larr", "\u2190"},
    {"rarr", "\u2192"},
    {"euro", "\u20AC"},
    {"pound", "\u00A3"},
    {"sect", "\u00A7"},
    {"alpha", "\u03B1"},
    {"beta", "\u03B2"},
    {"auml", "\u00E4"},
    {"ouml", "\u00F6"},
    {"uuml", "\u00FC"},
    {"szlig", "\u00DF"},
    {"eacute", "\u00E9"},
    {"egrave", "\u00E8"},
    {"agrave", "\u00E0"},
    {"ccedil", "\u00E7"},
    {"ntilde", "\u00F1"},
    {"zwj", "\u200D"},
    {"zwnj", "\u200C"},
    {"shy", "\u00AD"},
    {"commat", "@"},
    {"num", "#"},
    {"excl", "!"},
    {"dollar", "$"},
    {"percnt", "%"},
    {"lpar", "("},
    {"rpar", ")"},
    {"ast", "*"},
    {"midast", "*"},
    {"plus", "+"},
    {"comma", ","},
    {"period", "."},
    {"sol", "/"},
    {"colon", ":"},
    {"semi", ";"},
    {"equals", "="},
    {"quest", "?"},
    {"lsqb", "["},
    {"lbrack", "["},
    {"bsol", "\\"},
    {"rsqb", "]"},
    {"rbrack", "]"},
    {"Hat", "^"},
    {"lowbar", "_"},
    {"UnderBar", "_"},
    {"grave", "`"},
    {"DiacriticalGrave", "`"},
    {"lcub", "{"},
    {"lbrace", "{"},
    {"verbar", "|"},
    {"vert", "|"},
    {"VerticalLine", "|"},
    {"rcub", "}"},
    {"rbrace", "}"},
    {"AMP", "&"},
    {"LT", "<"},
    {"GT", ">"},
    {"QUOT", "\""},
    {"Tab", " "},
    {"NewLine", " "},
};

static int digit_of(char c, unsigned base)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (base == 16 && c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (base == 16 && c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The digits of &#38; or &#x26;. */
static bool put_number(struct buf *out, struct span digits)
{
    uint32_t rune = 0;
    unsigned base = 10;

    if (digits.len && (digits.ptr[0] == 'x' || digits.ptr[0] == 'X')) {
        base = 16;
        digits.ptr++;
        digits.len--;
    }
    for (size_t i = 0; i < digits.len && rune <= RUNE_MAX; i++) {
        int digit = digit_of(digits.ptr[i], base);
        rune = rune * base + (digit < 0 ? RUNE_MAX + 1U : (unsigned)digit);
    }
    if (rune == 0 || rune > RUNE_MAX || (rune >= 0xD800 && rune < 0xE000))
        rune = 0xFFFD;
    else if (rune < 0x20 || (rune >= 0x7F && rune < 0xA0))
        rune = ' ';
    return buf_rune(out, rune);
}

bool md_put_entity(struct buf *out, struct span entity)
{
    if (entity.len < 3 || entity.ptr[0] != '&' || entity.ptr[entity.len - 1] != ';')
        return buf_span(out, entity);
    struct span name = {entity.ptr + 1, entity.len - 2};
    if (name.ptr[0] == '#')
        return put_number(out, (struct span){name.ptr + 1, name.len - 1});
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (span_is(name, named[i].name))
            return buf_text(out, named[i].text);
    }
    return buf_span(out, entity);
}
