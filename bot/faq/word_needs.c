#include "faq/word_needs.h"

#include <string.h>

#include "base/buf.h"
#include "faq/lexicon_parts.h"
#include "faq/pattern_text.h"

#define PHRASES_MOST 256
#define PHRASE_BYTES 1024

uint16_t word_hash(struct span word)
{
    uint32_t h = 2166136261U;

    for (size_t i = 0; i < word.len; i++)
        h = (h ^ (unsigned char)word.ptr[i]) * 16777619U;
    return (uint16_t)((h ^ (h >> 12) ^ (h >> 24)) % WORD_HASHES);
}

/* The next word of a phrase; what holds a gap ("...") is none. */
static bool next_word(struct span *rest, struct span *word)
{
    do {
        while (rest->len && rest->ptr[0] == ' ')
            *rest = (struct span){rest->ptr + 1, rest->len - 1};
        word->ptr = rest->ptr;
        for (word->len = 0; word->len < rest->len && rest->ptr[word->len] != ' ';)
            word->len++;
        *rest = (struct span){rest->ptr + word->len, rest->len - word->len};
    } while (word->len && memmem(word->ptr, word->len, "...", 3));
    return word->len > 0;
}

/* The longest word: the least likely to be there by chance. */
static struct span most_telling(struct span phrase)
{
    struct span best = {NULL, 0}, word;

    while (next_word(&phrase, &word))
        if (word.len > best.len)
            best = word;
    return best;
}

static bool add_hash(struct word_need *need, uint16_t hash)
{
    for (size_t i = 0; i < need->count; i++)
        if (need->hash[i] == hash)
            return true;
    if (need->count == WORD_NEEDS_WORDS)
        return false;
    need->hash[need->count++] = hash;
    return true;
}

/* Does the text only hold words, blanks, gaps and plain groups? */
static bool readable(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool gap = s.ptr[i] == '.' && i + 3 <= s.len && !memcmp(s.ptr + i, "...", 3);
        if (gap)
            i += 2;
        else if (strchr(".[]{}\\*+?^$", s.ptr[i]))
            return false;
    }
    return true;
}

/* A piece of an expression, with a gap or an end on both sides, so that its words are
 * whole: each phrase that it stands for gives a word. False: it tells nothing. */
static bool read_piece(struct span piece, struct word_need *out)
{
    struct lexicon_expansion choices;
    const char *why;
    size_t count = readable(piece) ? lexicon_expansions(&choices, piece, &why) : 0;
    struct buf phrase;
    bool ok = count > 0 && count <= PHRASES_MOST;

    out->count = 0;
    buf_init(&phrase, PHRASE_BYTES);
    for (size_t i = 0; ok && i < count; i++) {
        struct span word;
        buf_clear(&phrase);
        ok = lexicon_expand(&choices, i, &phrase);
        word = most_telling(buf_view(&phrase));
        ok = ok && word.len > 0 && add_hash(out, word_hash(word));
    }
    buf_free(&phrase);
    return ok;
}

/* Keeps the needs that name the fewest words. */
static void keep(struct word_need kept[WORD_NEEDS], size_t *count,
                 const struct word_need *need)
{
    size_t at = *count < WORD_NEEDS ? (*count)++ : WORD_NEEDS;

    if (at == WORD_NEEDS) {
        if (need->count >= kept[WORD_NEEDS - 1].count)
            return;
        at = WORD_NEEDS - 1;
    }
    for (; at > 0 && kept[at - 1].count > need->count; at--)
        kept[at] = kept[at - 1];
    kept[at] = *need;
}

/* Where the piece at `from` ends: at a gap outside of groups and macros. */
static size_t piece_end(struct span s, size_t from)
{
    size_t depth = 0, end;

    for (size_t at = from; at < s.len; at++) {
        if (pattern_macro_at(s, at, &end))
            at = end - 1;
        else if (s.ptr[at] == '\\')
            at++;
        else if (s.ptr[at] == '(')
            depth++;
        else if (s.ptr[at] == ')')
            depth -= depth > 0;
        else if (depth == 0 && s.ptr[at] == '|')
            return s.len + 1; /* alternatives at the top: nothing is needed */
        else if (depth == 0 && s.ptr[at] == ' ')
            return at;
    }
    return s.len;
}

size_t word_needs_find(struct span expression, struct word_need out[WORD_NEEDS])
{
    size_t count = 0, from, end;
    struct span s = expression;

    if (s.len && s.ptr[0] == '^')
        s = (struct span){s.ptr + 1, s.len - 1};
    if (s.len && s.ptr[s.len - 1] == '$')
        s.len--;
    for (from = 0; from < s.len; from = end + 1) {
        struct span piece;
        struct word_need need;

        end = piece_end(s, from);
        if (end > s.len)
            return 0;
        piece = (struct span){s.ptr + from, end - from};
        if (piece.len && read_piece(piece, &need))
            keep(out, &count, &need);
    }
    return count;
}
