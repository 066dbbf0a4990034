/* spelling_index.c - the two indexes: words with letters left out, and sounds. */
#include <string.h>

#include "base/mem.h"
#include "faq/sound.h"
#include "faq/spelling_parts.h"

#define PREFIX 8 /* letters looked at by the index of deletes: one uint64_t */

unsigned spelling_allowed(size_t len)
{
    if (len < TARGET_LETTERS)
        return 0;
    return len < 8 ? 1 : len < 12 ? 2 : 3;
}

bool spelling_letters(struct span word)
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

void spelling_each_delete(struct visit *v, struct span word, unsigned deep)
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

/* How deep the deletes of a known word go; -1: it is never meant. */
static int depth_of(const struct lexicon_words *w, uint32_t word)
{
    const struct lexicon_word *known = &w->word[word];

    if (known->len < TARGET_LETTERS || known->len > SPELLING_LONGEST ||
        !spelling_letters(words_text(w, word)))
        return -1;
    if (spelling_target(known))
        return (int)spelling_allowed(known->len);
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

uint32_t spelling_word_at(const struct spelling_index *x, uint32_t i)
{
    return x->word[i] | (x->page ? (uint32_t)x->page[i] << 16 : 0);
}

static void walk_deletes(struct visit *v, const struct lexicon_words *w)
{
    for (uint32_t i = 0; i < w->count; i++) {
        int deep = depth_of(w, i);

        v->word = i;
        if (deep >= 0)
            spelling_each_delete(v, words_text(w, i), (unsigned)deep);
    }
}

uint32_t spelling_sound_hash(struct span word, size_t *sounds)
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

        if (!spelling_target(&w->word[i]) || word.len < SOUND_LETTERS ||
            !spelling_letters(word) || word.len > SPELLING_LONGEST)
            continue;
        hash = spelling_sound_hash(word, &sounds);
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
    /* 16 bits of a hash by its bucket and 16 kept beside the word: the whole of it. */
    if (build_index(&s->deletes, w, 16, walk_deletes) &&
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
