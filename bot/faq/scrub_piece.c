#include "faq/scrub_piece.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "faq/normalise.h"

enum { ACRONYM_MOST = 5 };

const char *piece_kind_mark(enum piece_kind kind)
{
    static const char *const marks[] = {"",          "",       "[name]", "[number]",
                                        "[address]", "[mail]", "[link]", "[mention]"};
    return marks[kind];
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

static bool has_digit(struct span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (ascii_is_digit(s.ptr[i]))
            return true;
    return false;
}

/* Without marks before and behind. */
static struct span core_of(struct span s)
{
    static const char around[] = "()[]{}\"'*_~.,;:!?-";

    while (s.len && memchr(around, s.ptr[0], sizeof around - 1)) {
        s.ptr++;
        s.len--;
    }
    while (s.len && memchr(around, s.ptr[s.len - 1], sizeof around - 1))
        s.len--;
    return s;
}

/* "example.org", "www.example.org/x": a dot between letters, not "e.g". */
static bool looks_like_host(struct span s)
{
    for (size_t i = 2; i + 2 < s.len; i++)
        if (s.ptr[i] == '.' && ascii_is_lower((char)(s.ptr[i - 1] | 0x20)) &&
            ascii_is_lower((char)(s.ptr[i - 2] | 0x20)) &&
            ascii_is_lower((char)(s.ptr[i + 1] | 0x20)) &&
            ascii_is_lower((char)(s.ptr[i + 2] | 0x20)))
            return true;
    return false;
}

/* What is told by its marks alone. */
static enum piece_kind kind_by_marks(struct span raw, struct span core)
{
    if (span_starts(raw, "<@") || span_starts(raw, "<#") || span_starts(raw, "<!"))
        return PIECE_MENTION;
    if (memmem(raw.ptr, raw.len, "://", 3) || span_starts(core, "www."))
        return PIECE_LINK;
    if (core.len && core.ptr[0] == '@')
        return PIECE_MENTION;
    if (memchr(core.ptr ? core.ptr : "", '@', core.len))
        return PIECE_MAIL;
    if (has_digit(raw))
        return PIECE_NUMBER;
    if (looks_like_host(core))
        return PIECE_LINK;
    return core.len ? PIECE_WORD : PIECE_NOTHING;
}

/* --- words --- */

struct reading {
    const struct lexicon *lexicon;
    const struct map *names;
    struct piece *piece;
    bool named, any;
};

static void on_word(void *user, struct span word)
{
    struct reading *r = user;
    struct piece *p = r->piece;
    enum lexicon_known known = lexicon_knows(r->lexicon, word);
    struct span bare = word;

    if (bare.len > 2 && memcmp(bare.ptr + bare.len - 2, "'s", 2) == 0) {
        bare.len -= 2;
        if (known == LEXICON_STRANGER)
            known = lexicon_knows(r->lexicon, bare);
    }
    if (r->names && map_get(r->names, bare))
        r->named = true;
    p->ours |= known == LEXICON_OURS;
    p->stranger |= known == LEXICON_STRANGER;
    if (p->len + word.len + 2 > sizeof p->word) {
        r->named = true; /* no word is that long */
        return;
    }
    if (p->len)
        p->word[p->len++] = ' ';
    memcpy(p->word + p->len, word.ptr, word.len);
    p->len += word.len;
    r->any = true;
}

static void on_stop(void *user, bool asks)
{
    (void)user;
    (void)asks;
}

/* How its letters are written. */
struct letters {
    bool capital; /* the first one */
    bool shouted; /* all of two or more */
    bool i;       /* "I", "I'm" */
    bool strange; /* begins with a letter beyond ASCII */
    size_t length;
};

static struct letters letters_of(struct span core)
{
    struct letters l = {.length = core.len};
    size_t upper = 0, lower = 0;

    if (!core.len)
        return l;
    for (size_t i = 0; i < core.len; i++) {
        upper += ascii_is_upper(core.ptr[i]);
        lower += ascii_is_lower(core.ptr[i]);
    }
    l.capital = ascii_is_upper(core.ptr[0]);
    l.shouted = upper > 1 && !lower;
    l.strange = (unsigned char)core.ptr[0] >= 0x80;
    l.i = core.ptr[0] == 'I' &&
          (core.len == 1 || core.ptr[1] == '\'' || (unsigned char)core.ptr[1] == 0xE2);
    return l;
}

/* A capital says "name" where no sentence begins and the word is none of ours; a word
 * that nobody knows also where one begins. */
static bool is_name(const struct piece *p, struct letters l, bool all_shout)
{
    if (p->ours || (l.shouted && (all_shout || l.length <= ACRONYM_MOST)))
        return false;
    if (l.strange)
        return p->stranger;
    return l.capital && !l.i && (!p->first || p->stranger);
}

static void read_word(struct reading *r, struct span core, bool all_shout)
{
    const struct normal_sink sink = {on_word, on_stop, r};

    normalise(core, &sink);
    if (!r->any && !r->named)
        r->piece->kind = PIECE_NOTHING;
    else if (has_digit(piece_word(r->piece))) /* a full-width one, say */
        r->piece->kind = PIECE_NUMBER;
    else if (r->named || is_name(r->piece, letters_of(core), all_shout))
        r->piece->kind = PIECE_NAME;
}

/* --- the text --- */

static struct span next_piece(struct span text, size_t *at, bool *line_end)
{
    size_t from = *at, to;

    while (from < text.len && is_blank(text.ptr[from])) {
        *line_end |= text.ptr[from] == '\n';
        from++;
    }
    to = from;
    while (to < text.len && !is_blank(text.ptr[to]))
        to++;
    *at = to;
    return (struct span){text.ptr + from, to - from};
}

static bool ends_sentence(struct span raw)
{
    char last = raw.len ? raw.ptr[raw.len - 1] : '\0';

    return last == '.' || last == '!' || last == '?';
}

/* Does a "?" stand behind it? */
static bool asks(struct span raw, struct span core)
{
    size_t before = core.len ? (size_t)(core.ptr + core.len - raw.ptr) : 0;

    return memchr(raw.ptr + before, '?', raw.len - before) != NULL;
}

/* Is it written in capitals throughout? */
static bool shouts(struct span text)
{
    size_t upper = 0, lower = 0;

    for (size_t i = 0; i < text.len; i++) {
        upper += ascii_is_upper(text.ptr[i]);
        lower += ascii_is_lower(text.ptr[i]);
    }
    return upper > lower;
}

size_t pieces_of(const struct lexicon *l, const struct map *names, struct span text,
                 struct piece out[PIECES_MOST])
{
    bool all_shout = shouts(text), first = true;
    size_t count = 0, at = 0;

    while (count < PIECES_MOST) {
        bool line_end = false;
        struct span raw = next_piece(text, &at, &line_end), core = core_of(raw);
        struct piece *p = &out[count];
        struct reading r = {.lexicon = l, .names = names, .piece = p};
        if (!raw.len)
            break;
        *p = (struct piece){.kind = kind_by_marks(raw, core),
                            .first = first || line_end,
                            .asks = asks(raw, core)};
        if (p->kind == PIECE_WORD)
            read_word(&r, core, all_shout);
        first = ends_sentence(raw);
        count++;
    }
    return count;
}
