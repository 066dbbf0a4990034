/* err.h - the one error type: a code to decide by, a text for a person to act on.
 *
 * Ownership: plain value, no allocation. The caller carries it; a callee fills it
 * and returns false. Texts name the place, the cause and the next action, and
 * never hold a secret or a user's message. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum err_code {
    ERR_NONE,
    ERR_MEMORY,  /* an allocation failed */
    ERR_LIMIT,   /* something is larger than its stated maximum */
    ERR_SYNTAX,  /* input is not well formed */
    ERR_VALUE,   /* input is well formed and wrong */
    ERR_IO,      /* a file or socket failed; errno's text is in the message */
    ERR_NETWORK, /* the peer could not be reached or broke off */
    ERR_REFUSED, /* the peer understood and said no */
    ERR_STATE,   /* called in a state where that cannot work */
    ERR_BUG      /* should be impossible; please report */
};

struct err {
    enum err_code code;
    char text[480];
};

/* Sets code and text; always returns false, so that `return err_set(...)` reads well.
 * A NULL e is allowed. Text over the limit is cut at a UTF-8 border. */
bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
bool err_set_args(struct err *e, enum err_code code, const char *fmt, va_list args)
    __attribute__((format(printf, 3, 0)));
/* The same with errno's text appended after ": ". */
bool err_errno(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Puts "prefix: " before the text already there. Returns false. */
bool err_prefix(struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void err_clear(struct err *e);

#endif
