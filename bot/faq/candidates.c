#include "faq/candidates.h"

#include "base/mem.h"

struct entry {
    const struct intent_rule *rule;
    uint32_t intent;
    uint32_t seen; /* the walk that last reached it */
};

struct candidates {
    struct entry *entries;
    size_t entry_count;
    uint32_t *posts;                 /* entry indexes, grouped by concept */
    uint32_t start[CONCEPT_MAX + 1]; /* posts of concept c: start[c] .. start[c + 1] */
    uint32_t walk;
};

/* How many rules need each concept: the rarest need makes the best anchor. */
static void count_uses(const struct intents *set, uint32_t uses[CONCEPT_MAX])
{
    for (size_t i = 0; i < set->count; i++)
        for (size_t r = 0; r < set->list[i].rule_count; r++) {
            const struct pattern *p = &set->list[i].rules[r].pattern;
            for (size_t k = 0; k < p->concept_count; k++)
                uses[p->concepts[k]]++;
        }
}

static const struct pattern_need *anchor_of(const struct pattern *p,
                                            const uint32_t uses[CONCEPT_MAX])
{
    const struct pattern_need *best = NULL;
    uint64_t best_uses = 0;

    for (size_t t = 0; t < p->term_count; t++)
        for (size_t i = 0; !p->terms[t].negative && i < p->terms[t].need_count; i++) {
            const struct pattern_need *need = &p->needs[p->terms[t].need + i];
            uint64_t sum = 0;
            for (size_t k = 0; k < need->count; k++)
                sum += uses[p->concepts[need->first + k]];
            if (!best || sum < best_uses) {
                best = need;
                best_uses = sum;
            }
        }
    return best;
}

/* Two passes over the same walk: the first counts posts per concept, the second places
 * them. */
static void post_entries(struct candidates *c, const uint32_t uses[CONCEPT_MAX],
                         uint32_t *next)
{
    for (size_t e = 0; e < c->entry_count; e++) {
        const struct pattern *p = &c->entries[e].rule->pattern;
        const struct pattern_need *need = anchor_of(p, uses);
        for (size_t k = 0; need && k < need->count; k++) {
            uint16_t concept = p->concepts[need->first + k];
            if (next)
                c->posts[next[concept]++] = (uint32_t)e;
            else
                c->start[concept + 1]++;
        }
    }
}

static bool list_entries(struct candidates *c, const struct intents *set)
{
    size_t count = 0;

    for (size_t i = 0; i < set->count; i++)
        count += set->list[i].rule_count;
    c->entries = mem_zero(count + 1, sizeof *c->entries);
    if (!c->entries)
        return false;
    for (size_t i = 0; i < set->count; i++)
        for (size_t r = 0; r < set->list[i].rule_count; r++)
            c->entries[c->entry_count++] =
                (struct entry){&set->list[i].rules[r], (uint32_t)i, 0};
    return true;
}

struct candidates *candidates_build(const struct intents *set)
{
    struct candidates *c = mem_zero(1, sizeof *c);
    uint32_t *uses = mem_zero(CONCEPT_MAX, sizeof *uses);
    uint32_t *next = mem_zero(CONCEPT_MAX, sizeof *next);

    if (!c || !uses || !next || !list_entries(c, set))
        goto fail;
    count_uses(set, uses);
    post_entries(c, uses, NULL);
    for (size_t k = 0; k < CONCEPT_MAX; k++) {
        next[k] = c->start[k];
        c->start[k + 1] += c->start[k];
    }
    c->posts = mem_zero(c->start[CONCEPT_MAX] + 1, sizeof *c->posts);
    if (!c->posts)
        goto fail;
    post_entries(c, uses, next);
    mem_free(uses);
    mem_free(next);
    return c;
fail:
    mem_free(uses);
    mem_free(next);
    candidates_free(c);
    return NULL;
}

void candidates_free(struct candidates *c)
{
    if (!c)
        return;
    mem_free(c->entries);
    mem_free(c->posts);
    mem_free(c);
}

void candidates_walk(struct candidates *c, const struct heard_bits *bits,
                     void (*each)(void *user, size_t intent,
                                  const struct intent_rule *rule),
                     void *user)
{
    c->walk++;
    for (size_t w = 0; w < CONCEPT_MAX / 64; w++)
        for (uint64_t left = bits->bit[w]; left; left &= left - 1) {
            size_t concept = w * 64 + (size_t)__builtin_ctzll(left);
            for (uint32_t i = c->start[concept]; i < c->start[concept + 1]; i++) {
                struct entry *entry = &c->entries[c->posts[i]];
                if (entry->seen == c->walk)
                    continue;
                entry->seen = c->walk;
                each(user, entry->intent, entry->rule);
            }
        }
}

void candidates_walk_all(struct candidates *c,
                         void (*each)(void *user, size_t intent,
                                      const struct intent_rule *rule),
                         void *user)
{
    for (size_t i = 0; i < c->entry_count; i++)
        each(user, c->entries[i].intent, c->entries[i].rule);
}
