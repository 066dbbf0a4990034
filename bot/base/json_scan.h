/* json_scan.h - what cJSON would let pass, refused before it parses. Inside base only. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"

#define JSON_DEPTH 64

/* Refuses depth over 64, control characters, \u0000, lone surrogates, malformed numbers
 * and those of 2^53 and more. The rest of the grammar is left to the parser, duplicate
 * names to json_unique. No recursion. */
bool json_scan(struct span text, struct err *e);

#endif
