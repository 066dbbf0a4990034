/* lexicon_parts.h - the inside of struct lexicon, for lexicon*.c and hear*.c;
 * word_needs.c writes choices out. */
#ifndef FAQ_LEXICON_PARTS_H
#define FAQ_LEXICON_PARTS_H

#include "base/buf.h"
#include "base/map.h"
#include "faq/lexicon.h"
#include "faq/lexicon_words.h"
#include "faq/normalise.h"
#include "faq/phrases.h"
#include "faq/spelling.h"

#define REWRITE_MAX    6   /* words that one word may become */
#define PHRASE_LONGEST 400 /* bytes of one line of words */

/* A place in a file that outlives the file's tree. */
struct lexicon_place {
    uint32_t file; /* in lexicon.files */
    unsigned line, column;
};

struct lexicon_concept {
    struct concept open; /* what the others see */
    char *name;          /* owned; open.name is the same */
    bool keep;           /* words inside its phrases are heard too */
    bool loose;          /* little words between its words do not matter */
    bool typed, weighed; /* kind, weight were given */
    bool marked_domain, marked_exact, marked_keep, marked_sign, marked_loose;
    struct lexicon_place place;
    uint32_t implied_at; /* in lexicon.implied, once finished */
    uint32_t implied_count;
    uint32_t also_from, also_to; /* its `also` are among these lines */
};

/* One line of a concept's words, as written; or one `also`. */
struct lexicon_line {
    uint32_t text; /* in lexicon.pool, NUL-ended */
    uint16_t concept;
    enum { LINE_WORDS, LINE_MISHEARD, LINE_ALSO } kind;
    struct lexicon_place place;
};

struct lexicon_rewrite {
    uint32_t from, to; /* in lexicon.pool, until finished */
    struct lexicon_place place;
    uint32_t word[REWRITE_MAX];
    uint32_t count;
};

struct lexicon {
    struct lexicon_concept *concept;
    uint32_t concept_count;
    size_t concept_cap;
    struct map *names; /* name -> concept number + 1, as a pointer */
    struct buf pool, files;
    uint32_t last_file; /* the name in files that was added last */
    struct lexicon_line *line;
    uint32_t line_count;
    size_t line_cap;
    struct lexicon_rewrite *rewrite;
    uint32_t rewrite_count;
    size_t rewrite_cap;
    uint16_t *implied;
    uint32_t implied_count;
    size_t implied_cap;
    struct lexicon_words words;
    struct phrases phrases;
    struct spelling spelling;
    int request;  /* the form concept that makes a sentence ask, or -1 */
    bool english; /* see lexicon_new */
    bool finished;
};

/* lexicon.c */
bool lexicon_no_memory(struct faults *faults); /* adds the fault; returns false */
struct fault_place lexicon_at(const struct lexicon *l, struct lexicon_place place);
/* Room for one more item; false when out of memory. */
bool lexicon_grow(void *array_of, uint32_t count, size_t *cap, size_t size);

/* lexicon_read.c: see lexicon_add */
bool lexicon_read_concepts(struct lexicon *l, const struct yaml *concepts,
                           struct faults *faults);
bool lexicon_read_rewrites(struct lexicon *l, const struct yaml *rewrites,
                           struct faults *faults);

/* lexicon_phrases.c */
/* The words of one text of ours, added to the table. */
struct lexicon_gather {
    struct lexicon *l;
    uint32_t word[PHRASE_MAX];
    size_t count; /* may pass PHRASE_MAX; the rest is not kept */
    bool no_memory;
};
bool lexicon_gather(struct lexicon_gather *g, struct lexicon *l, struct span text);
/* Puts all lines of words into the trie. False when out of memory. */
bool lexicon_add_phrases(struct lexicon *l, struct faults *faults);

/* lexicon_expand.c: "(a|b) c" -> "a c", "b c". */
#define EXPANSION_PARTS   16
#define EXPANSION_CHOICES 160

struct lexicon_expansion {
    struct span text;
    bool flat; /* no group holds another: split below */
    struct {
        struct span before;    /* what stands before the group */
        uint16_t first, count; /* its choices */
    } part[EXPANSION_PARTS];
    struct span choice[EXPANSION_CHOICES], after;
    size_t parts;
};

/* Reads the text, which must outlive *x. How many expansions it has; 0 and *why says what
 * is wrong when it cannot be read. */
size_t lexicon_expansions(struct lexicon_expansion *x, struct span text,
                          const char **why);
/* Appends the n-th of them. */
bool lexicon_expand(const struct lexicon_expansion *x, size_t n, struct buf *out);

/* lexicon_contract.c */
/* Splits "don't" into "do", "not"; "mum's" is "mum". Returns how many words. */
size_t lexicon_contraction(struct span word, struct span out[2]);
/* Short forms without their apostrophe: the i-th, or false at the table's end. */
bool lexicon_short_form(size_t i, struct span *from, struct span *to);

#endif
