/* json.h - strict JSON over cJSON: what cJSON lets pass silently is refused here.
 *
 * Refused: invalid UTF-8, \u0000, trailing text, numbers of 2^53 and more, depth over 64,
 * texts over the caller's maximum. Names are looked up case-sensitively; of duplicate
 * names parsing refuses the text (RFC 8259 section 4 calls them unpredictable).
 *
 * Ownership: json_parse gives a tree to json_free. Everything read from a tree is
 * borrowed from it. json_writer writes text into a bounded buffer, no tree. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

struct json; /* a value; cJSON inside, never seen outside */

bool json_parse(struct json **out, struct span text, size_t max_len, struct err *e);
void json_free(struct json *root);

/* Reading. All take NULL for "absent" and give NULL / the fallback then. */
const struct json *json_get(const struct json *object, const char *name);
const struct json *json_at(const struct json *array, size_t index);
size_t json_len(const struct json *v);                  /* an array or object */
const struct json *json_first(const struct json *v);    /* walk one: first,   */
const struct json *json_after(const struct json *item); /* then after         */
const char *json_name(const struct json *member);       /* of a member        */
bool json_is_object(const struct json *v);
bool json_is_array(const struct json *v);
bool json_is_null(const struct json *v);
const char *json_text(const struct json *v); /* NULL when no string */
const char *json_get_text(const struct json *object, const char *name); /* or NULL */
int64_t json_get_int(const struct json *object, const char *name, int64_t fallback);
double json_get_number(const struct json *object, const char *name, double fallback);
bool json_get_bool(const struct json *object, const char *name, bool fallback);
/* Prints a value compactly (for tests and for passing a part on). */
bool json_print(const struct json *v, struct buf *out);

/* Writing: json_open_object(&w, NULL) ... json_close(&w). `name` is NULL inside arrays
 * and at the root. Invalid UTF-8 in a text is repaired with U+FFFD. One check at the end:
 * json_done is true when all was written, balanced, and the buffer did not overflow. */
struct json_writer {
    struct buf *out;
    uint64_t is_array; /* one bit per depth */
    unsigned depth;    /* at most 63 */
    bool comma, failed;
};
void json_write(struct json_writer *w, struct buf *out);
void json_open_object(struct json_writer *w, const char *name);
void json_open_array(struct json_writer *w, const char *name);
void json_close(struct json_writer *w);
void json_put_text(struct json_writer *w, const char *name,
                   const char *text); /* NULL: null */
void json_put_span(struct json_writer *w, const char *name, struct span text);
void json_put_int(struct json_writer *w, const char *name, int64_t value);
void json_put_bool(struct json_writer *w, const char *name, bool value);
void json_put_null(struct json_writer *w, const char *name);
void json_put_value(struct json_writer *w, const char *name, const struct json *value);
bool json_done(struct json_writer *w);

#endif
