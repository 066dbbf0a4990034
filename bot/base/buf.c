#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { FIRST_CAP = 64 };

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){.max = max};
}

void buf_free(struct buf *b)
{
    mem_free(b->data);
    buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = b->starved = false;
    if (b->data)
        b->data[0] = '\0';
}

static bool fail(struct buf *b)
{
    b->failed = true;
    return false;
}

/* Makes room for `more` bytes and a NUL. */
static bool reserve(struct buf *b, size_t more)
{
    size_t max = b->max < SIZE_MAX / 4 ? b->max : SIZE_MAX / 4;

    if (b->failed || b->len > max || more > max - b->len)
        return fail(b);
    size_t need = b->len + more + 1;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap : FIRST_CAP;
    while (cap < need)
        cap *= 2;
    if (cap > max + 1)
        cap = max + 1;
    char *data = mem_resize(b->data, cap, 1);
    if (!data) {
        b->starved = true;
        return fail(b);
    }
    b->data = data;
    b->cap = cap;
    return true;
}

bool buf_add(struct buf *b, const void *data, size_t len)
{
    if (!reserve(b, len))
        return false;
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
    return true;
}

bool buf_text(struct buf *b, const char *text)
{
    return buf_add(b, text, strlen(text));
}

bool buf_span(struct buf *b, struct span s)
{
    return buf_add(b, s.ptr, s.len);
}

bool buf_char(struct buf *b, char c)
{
    return buf_add(b, &c, 1);
}

bool buf_rune(struct buf *b, unsigned rune)
{
    char bytes[4];
    size_t len = utf8_encode(rune, bytes);

    return len ? buf_add(b, bytes, len) : fail(b);
}

bool buf_format(struct buf *b, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int need = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (need < 0 || !reserve(b, (size_t)need))
        return fail(b);
    va_start(args, fmt);
    int made = vsnprintf(b->data + b->len, (size_t)need + 1, fmt, args);
    va_end(args);
    if (made != need) {
        b->data[b->len] = '\0';
        return fail(b);
    }
    b->len += (size_t)need;
    return true;
}

void buf_cut(struct buf *b, size_t len)
{
    if (len >= b->len)
        return;
    b->len = len;
    b->data[len] = '\0';
}

struct span buf_view(const struct buf *b)
{
    return (struct span){b->data ? b->data : "", b->len};
}

bool buf_fail(const struct buf *b, const char *what, struct err *e)
{
    if (b->failed && !b->starved)
        return err_set(e, ERR_LIMIT, "%s is too long", what);
    return err_set(e, ERR_MEMORY, "no memory for %s", what);
}

char *buf_take(struct buf *b)
{
    if (b->failed)
        return NULL;
    if (!b->data)
        return mem_copy("", 0);
    char *text = b->data;
    buf_init(b, b->max);
    return text;
}
