/* lexicon_words.c - the table of known words. */
#include "faq/lexicon_words.h"

#include <string.h>

#include "base/mem.h"

#define WORDS_TEXT_MAX ((size_t)16 << 20)
#define WORDS_LONGEST  255
#define WORDS_FIRST    1024 /* slots; doubled as needed */

static uint32_t hash(struct span word)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < word.len; i++)
        h = (h ^ (unsigned char)word.ptr[i]) * 0x100000001b3u;
    return (uint32_t)(h ^ (h >> 32));
}

void words_init(struct lexicon_words *w)
{
    memset(w, 0, sizeof *w);
    buf_init(&w->text, WORDS_TEXT_MAX);
}

void words_free(struct lexicon_words *w)
{
    buf_free(&w->text);
    mem_free(w->word);
    mem_free(w->slot);
    words_init(w);
}

struct span words_text(const struct lexicon_words *w, uint32_t word)
{
    return (struct span){w->text.data + w->word[word].at, w->word[word].len};
}

/* The slot of a word, or the free one where it belongs. */
static struct words_slot *slot_of(const struct lexicon_words *w, struct span word,
                                  uint32_t h)
{
    uint32_t i = h & w->mask;

    while (w->slot[i].word) {
        if (w->slot[i].hash == h && span_equal(words_text(w, w->slot[i].word - 1), word))
            break;
        i = (i + 1) & w->mask;
    }
    return &w->slot[i];
}

uint32_t words_find(const struct lexicon_words *w, struct span word)
{
    if (!w->slot)
        return WORD_NONE;
    /* A free slot holds 0, and 0 - 1 is WORD_NONE. */
    return slot_of(w, word, hash(word))->word - 1;
}

static bool grow_slots(struct lexicon_words *w)
{
    uint32_t size = w->slot ? (w->mask + 1) * 2 : WORDS_FIRST;
    struct words_slot *old = w->slot, *slot;
    uint32_t old_size = old ? w->mask + 1 : 0;

    /* At most three quarters full: short probes. */
    if (old && w->count < old_size / 4 * 3)
        return true;
    slot = mem_zero(size, sizeof *slot);
    if (!slot)
        return false;
    for (uint32_t i = 0; i < old_size; i++) {
        uint32_t at = old[i].hash & (size - 1);

        if (!old[i].word)
            continue;
        while (slot[at].word)
            at = (at + 1) & (size - 1);
        slot[at] = old[i];
    }
    mem_free(old);
    w->slot = slot;
    w->mask = size - 1;
    return true;
}

static bool grow_words(struct lexicon_words *w)
{
    struct lexicon_word *word =
        mem_grow(w->word, w->count, &w->room, WORDS_FIRST / 2, sizeof *word);

    if (word)
        w->word = word;
    return word != NULL;
}

uint32_t words_add(struct lexicon_words *w, struct span word)
{
    struct words_slot *slot;
    uint32_t h = hash(word);
    size_t at = w->text.len;

    if (word.len == 0 || word.len > WORDS_LONGEST || !grow_slots(w) || !grow_words(w))
        return WORD_NONE;
    slot = slot_of(w, word, h);
    if (slot->word)
        return slot->word - 1;
    if (!buf_span(&w->text, word))
        return WORD_NONE;
    w->word[w->count] =
        (struct lexicon_word){.at = (uint32_t)at, .len = (uint8_t)word.len};
    slot->hash = h;
    slot->word = ++w->count;
    return w->count - 1;
}
