/* config.h - settings by table: read from a YAML map, overridden by the environment,
 * secrets from files or systemd credentials. Knows nothing of what the settings mean.
 *
 *   static const struct config_key keys[] = {
 *       {.name = "log", .kind = CONFIG_CHOICE, .fallback = "info", .choices = levels,
 *        .env = "LIMBER_LOG", .help = "least level that is logged"},
 *       {.name = "token", .kind = CONFIG_SECRET, .env = "LIMBER_TOKEN"},
 *   };
 *   config_new(&c, keys, 2, &e) &&
 *   config_open(&root, path, faults) && config_read(c, root, more_keys, faults) &&
 *   config_read_list(&connections, &table, yaml_get(root, "connections"), faults)
 *   config_read_env(c, NULL, faults);          // later readers win
 *   config_read_credentials(c, getenv("CREDENTIALS_DIRECTORY"), "", faults);
 *
 * A secret `token` is also taken from a file named by the key `token_file` (relative to
 * the configuration file's folder), from NAME and NAME_FILE in the environment, and from
 * a file `token` in the credentials directory. A relative path of `token_file` is first
 * looked for there, as systemd names it: "tokens/chat.token" is "tokens_chat.token".
 *
 * Ownership: a config copies all values, and borrows its table and the file names of
 * places. What the getters hand out lives until the next read into, or free of, the
 * config. Faults are all collected: a reader goes on after one and returns false. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/faults.h"
#include "base/secret.h"
#include "base/yaml.h"

enum config_kind {
    CONFIG_TEXT,     /* one line; most = longest in bytes, 0: 4096 */
    CONFIG_INT,      /* least..most (both 0: any) */
    CONFIG_CHOICE,   /* one of choices */
    CONFIG_DURATION, /* 250ms, 30s, 5m, 2h, 7d or 0; least..most in ms (both 0: any) */
    CONFIG_SECRET,   /* never echoed, never printed */
    CONFIG_WORDS     /* a list; in the environment parted by commas or blanks; of choices
                        when there are any; most = how many, 0: 100 */
};

struct config_key {
    const char *name;
    enum config_kind kind;
    const char *fallback;       /* as a user would write it; NULL: none */
    int64_t least, most;        /* see config_kind */
    const char *const *choices; /* NULL-ended */
    const char *env;            /* environment variable, NULL: none */
    const char *help;           /* one line, for hints */
};

/* Where a value came from; later ones win over earlier ones. */
enum config_source {
    CONFIG_UNSET,
    CONFIG_FALLBACK,
    CONFIG_FILE,
    CONFIG_ENV,
    CONFIG_CREDENTIAL
};

struct config;

/* The environment, so that tests can bring their own. */
struct config_env {
    const char *(*get)(void *user, const char *name); /* NULL when not set */
    void *user;
};

/* All keys at their fallback. ERR_BUG when a fallback does not pass its own key. */
bool config_new(struct config **out, const struct config_key *keys, size_t count,
                struct err *e);
void config_free(struct config *c);

/* Reads and parses a file (at most 256 KiB); path must outlive *out and what was read
 * from it. False: faults were added. */
bool config_open(struct yaml **out, const char *path, struct faults *faults);
/* Reads a map. Unknown keys are faults, naming the nearest known one; keys in `also`
 * (NULL-ended, or NULL) are left to the caller. */
bool config_read(struct config *c, const struct yaml *map, const char *const also[],
                 struct faults *faults);
/* Overrides from the environment; NULL: the process's own. Empty variables count as not
 * set. Faults name the variable. */
bool config_read_env(struct config *c, const struct config_env *env,
                     struct faults *faults);
/* Secrets that are still unset, from files dir/<prefix><key>. A NULL dir or a missing
 * file is no fault. */
bool config_read_credentials(struct config *c, const char *dir, const char *prefix,
                             struct faults *faults);

/* Adds a fault, with a hint where to give it, unless the key has a value. `at` is the
 * map's place, or {0} when there is no file. */
bool config_need(const struct config *c, const char *name, struct fault_place at,
                 struct faults *faults);

/* Values. A name that is not in the table, or of another kind, gives NULL or 0. */
const char *config_text(const struct config *c, const char *name); /* also of a choice */
int64_t config_int(const struct config *c, const char *name);      /* a duration: in ms */
int config_choice(const struct config *c, const char *name);       /* index, -1: unset */
const struct secret *config_secret(const struct config *c, const char *name);
size_t config_word_count(const struct config *c, const char *name);
const char *config_word(const struct config *c, const char *name, size_t i); /* or NULL */
bool config_is_set(const struct config *c, const char *name); /* a fallback counts */
enum config_source config_source(const struct config *c, const char *name);
/* Adds a fault about a value at the place it came from: a line of the file or a
 * variable. For what only the caller can judge. */
void config_fault(const struct config *c, const char *name, struct faults *faults,
                  const char *hint, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* A list of maps, one config each. */
struct config_list {
    struct config **item;
    size_t count;
};
struct config_table {
    const struct config_key *keys;
    size_t count;
    const char *const *also; /* keys left to the caller, NULL-ended; or NULL */
    const char *unique; /* two entries with the same text in it are a fault; or NULL */
    size_t most;        /* entries */
};
/* list: NULL is an empty list. */
bool config_read_list(struct config_list *out, const struct config_table *table,
                      const struct yaml *list, struct faults *faults);
void config_list_free(struct config_list *list);

#endif
