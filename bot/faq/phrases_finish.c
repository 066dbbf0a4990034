/* phrases_finish.c - the trie as it is read: what each node carries, and the edges of
 * each node side by side in the order of their words. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "faq/phrases.h"

#define MARKS_MOST ((1u << PHRASE_MARKS) - 1) /* of one node */

enum { MARKS_FIRST = 1024 };

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
    mark = mem_grow(p->mark, p->mark_count, &p->mark_room, MARKS_FIRST, sizeof *mark);
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

/* The concepts of a node in the order in which they were marked. */
static uint32_t concepts_of(const struct phrases *p, uint32_t node, uint16_t *out)
{
    uint32_t count = 0, at;

    for (uint32_t i = p->sprout[node].pair; i; i = p->pair[i].older)
        count++;
    at = count;
    for (uint32_t i = p->sprout[node].pair; i; i = p->pair[i].older) {
        at--;
        out[at] = p->pair[i].concept;
    }
    return count;
}

/* What a node carries that is a phrase of these concepts. False when out of memory, or of
 * room. */
static bool flatten(struct phrases *p, const uint16_t *concept, uint32_t count,
                    struct phrase_node *node, uint32_t *last,
                    const struct phrase_concepts *concepts)
{
    uint32_t at = p->mark_count;

    for (uint32_t i = 0; i < count; i++) {
        if (!add_mark(p, at, concept[i], false))
            return false;
        if (concepts->keep(concepts->user, concept[i]))
            node->keep = true;
        if (concepts->silences(concepts->user, concept[i]))
            node->silences = true;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!add_implied(p, at, concept[i], concepts))
            return false;
    }
    if (!give_marks(p, node, at, *last))
        return false;
    *last = node->marks_at;
    return true;
}

/* Most nodes are phrases of one concept only, so what one carries is worked out once:
 * `alone` holds the first such node of each concept (0: none yet). */
static bool flatten_alone(struct phrases *p, uint16_t concept, struct phrase_node *node,
                          struct phrase_node *alone, uint32_t *last,
                          const struct phrase_concepts *concepts)
{
    struct phrase_node *first = &alone[concept];

    if (!first->marks_count && !flatten(p, &concept, 1, first, last, concepts))
        return false;
    node->marks_at = first->marks_at;
    node->marks_count = first->marks_count;
    node->keep = first->keep;
    node->silences = first->silences;
    return true;
}

static bool flatten_all(struct phrases *p, const struct phrase_concepts *concepts)
{
    struct phrase_node *alone = mem_zero(UINT16_MAX + 1, sizeof *alone);
    uint16_t concept[PHRASE_PAIRS];
    uint32_t last = 0;
    bool ok = alone != NULL;

    for (uint32_t i = 1; ok && i < p->count; i++) {
        uint32_t count = concepts_of(p, i, concept);

        if (count == 1)
            ok = flatten_alone(p, concept[0], &p -> node[i], alone, &last, concepts);
        else if (count)
            ok = flatten(p, concept, count, &p->node[i], &last, concepts);
    }
    mem_free(alone);
    return ok;
}

/* Gives back the room that growing left; a failure leaves it as it was. */
static void fit_marks(struct phrases *p)
{
    struct phrase_mark *smaller =
        p->mark ? mem_resize(p->mark, p->mark_count, sizeof *p->mark) : NULL;

    if (smaller) {
        p->mark = smaller;
        p->mark_room = p->mark_count;
    }
}

/* By word; of two with the same one, the newer comes first. */
static int compare_edges(const void *a, const void *b, void *user)
{
    const struct phrase_edge *edge = user;
    uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;

    if (edge[i].word != edge[k].word)
        return edge[i].word < edge[k].word ? -1 : 1;
    return i > k ? -1 : i < k;
}

/* Puts the edges of a node side by side, from `at` on; returns where they end. Room for
 * all of a node's in `list`. */
static uint32_t line_up_edges(struct phrases *p, uint32_t node, uint32_t at,
                              uint32_t *list)
{
    uint32_t count = 0, from = at;

    for (uint32_t e = p->sprout[node].edge; e; e = p->edge[e].older)
        list[count++] = e;
    if (count > 1)
        qsort_r(list, count, sizeof *list, compare_edges, p->edge);
    for (uint32_t i = 0; i < count; i++) {
        const struct phrase_edge *edge = &p->edge[list[i]];

        if (at > from && p->by[at - 1] == edge->word)
            continue; /* another one took its place */
        p->by[at] = edge->word;
        p->to[at++] = edge->to;
    }
    return at;
}

/* Copies have the edges of their originals: the sum over all nodes, and the most of one.
 */
static uint32_t count_edges(const struct phrases *p, uint32_t *most)
{
    uint32_t all = 0;

    *most = 0;
    for (uint32_t i = 1; i < p->count; i++) {
        all += p->sprout[i].edges;
        *most = p->sprout[i].edges > *most ? p->sprout[i].edges : *most;
    }
    return all;
}

static void forget_growth(struct phrases *p)
{
    mem_free(p->sprout);
    mem_free(p->edge);
    mem_free(p->slot);
    mem_free(p->pair);
    p->sprout = NULL;
    p->edge = NULL;
    p->slot = NULL;
    p->pair = NULL;
    p->sprout_room = p->edge_room = p->pair_room = 0;
    p->edge_count = p->slot_count = p->slot_mask = p->pair_count = 0;
}

static bool line_up(struct phrases *p)
{
    uint32_t most, all = count_edges(p, &most), at = 0;
    uint32_t *list = mem_alloc((most + 1) * sizeof *list);
    struct phrase_node *node = mem_resize(p->node, p->count + 2, sizeof *node);

    if (node)
        p->node = node;
    p->by = mem_alloc((all + 1) * sizeof *p->by);
    p->to = mem_alloc((all + 1) * sizeof *p->to);
    bool ok = list && node && p->by && p->to;
    if (ok) {
        node[p->count] = (struct phrase_node){0}; /* where the last one's edges end */
        if (!p->count)
            node[1] = node[0];
        for (uint32_t i = 1; i < p->count; i++) {
            node[i].next = at;
            at = line_up_edges(p, i, at, list);
        }
        node[p->count].next = at;
    }
    mem_free(list);
    return ok;
}

bool phrases_finish(struct phrases *p, const struct phrase_concepts *concepts)
{
    if (!flatten_all(p, concepts) || !line_up(p))
        return false;
    fit_marks(p);
    forget_growth(p);
    return true;
}
