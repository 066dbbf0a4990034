#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Cuts text that filled its buffer back to a whole code point. */
static void end_whole(char *text, int wanted, size_t size)
{
    if (wanted < 0)
        text[0] = '\0';
    else if ((size_t)wanted >= size)
        text[utf8_fit((struct span){text, size - 1}, size - 1)] = '\0';
}

/* snprintf stops inside a code point; the fit above needs to see the bytes after the
 * border, so texts are made in a buffer a little larger than they may be. */
static void set_text(struct err *e, const char *text)
{
    size_t len = utf8_fit(span_of(text), sizeof e->text - 1);

    memcpy(e->text, text, len);
    e->text[len] = '\0';
}

enum { DRAFT = sizeof(((struct err *)0)->text) * 2 };

bool err_set_args(struct err *e, enum err_code code, const char *fmt, va_list args)
{
    char draft[DRAFT];

    if (!e)
        return false;
    /* By way of a draft, since the arguments may point into e itself. */
    end_whole(draft, vsnprintf(draft, sizeof draft, fmt, args), sizeof draft);
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
    end_whole(draft, vsnprintf(draft, sizeof draft, fmt, args), sizeof draft);
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
    end_whole(draft, vsnprintf(draft, sizeof draft, fmt, args), sizeof draft);
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
