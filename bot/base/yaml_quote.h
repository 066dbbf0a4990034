/* yaml_quote.h - a text as a YAML scalar: plain where that is safe, else in quotes. */
#ifndef BASE_YAML_QUOTE_H
#define BASE_YAML_QUOTE_H

#include "base/buf.h"

/* Appends. quoted: in quotes anyway; flow: it stands inside [ ] or { }. */
void yaml_quote(struct buf *out, const char *text, bool quoted, bool flow);

#endif
