/* hear_join.c - words that were torn apart, as dictation and hand tremor do. */
#include <string.h>

#include "faq/hear_correct_parts.h"

#define JOINED_LEAST 6 /* letters of a word that was torn apart */
#define TOLD_APART   5 /* the same by its exact letters or sound */

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

        if (len + word.len > SPELLING_LONGEST || !spelling_letters(word) ||
            (n + 1 < i + k && c->d->word[n].ends != ENDS_NOT))
            return false;
        memcpy(text + len, word.ptr, word.len);
        len += word.len;
        unknown = unknown || !correct_plain(c, n);
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
    return !correct_plain(c, i) && id != WORD_NONE &&
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

bool correct_join(const struct correct *c, size_t i, size_t k, struct spelling_guess *g)
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

        strong = c->l->english && spelling_sounds(&c->l->spelling, w, joined, g) &&
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
