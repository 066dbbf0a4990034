/* hear_correct.c - unknown words become the words that were meant; the rest is copied.
 *
 * For each unknown word: one slip, two words run together, more slips, the same sound.
 * For each window of two or three words of which one is unknown: a word that was torn
 * apart (hear_join.c). */
#include <string.h>

#include "faq/hear_correct_parts.h"

#define TRIES_MOST  64 /* unknown words of one message that are looked at */
#define WINDOW_MOST 3

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
        !spelling_letters(word))
        return;
    if (near_enough(c, word, 1, fix) || (word.len >= 6 && find_split(c, word, fix)) ||
        near_enough(c, word, 3, fix))
        return;
    if (c->l->english && spelling_sounds(&c->l->spelling, &c->l->words, word, &g))
        *fix = (struct fix){FIX_ONE, false, g.word, 0, "sound"};
}

static void find_fixes(struct correct *c)
{
    c->unknown = 0;
    for (size_t i = 0; i < c->d->count; i++) {
        c->fix[i].kind = FIX_NONE;
        if (correct_plain(c, i))
            continue;
        if (c->unknown++ < TRIES_MOST)
            find_fix(c, i, &c->fix[i]);
    }
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
        if (correct_join(c, i, k, &g) && (taken == 0 || g.distance < best.distance)) {
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
        if (!correct_plain(c, n))
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
