/* phrases.c - the trie while it grows: nodes in an array, each with its children. */
#include "faq/phrases.h"

#include <string.h>

#include "base/mem.h"

enum { CHILDREN_FEW = 32, EDGES_FIRST = 4096, NODES_FIRST = 1024 };

void phrases_init(struct phrases *p)
{
    memset(p, 0, sizeof *p);
}

void phrases_free(struct phrases *p)
{
    mem_free(p->node);
    mem_free(p->sprout);
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

static bool add_edge(struct phrases *p, uint32_t from, uint32_t to)
{
    uint32_t word = p->sprout[to].word;

    if (!grow_edges(p))
        return false;
    *edge_of(p, from, word) = (struct phrase_edge){from, word, to};
    p->edge_count++;
    return true;
}

static uint32_t new_node(struct phrases *p, uint32_t word)
{
    struct phrase_node *node;
    struct phrase_sprout *sprout;

    if (p->count == 0)
        p->count = 1; /* node 0 is none */
    node = mem_grow(p->node, p->count, &p->room, NODES_FIRST, sizeof *node);
    if (!node)
        return 0;
    p->node = node;
    sprout = mem_grow(p->sprout, p->count, &p->sprout_room, NODES_FIRST, sizeof *sprout);
    if (!sprout)
        return 0;
    p->sprout = sprout;
    node[0] = (struct phrase_node){0};
    node[p->count] = (struct phrase_node){0};
    sprout[p->count] = (struct phrase_sprout){.word = word};
    return p->count++;
}

static uint32_t child_of(const struct phrases *p, uint32_t from, uint32_t word)
{
    uint32_t at = p->sprout[from].child;

    if (p->sprout[from].children > CHILDREN_FEW)
        return edge_of(p, from, word)->to;
    while (at && p->sprout[at].word != word)
        at = p->sprout[at].other;
    return at;
}

/* Few children are a list, which keeps near what is made near; when they become many, all
 * of them go into the table, too. False when out of memory. */
static bool adopt(struct phrases *p, uint32_t from, uint32_t child)
{
    struct phrase_sprout *parent = &p->sprout[from];

    p->sprout[child].other = parent->child;
    parent->child = child;
    parent->children++;
    if (parent->children <= CHILDREN_FEW)
        return true;
    if (parent->children > CHILDREN_FEW + 1)
        return add_edge(p, from, child);
    for (uint32_t at = child; at; at = p->sprout[at].other) {
        if (!add_edge(p, from, at))
            return false;
    }
    return true;
}

static uint32_t step(struct phrases *p, uint32_t from, uint32_t word)
{
    uint32_t to = child_of(p, from, word);

    if (to)
        return to;
    to = new_node(p, word);
    if (!to || !adopt(p, from, to))
        return 0;
    p->node[from].more = true;
    return to;
}

uint32_t phrases_step(struct phrases *p, struct lexicon_words *w, uint32_t node,
                      uint32_t word, bool loose)
{
    if (!node) {
        node = w->word[word].node;
        if (!node)
            node = w->word[word].node = new_node(p, word);
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
