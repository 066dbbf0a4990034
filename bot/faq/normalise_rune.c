/* normalise_rune.c - what each code point outside ASCII stands for. */
#include "faq/normalise.h"

#include <string.h>

#include "base/utf8.h"

/* Base letters of U+00C0-U+017F and U+1E00-U+1EFF; '?' is not a single letter. */
static const char latin[] =
    "aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkkllllll?"
    "?llnnnnnnnnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static const char latin_more[] =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy?s????aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy??????";

struct single {
    uint32_t rune;
    const char *text; /* several letters, or one character to be read again */
};

static const struct single singles[] = {
    {0x00AA, "a"},   {0x00B2, "2"},   {0x00B3, "3"},  {0x00B4, "'"},  {0x00B5, "u"},
    {0x00B9, "1"},   {0x00BA, "o"},   {0x00C6, "ae"}, {0x00DE, "th"}, {0x00DF, "ss"},
    {0x00E6, "ae"},  {0x00FE, "th"},  {0x0132, "ij"}, {0x0133, "ij"}, {0x013F, "l"},
    {0x0140, "l"},   {0x0152, "oe"},  {0x0153, "oe"}, {0x02B9, "'"},  {0x02BB, "'"},
    {0x02BC, "'"},   {0x02BD, "'"},   {0x037E, ";"},  {0x03BC, "u"},  {0x055A, "'"},
    {0x061F, "?"},   {0x06D4, "."},   {0x0964, "."},  {0x1E9E, "ss"}, {0x2010, "-"},
    {0x2011, "-"},   {0x2018, "'"},   {0x2019, "'"},  {0x201A, "'"},  {0x201B, "'"},
    {0x2024, "."},   {0x2026, "."},   {0x2028, "\n"}, {0x2029, "\n"}, {0x2032, "'"},
    {0x203C, "!"},   {0x203D, "?"},   {0x2044, "/"},  {0x2047, "?"},  {0x2048, "?"},
    {0x2049, "?"},   {0x2070, "0"},   {0x2074, "4"},  {0x2753, "?"},  {0x2754, "?"},
    {0x3002, "."},   {0xA78C, "'"},   {0xFB00, "ff"}, {0xFB01, "fi"}, {0xFB02, "fl"},
    {0xFB03, "ffi"}, {0xFB04, "ffl"}, {0xFB05, "st"}, {0xFB06, "st"}, {0xFE56, "?"},
    {0xFE57, "!"},   {0xFF61, "."},
};

struct range {
    uint32_t first, last;
    enum rune_kind kind;
};

/* Sorted. What is in none of them is a letter of some script. Private use is dropped, so
 * that nobody can write a concept's mark (heard.h). */
static const struct range ranges[] = {
    {0x0080, 0x00AC, RUNE_BLANK},   {0x00AD, 0x00AD, RUNE_DROP},
    {0x00AE, 0x00AE, RUNE_BLANK},   {0x00AF, 0x00BF, RUNE_BLANK},
    {0x00D7, 0x00D7, RUNE_BLANK},   {0x00F7, 0x00F7, RUNE_BLANK},
    {0x02B0, 0x02FF, RUNE_BLANK},   {0x0300, 0x036F, RUNE_DROP},
    {0x0483, 0x0489, RUNE_DROP},    {0x0591, 0x05BD, RUNE_DROP},
    {0x060C, 0x060C, RUNE_BLANK},   {0x0610, 0x061C, RUNE_DROP},
    {0x064B, 0x065F, RUNE_DROP},    {0x115F, 0x1160, RUNE_DROP},
    {0x17B4, 0x17B5, RUNE_DROP},    {0x180B, 0x180F, RUNE_DROP},
    {0x1AB0, 0x1AFF, RUNE_DROP},    {0x1DC0, 0x1DFF, RUNE_DROP},
    {0x2000, 0x200A, RUNE_BLANK},   {0x200B, 0x200F, RUNE_DROP},
    {0x2010, 0x2029, RUNE_BLANK},   {0x202A, 0x202E, RUNE_DROP},
    {0x202F, 0x205F, RUNE_BLANK},   {0x2060, 0x206F, RUNE_DROP},
    {0x2070, 0x20CF, RUNE_BLANK},   {0x20D0, 0x20FF, RUNE_DROP},
    {0x2100, 0x2BFF, RUNE_BLANK},   {0x2E00, 0x2E7F, RUNE_BLANK},
    {0x3000, 0x3004, RUNE_BLANK},   {0x3008, 0x3020, RUNE_BLANK},
    {0x302A, 0x302F, RUNE_DROP},    {0x3030, 0x3030, RUNE_BLANK},
    {0x3164, 0x3164, RUNE_DROP},    {0xD800, 0xF8FF, RUNE_DROP},
    {0xFE00, 0xFE0F, RUNE_DROP},    {0xFE10, 0xFE19, RUNE_BLANK},
    {0xFE20, 0xFE2F, RUNE_DROP},    {0xFE30, 0xFE6F, RUNE_BLANK},
    {0xFEFF, 0xFEFF, RUNE_DROP},    {0xFF5F, 0xFF65, RUNE_BLANK},
    {0xFFA0, 0xFFA0, RUNE_DROP},    {0xFFE0, 0xFFEF, RUNE_BLANK},
    {0xFFF0, 0xFFFC, RUNE_DROP},    {0xFFFD, 0xFFFF, RUNE_BLANK},
    {0x1F000, 0x1F0FF, RUNE_BLANK}, {0x1F1E6, 0x1FAFF, RUNE_BLANK},
    {0xE0000, 0x10FFFF, RUNE_DROP},
};

static enum rune_kind as_ascii(char c, char out[4], size_t *len)
{
    out[0] = c;
    *len = 1;
    return RUNE_ASCII;
}

/* Letters and digits that fonts and keyboards offer in fancy dress. */
static char undress(uint32_t rune)
{
    if (rune >= 0xFF01 && rune <= 0xFF5E) /* full width */
        return (char)(rune - 0xFF01 + '!');
    if (rune >= 0x1D400 && rune <= 0x1D6A3) /* mathematical bold, script, ... */
        return (char)('a' + (rune - 0x1D400) % 26);
    if (rune >= 0x1D7CE && rune <= 0x1D7FF)
        return (char)('0' + (rune - 0x1D7CE) % 10);
    if (rune >= 0x24B6 && rune <= 0x24E9) /* circled */
        return (char)('a' + (rune - 0x24B6) % 26);
    if (rune >= 0x1F110 && rune <= 0x1F189 && (rune - 0x1F110) % 32 < 26)
        return (char)('a' + (rune - 0x1F110) % 32); /* parenthesised, squared */
    return 0;
}

static char latin_base(uint32_t rune)
{
    char c = '?';

    if (rune >= 0xC0 && rune <= 0x17F)
        c = latin[rune - 0xC0];
    else if (rune >= 0x1E00 && rune <= 0x1EFF)
        c = latin_more[rune - 0x1E00];
    return c == '?' ? 0 : c;
}

static const char *single_text(uint32_t rune)
{
    size_t low = 0, high = sizeof singles / sizeof *singles;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (singles[middle].rune == rune)
            return singles[middle].text;
        if (singles[middle].rune < rune)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static enum rune_kind range_kind(uint32_t rune)
{
    size_t low = 0, high = sizeof ranges / sizeof *ranges;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (rune > ranges[middle].last)
            low = middle + 1;
        else if (rune < ranges[middle].first)
            high = middle;
        else
            return ranges[middle].kind;
    }
    return RUNE_LETTERS;
}

static uint32_t lower(uint32_t rune)
{
    if (rune >= 0x391 && rune <= 0x3A9)
        return rune + 0x20;
    if (rune >= 0x410 && rune <= 0x42F)
        return rune + 0x20;
    if (rune >= 0x400 && rune <= 0x40F)
        return rune + 0x50;
    return rune;
}

enum rune_kind normalise_rune(uint32_t rune, char out[4], size_t *len)
{
    char c = latin_base(rune);
    const char *text;
    enum rune_kind kind;

    *len = 0;
    if (!c)
        c = undress(rune);
    if (c)
        return as_ascii(c, out, len);
    text = single_text(rune);
    if (text && !text[1])
        return as_ascii(text[0], out, len);
    if (text) {
        *len = strlen(text);
        memcpy(out, text, *len);
        return RUNE_LETTERS;
    }
    kind = range_kind(rune);
    if (kind == RUNE_LETTERS)
        *len = utf8_encode(lower(rune), out);
    return kind;
}
