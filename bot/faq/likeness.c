#include "faq/likeness.h"

#include <math.h>
#include <string.h>

#include "faq/likeness_parts.h"

/* A message of this size needs no correction for its length. */
static const float usual_size = 8;
/* Postings that one search reads at most: rare concepts first, so that ten thousand
 * topics cost about what a hundred do. */
enum { posts_most = 4000 };

static void add_trait(struct traits *t, uint32_t id, float share)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->id[i] == id) {
            t->share[i] = share > t->share[i] ? share : t->share[i];
            return;
        }
    if (t->count == LIKENESS_TRAITS)
        return;
    t->id[t->count] = id;
    t->share[t->count++] = share;
}

static bool is_known(const struct likeness *l, size_t trait)
{
    return !l || (trait < l->trait_count && l->known[trait]);
}

void likeness_traits(const struct likeness *l, const struct hearing *h,
                     struct traits *out)
{
    size_t concepts = lexicon_count(h->lexicon);

    out->count = 0;
    out->size = 0;
    for (size_t c = 0; c < concepts; c++)
        if (heard_has(&h->bits, (unsigned)c) && is_known(l, c))
            add_trait(out, (uint32_t)c, 1);
    for (size_t w = 0; w < h->heard->word_count; w++) {
        uint32_t word = h->heard->words[w].id;
        if (word != HEARD_STRANGER && is_known(l, (size_t)CONCEPT_MAX + word))
            add_trait(out, CONCEPT_MAX + word, h->focus[h->heard->words[w].sentence]);
    }
    for (size_t i = 0; i < out->count; i++)
        out->size += out->share[i] * (out->id[i] < CONCEPT_MAX ? 1 : LIKENESS_WORD);
}

/* The weight of a trait beyond an unseen one; 0 when it is one. */
static float extra(const struct trait_weight *list, size_t count, uint32_t trait)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (list[middle].trait < trait)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && list[low].trait == trait ? list[low].weight : 0;
}

double likeness_weigh(const struct likeness *l, const struct traits *t, size_t intent)
{
    const struct trait_weight *list = l->weights + l->start[intent];
    size_t count = l->start[intent + 1] - l->start[intent];
    float sum = l->unseen[intent] * t->size;

    for (size_t i = 0; i < t->count; i++) {
        float factor = t->id[i] < CONCEPT_MAX ? 1 : LIKENESS_WORD;
        sum += factor * t->share[i] * extra(list, count, t->id[i]);
    }
    float longer = t->size > usual_size ? sqrtf(t->size / usual_size) : 1;
    return (double)(sum / longer);
}

/* Touches the intents that share a concept, from the rarest concept up. */
static size_t touch(struct likeness *l, const struct traits *t)
{
    bool done[LIKENESS_TRAITS] = {false};
    size_t touched = 0, read = 0;

    for (;;) {
        size_t rarest = t->count, fewest = posts_most - read;
        for (size_t i = 0; i < t->count && t->id[i] < CONCEPT_MAX; i++) {
            size_t posts = l->post_start[t->id[i] + 1] - l->post_start[t->id[i]];
            if (!done[i] && posts <= fewest) {
                fewest = posts;
                rarest = i;
            }
        }
        if (rarest == t->count)
            return touched;
        done[rarest] = true;
        read += fewest;
        for (size_t p = 0; p < fewest; p++) {
            uint32_t intent = l->posts[l->post_start[t->id[rarest]] + p];
            if (!l->is_touched[intent])
                l->touched[touched++] = intent;
            l->is_touched[intent] = true;
        }
    }
}

size_t likeness_find(struct likeness *l, const struct traits *t, uint32_t *out,
                     size_t max)
{
    size_t touched = touch(l, t), found = 0;

    for (size_t i = 0; i < touched; i++) {
        uint32_t intent = l->touched[i];
        size_t at = found < max ? found++ : max;
        float score = (float)likeness_weigh(l, t, intent);
        l->is_touched[intent] = false;
        l->score[intent] = score;
        if (at == max) {
            if (score <= l->score[out[max - 1]])
                continue;
            at = max - 1;
        }
        for (; at > 0 && l->score[out[at - 1]] < score; at--)
            out[at] = out[at - 1];
        out[at] = intent;
    }
    return found;
}
