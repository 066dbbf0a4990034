/* lexicon.h - the words people use, and the concepts they stand for.
 *
 * Ownership: built once from YAML, then immutable; concept names live as long as the
 * lexicon. */
#ifndef FAQ_LEXICON_H
#define FAQ_LEXICON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/faults.h"
#include "base/span.h"
#include "base/yaml.h"
#include "faq/heard.h"

struct lexicon;

enum concept_kind { CONCEPT_SUBJECT, CONCEPT_ASPECT, CONCEPT_CONTEXT, CONCEPT_FORM };

struct concept {
    const char *name;
    enum concept_kind kind;
    float weight;
    float
        domain; /* how far it proves that the message is about our subject: 0, 0.5 or 1 */
    bool exact;
    bool sign; /* of illness or danger; "no fever" denies it */
};

/* english: what is built in of English holds too (contractions, how words sound, "no
 * fever", what begins a question). A lexicon of another language has its words alone. */
struct lexicon *lexicon_new(bool english);
void lexicon_free(struct lexicon *l);
/* Adds the maps `concepts:` and `rewrites:` of one file's root (either may be absent). A
 * concept named in several files is one concept: the words join, other keys must agree.
 */
bool lexicon_add(struct lexicon *l, const struct yaml *root, struct faults *faults);
/* Words that are never corrected, one a line; lines beginning with "#" are comments. */
bool lexicon_add_common(struct lexicon *l, struct span list, struct err *e);
/* Builds the indexes; `also` names that do not exist are faults. Nothing can be added
 * after. */
bool lexicon_finish(struct lexicon *l, struct faults *faults);

bool lexicon_is_english(const struct lexicon *l);
size_t lexicon_count(const struct lexicon *l);
const struct concept *lexicon_concept(const struct lexicon *l, size_t id);
/* The id of a name, or -1. */
int lexicon_find(const struct lexicon *l, struct span name);
/* Is the normalised word one of ours (in a phrase), another English one, or neither? */
enum lexicon_known { LEXICON_STRANGER, LEXICON_COMMON, LEXICON_OURS };
enum lexicon_known lexicon_knows(const struct lexicon *l, struct span word);
/* The nearest known name for a hint, or NULL. */
const char *lexicon_nearest(const struct lexicon *l, struct span name);

/* The whole front half: normalise, correct, find concepts, mark denials. text is any
 * bytes. */
bool lexicon_hear(const struct lexicon *l, struct span text, struct heard *out,
                  struct err *e);

#endif
