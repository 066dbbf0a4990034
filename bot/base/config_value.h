/* config_value.h - one setting's value: made from text, checked by its key. Inside base
 * only. */
#ifndef BASE_CONFIG_VALUE_H
#define BASE_CONFIG_VALUE_H

#include "base/config.h"

struct config_value {
    enum config_source source;
    struct fault_place at; /* CONFIG_FILE */
    char *text;            /* text and choice; of other kinds as written */
    int64_t number;        /* int, bool, choice (index), duration (ms) */
    struct secret *secret;
    char **words;
    size_t word_count;
    bool refused; /* something was given, and told to be wrong: it is not missing */
};

struct config {
    const struct config_key *keys;
    struct config_value *values; /* one per key */
    size_t count;
};

/* On failure e says what is wrong as the end of a sentence: "must be ...". */
bool config_value_make(struct config_value *v, const struct config_key *key,
                       const char *text, struct err *e);
bool config_value_words(struct config_value *v, const struct config_key *key,
                        const char *const *words, size_t count, struct err *e);
void config_value_free(struct config_value *v);
/* Puts `fresh` in place of the key's value. */
void config_put(struct config *c, size_t i, struct config_value *fresh,
                enum config_source source, struct fault_place at);
/* Reads a secret key's value from a file. */
bool config_put_file(struct config *c, size_t i, const char *path,
                     enum config_source source, struct fault_place at, struct err *e);

/* The hint when that fails. */
#define CONFIG_FILE_HINT \
    "the file holds the secret alone, in one line, and the bot may read it"

#endif
