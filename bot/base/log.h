/* log.h - one line per event to a stream: logfmt-like text or JSON lines.
 *
 *   log_event(log, LOG_INFO, "net", "connected",
 *             LOG_WITH(log_text("connection", name), log_int("ms", 12)));
 *
 * A line holds time (UTC, ms), level, part, event and the fields. Values are escaped, so
 * a line is always one line. Users' texts belong at debug level only; secrets (secret.h)
 * have no field type and so cannot be passed.
 * Ownership: a log is made by main and passed down; it borrows its stream. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/secret.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
enum log_format { LOG_AS_TEXT, LOG_AS_JSON };

struct log;

struct log_field {
    const char *name;
    enum { LOG_FIELD_END, LOG_FIELD_TEXT, LOG_FIELD_INT } kind;
    const char *text;
    int64_t number;
};

static inline struct log_field log_text(const char *name, const char *value)
{
    return (struct log_field){name, LOG_FIELD_TEXT, value, 0};
}
static inline struct log_field log_int(const char *name, int64_t value)
{
    return (struct log_field){name, LOG_FIELD_INT, NULL, value};
}

/* clock gives Unix milliseconds; it is passed in so that tests can fix it. */
struct log *log_new(FILE *stream, enum log_level least, enum log_format format,
                    int64_t (*clock)(void));
void log_free(struct log *log);
/* No line shows this secret from now on, even where a server repeats it. Borrowed until
 * log_free; NULL is fine. False: no memory. */
bool log_hide(struct log *log, const struct secret *secret);
/* The same for a text that is kept elsewhere. */
void log_cover(const struct log *log, char *text);
bool log_wants(const struct log *log, enum log_level level);
/* fields end with a LOG_FIELD_END entry ({0}); at most 24. A NULL log writes nothing. */
void log_event(struct log *log, enum log_level level, const char *part, const char *event,
               const struct log_field *fields);

/* The fields of one line, ended for you: LOG_WITH(log_text("a", b), log_int("c", 1)). A
 * macro, since C has no other way to end a list of values. For no fields pass NULL. */
#define LOG_WITH(...) ((const struct log_field[]){__VA_ARGS__, {0}})

#endif
