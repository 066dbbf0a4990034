/* hear_parts.h - the steps of hearing a message, between hear*.c, sentences.c, denial.c
 * and lexicon_finish.c. */
#ifndef FAQ_HEAR_PARTS_H
#define FAQ_HEAR_PARTS_H

#include "faq/heard.h"
#include "faq/lexicon_parts.h"

/* hear_word.c: contractions, rewrites and other dressings of one normalised word. */
struct hear_sink {
    void (*word)(void *user, struct span word, uint32_t id);
    void *user;
};
void hear_word(const struct lexicon *l, struct span raw, const struct hear_sink *sink);

/* hear_draft.c: the message's words before any correction. */
enum draft_end { ENDS_NOT, ENDS_PLAIN, ENDS_ASKING };

struct draft_word {
    uint16_t at, len; /* in draft.text */
    uint32_t id;
    uint8_t ends; /* enum draft_end: the word closes a sentence */
};

struct draft {
    const struct lexicon *l;
    char text[HEARD_TEXT];
    size_t text_len;
    struct draft_word word[HEARD_WORDS];
    size_t count;
    unsigned mentions;
    bool cut;
};

void draft_make(struct draft *d, const struct lexicon *l, struct span text);
struct span draft_text(const struct draft *d, size_t word);

/* What is known about each word of the corrected text, beside struct heard. */
struct heard_ids {
    uint32_t id[HEARD_WORDS];
    uint8_t ends[HEARD_WORDS]; /* enum draft_end */
};

/* hear_correct.c: writes text, words (without sentences) and corrections. */
void hear_correct(const struct draft *d, struct heard *out, struct heard_ids *ids);

/* sentences.c */
void sentences_split(struct heard *h, const uint8_t *ends, bool english);
/* Marks the sentences that ask; request is the form concept for "tell me", or -1. */
void sentences_ask(struct heard *h, const uint8_t *ends, const struct lexicon *l);

/* denial.c */
void denial_mark(const struct lexicon *l, struct heard *h);

static inline struct span heard_text(const struct heard *h, size_t word)
{
    return (struct span){h->text + h->words[word].at, h->words[word].len};
}

#endif
