/* phrases.c - the trie while it grows: nodes in an array, edges in one hash table. */
#include "faq/phrases.h"

#include <string.h>

#include "base/mem.h"

enum { EDGES_FIRST = 32768, NODES_FIRST = 1024 };

void phrases_init(struct phrases *p)
{
    memset(p, 0, sizeof *p);
}

void phrases_free(struct phrases *p)
{
    mem_free(p->node);
    mem_free(p->edge);
    mem_free(p->by);
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
    uint32_t size = old_size ? old_size * 4 : EDGES_FIRST;
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

static uint32_t new_node(struct phrases *p)
{
    struct phrase_node *node;

    if (p->count == 0)
        p->count = 1; /* node 0 is none */
    node = mem_grow(p->node, p->count, &p->room, NODES_FIRST, sizeof *node);
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
    struct phrase_pair *pair =
        mem_grow(p->pair, p->pair_count, &p->pair_room, NODES_FIRST, sizeof *pair);

    if (!pair)
        return false;
    p->pair = pair;
    pair[p->pair_count++] = (struct phrase_pair){node, concept};
    p->node[node].said = p->node[node].said || !misheard;
    return true;
}
