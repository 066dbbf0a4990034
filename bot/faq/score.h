/* score.h - how well a pattern fits what was heard, and by which words.
 *
 * A pattern's score is the sum of its positive terms' weights, each times the focus of
 * the sentence that heard it: what is asked counts more than the story around it
 * (docs/understanding.md). */
#ifndef FAQ_SCORE_H
#define FAQ_SCORE_H

#include <stdbool.h>
#include <stdint.h>

#include "faq/heard.h"
#include "faq/intents.h"
#include "faq/word_needs.h"

/* What is heard and how much each sentence counts; made once per message. */
struct hearing {
    const struct heard *heard;
    const struct lexicon *lexicon;
    struct heard_bits borrowed; /* concepts taken over from the conversation */
    struct heard_bits bits;     /* heard or borrowed, whole message */
    struct heard_bits
        direct; /* heard by own words, not through another concept's `also` */
    float focus[HEARD_SENTENCES]; /* what is asked counts most */
    float even[HEARD_SENTENCES];  /* all count alike: a danger told is a danger */
    struct word_bits words[HEARD_SENTENCES], all_words; /* said, by their hashes */
    bool any_borrowed;
    const char *before; /* the topic answered before a short message; or NULL */
    bool filter; /* skip patterns whose concepts or words are missing; off in tests that
                  * compare */
};

/* Words that spoke for a pattern. */
struct evidence {
    uint64_t word[(HEARD_WORDS + 63) / 64];
};

#define MATCH_PARTS 12

/* A concept that spoke for a pattern, and what it was worth. */
struct match_part {
    uint16_t concept;
    float value;
};

struct match {
    double score;
    struct match_part parts[MATCH_PARTS];
    uint8_t part_count;
    const struct intent_rule *rule;
    struct evidence evidence;
    int sentence;  /* the one it matched in, or -1: only across sentences */
    bool borrowed; /* leans on the conversation */
};

void hearing_make(struct hearing *h, const struct heard *heard,
                  const struct lexicon *lexicon, const struct heard_bits *borrowed);

/* True and *out when the rule matches. even: every sentence counts alike. */
bool score_rule(const struct hearing *h, struct matcher *m,
                const struct intent_rule *rule, bool even, struct match *out);

bool evidence_within(const struct evidence *a,
                     const struct evidence *b); /* a is part of b */
bool evidence_disjoint(const struct evidence *a,
                       const struct evidence *b); /* share no word */
bool evidence_empty(const struct evidence *e);

#endif
