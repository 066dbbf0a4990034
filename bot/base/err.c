#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { DRAFT = sizeof(((struct err *)0)->text) * 2 };

/* By way of a draft, since the arguments may point into the error itself. It is larger
 * than a text may be: to cut that between code points takes a look at what stands behind
 * the border. */
__attribute__((format(printf, 2, 0))) static void write_draft(char draft[DRAFT],
                                                              const char *fmt,
                                                              va_list args)
{
    int wanted = vsnprintf(draft, DRAFT, fmt, args);

    if (wanted < 0)
        draft[0] = '\0';
    else if ((size_t)wanted >= DRAFT)
        draft[utf8_fit((struct span){draft, DRAFT - 1}, DRAFT - 1)] = '\0';
}

static void set_text(struct err *e, const char *text)
{
    size_t len = utf8_fit(span_of(text), sizeof e->text - 1);

    memcpy(e->text, text, len);
    e->text[len] = '\0';
}

bool err_set_args(struct err *e, enum err_code code, const char *fmt, va_list args)
{
    char draft[DRAFT];

    if (!e)
        return false;
    write_draft(draft, fmt, args);
    e->code = code;
    set_text(e, draft);
    return false;
}

bool err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    err_set_args(e, code, fmt, args);
    va_end(args);
    return false;
}

bool err_errno(struct err *e, const char *fmt, ...)
{
    int number = errno;
    char draft[DRAFT], why[128];
    va_list args;

    if (!e)
        return false;
    va_start(args, fmt);
    write_draft(draft, fmt, args);
    va_end(args);
    return err_set(e, ERR_IO, "%s: %s", draft, strerror_r(number, why, sizeof why));
}

bool err_prefix(struct err *e, const char *fmt, ...)
{
    char draft[DRAFT];
    va_list args;

    if (!e)
        return false;
    va_start(args, fmt);
    write_draft(draft, fmt, args);
    va_end(args);
    return err_set(e, e->code, "%s: %s", draft, e->text);
}

void err_clear(struct err *e)
{
    if (!e)
        return;
    e->code = ERR_NONE;
    e->text[0] = '\0';
}
