/* json_unique.h - duplicate names in a parsed JSON tree. Inside base only. */
#ifndef BASE_JSON_UNIQUE_H
#define BASE_JSON_UNIQUE_H

#include <stdbool.h>

#include "base/err.h"

struct cJSON;

/* False and *e when an object of the tree holds a name twice. Names are compared as they
 * read, escapes resolved. Costs n log n, since a peer may send very wide objects. */
bool json_unique(const struct cJSON *root, struct err *e);

#endif
