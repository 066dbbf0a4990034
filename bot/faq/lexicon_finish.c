/* lexicon_finish.c - from what was read to indexes: rewrites, phrases, spelling. */
#include <string.h>

#include "base/mem.h"
#include "faq/hear_parts.h"

#define IMPLIED_MOST 64 /* concepts that one concept implies */

/* Points the word `from` at the rewrite with the words that were gathered. */
static bool set_rewrite(struct lexicon *l, struct span from,
                        const struct lexicon_gather *g)
{
    struct lexicon_rewrite *r;
    uint32_t id = words_add(&l->words, from);

    if (id == WORD_NONE ||
        !lexicon_grow(&l->rewrite, l->rewrite_count, &l->rewrite_cap, sizeof *l->rewrite))
        return false;
    r = &l->rewrite[l->rewrite_count++];
    memset(r, 0, sizeof *r);
    r->count = (uint32_t)g->count;
    for (size_t i = 0; i < g->count; i++) {
        r->word[i] = g->word[i];
        l->words.word[g->word[i]].flags |= WORD_COMMON;
    }
    l->words.word[id].flags |= WORD_COMMON;
    l->words.word[id].rewrite = l->rewrite_count;
    return true;
}

static bool short_forms(struct lexicon *l)
{
    struct span from, to;
    struct lexicon_gather g = {.l = NULL};

    for (size_t i = 0; l->english && lexicon_short_form(i, &from, &to); i++) {
        if (!lexicon_gather(&g, l, to) || !set_rewrite(l, from, &g))
            return false;
    }
    return true;
}

static bool own_rewrites(struct lexicon *l, struct faults *faults)
{
    uint32_t given = l->rewrite_count;
    struct lexicon_gather g = {.l = NULL};

    for (uint32_t i = 0; i < given; i++) {
        struct lexicon_place place = l->rewrite[i].place;

        if (l->rewrite[i].count) /* a short form's: its words are not in the pool */
            continue;
        struct span from = span_of(l->pool.data + l->rewrite[i].from);
        if (!lexicon_gather(&g, l, span_of(l->pool.data + l->rewrite[i].to)))
            return false;
        if (g.count > REWRITE_MAX || from.len == 0 || from.len > NORMAL_WORD) {
            faults_add(faults, lexicon_at(l, place), "one word: at most six words",
                       "this rewrite cannot be used");
            continue;
        }
        if (!set_rewrite(l, from, &g))
            return false;
    }
    return true;
}

/* Little words: what may stand between the words of a loose phrase. */
static bool mark_little(struct lexicon *l)
{
    static const char *const little[] = {
        "is",         "are",        "am",        "was",      "were",      "be",
        "been",       "being",      "has",       "have",     "had",       "got",
        "get",        "gets",       "getting",   "gone",     "going",     "goes",
        "went",       "go",         "turned",    "turning",  "turns",     "looks",
        "look",       "looking",    "looked",    "feels",    "feel",      "feeling",
        "felt",       "seems",      "become",    "became",   "so",        "very",
        "really",     "quite",      "just",      "all",      "a",         "an",
        "the",        "my",         "his",       "her",      "their",     "our",
        "its",        "your",       "this",      "that",     "these",     "those",
        "some",       "any",        "bit",       "little",   "too",       "totally",
        "completely", "absolutely", "properly",  "suddenly", "now",       "even",
        "still",      "also",       "again",     "already",  "kind",      "sort",
        "of",         "like",       "bright",    "left",     "right",     "good",
        "bad",        "other",      "whole",     "own",      "started",   "starting",
        "keeps",      "kept",       "keep",      "pretty",   "extremely", "terribly",
        "literally",  "actually",   "basically", "up",       "on",        "in",
        "to",         "at",         "from",      "with",     "one",       "two",
        "both",       "me",         "him",       "it",       "about",     "for",
        "over",       "down",       "i",         "um",       "uh",        "er",
        "erm",        "fully",      "almost",    "able",     "nearly",    "much"};

    for (size_t i = 0; l->english && i < sizeof little / sizeof *little; i++) {
        uint32_t word = words_add(&l->words, span_of(little[i]));

        if (word == WORD_NONE)
            return false;
        l->words.word[word].flags |= WORD_LITTLE;
    }
    return true;
}

/* Direct `also` of every concept, as lists in lexicon.implied. */
static bool link_also(struct lexicon *l, struct faults *faults)
{
    for (uint32_t c = 0; c < l->concept_count; c++) {
        l->concept[c].implied_at = l->implied_count;
        for (uint32_t i = l->concept[c].also_from; i < l->concept[c].also_to; i++) {
            const struct lexicon_line *line = &l->line[i];

            if (line->kind != LINE_ALSO || line->concept != c)
                continue;
            struct span name = span_of(l->pool.data + line->text);
            int id = lexicon_find(l, name);

            if (id < 0) {
                const char *near = lexicon_nearest(l, name);

                faults_add(faults, lexicon_at(l, line->place), near,
                           "no concept is called \"%s\"%s", name.ptr,
                           near ? "; did you mean:" : "");
                continue;
            }
            if (!lexicon_grow(&l->implied, l->implied_count, &l->implied_cap,
                              sizeof *l->implied))
                return false;
            l->implied[l->implied_count++] = (uint16_t)id;
        }
        l->concept[c].implied_count = l->implied_count - l->concept[c].implied_at;
    }
    return true;
}

static bool has(const uint16_t *list, size_t count, uint16_t concept)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == concept)
            return true;
    }
    return false;
}

/* Breadth first over `also`: the list being written is the queue. */
static size_t implied(void *user, uint16_t concept, uint16_t *out, size_t max)
{
    const struct lexicon *l = user;
    size_t count = 0, done = 0;
    uint16_t at = concept;

    if (max > IMPLIED_MOST)
        max = IMPLIED_MOST;
    for (;;) {
        const struct lexicon_concept *c = &l->concept[at];

        for (uint32_t i = 0; i < c->implied_count && count < max; i++) {
            uint16_t next = l->implied[c->implied_at + i];

            if (next != concept && !has(out, count, next))
                out[count++] = next;
        }
        if (done == count)
            return count;
        at = out[done++];
    }
}

static bool keeps(void *user, uint16_t concept)
{
    const struct lexicon *l = user;

    return l->concept[concept].keep;
}

/* `keep: no` in so many words: what only sounds like something else. */
static bool silences(void *user, uint16_t concept)
{
    const struct lexicon *l = user;

    return l->concept[concept].marked_keep && !l->concept[concept].keep;
}

static void check_kinds(const struct lexicon *l, struct faults *faults)
{
    for (uint32_t i = 0; i < l->concept_count; i++) {
        if (!l->concept[i].typed)
            faults_add(faults, lexicon_at(l, l->concept[i].place),
                       "add  kind: subject, aspect, context or form",
                       "the concept \"%s\" has no kind", l->concept[i].name);
    }
}

/* What was only needed to get here: the lines as they were written. */
static void forget_lines(struct lexicon *l)
{
    mem_free(l->line);
    l->line = NULL;
    l->line_count = 0;
    l->line_cap = 0;
    buf_free(&l->pool);
}

bool lexicon_finish(struct lexicon *l, struct faults *faults)
{
    struct phrase_concepts concepts = {l, implied, keeps, silences};

    if (l->finished)
        return true;
    check_kinds(l, faults);
    if (!short_forms(l) || !own_rewrites(l, faults) || !link_also(l, faults) ||
        !mark_little(l) || !lexicon_add_phrases(l, faults) ||
        !phrases_finish(&l->phrases, &concepts) ||
        !spelling_build(&l->spelling, &l->words))
        return lexicon_no_memory(faults);
    l->request = lexicon_find(l, span_of("request"));
    forget_lines(l);
    l->finished = true;
    return !faults_any(faults);
}
