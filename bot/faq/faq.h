/* faq.h - the engine: a text in, a reply out. Pure: no sockets, no clock, no files after
 * loading.
 *
 * Ownership: a struct faq owns all content and is immutable but for scratch memory, so
 * one faq serves one thread. A reload builds a second faq beside the first and swaps the
 * pointer. A reply is borrowed from the faq until its next call. */
#ifndef FAQ_FAQ_H
#define FAQ_FAQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/faults.h"
#include "base/span.h"

#define FAQ_TOPIC_MAX 64 /* bytes of a topic id with its NUL */
#define FAQ_TOPICS    3  /* answered together at most */
#define FAQ_FOLLOWUPS 4  /* offered after an answer at most */
#define FAQ_CHOICES   9  /* offered at most: one digit picks any */

struct faq;

struct faq_paths {
    const char *intents;   /* folder: *.yaml, lexicon.yaml among them, and *.tsv */
    const char *responses; /* folder that holds en/ */
    const char *overlay;  /* an operator's own folder with the same two inside; or NULL */
    const char *learned;  /* what `limber learn` wrote; NULL or missing: nothing */
    const char *language; /* "en", or a language pack's name: see language.h */
};

/* Loads and compiles all content. False: every fault found is in faults
 * (file:line:column). Only what makes content unusable is checked here; faq_check proves
 * the rest. */
bool faq_load(struct faq **out, const struct faq_paths *paths, struct faults *faults);
void faq_free(struct faq *f);

enum faq_setting {
    FAQ_DIRECT,
    FAQ_MENTION,
    FAQ_CHANNEL
}; /* FAQ_CHANNEL: not addressed */
enum faq_action { FAQ_ANSWER, FAQ_SUGGEST, FAQ_DECLINE, FAQ_EMERGENCY, FAQ_IGNORE };
const char *faq_action_name(enum faq_action action); /* "answer" ... */

/* What a message asks of the conversation itself, when it asks no question. */
enum faq_steer {
    FAQ_STEER_NONE,
    FAQ_STEER_GROUP, /* a group of topics, or its next page */
    FAQ_STEER_MENU,  /* all topics, whatever was talked of */
    FAQ_STEER_MORE,
    FAQ_STEER_AGAIN,   /* the choices once more: a number was none of them */
    FAQ_STEER_SOURCES, /* of the last answer */
    FAQ_STEER_HELPFUL, /* it was, or was not */
    FAQ_STEER_UNHELPFUL,
    FAQ_STEER_FORGET, /* whoever asks wants all forgotten that is kept about them */
    FAQ_STEER_COUNT
};

/* What a conversation remembers: topics and choices, never text. A value: copy it freely.
 * All zero is an empty one. */
struct faq_context {
    char topics[FAQ_TOPICS][FAQ_TOPIC_MAX]; /* of the last reply, best first */
    char choices[FAQ_CHOICES]
                [FAQ_TOPIC_MAX]; /* offered last, in order: "2" picks the second */
    int64_t at_ms;               /* when; too old a context is ignored */
    uint8_t refused;             /* offers in a row that were not taken */
    bool judged;                 /* it was said whether the last reply helped */
};
/* One line of text and back, to keep it over a restart. */
bool faq_context_write(const struct faq_context *c, struct buf *out);
bool faq_context_read(struct faq_context *out, struct span text);

struct faq_local { /* an operator's local fact, replacing a slot's default */
    const char *name, *value;
};

struct faq_question {
    struct span text;
    enum faq_setting setting;
    struct faq_context context;
    int64_t now_ms;
    const struct faq_local *locals; /* may be NULL */
    size_t local_count;
};

struct faq_choice {
    const char *topic, *title;
};

/* What a platform says around a reply, in the language; plain text, borrowed. */
struct faq_words {
    const char *pick, *choose;       /* after choices to type, and after buttons */
    const char *helpful, *unhelpful; /* on buttons */
};

struct faq_reply {
    enum faq_action action;
    const char *topics[FAQ_TOPICS];
    size_t topic_count;
    struct faq_choice
        suggestions[FAQ_CHOICES]; /* FAQ_SUGGEST: offered instead of an answer */
    size_t suggestion_count;
    struct faq_choice followups[FAQ_CHOICES]; /* offered after an answer */
    size_t followup_count;
    struct span
        markdown; /* the whole reply, choices numbered inside; empty when FAQ_IGNORE */
    struct span
        answer; /* the reply without its list of choices, for platforms with buttons */
    struct faq_context
        context;  /* hand it in with the next question of this conversation */
    double score; /* of the first topic */
    struct faq_words words;
    enum faq_steer steer; /* what it does with the conversation; most answer instead */
    const char *judged;   /* helpful or not: the topic that this was said of, once; else
                             NULL */
};

/* False only for want of memory or text over 32 KiB (ERR_LIMIT); invalid UTF-8 is
 * repaired. */
bool faq_answer(struct faq *f, const struct faq_question *q, struct faq_reply *out,
                struct err *e);

/* A question as it may be kept for review: names, numbers, addresses, links and mentions
 * are replaced, the rest is plain lower-case words. Appends; false for want of memory. */
bool faq_scrub(const struct faq *f, struct span text, struct buf *out);

/* Puts questions that ask the same together (alike.h). f NULL: without knowing which
 * words are its own. */
struct alike;
bool faq_alike(const struct faq *f, const char *const *texts, size_t count,
               struct alike **out, struct err *e);

/* Where the intents of its language lie. */
const char *faq_intents(const struct faq *f);

/* What the questions there teach, as the text of learned.tsv; a minute's work.
 * False: faults were added (a question with an unknown topic), or *e says why. */
struct faq_learnt {
    size_t questions, topics;
};
bool faq_learn(struct faq *f, struct buf *out, struct faq_learnt *counts,
               struct faults *faults, struct err *e);

/* Why: normalised text, corrections, concepts heard with their places, candidates with
 * scores and evidence, and what each loser lacked; as plain text for a terminal. */
bool faq_explain(struct faq *f, const struct faq_question *q, struct buf *out,
                 struct err *e);

/* Adds a fault for each thing that a language must hold before it may speak: the
 * emergencies and refusals that English has, the lines around answers. faq_check asks
 * this too. *e only for want of memory or of a file. */
bool faq_check_complete(const struct faq *f, struct faults *faults, struct err *e);
/* How many topics have an answer in English only; 0 in English. */
size_t faq_untranslated(const struct faq *f);

/* Proves content: every example reaches its own intent and every counter-example does
 * not, each intent has its answer and the reverse, titles, sources, dates, reading ease,
 * lengths, step budgets, overlaps. today_ms decides what has expired. Faults are
 * added. */
bool faq_check(struct faq *f, int64_t today_ms, struct faults *faults, struct err *e);

size_t faq_topic_count(const struct faq *f);
const char *faq_topic_id(const struct faq *f, size_t i);
const char *faq_topic_title(const struct faq *f, size_t i);

#endif
