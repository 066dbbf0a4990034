#include "faq/traits.h"

#include <string.h>

/* What the conversation lends counts less than what was said. */
static const float borrowed_share = 0.7F, group_share = 0.5F;
static const float pair_share = 0.5F;
enum { STEM_LEAST = 3 };

uint64_t traits_key(enum trait_kind kind, struct span text)
{
    uint64_t h = 0xCBF29CE484222325u ^ (unsigned char)kind; /* FNV-1a */

    h *= 0x100000001B3u;
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.ptr[i]) * 0x100000001B3u;
    return h;
}

/* A trait that comes again counts where it counts most. */
static void add(struct traits *t, enum trait_kind kind, struct span text, float share)
{
    uint64_t key = traits_key(kind, text);

    for (size_t i = 0; i < t->count; i++)
        if (t->list[i].key == key) {
            if (share > t->list[i].share)
                t->list[i].share = share;
            return;
        }
    if (t->count < TRAITS_MAX)
        t->list[t->count++] = (struct trait){key, kind, text, share};
}

static bool ends(struct span word, const char *ending)
{
    size_t len = strlen(ending);
    return word.len >= len + STEM_LEAST &&
           memcmp(word.ptr + word.len - len, ending, len) == 0;
}

/* "stretching", "stretched", "stretches" -> "stretch": rough, but the same everywhere. */
static struct span stem_of(struct span word)
{
    static const char *const endings[] = {"ing", "ed", "es", "s", "ly"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends(word, endings[i]))
            return (struct span){word.ptr, word.len - strlen(endings[i])};
    return word;
}

static void add_concepts(const struct hearing *h, struct traits *out)
{
    const struct heard *heard = h->heard;
    size_t concepts = lexicon_count(h->lexicon);

    for (size_t i = 0; i < heard->hit_count; i++) {
        const struct heard_hit *hit = &heard->hits[i];
        const char *name = lexicon_concept(h->lexicon, hit->concept)->name;
        add(out, hit->denied ? TRAIT_DENIED : TRAIT_CONCEPT, span_of(name),
            h->focus[hit->sentence]);
    }
    for (size_t c = 0; h->any_borrowed && c < concepts; c++)
        if (heard_has(&h->borrowed, (unsigned)c))
            add(out, TRAIT_CONCEPT, span_of(lexicon_concept(h->lexicon, c)->name),
                borrowed_share);
}

void traits_of(const struct hearing *h, struct traits *out)
{
    const struct heard *heard = h->heard;

    out->count = 0;
    add_concepts(h, out);
    if (h->before) {
        struct span id = span_of(h->before), group = {id.ptr, strcspn(h->before, ".")};
        add(out, TRAIT_BEFORE, id, borrowed_share);
        add(out, TRAIT_BEFORE, group, group_share);
    }
    for (size_t i = 0; i < heard->word_count; i++) {
        const struct heard_word *w = &heard->words[i];
        struct span word = {heard->text + w->at, w->len};
        add(out, TRAIT_WORD, word, h->focus[w->sentence]);
        add(out, TRAIT_STEM, stem_of(word), h->focus[w->sentence]);
        if (i + 1 < heard->word_count && w[1].sentence == w->sentence) {
            struct span pair = {word.ptr, (size_t)(w[1].at + w[1].len - w->at)};
            add(out, TRAIT_PAIR, pair, pair_share * h->focus[w->sentence]);
        }
    }
}
