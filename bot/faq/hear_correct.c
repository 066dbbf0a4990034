/* hear_correct.c - unknown words become the words that were meant; the rest is copied.
 *
 * For each unknown word: one slip, two words run together, more slips, the same sound.
 * For each window of two or three words of which one is unknown: a word that was torn
 * apart, as dictation and hand tremor do. */
#include <string.h>

#include "faq/hear_parts.h"

#define TRIES_MOST   64 /* unknown words of one message that are looked at */
#define WINDOW_MOST  3
#define JOINED_LEAST 6 /* letters of a word that was torn apart */
#define TOLD_APART   5 /* the same by its exact letters or sound */

enum fix_kind { FIX_NONE, FIX_ONE, FIX_SPLIT };

struct fix {
    enum fix_kind kind;
    bool sure; /* one slip away from a word of the lexicon */
    uint32_t word, second;
    const char *how;
};

struct correct {
    const struct draft *d;
    const struct lexicon *l;
    struct heard *out;
    struct heard_ids *ids;
    struct fix fix[HEARD_WORDS];
    size_t unknown; /* how many words are */
};

static bool only_letters(struct span word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < 'a' || word.ptr[i] > 'z')
            return false;
    }
    return true;
}

static bool plain(const struct correct *c, size_t i)
{
    return words_plain(&c->l->words, c->d->word[i].id);
}

static bool find_split(const struct correct *c, struct span word, struct fix *fix)
{
    const struct lexicon_words *w = &c->l->words;

    for (size_t cut = word.len - 2; cut >= 2; cut--) {
        uint32_t a = words_find(w, (struct span){word.ptr, cut});
        uint32_t b = words_find(w, (struct span){word.ptr + cut, word.len - cut});
        size_t shorter = cut < word.len - cut ? cut : word.len - cut;
        bool target;

        if (!words_plain(w, a) || !words_plain(w, b))
            continue;
        target = (w->word[a].flags | w->word[b].flags) & WORD_TARGET;
        if (!target || (shorter == 2 && word.len < 8))
            continue;
        *fix = (struct fix){FIX_SPLIT, false, a, b, "split"};
        return true;
    }
    return false;
}

static bool near_enough(const struct correct *c, struct span word, unsigned most,
                        struct fix *fix)
{
    struct spelling_guess g;

    if (!spelling_near(&c->l->spelling, &c->l->words, word, most, &g))
        return false;
    /* Short words are near to too much: the first letter must stand. */
    if (word.len <= 4 && words_text(&c->l->words, g.word).ptr[0] != word.ptr[0])
        return false;
    *fix = (struct fix){FIX_ONE, g.distance == 1 && !g.plain, g.word, 0, "spelling"};
    return true;
}

static void find_fix(const struct correct *c, size_t i, struct fix *fix)
{
    struct span word = draft_text(c->d, i);
    struct spelling_guess g;

    if (c->d->word[i].id != WORD_NONE || word.len < 4 || word.len > SPELLING_LONGEST ||
        !only_letters(word))
        return;
    if (near_enough(c, word, 1, fix) || (word.len >= 6 && find_split(c, word, fix)) ||
        near_enough(c, word, 3, fix))
        return;
    if (spelling_sounds(&c->l->spelling, &c->l->words, word, &g))
        *fix = (struct fix){FIX_ONE, false, g.word, 0, "sound"};
}

static void find_fixes(struct correct *c)
{
    c->unknown = 0;
    for (size_t i = 0; i < c->d->count; i++) {
        c->fix[i].kind = FIX_NONE;
        if (plain(c, i))
            continue;
        if (c->unknown++ < TRIES_MOST)
            find_fix(c, i, &c->fix[i]);
    }
}

/* The draft's words [i, i + k) written together; false when they cannot be one word. */
static bool window_text(const struct correct *c, size_t i, size_t k, char *text,
                        struct span *out)
{
    bool unknown = false;
    size_t len = 0;

    if (i + k > c->d->count)
        return false;
    for (size_t n = i; n < i + k; n++) {
        struct span word = draft_text(c->d, n);

        if (len + word.len > SPELLING_LONGEST || !only_letters(word) ||
            (n + 1 < i + k && c->d->word[n].ends != ENDS_NOT))
            return false;
        memcpy(text + len, word.ptr, word.len);
        len += word.len;
        unknown = unknown || !plain(c, n);
    }
    *out = (struct span){text, len};
    return unknown;
}

static bool reached_alone(const struct correct *c, size_t i, size_t k, uint32_t word)
{
    for (size_t n = i; n < i + k; n++) {
        if (c->fix[n].kind == FIX_ONE && c->fix[n].word == word)
            return true;
    }
    return false;
}

static bool any_fix(const struct correct *c, size_t i, size_t k)
{
    for (size_t n = i; n < i + k; n++) {
        if (c->fix[n].kind != FIX_NONE)
            return true;
    }
    return false;
}

/* Understood by itself: a listed mishearing, or one slip away from a word of the
 * lexicon. */
static bool settled(const struct correct *c, size_t i)
{
    uint32_t id = c->d->word[i].id;
    size_t len;

    if (c->fix[i].kind == FIX_ONE)
        return c->fix[i].sure;
    return !plain(c, i) && id != WORD_NONE &&
           phrases_match(&c->l->phrases, &c->l->words, &id, 1, &len);
}

static bool is_in(struct span word, const char *const list[])
{
    for (size_t i = 0; list[i]; i++) {
        if (span_is(word, list[i]))
            return true;
    }
    return false;
}

/* Little words that stand before or behind a torn word, not in it. */
static const char *const before_it[] = {"the", "a",  "an", "my", "and", "to", "is",
                                        "of",  "no", "or", "i",  "so",  NULL};
static const char *const behind_it[] = {"is",  "a",    "i",   "in",  "on",  "to", "so",
                                        "or",  "be",   "vs",  "why", "how", "as", "the",
                                        "and", "does", "not", "no",  "do",  "at", NULL};

/* Words that people leave whole: joined only when that is the very word. */
static bool whole(const struct correct *c, size_t i, size_t k)
{
    if (is_in(draft_text(c->d, i), before_it) ||
        is_in(draft_text(c->d, i + k - 1), behind_it))
        return true;
    for (size_t n = i; n < i + k; n++) {
        if (settled(c, n))
            return true;
    }
    return false;
}

/* A word of the lexicon, or too short to be judged ("ul", "ii"), stands for itself unless
 * the whole sounds like another. */
static bool any_telling(const struct correct *c, size_t i, size_t k)
{
    for (size_t n = i; n < i + k; n++) {
        uint32_t id = c->d->word[n].id;

        if (id == WORD_NONE ? c->d->word[n].len < 4
                            : (c->l->words.word[id].flags & WORD_LEXICON) != 0)
            return true;
    }
    return false;
}

/* What the words [i, i + k) are when joined. Strong evidence is the exact word, its
 * sound, or few slips in a long word; weak evidence counts only when nothing else
 * explains the unknown words. */
static bool find_join(const struct correct *c, size_t i, size_t k,
                      struct spelling_guess *g)
{
    const struct lexicon_words *w = &c->l->words;
    char text[SPELLING_LONGEST];
    struct span joined;
    bool strong = true;

    if (!window_text(c, i, k, text, &joined) || joined.len < TOLD_APART)
        return false;
    *g = (struct spelling_guess){words_find(w, joined), 0, true, false};
    if (g->word == WORD_NONE || !(w->word[g->word].flags & WORD_TARGET)) {
        unsigned third = (unsigned)joined.len / 3;

        if (whole(c, i, k))
            return false;
        bool telling = any_telling(c, i, k);

        strong = spelling_sounds(&c->l->spelling, w, joined, g) &&
                 g->distance <= (third > 2 ? third : 2);
        if (!strong && (telling || !spelling_near(&c->l->spelling, w, joined, 2, g) ||
                        g->plain || w->word[g->word].len < JOINED_LEAST))
            return false;
        strong = strong || g->distance <= w->word[g->word].len / 5U;
    }
    if (reached_alone(c, i, k, g->word))
        return false;
    return strong || !any_fix(c, i, k);
}

static void put_word(struct correct *c, struct span text, uint32_t id, bool known,
                     uint8_t ends)
{
    struct heard *h = c->out;
    size_t gap = h->text_len ? 1 : 0;

    if (h->word_count == HEARD_WORDS || h->text_len + gap + text.len > HEARD_TEXT) {
        h->cut = true;
        return;
    }
    if (gap)
        h->text[h->text_len++] = ' ';
    h->words[h->word_count] = (struct heard_word){
        .at = (uint16_t)h->text_len, .len = (uint16_t)text.len, .known = known, .id = id};
    c->ids->id[h->word_count] = id;
    c->ids->ends[h->word_count] = ends;
    memcpy(h->text + h->text_len, text.ptr, text.len);
    h->text_len += text.len;
    h->word_count++;
}

static void copy_word(struct correct *c, size_t i)
{
    const struct draft_word *word = &c->d->word[i];

    put_word(c, draft_text(c->d, i), word->id, word->id != WORD_NONE, word->ends);
}

static void put_known(struct correct *c, uint32_t id, uint8_t ends)
{
    put_word(c, words_text(&c->l->words, id), id, true, ends);
}

/* Appends to a text of a correction, cut at its size. */
static void note(char *out, size_t size, struct span word)
{
    size_t len = strlen(out);

    if (len && len + 1 < size)
        out[len++] = ' ';
    if (word.len > size - 1 - len)
        word.len = size - 1 - len;
    memcpy(out + len, word.ptr, word.len);
    out[len + word.len] = '\0';
}

/* Notes that the draft's words [i, i + k) became the last `count` words put. */
static void record(struct correct *c, size_t i, size_t k, size_t count, const char *how)
{
    struct heard *h = c->out;
    struct heard_correction *r;

    if (h->correction_count == HEARD_CORRECTIONS || h->word_count < count)
        return;
    r = &h->corrections[h->correction_count++];
    r->word = (uint16_t)(h->word_count - count);
    r->count = (uint16_t)count;
    r->how = how;
    r->from[0] = r->to[0] = '\0';
    for (size_t n = i; n < i + k; n++)
        note(r->from, sizeof r->from, draft_text(c->d, n));
    for (size_t n = h->word_count - count; n < h->word_count; n++)
        note(r->to, sizeof r->to, heard_text(h, n));
}

/* Tries to read a torn word at i; returns how many words it took. */
static size_t put_join(struct correct *c, size_t i)
{
    struct spelling_guess best = {0}, g;
    size_t taken = 0;

    for (size_t k = 2; k <= WINDOW_MOST; k++) {
        if (find_join(c, i, k, &g) && (taken == 0 || g.distance < best.distance)) {
            best = g;
            taken = k;
        }
    }
    if (taken) {
        put_known(c, best.word, c->d->word[i + taken - 1].ends);
        record(c, i, taken, 1, "joined");
    }
    return taken;
}

static void put_fixed(struct correct *c, size_t i)
{
    const struct fix *fix = &c->fix[i];
    uint8_t ends = c->d->word[i].ends;

    if (fix->kind == FIX_NONE) {
        copy_word(c, i);
        return;
    }
    put_known(c, fix->word, fix->kind == FIX_SPLIT ? ENDS_NOT : ends);
    if (fix->kind == FIX_SPLIT)
        put_known(c, fix->second, ends);
    record(c, i, 1, fix->kind == FIX_SPLIT ? 2 : 1, fix->how);
}

/* How many words from i make a phrase that the lexicon knows: they stand as they are. */
static size_t known_phrase(const struct correct *c, size_t i)
{
    uint32_t id[PHRASE_MAX];
    size_t count = 0, len = 0;

    while (count < PHRASE_MAX && i + count < c->d->count) {
        id[count] = c->d->word[i + count].id;
        count++;
        if (c->d->word[i + count - 1].ends != ENDS_NOT)
            break;
    }
    return phrases_match(&c->l->phrases, &c->l->words, id, count, &len) ? len : 0;
}

static bool unknown_near(const struct correct *c, size_t i)
{
    for (size_t n = i; n < i + WINDOW_MOST && n < c->d->count; n++) {
        if (!plain(c, n))
            return true;
    }
    return false;
}

static size_t put_next(struct correct *c, size_t i)
{
    size_t taken;

    if (!unknown_near(c, i)) {
        copy_word(c, i);
        return 1;
    }
    taken = known_phrase(c, i);
    if (taken >= 2) {
        for (size_t n = i; n < i + taken; n++)
            copy_word(c, n);
        return taken;
    }
    taken = put_join(c, i);
    if (taken == 0) {
        put_fixed(c, i);
        taken = 1;
    }
    return taken;
}

void hear_correct(const struct draft *d, struct heard *out, struct heard_ids *ids)
{
    struct correct c;

    c.d = d;
    c.l = d->l;
    c.out = out;
    c.ids = ids;
    find_fixes(&c);
    for (size_t i = 0; i < d->count;) {
        if (c.unknown == 0 || c.unknown > TRIES_MOST) {
            put_fixed(&c, i);
            i++;
        } else {
            i += put_next(&c, i);
        }
    }
}
