/* spelling.c - the two indexes and the choice among what they give. */
#include "faq/spelling.h"

#include <string.h>

#include "base/mem.h"
#include "faq/sound.h"

#define PREFIX         8 /* letters looked at by the index of deletes: one uint64_t */
#define DEEPEST        3
#define SEEN           64 /* candidates of one search that are not compared twice */
#define TARGET_LETTERS 4  /* shorter words are never meant */
#define SOUND_LEAST    3  /* sounds of a key that says enough */
#define SOUND_LETTERS  5
#define LIKELY_SLIP    4 /* taken off the cost of slips that fingers make most */

/* How many slips a word of this length forgives. */
static unsigned allowed(size_t len)
{
    if (len < TARGET_LETTERS)
        return 0;
    return len < 8 ? 1 : len < 12 ? 2 : 3;
}

static bool only_letters(struct span word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < 'a' || word.ptr[i] > 'z')
            return false;
    }
    return true;
}

static uint64_t pack(struct span word)
{
    uint64_t packed = 0;

    for (size_t i = 0; i < word.len && i < PREFIX; i++)
        packed |= (uint64_t)(unsigned char)word.ptr[i] << (8 * i);
    return packed;
}

static uint64_t leave_out(uint64_t packed, unsigned i)
{
    uint64_t low = packed & (((uint64_t)1 << (8 * i)) - 1);
    uint64_t high = i == 7 ? 0 : packed >> (8 * (i + 1)) << (8 * i);

    return low | high;
}

static uint32_t mix(uint64_t key)
{
    return (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 32);
}

struct visit {
    void (*hash)(struct visit *v, uint32_t hash);
    void *user;
    uint32_t word;
};

/* All ways to leave out up to `deep` letters of the word's prefix. */
static void each_delete(struct visit *v, struct span word, unsigned deep)
{
    unsigned len = word.len < PREFIX ? (unsigned)word.len : PREFIX;
    uint64_t whole = pack(word);

    v->hash(v, mix(whole));
    for (unsigned i = 0; deep >= 1 && i < len; i++) {
        uint64_t one = leave_out(whole, i);

        v->hash(v, mix(one));
        for (unsigned j = i; deep >= 2 && j + 1 < len; j++) {
            uint64_t two = leave_out(one, j);

            v->hash(v, mix(two));
            for (unsigned k = j; deep >= 3 && k + 2 < len; k++)
                v->hash(v, mix(leave_out(two, k)));
        }
    }
}

static bool is_target(const struct lexicon_word *word)
{
    return word->flags & WORD_TARGET;
}

/* How deep the deletes of a known word go; -1: it is never meant. */
static int depth_of(const struct lexicon_words *w, uint32_t word)
{
    const struct lexicon_word *known = &w->word[word];

    if (known->len < TARGET_LETTERS || known->len > SPELLING_LONGEST ||
        !only_letters(words_text(w, word)))
        return -1;
    if (is_target(known))
        return (int)allowed(known->len);
    return (known->flags & WORD_COMMON) && known->len > TARGET_LETTERS ? 1 : -1;
}

static void count_hash(struct visit *v, uint32_t hash)
{
    struct spelling_index *x = v->user;

    x->bucket[hash >> x->shift]++;
}

static void put_hash(struct visit *v, uint32_t hash)
{
    struct spelling_index *x = v->user;
    uint32_t at = --x->bucket[hash >> x->shift];

    x->low[at] = (uint16_t)hash;
    x->word[at] = (uint16_t)v->word;
    if (x->page)
        x->page[at] = (uint8_t)(v->word >> 16);
}

static uint32_t word_at(const struct spelling_index *x, uint32_t i)
{
    return x->word[i] | (x->page ? (uint32_t)x->page[i] << 16 : 0);
}

static void walk_deletes(struct visit *v, const struct lexicon_words *w)
{
    for (uint32_t i = 0; i < w->count; i++) {
        int deep = depth_of(w, i);

        v->word = i;
        if (deep >= 0)
            each_delete(v, words_text(w, i), (unsigned)deep);
    }
}

static uint32_t sound_hash(struct span word, size_t *sounds)
{
    char key[SOUND_MAX];
    uint64_t h = 0;

    *sounds = sound_key(word, key);
    for (size_t i = 0; i < *sounds; i++)
        h = h * 31 + (unsigned char)key[i];
    return mix(h);
}

static void walk_sounds(struct visit *v, const struct lexicon_words *w)
{
    for (uint32_t i = 0; i < w->count; i++) {
        struct span word = words_text(w, i);
        size_t sounds;
        uint32_t hash;

        if (!is_target(&w->word[i]) || word.len < SOUND_LETTERS || !only_letters(word) ||
            word.len > SPELLING_LONGEST)
            continue;
        hash = sound_hash(word, &sounds);
        v->word = i;
        if (sounds >= SOUND_LEAST)
            v->hash(v, hash);
    }
}

/* Counts, makes room, then fills from each bucket's end to its beginning. */
static bool build_index(struct spelling_index *x, const struct lexicon_words *w,
                        unsigned bits,
                        void (*walk)(struct visit *v, const struct lexicon_words *w))
{
    struct visit v = {count_hash, x, 0};
    uint32_t buckets = (uint32_t)1 << bits, total = 0;

    x->shift = 32 - bits;
    x->bucket = mem_zero(buckets + 1, sizeof *x->bucket);
    if (!x->bucket)
        return false;
    walk(&v, w);
    for (uint32_t i = 0; i <= buckets; i++) {
        total += x->bucket[i];
        x->bucket[i] = total;
    }
    x->low = mem_zero((size_t)total + 1, sizeof *x->low);
    x->word = mem_zero((size_t)total + 1, sizeof *x->word);
    if (w->count > 1u << 16)
        x->page = mem_zero((size_t)total + 1, sizeof *x->page);
    if (!x->low || !x->word || (w->count > 1u << 16 && !x->page) || w->count > 1u << 24)
        return false;
    v.hash = put_hash;
    walk(&v, w);
    return true;
}

bool spelling_build(struct spelling *s, const struct lexicon_words *w)
{
    memset(s, 0, sizeof *s);
    if (build_index(&s->deletes, w, 17, walk_deletes) &&
        build_index(&s->sounds, w, 11, walk_sounds))
        return true;
    spelling_free(s);
    return false;
}

static void free_index(struct spelling_index *x)
{
    mem_free(x->bucket);
    mem_free(x->low);
    mem_free(x->word);
    mem_free(x->page);
}

void spelling_free(struct spelling *s)
{
    free_index(&s->deletes);
    free_index(&s->sounds);
    memset(s, 0, sizeof *s);
}

/* First letters that people swap, by ear or by the key beside. */
static bool alike_first(struct span a, struct span b)
{
    static const char pairs[] = "ckcsksfpgjieoubpbvvwszstxztdaeeiaoao";
    char x = a.ptr[0], y = b.ptr[0];

    if (x == y)
        return true;
    if (a.len > 1 && b.len > 1 && x == b.ptr[1] && y == a.ptr[1])
        return true;
    /* A silent or lost first letter: "ypertonia", "hiccup", "nee". */
    if ((x == b.ptr[1] && (y == 'h' || y == 'p' || y == 'k' || y == 'w')) ||
        (y == a.ptr[1] && (x == 'h' || x == 'p' || x == 'k' || x == 'w')))
        return true;
    for (size_t i = 0; i + 1 < sizeof pairs - 1; i += 2) {
        if ((pairs[i] == x && pairs[i + 1] == y) || (pairs[i] == y && pairs[i + 1] == x))
            return true;
    }
    return false;
}

struct search {
    struct visit visit;
    const struct spelling *s;
    const struct lexicon_words *w;
    struct span word;
    uint32_t sound;
    size_t sounds;
    unsigned most;
    struct spelling_guess best;
    unsigned best_cost, best_uses;
    uint32_t seen[SEEN];
    size_t seen_count;
};

static bool seen_before(struct search *f, uint32_t word)
{
    for (size_t i = 0; i < f->seen_count; i++) {
        if (f->seen[i] == word)
            return true;
    }
    if (f->seen_count < SEEN)
        f->seen[f->seen_count++] = word;
    return false;
}

static bool same_sound(const struct search *f, struct span word)
{
    size_t sounds;

    return f->sounds >= 2 && sound_hash(word, &sounds) == f->sound && sounds == f->sounds;
}

/* The same letters in another order: fingers that came too early or too late. */
static bool same_letters(struct span a, struct span b)
{
    int count[26] = {0};

    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        count[a.ptr[i] - 'a']++;
        count[b.ptr[i] - 'a']--;
    }
    for (size_t i = 0; i < 26; i++) {
        if (count[i])
            return false;
    }
    return true;
}

/* "sleepin", "tryin" */
static bool lost_g(struct span word, struct span known)
{
    return known.len == word.len + 1 && known.ptr[known.len - 1] == 'g' &&
           word.len >= 4 && memcmp(word.ptr + word.len - 2, "in", 2) == 0 &&
           memcmp(word.ptr, known.ptr, word.len) == 0;
}

/* Fewest edits first; then the same sound, the same first letter, a word of the lexicon,
 * and at last the word that the lexicon uses more. */
static void weigh(struct search *f, uint32_t word, unsigned distance)
{
    const struct lexicon_word *known = &f->w->word[word];
    struct span text = words_text(f->w, word);
    bool sound = same_sound(f, text);
    unsigned cost = distance * 8 + (sound ? 0 : 3) +
                    (text.ptr[0] == f->word.ptr[0] ? 0 : 2) + (is_target(known) ? 0 : 2);

    if (same_letters(f->word, text) || lost_g(f->word, text))
        cost -= LIKELY_SLIP;

    if (cost > f->best_cost || (cost == f->best_cost && known->uses <= f->best_uses))
        return;
    f->best_cost = cost;
    f->best_uses = known->uses;
    f->best = (struct spelling_guess){word, distance, sound, !is_target(known)};
}

static void consider(struct search *f, uint32_t word)
{
    const struct lexicon_word *known = &f->w->word[word];
    struct span text = words_text(f->w, word);
    unsigned most = is_target(known) ? allowed(known->len) : 1;
    unsigned distance;

    if (most > f->most)
        most = f->most;
    distance = spelling_distance(f->word, text, most);
    if (distance > most)
        return;
    /* A long word with one slip may have it in front. */
    if (!alike_first(f->word, text) && !(distance == 1 && text.len >= 9))
        return;
    weigh(f, word, distance);
}

static void try_hash(struct visit *v, uint32_t hash)
{
    struct search *f = v->user;
    const struct spelling_index *x = &f->s->deletes;
    uint32_t bucket = hash >> x->shift;

    for (uint32_t i = x->bucket[bucket]; i < x->bucket[bucket + 1]; i++) {
        if (x->low[i] == (uint16_t)hash && !seen_before(f, word_at(x, i)))
            consider(f, word_at(x, i));
    }
}

static bool search_begin(struct search *f, const struct spelling *s,
                         const struct lexicon_words *w, struct span word)
{
    if (word.len < TARGET_LETTERS || word.len > SPELLING_LONGEST || !only_letters(word))
        return false;
    f->visit = (struct visit){try_hash, f, 0};
    f->s = s;
    f->w = w;
    f->word = word;
    f->sound = sound_hash(word, &f->sounds);
    f->best_cost = UINT32_MAX;
    f->best_uses = 0;
    f->seen_count = 0;
    return true;
}

bool spelling_near(const struct spelling *s, const struct lexicon_words *w,
                   struct span word, unsigned most, struct spelling_guess *out)
{
    struct search f;
    unsigned deep = word.len < 6 ? 1 : word.len < 9 ? 2 : DEEPEST;

    if (!search_begin(&f, s, w, word))
        return false;
    f.most = most;
    each_delete(&f.visit, word, deep < most ? deep : most);
    if (f.best_cost == UINT32_MAX)
        return false;
    *out = f.best;
    return true;
}

bool spelling_sounds(const struct spelling *s, const struct lexicon_words *w,
                     struct span word, struct spelling_guess *out)
{
    const struct spelling_index *x = &s->sounds;
    struct search f;
    uint32_t bucket;

    if (word.len < SOUND_LETTERS || !search_begin(&f, s, w, word) ||
        f.sounds < SOUND_LEAST)
        return false;
    bucket = f.sound >> x->shift;
    for (uint32_t i = x->bucket[bucket]; i < x->bucket[bucket + 1]; i++) {
        struct span text = words_text(w, word_at(x, i));
        size_t apart = text.len > word.len ? text.len - word.len : word.len - text.len;
        unsigned most = (unsigned)(word.len < text.len ? word.len : text.len) / 2;
        unsigned distance;

        if (x->low[i] != (uint16_t)f.sound || apart > 3 || !same_sound(&f, text))
            continue;
        distance = spelling_distance(word, text, most);
        if (distance <= most)
            weigh(&f, word_at(x, i), distance);
    }
    if (f.best_cost == UINT32_MAX)
        return false;
    *out = f.best;
    return true;
}
