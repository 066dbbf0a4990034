#include "faq/alike.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "faq/normalise.h"

enum {
    TOKENS = 48, /* of one question; more are not looked at */
    WORDS_MOST = ALIKE_MOST * TOKENS,
    LITTLE = 3 /* words of so many letters weigh little */
};
static const double little_share = 0.1, known_share = 0.3;
/* Two questions are alike when what they share is so much of what the shorter one has,
 * and more than little words. */
static const double enough = 0.42, least = 0.15;

/* Words of asking that are longer than the little ones. */
static const char *const asking[] = {
    "what",  "when",   "where",  "which",  "with",     "does",      "have",   "will",
    "would", "could",  "should", "about",  "there",    "this",      "that",   "from",
    "after", "before", "some",   "good",   "help",     "worth",     "make",   "take",
    "need",  "want",   "know",   "like",   "just",     "been",      "than",   "them",
    "they",  "your",   "their",  "really", "much",     "many",      "into",   "doing",
    "being", "very",   "also",   "anyone", "anything", "something", "please", "thanks",
    "hello", "tell",   "come",   "still",  "work",     NULL};

struct word {
    char *text;
    double weight;
    uint32_t uses; /* questions that have it */
};

struct question {
    uint32_t token[TOKENS]; /* words, ascending, each once */
    size_t count;
    double weight;
    size_t group;
};

struct group {
    size_t first, count; /* in members */
    uint32_t words[ALIKE_WORDS];
    double weights[ALIKE_WORDS]; /* of these: how heavy, in how many members */
    size_t word_count;
};

struct alike {
    struct word *words;
    size_t word_count, word_room;
    struct map *by_text; /* 1 + index */
    struct question *list;
    size_t count, offset; /* offset: texts before the first one that was taken */
    struct group *groups;
    size_t group_count;
    size_t *members;
    bool failed;
};

/* --- words --- */

/* "spasms" and "spasm" are one: all that is wanted here of a stem. */
static struct span stem(struct span word)
{
    if (word.len > 2 && memcmp(word.ptr + word.len - 2, "'s", 2) == 0)
        word.len -= 2;
    if (word.len > 4 && word.ptr[word.len - 1] == 's' && word.ptr[word.len - 2] != 's')
        word.len--;
    return word;
}

static bool room_for_word(struct alike *a)
{
    struct word *words =
        mem_grow(a->words, a->word_count, &a->word_room, 256, sizeof *words);

    if (words)
        a->words = words;
    return words != NULL;
}

/* The word's index; SIZE_MAX: no memory. It is shown as it was first met. */
static size_t word_of(struct alike *a, struct span text)
{
    struct span key = stem(text);
    uintptr_t known = (uintptr_t)map_get(a->by_text, key);

    if (known)
        return known - 1;
    if (!room_for_word(a))
        return SIZE_MAX;
    struct word *w = &a->words[a->word_count];
    *w = (struct word){.text = mem_copy(text.ptr, text.len)};
    if (!w->text)
        return SIZE_MAX;
    if (!map_put(a->by_text, key, (void *)(uintptr_t)(a->word_count + 1))) {
        mem_free(w->text);
        return SIZE_MAX;
    }
    return a->word_count++;
}

struct gather {
    struct alike *all;
    struct question *question;
};

static void on_word(void *user, struct span word)
{
    struct gather *g = user;
    struct question *q = g->question;
    size_t id, at = 0;

    if (q->count == TOKENS)
        return;
    id = word_of(g->all, word);
    if (id == SIZE_MAX) {
        g->all->failed = true;
        return;
    }
    while (at < q->count && q->token[at] < id)
        at++;
    if (at < q->count && q->token[at] == id)
        return;
    memmove(q->token + at + 1, q->token + at, (q->count - at) * sizeof *q->token);
    q->token[at] = (uint32_t)id;
    q->count++;
    g->all->words[id].uses++;
}

static void on_stop(void *user, bool asks)
{
    (void)user;
    (void)asks;
}

static void read_all(struct alike *a, const char *const *texts)
{
    for (size_t i = 0; i < a->count; i++) {
        struct gather g = {a, &a->list[i]};
        const struct normal_sink sink = {on_word, on_stop, &g};
        normalise(span_of(texts[a->offset + i]), &sink);
    }
}

/* "name", "number" and the like stand for what was taken out. */
static bool is_mark(const char *word)
{
    static const char *const marks[] = {"name", "number",  "address", "mail",
                                        "link", "mention", NULL};
    return span_in(span_of(word), marks);
}

static bool is_little(const char *word)
{
    return strlen(word) <= LITTLE || is_mark(word) || span_in(span_of(word), asking);
}

static void weigh(struct alike *a, const struct lexicon *l)
{
    for (size_t i = 0; i < a->word_count; i++) {
        struct word *w = &a->words[i];
        w->weight = log(1 + (double)a->count / w->uses) / log(1 + (double)a->count);
        if (is_little(w->text))
            w->weight *= little_share;
        else if (l && lexicon_knows(l, span_of(w->text)) == LEXICON_OURS)
            w->weight *= known_share;
    }
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < a->list[i].count; k++)
            a->list[i].weight += a->words[a->list[i].token[k]].weight;
}

/* --- groups --- */

/* The share of what the shorter one has that both have in common. */
static double likeness(const struct alike *a, const struct question *x,
                       const struct question *y)
{
    double both = 0;
    size_t i = 0, k = 0;

    while (i < x->count && k < y->count) {
        if (x->token[i] == y->token[k]) {
            both += a->words[x->token[i]].weight;
            i++;
            k++;
        } else if (x->token[i] < y->token[k]) {
            i++;
        } else {
            k++;
        }
    }
    double shorter = x->weight < y->weight ? x->weight : y->weight;
    return both >= least ? both / shorter : 0;
}

static void join_groups(struct alike *a)
{
    for (size_t i = 0; i < a->count; i++) {
        double best = 0;
        for (size_t k = 0; k < i; k++) {
            double like = likeness(a, &a->list[i], &a->list[k]);
            if (like > best) {
                best = like;
                a->list[i].group = a->list[k].group;
            }
        }
        if (best < enough)
            a->list[i].group = a->group_count++;
    }
}

static bool gather_members(struct alike *a)
{
    size_t at = 0;

    a->groups = mem_zero(a->group_count + 1, sizeof *a->groups);
    a->members = mem_zero(a->count + 1, sizeof *a->members);
    if (!a->groups || !a->members)
        return false;
    for (size_t i = 0; i < a->count; i++)
        a->groups[a->list[i].group].count++;
    for (size_t g = 0; g < a->group_count; g++) {
        a->groups[g].first = at;
        at += a->groups[g].count;
        a->groups[g].count = 0;
    }
    for (size_t i = 0; i < a->count; i++) {
        struct group *g = &a->groups[a->list[i].group];
        a->members[g->first + g->count++] = a->offset + i;
    }
    return true;
}

static bool has(const struct question *q, uint32_t word)
{
    for (size_t i = 0; i < q->count; i++)
        if (q->token[i] == word)
            return true;
    return false;
}

/* Puts the word among the group's heaviest. */
static void offer_word(struct group *g, uint32_t word, double weight)
{
    size_t at = g->word_count;

    while (at && g->weights[at - 1] < weight)
        at--;
    if (at == ALIKE_WORDS)
        return;
    if (g->word_count < ALIKE_WORDS)
        g->word_count++;
    memmove(g->words + at + 1, g->words + at,
            (g->word_count - at - 1) * sizeof *g->words);
    memmove(g->weights + at + 1, g->weights + at,
            (g->word_count - at - 1) * sizeof *g->weights);
    g->words[at] = word;
    g->weights[at] = weight;
}

/* Words of its first member that half of the group has. */
static void name_group(const struct alike *a, struct group *g)
{
    const struct question *first = &a->list[a->members[g->first] - a->offset];

    for (size_t i = 0; i < first->count; i++) {
        uint32_t word = first->token[i];
        size_t uses = 0;
        for (size_t k = 0; k < g->count; k++)
            uses += has(&a->list[a->members[g->first + k] - a->offset], word);
        if (2 * uses >= g->count && (uses > 1 || g->count == 1) &&
            !is_little(a->words[word].text))
            offer_word(g, word, a->words[word].weight * (double)uses);
    }
}

static int by_size(const void *x, const void *y)
{
    const struct group *a = x, *b = y;

    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return a->first < b->first ? -1 : a->first > b->first;
}

bool alike_new(struct alike **out, const struct lexicon *l, const char *const *texts,
               size_t count, struct err *e)
{
    struct alike *a = mem_zero(1, sizeof *a);

    *out = NULL;
    if (!a)
        return err_set(e, ERR_MEMORY, "no memory for groups of questions");
    a->count = count < ALIKE_MOST ? count : ALIKE_MOST;
    a->offset = count - a->count;
    a->by_text = map_new(WORDS_MOST, 7);
    a->list = mem_zero(a->count + 1, sizeof *a->list);
    if (a->by_text && a->list)
        read_all(a, texts);
    else
        a->failed = true;
    if (!a->failed) {
        weigh(a, l);
        join_groups(a);
        a->failed = !gather_members(a);
    }
    if (a->failed) {
        alike_free(a);
        return err_set(e, ERR_MEMORY, "no memory for groups of questions");
    }
    for (size_t g = 0; g < a->group_count; g++)
        name_group(a, &a->groups[g]);
    qsort(a->groups, a->group_count, sizeof *a->groups, by_size);
    *out = a;
    return true;
}

void alike_free(struct alike *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->word_count; i++)
        mem_free(a->words[i].text);
    mem_free(a->words);
    mem_free(a->list);
    mem_free(a->groups);
    mem_free(a->members);
    map_free(a->by_text);
    mem_free(a);
}

size_t alike_count(const struct alike *a)
{
    return a->group_count;
}

struct alike_group alike_group(const struct alike *a, size_t i)
{
    const struct group *g = &a->groups[i];
    struct alike_group out = {
        .members = a->members + g->first, .count = g->count, .word_count = g->word_count};

    for (size_t k = 0; k < g->word_count; k++)
        out.words[k] = a->words[g->words[k]].text;
    return out;
}
