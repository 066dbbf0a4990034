/* intent_read.h - one intent of a YAML file, read and compiled.
 *
 * Ownership: the caller owns what is filled in and frees it with intent_free. */
#ifndef FAQ_INTENT_READ_H
#define FAQ_INTENT_READ_H

#include "base/yaml.h"
#include "faq/intents.h"

/* False: faults were added; what was read so far is in out, for intent_free. */
bool intent_read(struct intent *out, const struct yaml *map,
                 const struct lexicon *lexicon, struct faults *faults);
void intent_free(struct intent *in);

/* The patterns of the list map[key]; one with a fault is left out, its fault is enough.
 */
void intent_read_rules(struct intent_rule **out, size_t *count, const struct yaml *map,
                       const char *key, const struct lexicon *lexicon,
                       struct faults *faults);
void intent_free_rules(struct intent_rule *rules, size_t count);

#endif
