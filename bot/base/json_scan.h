/* json_scan.h - what cJSON would let pass, refused before it parses. Inside base only. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"

#define JSON_DEPTH 64

/* Refuses depth over 64, \u0000 and raw control characters, numbers beyond 2^53, duplicate names,
 * lone surrogates. Grammar is left to the parser. */
bool json_scan(struct span text, struct err *e);

#endif
