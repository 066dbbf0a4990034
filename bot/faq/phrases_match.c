/* phrases_match.c - the phrases of a message, in the finished trie. */
#include "faq/phrases.h"

/* Where the word leads from a node, 0: nowhere. */
static uint32_t follow(const struct phrases *p, uint32_t node, uint32_t word)
{
    uint32_t from = p->node[node].next, to = p->node[node + 1].next;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (p->by[middle] == word)
            return p->to[middle];
        if (p->by[middle] < word)
            from = middle + 1;
        else
            to = middle;
    }
    return 0;
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
