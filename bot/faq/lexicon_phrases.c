/* lexicon_phrases.c - lines of words into the trie of phrases.
 *
 * A line such as "(my|his|her) (left |)(leg|arm) jump(s|ing|)" stands for dozens of
 * phrases. It is cut where a blank stands outside brackets; each piece is written out and
 * made words once, and the trie grows along all ways through the pieces. What follows a
 * piece is the same after each of its options, so new ways share it. */
#include <string.h>

#include "base/mem.h"
#include "faq/hear_parts.h"

#define PIECES_MOST  24
#define OPTIONS_MOST 1024
#define WORDS_MOST   4096 /* of all options of a line */

struct option {
    uint16_t first, count; /* in line_words.word */
};

/* One line, cut into pieces with their options. */
struct line_words {
    struct lexicon *l;
    const struct lexicon_line *line;
    struct {
        uint16_t first, count; /* in option */
    } piece[PIECES_MOST];
    struct option option[OPTIONS_MOST];
    uint32_t word[WORDS_MOST];
    size_t piece_count, option_count, word_count;
    uint32_t held[PIECES_MOST + 1]; /* the first new node before a piece; 0: none yet */
    bool misheard, loose, overlong;
};

/* --- words of a text -------------------------------------------------------------- */

static void gather_word(void *user, struct span word, uint32_t id)
{
    struct lexicon_gather *g = user;

    if (id == WORD_NONE)
        id = words_add(&g->l->words, word);
    if (id == WORD_NONE)
        g->no_memory = true;
    if (g->count < PHRASE_MAX)
        g->word[g->count] = id;
    g->count++;
}

static void gather_raw(void *user, struct span word)
{
    struct lexicon_gather *g = user;
    struct hear_sink sink = {gather_word, g};

    hear_word(g->l, word, &sink);
}

static void ignore_stop(void *user, bool asks)
{
    (void)user;
    (void)asks;
}

bool lexicon_gather(struct lexicon_gather *g, struct lexicon *l, struct span text)
{
    struct normal_sink sink = {gather_raw, ignore_stop, g};

    g->l = l;
    g->count = 0;
    g->no_memory = false;
    normalise(text, &sink);
    return !g->no_memory;
}

/* --- pieces ----------------------------------------------------------------------- */

/* Words of the lexicon get their flags; what may be misspelt becomes a target. */
static void flag_word(const struct line_words *w, uint32_t id)
{
    struct lexicon_word *word = &w->l->words.word[id];

    if (w->misheard) {
        word->flags |= WORD_MISHEARD;
        return;
    }
    word->flags |= WORD_LEXICON;
    if (!w->l->concept[w->line->concept].open.exact)
        word->flags |= WORD_TARGET;
    if (word->uses < UINT16_MAX)
        word->uses++;
}

/* False when out of memory; a line that is too long is only noted. */
static bool add_option(struct line_words *w, struct span text)
{
    struct lexicon_gather g = {.l = NULL};

    if (!lexicon_gather(&g, w->l, text))
        return false;
    if (w->option_count == OPTIONS_MOST || g.count > PHRASE_MAX ||
        w->word_count + g.count > WORDS_MOST) {
        w->overlong = true;
        return true;
    }
    w->option[w->option_count++] =
        (struct option){(uint16_t)w->word_count, (uint16_t)g.count};
    for (size_t i = 0; i < g.count; i++) {
        w->word[w->word_count++] = g.word[i];
        flag_word(w, g.word[i]);
    }
    return true;
}

static bool add_piece(struct line_words *w, struct span text, struct buf *one)
{
    struct lexicon_expansion x;
    const char *why;
    size_t count = lexicon_expansions(&x, text, &why), first = w->option_count;

    if (w->piece_count == PIECES_MOST) {
        w->overlong = true;
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        buf_clear(one);
        if (!lexicon_expand(&x, i, one) || !add_option(w, buf_view(one)))
            return false;
    }
    w->piece[w->piece_count].first = (uint16_t)first;
    w->piece[w->piece_count++].count = (uint16_t)(w->option_count - first);
    return true;
}

static bool cut(struct line_words *w, struct span text, struct buf *one)
{
    size_t from = 0, depth = 0;

    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] != ' ') {
            depth += text.ptr[i] == '(';
            depth -= text.ptr[i] == ')';
            continue;
        }
        if (i < text.len && depth)
            continue;
        if (i > from && !add_piece(w, (struct span){text.ptr + from, i - from}, one))
            return false;
        from = i + 1;
    }
    return true;
}

/* --- all ways through the pieces -------------------------------------------------- */

struct place { /* before a piece: how far the trie was followed */
    uint32_t node;
    uint16_t next; /* the option to take next */
};

/* The last word of an option: *done when all that follows is there already. False when
 * out of memory. */
static bool take_last(struct line_words *w, uint32_t word, uint32_t *held,
                      struct place *then, bool *done)
{
    struct phrases *p = &w->l->phrases;
    uint32_t there = phrases_find(p, &w->l->words, then->node, word);

    *done = *held && (!there || there == *held);
    if (*done)
        return there || phrases_join(p, &w->l->words, then->node, word, w->loose, *held);
    then->node = phrases_step(p, &w->l->words, then->node, word, w->loose);
    if (then->node && !there)
        phrases_hold(p, *held = then->node);
    return then->node != 0;
}

/* Takes an option before place `then`; false when out of memory. */
static bool take(struct line_words *w, const struct option *o, uint32_t *held,
                 struct place *then, bool *done)
{
    *done = false;
    for (size_t i = 0; i + 1 < o->count; i++) {
        then->node = phrases_step(&w->l->phrases, &w->l->words, then->node,
                                  w->word[o->first + i], w->loose);
        if (!then->node)
            return false;
    }
    return !o->count || take_last(w, w->word[o->first + o->count - 1], held, then, done);
}

static bool walk(struct line_words *w)
{
    struct place place[PIECES_MOST + 1] = {{0}};
    size_t at = 0;
    bool done;

    for (;;) {
        if (at == w->piece_count) {
            if (!phrases_mark(&w->l->phrases, place[at].node, w->line->concept,
                              w->misheard))
                return false;
        } else if (place[at].next < w->piece[at].count) {
            const struct option *o = &w->option[w->piece[at].first + place[at].next++];

            place[at + 1] = (struct place){place[at].node, 0};
            if (!take(w, o, &w->held[at + 1], &place[at + 1], &done))
                return false;
            at += !done;
            continue;
        }
        if (at == 0)
            return true;
        at--;
    }
}

static bool walk_all(struct line_words *w)
{
    memset(w->held, 0, sizeof w->held);
    bool ok = walk(w);
    for (size_t i = 0; i <= w->piece_count; i++) {
        if (w->held[i])
            phrases_let_go(&w->l->phrases, w->held[i]);
    }
    return ok;
}

/* Every phrase of the line has between one and PHRASE_MAX words. */
static bool lengths_fit(const struct line_words *w)
{
    size_t least = 0, most = 0;

    for (size_t i = 0; i < w->piece_count; i++) {
        size_t shortest = PHRASE_MAX, longest = 0;

        for (size_t k = 0; k < w->piece[i].count; k++) {
            size_t count = w->option[w->piece[i].first + k].count;

            shortest = count < shortest ? count : shortest;
            longest = count > longest ? count : longest;
        }
        least += shortest;
        most += longest;
    }
    return least > 0 && most <= PHRASE_MAX;
}

static bool add_line(struct line_words *w, struct buf *one, struct faults *faults)
{
    const char *text = w->l->pool.data + w->line->text;
    const struct lexicon_concept *concept = &w->l->concept[w->line->concept];

    w->misheard = w->line->kind == LINE_MISHEARD;
    w->loose = concept->loose;
    w->overlong = false;
    w->piece_count = w->option_count = w->word_count = 0;
    if (!cut(w, span_of(text), one))
        return false;
    if (!w->overlong && lengths_fit(w))
        return walk_all(w);
    faults_add(faults, lexicon_at(w->l, w->line->place),
               "a phrase has one to eight words", "\"%s\" cannot be a phrase", text);
    return true;
}

bool lexicon_add_phrases(struct lexicon *l, struct faults *faults)
{
    struct line_words *w = mem_zero(1, sizeof *w);
    struct buf one;
    bool ok = w != NULL;

    buf_init(&one, PHRASE_LONGEST);
    for (uint32_t i = 0; ok && i < l->line_count; i++) {
        if (l->line[i].kind == LINE_ALSO)
            continue;
        w->l = l;
        w->line = &l->line[i];
        ok = add_line(w, &one, faults);
    }
    buf_free(&one);
    mem_free(w);
    return ok;
}
