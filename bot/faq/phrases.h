/* phrases.h - a trie of phrases of one to eight words, each leading to concepts.
 *
 * What can follow is kept once where several ways lead to the same: the leaves and twigs
 * of the trie are shared, and copied as soon as a way needs one of its own.
 *
 * Ownership: owns its tables. Phrases are added, then phrases_finish flattens what each
 * node carries; matching needs no memory. */
#ifndef FAQ_PHRASES_H
#define FAQ_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faq/lexicon_words.h"

#define PHRASE_MAX    8 /* words */
#define PHRASE_STATES 8 /* readings of loose phrases that are followed at a time */

struct phrase_mark {
    uint16_t concept;
    bool implied;
};

#define PHRASE_MARKS_AT 20 /* bits */
#define PHRASE_MARKS    7
#define PHRASE_PAIRS    (1 << PHRASE_MARKS) /* concepts said by one node */

struct phrase_node {                     /* there are very many: 8 bytes each */
    uint32_t marks_at : PHRASE_MARKS_AT; /* in phrases.mark; nodes may share them */
    uint32_t marks_count : PHRASE_MARKS; /* 0: only on the way to longer phrases */
    uint32_t more : 1;                   /* longer phrases go on from here */
    uint32_t keep : 1;                   /* what is inside the phrase is heard too */
    uint32_t silences : 1;               /* nothing inside it is heard, not even signs */
    uint32_t loose : 1;                  /* a loose phrase goes through here */
    uint32_t said : 1; /* reached by a right spelling, not only by a mishearing */
    uint32_t next;     /* the first edge from here, once finished; they end where those of
                          the next node begin */
};

/* A node while the trie grows. Its lists begin with the newest; 0 ends them. A copy has
 * the lists of its original, and puts what is its own before them. */
struct phrase_sprout {
    uint32_t edge, edges;
    uint32_t own; /* edges before this one are the copies' and the original's, too */
    uint32_t pair;
    uint32_t ways; /* edges that lead here, and those who hold it */
};

struct phrase_edge {
    uint32_t word, to;
    uint32_t older; /* from the same node */
};

struct phrase_slot {
    uint32_t from, edge; /* edge == 0: free */
};

struct phrase_pair {
    uint32_t older; /* of the same node */
    uint16_t concept;
};

struct phrases {
    struct phrase_node *node; /* node 0 is none */
    uint32_t count;
    size_t room;
    /* While it grows: */
    struct phrase_sprout *sprout; /* beside each node */
    size_t sprout_room;
    struct phrase_edge *edge;
    uint32_t edge_count;
    size_t edge_room;
    struct phrase_slot *slot; /* the edges of nodes with many: a hash table with linear
                                 probing */
    uint32_t slot_count, slot_mask;
    struct phrase_pair *pair;
    uint32_t pair_count;
    size_t pair_room;
    /* Once finished: */
    uint32_t *by, *to; /* of each edge: the word, and where it leads */
    struct phrase_mark *mark;
    uint32_t mark_count;
    size_t mark_room;
};

/* What every concept implies, and whether its phrases keep their insides. */
struct phrase_concepts {
    void *user;
    /* Fills out with the concepts implied by one, transitively; returns how many. */
    size_t (*implied)(void *user, uint16_t concept, uint16_t *out, size_t max);
    bool (*keep)(void *user, uint16_t concept);
    bool (*silences)(void *user, uint16_t concept);
};

void phrases_init(struct phrases *p);
void phrases_free(struct phrases *p);
/* The node that a word leads to from a node (0: it is a phrase's first word), 0: none. */
uint32_t phrases_find(const struct phrases *p, const struct lexicon_words *w,
                      uint32_t node, uint32_t word);
/* The same, to go on from: made when there is none, and when other ways lead there, a
 * copy that only this way leads to. 0 when out of memory. The words' own nodes are kept
 * in w. */
uint32_t phrases_step(struct phrases *p, struct lexicon_words *w, uint32_t node,
                      uint32_t word, bool loose);
/* Lets a word that leads nowhere yet lead to a node that is held: what goes on from there
 * is the same. False when out of memory. */
bool phrases_join(struct phrases *p, struct lexicon_words *w, uint32_t node,
                  uint32_t word, bool loose, uint32_t to);
/* Whoever wants to join others to a node holds it, so that it stays as it is. */
void phrases_hold(struct phrases *p, uint32_t node);
void phrases_let_go(struct phrases *p, uint32_t node);
/* A phrase of the concept ends at the node. False when out of memory. */
bool phrases_mark(struct phrases *p, uint32_t node, uint16_t concept, bool misheard);
/* False when out of memory, or of room. */
bool phrases_finish(struct phrases *p, const struct phrase_concepts *concepts);
/* The longest phrase that begins at word[0] and has at most count words: its node, and
 * its length in *len; 0 when there is none. WORD_NONE matches nothing. */
uint32_t phrases_match(const struct phrases *p, const struct lexicon_words *w,
                       const uint32_t *word, size_t count, size_t *len);

/* Where loose phrases can go on: little words may stand between theirs. */
struct phrase_walk {
    struct {
        uint32_t node;
        bool skipped; /* a word that the phrase does not have */
        bool stayed;  /* by this very word */
    } state[PHRASE_STATES];
    size_t count;
};
/* Begins at a word; false when no loose phrase does. */
bool phrases_begin(const struct phrases *p, const struct lexicon_words *w, uint32_t word,
                   struct phrase_walk *walk);
/* Goes on by one word; false when nothing is left to find. */
bool phrases_go_on(const struct phrases *p, const struct lexicon_words *w, uint32_t word,
                   struct phrase_walk *walk);

#endif
