/* intents.h - what people ask: the intents of all YAML files, compiled.
 *
 * The files' format is described in docs/authoring.md. An operator's overlay may replace
 * an intent by giving one with the same id. Ownership: the set owns all; immutable once
 * loaded. */
#ifndef FAQ_INTENTS_H
#define FAQ_INTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/faults.h"
#include "base/file.h"
#include "base/map.h"
#include "faq/lexicon.h"
#include "faq/pattern.h"

#define INTENTS_FOLDERS 2

enum intent_priority { INTENT_URGENT, INTENT_SAFETY, INTENT_NORMAL, INTENT_SOCIAL };

struct intent_rule {
    struct pattern pattern;
    float weight;   /* added to the computed score */
    bool addressed; /* only in direct messages and mentions */
    bool follows;   /* only when its subject came from the conversation */
    bool offers;    /* too vague to answer: its topic is offered beside others */
};

struct intent_example {
    char *text;
    char *after; /* the question before, or NULL */
    struct fault_place at;
};

struct intent {
    char *id;
    struct fault_place at;
    enum intent_priority priority;
    bool channel; /* may speak unaddressed */
    uint16_t *about;
    size_t about_count;
    struct intent_rule *rules;
    size_t rule_count;
    struct intent_rule *excludes;
    size_t exclude_count;
    struct intent_example *examples, *counters;
    size_t example_count, counter_count;
};

struct intents {
    struct intent *list;
    size_t count;
    struct intent_rule *quiet; /* any of them silences unaddressed replies */
    size_t quiet_count;
    struct lexicon *lexicon;
    struct map *by_id;
    struct file_list
        files[INTENTS_FOLDERS]; /* ours and the overlay's; places name them */
};

/* Reads all of dir, then overlay (may be NULL). english: see lexicon_new. False: faults
 * were added. */
bool intents_load(struct intents *out, const char *dir, const char *overlay, bool english,
                  struct faults *faults);
void intents_free(struct intents *set);
/* The index of an id, or -1. */
int intents_find(const struct intents *set, struct span id);

#endif
