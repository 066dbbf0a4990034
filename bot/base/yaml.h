/* yaml.h - YAML as a small tree that knows the line and column of every value.
 *
 * Over libyaml. Refused with a clear fault: anchors, aliases, tags, duplicate keys,
 * several documents, depth over 16, files over max_len, invalid UTF-8. Every scalar is
 * text: "no", 007 and 1.0 stay what the author typed.
 *
 * Ownership: the tree owns all its nodes and texts; yaml_free releases them. It borrows
 * the name of the file, which must live as long. Readers take NULL for "absent". */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/faults.h"
#include "base/span.h"

struct yaml; /* one node: a text, a list or a map */

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

/* file names the source in faults; first_line is the line number of the text's first line
 * (1, or more for front matter inside another file). False: faults were added. An empty
 * text gives an empty map. */
bool yaml_parse(struct yaml **out, const char *file, unsigned first_line,
                struct span text, size_t max_len, struct faults *faults);
void yaml_free(struct yaml *root);

enum yaml_kind yaml_kind(const struct yaml *n);
struct fault_place yaml_place(const struct yaml *n);
size_t yaml_len(const struct yaml *n); /* entries of a list or map, 0 for a text */
const struct yaml *yaml_item(const struct yaml *n, size_t i); /* list item or map value */
const struct yaml *yaml_key(const struct yaml *map, size_t i); /* i-th key, a text node */
const struct yaml *yaml_get(const struct yaml *map, const char *key); /* or NULL */
const char *yaml_text(const struct yaml *n); /* NULL when no text; NUL-free */
bool yaml_quoted(const struct yaml *n);      /* written in quotes or as a block */

/* Readers that add a fault with a hint when the value is of the wrong kind. A missing
 * optional value gives the fallback; a missing required one adds a fault. */
const char *yaml_need_text(const struct yaml *map, const char *key,
                           struct faults *faults);
const char *yaml_opt_text(const struct yaml *map, const char *key, const char *fallback,
                          struct faults *faults);
bool yaml_opt_bool(const struct yaml *map, const char *key, bool fallback,
                   struct faults *faults);
/* NULL when absent or (with a fault) no list. */
const struct yaml *yaml_opt_list(const struct yaml *map, const char *key,
                                 struct faults *faults);
/* Adds a fault for every key not in `known` (NULL-ended), naming the nearest known one.
 */
void yaml_only_keys(const struct yaml *map, const char *const known[],
                    struct faults *faults);

#endif
