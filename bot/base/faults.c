#include "base/faults.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"

#define FAULTS_MAX ((size_t)200)
#define LINE_SHOWN ((size_t)160)
#define FILE_MAX   ((size_t)4 * 1024 * 1024)

enum { MESSAGE_MAX = 512 };

struct fault {
    char *file, *message, *hint;
    unsigned line, column;
};

struct faults {
    struct fault list[FAULTS_MAX];
    size_t kept;
    size_t faults; /* kept or not */
    size_t dropped;
    bool hide_values;
};

struct fault_place fault_place_in(const char *file, unsigned first_line, struct span text,
                                  size_t offset)
{
    struct fault_place at = {file, first_line, 1};

    for (size_t i = 0; i < offset && i < text.len; i++) {
        bool tail = ((unsigned char)text.ptr[i] & 0xC0) == 0x80;
        if (text.ptr[i] == '\n') {
            at.line++;
            at.column = 1;
        } else if (!tail) { /* columns count code points */
            at.column++;
        }
    }
    return at;
}

struct faults *faults_new(void)
{
    return mem_zero(1, sizeof(struct faults));
}

void faults_hide_values(struct faults *f)
{
    if (f)
        f->hide_values = true;
}

void faults_free(struct faults *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->kept; i++) {
        mem_free(f->list[i].file);
        mem_free(f->list[i].message);
        mem_free(f->list[i].hint);
    }
    mem_free(f);
}

static void add(struct faults *f, struct fault_place at, const char *hint,
                const char *message)
{
    if (!f)
        return;
    f->faults++;
    if (f->kept >= FAULTS_MAX) {
        f->dropped++;
        return;
    }
    f->list[f->kept++] = (struct fault){.file = mem_copy_text(at.file),
                                        .message = mem_copy_text(message),
                                        .hint = mem_copy_text(hint),
                                        .line = at.line,
                                        .column = at.column};
}

/* Text that is too long is cut at a code point. */
__attribute__((format(printf, 2, 0))) static void format(char message[MESSAGE_MAX],
                                                         const char *fmt, va_list args)
{
    int len = vsnprintf(message, MESSAGE_MAX, fmt, args);

    if (len >= MESSAGE_MAX) {
        struct span whole = {message, MESSAGE_MAX}; /* with the NUL: no tail byte */
        size_t at = utf8_fit(whole, MESSAGE_MAX - 5);
        memcpy(message + at, "...", 4);
    } else if (len < 0) {
        message[0] = '\0';
    }
}

void faults_add(struct faults *f, struct fault_place at, const char *hint,
                const char *fmt, ...)
{
    char message[MESSAGE_MAX];
    va_list args;

    va_start(args, fmt);
    format(message, fmt, args);
    va_end(args);
    add(f, at, hint, message);
}

bool faults_no_memory(struct faults *f, struct fault_place at)
{
    faults_add(f, at, NULL, "out of memory");
    return false;
}

bool faults_any(const struct faults *f)
{
    return f && f->faults > 0;
}

size_t faults_count(const struct faults *f)
{
    return f ? f->faults : 0;
}

/* The n-th line of a text, without its end. */
static struct span line_of(struct span text, unsigned n)
{
    while (--n && text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t skip = end ? (size_t)(end - text.ptr) + 1 : text.len;
        text.ptr += skip;
        text.len -= skip;
    }
    const char *end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    if (end)
        text.len = (size_t)(end - text.ptr);
    if (text.len && text.ptr[text.len - 1] == '\r')
        text.len--;
    text.len = utf8_fit(text, LINE_SHOWN);
    return text;
}

/* Control characters of a source line must not reach the terminal. */
static void put_line(struct buf *out, struct span line)
{
    for (size_t at = 0; at < line.len;) {
        uint32_t rune = utf8_next(line, &at);
        bool odd = (rune < 0x20 && rune != '\t') || (rune >= 0x7F && rune < 0xA0);
        buf_rune(out, odd ? 0xFFFD : rune);
    }
}

/* Blanks up to the column, with the line's own tabs, so that the caret stands right. */
static void put_caret(struct buf *out, struct span line, unsigned column)
{
    size_t at = 0;

    if (column == 0 || column > utf8_count(line) + 1)
        return;
    buf_text(out, "       | ");
    for (unsigned i = 1; i < column; i++)
        buf_char(out, utf8_next(line, &at) == '\t' ? '\t' : ' ');
    buf_text(out, "^\n");
}

/* "name: value" -> "name:"; nothing of a line that has no colon. */
static struct span name_only(struct span line)
{
    const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;

    line.len = colon ? (size_t)(colon - line.ptr) + 1 : 0;
    return line;
}

/* "   14 | the line" and a caret under the place. */
static void show_line(const struct fault *fault, bool hide_values, struct buf *out)
{
    struct buf text;
    struct err e;

    buf_init(&text, FILE_MAX);
    if (fault->file && fault->line && file_read(fault->file, &text, &e)) {
        struct span line = line_of(buf_view(&text), fault->line);
        if (hide_values)
            line = name_only(line);
        if (line.len || !hide_values) {
            buf_format(out, "%6u | ", fault->line);
            put_line(out, line);
            buf_text(out, hide_values ? " ...\n" : "\n");
            put_caret(out, line, fault->column);
        }
    }
    buf_free(&text);
}

static void show(const struct fault *fault, bool hide_values, struct buf *out)
{
    if (fault->file)
        buf_format(out, "%s:", fault->file);
    if (fault->line)
        buf_format(out, "%u:%u:", fault->line, fault->column ? fault->column : 1);
    buf_format(out, "%s%s\n", fault->file || fault->line ? " " : "",
               fault->message ? fault->message : "out of memory");
    show_line(fault, hide_values, out);
    if (fault->hint)
        buf_format(out, "  hint: %s\n", fault->hint);
}

bool faults_print(const struct faults *f, struct buf *out)
{
    for (size_t i = 0; f && i < f->kept; i++)
        show(&f->list[i], f->hide_values, out);
    if (f && f->dropped)
        buf_format(out, "and %zu more\n", f->dropped);
    return !out->failed && buf_add(out, "", 0);
}
