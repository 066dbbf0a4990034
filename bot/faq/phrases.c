/* phrases.c - the trie while it grows: nodes, and lists of what leads on from them. */
#include "faq/phrases.h"

#include <string.h>

#include "base/mem.h"

enum { EDGES_FEW = 32, SLOTS_FIRST = 4096, FIRST = 1024 };

void phrases_init(struct phrases *p)
{
    memset(p, 0, sizeof *p);
}

void phrases_free(struct phrases *p)
{
    mem_free(p->node);
    mem_free(p->sprout);
    mem_free(p->edge);
    mem_free(p->slot);
    mem_free(p->pair);
    mem_free(p->by);
    mem_free(p->to);
    mem_free(p->mark);
    phrases_init(p);
}

/* --- edges ------------------------------------------------------------------------ */

static struct phrase_slot *slot_of(const struct phrases *p, uint32_t from, uint32_t word)
{
    uint64_t key = ((uint64_t)from << 32 | word) * 0x9E3779B97F4A7C15u;
    uint32_t i = (uint32_t)(key >> 32) & p->slot_mask;

    while (p->slot[i].edge &&
           (p->slot[i].from != from || p->edge[p->slot[i].edge].word != word))
        i = (i + 1) & p->slot_mask;
    return &p->slot[i];
}

static bool grow_slots(struct phrases *p)
{
    uint32_t old_size = p->slot ? p->slot_mask + 1 : 0;
    uint32_t size = old_size ? old_size * 4 : SLOTS_FIRST;
    struct phrase_slot *old = p->slot, *slot;

    if (old && p->slot_count < old_size / 4 * 3)
        return true;
    slot = mem_zero(size, sizeof *slot);
    if (!slot)
        return false;
    p->slot = slot;
    p->slot_mask = size - 1;
    for (uint32_t i = 0; i < old_size; i++) {
        if (old[i].edge)
            *slot_of(p, old[i].from, p->edge[old[i].edge].word) = old[i];
    }
    mem_free(old);
    return true;
}

/* Of two edges with one word, the newer one counts. */
static bool index_edge(struct phrases *p, uint32_t from, uint32_t edge)
{
    struct phrase_slot *slot;

    if (!grow_slots(p))
        return false;
    slot = slot_of(p, from, p->edge[edge].word);
    p->slot_count += !slot->edge;
    if (slot->edge < edge)
        *slot = (struct phrase_slot){from, edge};
    return true;
}

/* Few edges are only a list, which keeps near what is made near; when they become many,
 * all of them go into the table, too. */
static bool index_edges(struct phrases *p, uint32_t from)
{
    for (uint32_t e = p->sprout[from].edge; e; e = p->edge[e].older) {
        if (!index_edge(p, from, e))
            return false;
    }
    return true;
}

static uint32_t find_edge(const struct phrases *p, uint32_t from, uint32_t word)
{
    uint32_t e = p->sprout[from].edge;

    if (p->sprout[from].edges > EDGES_FEW)
        return slot_of(p, from, word)->edge;
    while (e && p->edge[e].word != word)
        e = p->edge[e].older;
    return e;
}

static bool add_edge(struct phrases *p, uint32_t from, uint32_t word, uint32_t to)
{
    uint32_t at = p->edge_count ? p->edge_count : 1; /* edge 0 is none */
    struct phrase_edge *edge = mem_grow(p->edge, at, &p->edge_room, FIRST, sizeof *edge);
    struct phrase_sprout *sprout = &p->sprout[from];

    if (!edge)
        return false;
    p->edge = edge;
    p->edge_count = at + 1;
    edge[at] = (struct phrase_edge){word, to, sprout->edge};
    sprout->edge = at;
    p->sprout[to].ways++;
    p->node[from].more = true;
    if (++sprout->edges == EDGES_FEW + 1)
        return index_edges(p, from);
    return sprout->edges <= EDGES_FEW || index_edge(p, from, at);
}

/* --- nodes ------------------------------------------------------------------------ */

static uint32_t new_node(struct phrases *p)
{
    struct phrase_node *node;
    struct phrase_sprout *sprout;
    uint32_t at = p->count ? p->count : 1; /* node 0 is none */

    node = mem_grow(p->node, at, &p->room, FIRST, sizeof *node);
    if (!node)
        return 0;
    p->node = node;
    sprout = mem_grow(p->sprout, at, &p->sprout_room, FIRST, sizeof *sprout);
    if (!sprout)
        return 0;
    p->sprout = sprout;
    node[0] = node[at] = (struct phrase_node){0};
    sprout[0] = sprout[at] = (struct phrase_sprout){0};
    p->count = at + 1;
    return at;
}

/* A node of the same content, which no way leads to yet. What follows is shared from now
 * on. */
static uint32_t copy_node(struct phrases *p, uint32_t from)
{
    uint32_t copy = new_node(p);

    if (!copy)
        return 0;
    p->sprout[from].own = p->edge_count;
    p->node[copy] = p->node[from];
    p->sprout[copy] = p->sprout[from];
    p->sprout[copy].ways = 0;
    if (p->sprout[copy].edges > EDGES_FEW && !index_edges(p, copy))
        return 0;
    return copy;
}

static uint32_t first_step(struct phrases *p, struct lexicon_words *w, uint32_t word)
{
    uint32_t *at = &w->word[word].node, to = *at;

    if (to && p->sprout[to].ways == 1)
        return to;
    to = to ? copy_node(p, to) : new_node(p);
    if (!to)
        return 0;
    if (*at)
        p->sprout[*at].ways--;
    p->sprout[to].ways++;
    return *at = to;
}

static uint32_t step(struct phrases *p, uint32_t from, uint32_t word)
{
    uint32_t e = find_edge(p, from, word), to = e ? p->edge[e].to : 0;
    bool own = e && e >= p->sprout[from].own;

    if (own && p->sprout[to].ways == 1)
        return to;
    to = to ? copy_node(p, to) : new_node(p);
    if (!to)
        return 0;
    if (!own)
        return add_edge(p, from, word, to) ? to : 0;
    p->sprout[p->edge[e].to].ways--;
    p->sprout[to].ways++;
    return p->edge[e].to = to;
}

uint32_t phrases_find(const struct phrases *p, const struct lexicon_words *w,
                      uint32_t node, uint32_t word)
{
    if (!node)
        return w->word[word].node;
    uint32_t e = find_edge(p, node, word);
    return e ? p->edge[e].to : 0;
}

uint32_t phrases_step(struct phrases *p, struct lexicon_words *w, uint32_t node,
                      uint32_t word, bool loose)
{
    if (!node)
        return first_step(p, w, word);
    p->node[node].loose = p->node[node].loose || loose;
    return step(p, node, word);
}

bool phrases_join(struct phrases *p, struct lexicon_words *w, uint32_t node,
                  uint32_t word, bool loose, uint32_t to)
{
    if (node) {
        p->node[node].loose = p->node[node].loose || loose;
        return add_edge(p, node, word, to);
    }
    w->word[word].node = to;
    p->sprout[to].ways++;
    return true;
}

void phrases_hold(struct phrases *p, uint32_t node)
{
    p->sprout[node].ways++;
}

void phrases_let_go(struct phrases *p, uint32_t node)
{
    p->sprout[node].ways--;
}

/* --- what a node is a phrase of --------------------------------------------------- */

bool phrases_mark(struct phrases *p, uint32_t node, uint16_t concept, bool misheard)
{
    uint32_t at = p->pair_count ? p->pair_count : 1, count = 0; /* pair 0 is none */
    struct phrase_pair *pair;

    p->node[node].said = p->node[node].said || !misheard;
    for (uint32_t i = p->sprout[node].pair; i; i = p->pair[i].older) {
        if (p->pair[i].concept == concept || ++count == PHRASE_PAIRS)
            return true;
    }
    pair = mem_grow(p->pair, at, &p->pair_room, FIRST, sizeof *pair);
    if (!pair)
        return false;
    p->pair = pair;
    p->pair_count = at + 1;
    pair[at] = (struct phrase_pair){p->sprout[node].pair, concept};
    p->sprout[node].pair = at;
    return true;
}
