/* phrases_finish.c - the trie as it is read: what each node carries, and its nodes in an
 * order in which those after one node stand side by side. An edge so needs no more than
 * its word, and there are hundreds of thousands. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "faq/phrases.h"

#define MARKS_MOST ((1u << PHRASE_MARKS) - 1) /* of one node */

enum { MARKS_FIRST = 1024 };

struct step {
    uint32_t word, to;
};

/* The edges of node n are step[at[n]] to step[at[n + 1]], sorted by word. */
struct steps {
    struct step *step;
    uint32_t *at;
};

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
static void fit_marks(struct phrases *p)
{
    struct phrase_mark *smaller =
        p->mark ? mem_resize(p->mark, p->mark_count, sizeof *p->mark) : NULL;

    if (smaller) {
        p->mark = smaller;
        p->mark_room = p->mark_count;
    }
}

static int by_word(const void *a, const void *b)
{
    const struct step *x = a, *y = b;

    return x->word < y->word ? -1 : x->word > y->word;
}

/* Counts each node's edges, makes room, then fills from each node's end to its
 * beginning. */
static bool sort_edges(const struct phrases *p, struct steps *s)
{
    uint32_t size = p->edge ? p->edge_mask + 1 : 0, total = 0;

    s->step = mem_zero(p->edge_count + 1, sizeof *s->step);
    s->at = mem_zero(p->count + 1, sizeof *s->at);
    if (!s->step || !s->at)
        return false;
    for (uint32_t i = 0; i < size; i++)
        s->at[p->edge[i].from] += p->edge[i].to != 0;
    for (uint32_t i = 0; i <= p->count; i++)
        s->at[i] = total += s->at[i];
    for (uint32_t i = 0; i < size; i++) {
        const struct phrase_edge *edge = &p->edge[i];
        if (edge->to)
            s->step[--s->at[edge->from]] = (struct step){edge->word, edge->to};
    }
    for (uint32_t i = 0; i < p->count; i++)
        qsort(s->step + s->at[i], s->at[i + 1] - s->at[i], sizeof *s->step, by_word);
    return true;
}

/* Gives every node its new number: first those of first words, then, node by node, those
 * that follow it. order[new] is the old one. One node more than there are says where the
 * last one's followers end. */
static void renumber(struct phrases *p, const struct steps *s, struct lexicon_words *w,
                     uint32_t *order, struct phrase_node *node)
{
    uint32_t count = 1;

    for (uint32_t i = 0; i < w->count; i++) {
        if (!w->word[i].node)
            continue;
        order[count] = w->word[i].node;
        w->word[i].node = count++;
    }
    for (uint32_t i = 1; i < count; i++) {
        uint32_t old = order[i];

        node[i] = p->node[old];
        node[i].next = count;
        for (uint32_t k = s->at[old]; k < s->at[old + 1]; k++) {
            order[count] = s->step[k].to;
            p->by[count++] = s->step[k].word;
        }
    }
    node[0].next = 1;
    node[count].next = count;
}

static bool line_up(struct phrases *p, struct lexicon_words *w)
{
    struct steps steps = {0};
    uint32_t *order = mem_zero(p->count + 1, sizeof *order);
    struct phrase_node *node = mem_zero(p->count + 2, sizeof *node);

    p->by = mem_zero(p->count + 1, sizeof *p->by);
    bool ok = order && node && p->by && sort_edges(p, &steps);
    if (ok) {
        renumber(p, &steps, w, order, node);
        mem_free(p->node);
        p->node = node;
        p->room = p->count + 2;
        mem_free(p->edge);
        p->edge = NULL;
        p->edge_count = p->edge_mask = 0;
    } else {
        mem_free(node);
    }
    mem_free(order);
    mem_free(steps.step);
    mem_free(steps.at);
    return ok;
}

bool phrases_finish(struct phrases *p, struct lexicon_words *w,
                    const struct phrase_concepts *concepts)
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
    p->pair_count = 0;
    p->pair_room = 0;
    fit_marks(p);
    return line_up(p, w);
}
