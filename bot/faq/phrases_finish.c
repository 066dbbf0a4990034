/* phrases_finish.c - the trie as it is read: what each node carries, and its nodes in an
 * order in which those after one node stand side by side. An edge so needs no more than
 * its word, and there are hundreds of thousands. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "faq/phrases.h"

#define MARKS_MOST ((1u << PHRASE_MARKS) - 1) /* of one node */

enum { MARKS_FIRST = 1024 };

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

/* What a node carries that is a phrase of these concepts. False when out of memory, or of
 * room. */
static bool flatten(struct phrases *p, const struct phrase_pair *pair, uint32_t count,
                    struct phrase_node *node, uint32_t *last,
                    const struct phrase_concepts *concepts)
{
    uint32_t at = p->mark_count;

    for (uint32_t i = 0; i < count; i++) {
        if (!add_mark(p, at, pair[i].concept, false))
            return false;
        if (concepts->keep(concepts->user, pair[i].concept))
            node->keep = true;
        if (concepts->silences(concepts->user, pair[i].concept))
            node->silences = true;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!add_implied(p, at, pair[i].concept, concepts))
            return false;
    }
    if (!give_marks(p, node, at, *last))
        return false;
    *last = node->marks_at;
    return true;
}

/* Most nodes are phrases of one concept only, so what one carries is worked out once:
 * `alone` holds the first such node of each concept (0: none yet). */
static bool flatten_alone(struct phrases *p, uint32_t at, struct phrase_node *alone,
                          uint32_t *last, const struct phrase_concepts *concepts)
{
    struct phrase_node *node = &p->node[p->pair[at].node];
    struct phrase_node *first = &alone[p->pair[at].concept];

    if (!first->marks_count && !flatten(p, &p->pair[at], 1, first, last, concepts))
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
    uint32_t from = 0, last = 0;
    bool ok = alone != NULL;

    while (ok && from < p->pair_count) {
        uint32_t to = from + 1, node = p->pair[from].node;

        while (to < p->pair_count && p->pair[to].node == node)
            to++;
        ok = to == from + 1
                 ? flatten_alone(p, from, alone, &last, concepts)
                 : flatten(p, &p->pair[from], to - from, &p->node[node], &last, concepts);
        from = to;
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

static int by_word(const void *a, const void *b, void *user)
{
    const struct phrase_sprout *sprout = user;
    uint32_t x = sprout[*(const uint32_t *)a].word, y = sprout[*(const uint32_t *)b].word;

    return x < y ? -1 : x > y;
}

static void forget_growth(struct phrases *p)
{
    mem_free(p->sprout);
    mem_free(p->edge);
    p->sprout = NULL;
    p->edge = NULL;
    p->sprout_room = 0;
    p->edge_count = p->edge_mask = 0;
}

/* The children of a node in the order of their words, from `at` on; returns how many. */
static uint32_t line_up_children(const struct phrases *p, uint32_t node, uint32_t *order,
                                 uint32_t at)
{
    uint32_t from = at;

    for (uint32_t c = p->sprout[node].child; c; c = p->sprout[c].other)
        order[at++] = c;
    if (at - from > 1)
        qsort_r(order + from, at - from, sizeof *order, by_word, p->sprout);
    return at - from;
}

/* Gives every node its new number: first those of first words, then, node by node, those
 * that follow it. order[new] is the old one. One node more than there are says where the
 * last one's followers end. */
static void renumber(struct phrases *p, struct lexicon_words *w, uint32_t *order,
                     struct phrase_node *node)
{
    uint32_t count = 1;

    for (uint32_t i = 0; i < w->count; i++) {
        if (!w->word[i].node)
            continue;
        order[count] = w->word[i].node;
        w->word[i].node = count++;
    }
    for (uint32_t i = 1; i < count; i++) {
        uint32_t end = count + line_up_children(p, order[i], order, count);

        node[i] = p->node[order[i]];
        node[i].next = count;
        for (; count < end; count++)
            p->by[count] = p->sprout[order[count]].word;
    }
    node[0].next = 1;
    node[count].next = count;
}

static bool line_up(struct phrases *p, struct lexicon_words *w)
{
    uint32_t *order = mem_zero(p->count + 1, sizeof *order);
    struct phrase_node *node = mem_zero(p->count + 2, sizeof *node);

    p->by = mem_zero(p->count + 1, sizeof *p->by);
    bool ok = order && node && p->by;
    if (ok) {
        renumber(p, w, order, node);
        mem_free(p->node);
        p->node = node;
        p->room = p->count + 2;
        forget_growth(p);
    } else {
        mem_free(node);
    }
    mem_free(order);
    return ok;
}

bool phrases_finish(struct phrases *p, struct lexicon_words *w,
                    const struct phrase_concepts *concepts)
{
    if (!order_pairs(p) || !flatten_all(p, concepts))
        return false;
    mem_free(p->pair);
    p->pair = NULL;
    p->pair_count = 0;
    p->pair_room = 0;
    fit_marks(p);
    return line_up(p, w);
}
