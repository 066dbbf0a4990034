#include "faq/likeness.h"

#include <math.h>
#include <string.h>

#include "faq/likeness_parts.h"

/* A message of this size needs no correction for its length. */
static const float usual_size = 8;
/* Posts that one message reads at most, of its rarest traits; what the others say is
 * looked up for single intents. So ten thousand topics cost about what a hundred do. */
enum { posts_most = 4000 };
/* The intents for which that is done in a search. */
enum { near_most = 32 };

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
    out->count = 0;
    out->size = 0;
    for (size_t w = 0; w < CONCEPT_MAX / 64; w++)
        for (uint64_t left = h->bits.bit[w]; left; left &= left - 1) {
            size_t concept = w * 64 + (size_t)__builtin_ctzll(left);
            if (is_known(l, concept))
                add_trait(out, (uint32_t) concept, 1);
        }
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

static float factor_of(const struct traits *t, size_t i)
{
    return t->share[i] * (t->id[i] < CONCEPT_MAX ? 1 : LIKENESS_WORD);
}

static size_t posts_of(const struct likeness *l, uint32_t trait)
{
    return trait < l->trait_count ? l->post_start[trait + 1] - l->post_start[trait] : 0;
}

/* The traits by how few intents they were seen with. */
static void by_rarity(const struct likeness *l, const struct traits *t,
                      uint8_t order[LIKENESS_TRAITS])
{
    for (size_t i = 0; i < t->count; i++) {
        size_t posts = posts_of(l, t->id[i]), at = i;
        for (; at > 0 && posts_of(l, t->id[order[at - 1]]) > posts; at--)
            order[at] = order[at - 1];
        order[at] = (uint8_t)i;
    }
}

static void touch(struct likeness *l, uint32_t intent)
{
    if (!l->is_touched[intent])
        l->touched[l->touched_count++] = intent;
    l->is_touched[intent] = true;
}

static void read_posts(struct likeness *l, const struct traits *t, size_t i)
{
    const struct trait_post *post = l->posts + l->post_start[t->id[i]];
    const struct trait_post *end = post + posts_of(l, t->id[i]);
    float factor = factor_of(t, i);

    for (; post < end; post++) {
        l->sum[post->intent] += factor * post->weight;
        if (t->id[i] < CONCEPT_MAX)
            touch(l, post->intent);
    }
}

void likeness_begin(struct likeness *l, const struct traits *t)
{
    uint8_t order[LIKENESS_TRAITS];
    size_t read = 0;

    for (size_t i = 0; i < l->touched_count; i++)
        l->is_touched[l->touched[i]] = false;
    memset(l->sum, 0, l->set->count * sizeof *l->sum);
    l->touched_count = l->rest_count = 0;
    l->traits = t;
    l->longer = t->size > usual_size ? sqrtf(t->size / usual_size) : 1;
    by_rarity(l, t, order);
    for (size_t i = 0; i < t->count; i++) {
        size_t posts = posts_of(l, t->id[order[i]]);
        if (read + posts > posts_most) {
            l->rest[l->rest_count++] = order[i];
            continue;
        }
        read += posts;
        read_posts(l, t, order[i]);
    }
}

double likeness_weigh(const struct likeness *l, size_t intent)
{
    const struct traits *t = l->traits;
    const struct trait_weight *list = l->weights + l->start[intent];
    size_t count = l->start[intent + 1] - l->start[intent];
    float sum = l->unseen[intent] * t->size + l->sum[intent];

    for (size_t i = 0; i < l->rest_count; i++)
        sum += factor_of(t, l->rest[i]) * extra(list, count, t->id[l->rest[i]]);
    return (double)(sum / l->longer);
}

/* A bounded list of intents, best first. */
struct best {
    uint32_t intent[near_most];
    float score[near_most];
    size_t count, max;
};

static void keep_best(struct best *b, uint32_t intent, float score)
{
    size_t at;

    if (b->count == b->max && score <= b->score[b->count - 1])
        return;
    at = b->count < b->max ? b->count++ : b->count - 1;
    for (; at > 0 && b->score[at - 1] < score; at--) {
        b->score[at] = b->score[at - 1];
        b->intent[at] = b->intent[at - 1];
    }
    b->score[at] = score;
    b->intent[at] = intent;
}

size_t likeness_find(const struct likeness *l, uint32_t *out, size_t max)
{
    struct best near = {.max = near_most}, best = {.max = max};

    if (!l->rest_count)
        near.max = max;
    for (size_t i = 0; i < l->touched_count; i++) {
        uint32_t intent = l->touched[i];
        keep_best(&near, intent, l->unseen[intent] * l->traits->size + l->sum[intent]);
    }
    for (size_t i = 0; i < near.count; i++)
        keep_best(&best, near.intent[i], (float)likeness_weigh(l, near.intent[i]));
    memcpy(out, best.intent, best.count * sizeof *out);
    return best.count;
}
