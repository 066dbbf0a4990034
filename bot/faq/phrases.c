/* phrases.c - the trie: nodes in an array; edges in one hash table while it grows, then
 * side by side per node, which takes a third of the memory. */
#include "faq/phrases.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define EDGES_FIRST 16384
#define NODES_FIRST 1024
#define MARKS_MOST  ((1u << PHRASE_MARKS) - 1) /* of one node */

void phrases_init(struct phrases *p)
{
    memset(p, 0, sizeof *p);
}

void phrases_free(struct phrases *p)
{
    mem_free(p->node);
    mem_free(p->edge);
    mem_free(p->step);
    mem_free(p->pair);
    mem_free(p->mark);
    phrases_init(p);
}

static uint32_t edge_hash(uint32_t from, uint32_t word)
{
    uint64_t key = ((uint64_t)from << 32 | word) * 0x9E3779B97F4A7C15u;

    return (uint32_t)(key >> 32);
}

static struct phrase_edge *edge_of(const struct phrases *p, uint32_t from, uint32_t word)
{
    uint32_t i = edge_hash(from, word) & p->edge_mask;

    while (p->edge[i].to && (p->edge[i].from != from || p->edge[i].word != word))
        i = (i + 1) & p->edge_mask;
    return &p->edge[i];
}

static bool grow_edges(struct phrases *p)
{
    uint32_t old_size = p->edge ? p->edge_mask + 1 : 0;
    uint32_t size = old_size ? old_size * 2 : EDGES_FIRST;
    struct phrase_edge *old = p->edge, *edge;

    if (old && p->edge_count < old_size / 4 * 3)
        return true;
    edge = mem_zero(size, sizeof *edge);
    if (!edge)
        return false;
    p->edge = edge;
    p->edge_mask = size - 1;
    for (uint32_t i = 0; i < old_size; i++) {
        if (old[i].to)
            *edge_of(p, old[i].from, old[i].word) = old[i];
    }
    mem_free(old);
    return true;
}

/* Room for one more item in an array; NULL when out of memory. */
static void *grow(void *array, uint32_t count, uint32_t *cap, size_t size)
{
    uint32_t more = *cap ? *cap * 2 : NODES_FIRST;
    void *bigger;

    if (count < *cap)
        return array;
    bigger = mem_resize(array, more, size);
    if (bigger)
        *cap = more;
    return bigger;
}

static uint32_t new_node(struct phrases *p)
{
    struct phrase_node *node;

    if (p->count == 0)
        p->count = 1; /* node 0 is none */
    node = grow(p->node, p->count, &p->cap, sizeof *node);
    if (!node)
        return 0;
    p->node = node;
    node[0] = (struct phrase_node){0};
    node[p->count] = (struct phrase_node){0};
    return p->count++;
}

static uint32_t step(struct phrases *p, uint32_t from, uint32_t word)
{
    struct phrase_edge *edge;
    uint32_t to;

    if (!grow_edges(p))
        return 0;
    edge = edge_of(p, from, word);
    if (edge->to)
        return edge->to;
    to = new_node(p);
    if (!to)
        return 0;
    *edge = (struct phrase_edge){from, word, to};
    p->edge_count++;
    p->node[from].more = true;
    return to;
}

uint32_t phrases_step(struct phrases *p, struct lexicon_words *w, uint32_t node,
                      uint32_t word, bool loose)
{
    if (!node) {
        node = w->word[word].node;
        if (!node)
            node = w->word[word].node = new_node(p);
        return node;
    }
    p->node[node].loose = p->node[node].loose || loose;
    return step(p, node, word);
}

bool phrases_mark(struct phrases *p, uint32_t node, uint16_t concept, bool misheard)
{
    struct phrase_pair *pair = grow(p->pair, p->pair_count, &p->pair_cap, sizeof *pair);

    if (!pair)
        return false;
    p->pair = pair;
    pair[p->pair_count++] = (struct phrase_pair){node, concept};
    p->node[node].said = p->node[node].said || !misheard;
    return true;
}

/* Sorts the pairs by node, by counting; those of one node stay in their order. */
static bool order_pairs(struct phrases *p)
{
    uint32_t *next = mem_zero(p->count + 2, sizeof *next);
    struct phrase_pair *sorted = mem_zero(p->pair_count + 1, sizeof *sorted);

    if (!next || !sorted) {
        mem_free(next);
        mem_free(sorted);
        return false;
    }
    for (uint32_t i = 0; i < p->pair_count; i++)
        next[p->pair[i].node + 1]++;
    for (uint32_t i = 0; i < p->count; i++)
        next[i + 1] += next[i];
    for (uint32_t i = 0; i < p->pair_count; i++)
        sorted[next[p->pair[i].node]++] = p->pair[i];
    mem_free(next);
    mem_free(p->pair);
    p->pair = sorted;
    return true;
}

/* Adds a mark unless the list that began at `from` has it; a concept said is more than
 * one implied. */
static bool add_mark(struct phrases *p, uint32_t from, uint16_t concept, bool implied)
{
    struct phrase_mark *mark;

    for (uint32_t i = from; i < p->mark_count; i++) {
        if (p->mark[i].concept == concept)
            return true;
    }
    if (p->mark_count - from == MARKS_MOST)
        return true;
    mark = grow(p->mark, p->mark_count, &p->mark_cap, sizeof *mark);
    if (!mark)
        return false;
    p->mark = mark;
    mark[p->mark_count++] = (struct phrase_mark){concept, implied};
    return true;
}

static bool add_implied(struct phrases *p, uint32_t at, uint16_t concept,
                        const struct phrase_concepts *concepts)
{
    uint16_t implied[MARKS_MOST];
    size_t count = concepts->implied(concepts->user, concept, implied, MARKS_MOST);

    for (size_t i = 0; i < count; i++) {
        if (!add_mark(p, at, implied[i], true))
            return false;
    }
    return true;
}

static bool same_marks(const struct phrase_mark *a, const struct phrase_mark *b,
                       uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (a[i].concept != b[i].concept || a[i].implied != b[i].implied)
            return false;
    return true;
}

/* The marks from `at` on are the node's; when the last node has the same, they share. */
static bool give_marks(struct phrases *p, struct phrase_node *node, uint32_t at,
                       uint32_t last)
{
    uint32_t count = p->mark_count - at;

    if (at - last == count && same_marks(p->mark + last, p->mark + at, count)) {
        p->mark_count = at;
        at = last;
    }
    node->marks_at = at & ((1u << PHRASE_MARKS_AT) - 1);
    node->marks_count = count & MARKS_MOST;
    return at < 1u << PHRASE_MARKS_AT;
}

/* The pairs [from, to) are those of one node; the marks of the node before begin at
 * *last. */
static bool flatten(struct phrases *p, uint32_t from, uint32_t to, uint32_t *last,
                    const struct phrase_concepts *concepts)
{
    struct phrase_node *node = &p->node[p->pair[from].node];
    uint32_t at = p->mark_count;

    for (uint32_t i = from; i < to; i++) {
        if (!add_mark(p, at, p->pair[i].concept, false))
            return false;
        if (concepts->keep(concepts->user, p->pair[i].concept))
            node->keep = true;
        if (concepts->silences(concepts->user, p->pair[i].concept))
            node->silences = true;
    }
    for (uint32_t i = from; i < to; i++) {
        if (!add_implied(p, at, p->pair[i].concept, concepts))
            return false;
    }
    if (!give_marks(p, node, at, *last))
        return false;
    *last = node->marks_at;
    return true;
}

/* Gives back the room that growing left; a failure leaves it as it was. */
static void *fit(void *array, uint32_t count, uint32_t *cap, size_t size)
{
    void *smaller = array && count < *cap ? mem_resize(array, count, size) : NULL;

    if (smaller)
        *cap = count;
    return smaller ? smaller : array;
}

static int by_word(const void *a, const void *b)
{
    const struct phrase_step *x = a, *y = b;

    return x->word < y->word ? -1 : x->word > y->word;
}

/* Counts each node's edges, makes room, then fills from each node's end to its beginning.
 * One node more than there are says where the last one's edges end. */
static bool line_up(struct phrases *p)
{
    uint32_t size = p->edge ? p->edge_mask + 1 : 0, total = 0;
    struct phrase_node *node = mem_resize(p->node, p->count + 2, sizeof *node);

    if (!node)
        return false;
    p->node = node;
    p->cap = p->count + 2;
    p->step = mem_zero(p->edge_count + 1, sizeof *p->step);
    if (!p->step)
        return false;
    node[0].steps_at = 0; /* unset without any phrase */
    memset(&node[p->count], 0, 2 * sizeof *node);
    for (uint32_t i = 0; i < size; i++)
        node[p->edge[i].from].steps_at += p->edge[i].to != 0;
    for (uint32_t i = 0; i <= p->count; i++)
        node[i].steps_at = total += node[i].steps_at;
    for (uint32_t i = 0; i < size; i++) {
        const struct phrase_edge *edge = &p->edge[i];
        if (edge->to)
            p->step[--node[edge->from].steps_at] =
                (struct phrase_step){edge->word, edge->to};
    }
    for (uint32_t i = 0; i < p->count; i++)
        qsort(p->step + node[i].steps_at, node[i + 1].steps_at - node[i].steps_at,
              sizeof *p->step, by_word);
    mem_free(p->edge);
    p->edge = NULL;
    p->edge_count = p->edge_mask = 0;
    return true;
}

/* Where the word leads from a node, 0: nowhere. */
static uint32_t follow(const struct phrases *p, uint32_t node, uint32_t word)
{
    uint32_t from = p->node[node].steps_at, to = p->node[node + 1].steps_at;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (p->step[middle].word == word)
            return p->step[middle].to;
        if (p->step[middle].word < word)
            from = middle + 1;
        else
            to = middle;
    }
    return 0;
}

bool phrases_finish(struct phrases *p, const struct phrase_concepts *concepts)
{
    uint32_t from = 0, last = 0;

    if (!order_pairs(p))
        return false;
    while (from < p->pair_count) {
        uint32_t to = from + 1;

        while (to < p->pair_count && p->pair[to].node == p->pair[from].node)
            to++;
        if (!flatten(p, from, to, &last, concepts))
            return false;
        from = to;
    }
    mem_free(p->pair);
    p->pair = NULL;
    p->pair_count = p->pair_cap = 0;
    p->mark = fit(p->mark, p->mark_count, &p->mark_cap, sizeof *p->mark);
    return line_up(p);
}

uint32_t phrases_match(const struct phrases *p, const struct lexicon_words *w,
                       const uint32_t *word, size_t count, size_t *len)
{
    uint32_t node = word[0] == WORD_NONE ? 0 : w->word[word[0]].node;
    uint32_t best = 0;

    if (count > PHRASE_MAX)
        count = PHRASE_MAX;
    for (size_t i = 1; node; i++) {
        if (p->node[node].marks_count) {
            best = node;
            *len = i;
        }
        if (i >= count || !p->node[node].more || word[i] == WORD_NONE)
            break;
        node = follow(p, node, word[i]);
    }
    return best;
}

/* --- loose phrases ------------------------------------------------------------------ */

static void add_state(struct phrase_walk *walk, uint32_t node, bool skipped, bool stayed)
{
    if (walk->count == PHRASE_STATES)
        return;
    walk->state[walk->count].node = node;
    walk->state[walk->count].skipped = skipped;
    walk->state[walk->count++].stayed = stayed;
}

bool phrases_begin(const struct phrases *p, const struct lexicon_words *w, uint32_t word,
                   struct phrase_walk *walk)
{
    uint32_t node = word == WORD_NONE ? 0 : w->word[word].node;

    walk->count = 0;
    if (!node || !p->node[node].loose)
        return false;
    add_state(walk, node, false, false);
    return true;
}

bool phrases_go_on(const struct phrases *p, const struct lexicon_words *w, uint32_t word,
                   struct phrase_walk *walk)
{
    struct phrase_walk from = *walk;

    walk->count = 0;
    if (word == WORD_NONE)
        return false;
    for (size_t i = 0; i < from.count; i++) {
        uint32_t node = from.state[i].node;
        uint32_t to = p->node[node].more ? follow(p, node, word) : 0;

        if (to)
            add_state(walk, to, from.state[i].skipped, false);
        if ((w->word[word].flags & WORD_LITTLE) && p->node[node].loose)
            add_state(walk, node, true, true);
    }
    return walk->count > 0;
}
