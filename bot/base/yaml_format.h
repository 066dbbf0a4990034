/* yaml_format.h - YAML in one canonical form, comments kept.
 *
 * Two blanks of indentation, lists one step below their key, one blank line at most,
 * texts plain or in quotes (double ones, unless the text holds some), keys in the order
 * of a table. What the author wrote in brackets stays on one line, what he wrote in lines
 * stays in lines. Comments stay with the entry below them, or behind the one on their
 * line.
 *
 * Nothing is lost: the result is parsed again and compared, and comments are counted. */
#ifndef BASE_YAML_FORMAT_H
#define BASE_YAML_FORMAT_H

#include "base/buf.h"
#include "base/yaml.h"

/* The order of keys of maps that hold no others. NULL-ended; so is a list of orders. */
struct yaml_order {
    const char *const *keys;
};

/* Appends to out. False: faults were added (it does not parse, or could not be written
 * without losing something). */
bool yaml_format(const char *file, unsigned first_line, struct span text,
                 const struct yaml_order *orders, struct buf *out, struct faults *faults);

#endif
