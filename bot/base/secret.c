#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/span.h"

/* COVER_LEAST: shorter ones would be found anywhere. COVER_BEGIN: so much of a secret's
 * beginning tells that it is one. */
enum { SECRET_MAX = 4096, COVER_LEAST = 8, COVER_BEGIN = 12 };

struct secret {
    size_t len;
    char text[];
};

/* What may stand in a request header: printable ASCII. */
static bool printable(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < 0x20 || s.ptr[i] > 0x7E)
            return false;
    }
    return true;
}

static bool make(struct secret **out, struct span text, struct err *e)
{
    text = span_trim(text);
    if (text.len == 0)
        return err_set(e, ERR_VALUE, "the secret is empty");
    if (text.len > SECRET_MAX)
        return err_set(e, ERR_VALUE, "the secret is longer than %d bytes", SECRET_MAX);
    if (!printable(text))
        return err_set(e, ERR_VALUE,
                       "the secret holds control or non-ASCII characters; is it the "
                       "right file, in one line?");
    struct secret *s = mem_alloc(sizeof *s + text.len + 1);
    if (!s)
        return err_set(e, ERR_MEMORY, "no memory for a secret");
    s->len = text.len;
    memcpy(s->text, text.ptr, text.len);
    s->text[text.len] = '\0';
    *out = s;
    return true;
}

bool secret_new(struct secret **out, const char *text, struct err *e)
{
    *out = NULL;
    return make(out, span_of(text), e);
}

/* Reads at most size bytes; the length, or -1 with errno. */
static ssize_t read_some(int fd, char *to, size_t size)
{
    size_t len = 0;

    while (len < size) {
        ssize_t n = read(fd, to + len, size - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        len += (size_t)n;
    }
    return (ssize_t)len;
}

bool secret_read(struct secret **out, const char *path, struct err *e)
{
    char text[SECRET_MAX + 1]; /* on the stack, so that no copy stays in the heap */

    *out = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(e, "cannot open %s", path);
    ssize_t len = read_some(fd, text, sizeof text);
    bool ok = true;
    if (len < 0)
        ok = err_errno(e, "cannot read %s", path);
    close(fd);
    if (ok && len > SECRET_MAX)
        ok = err_set(e, ERR_VALUE, "%s is larger than %d bytes", path, SECRET_MAX);
    if (ok && !make(out, (struct span){text, (size_t)len}, e))
        ok = err_prefix(e, "%s", path);
    explicit_bzero(text, sizeof text);
    return ok;
}

void secret_free(struct secret *s)
{
    if (!s)
        return;
    explicit_bzero(s->text, s->len);
    mem_free(s);
}

const char *secret_reveal(const struct secret *s)
{
    return s ? s->text : NULL;
}

static size_t common(const char *a, const char *b, size_t most)
{
    size_t n = 0;

    while (n < most && a[n] == b[n])
        n++;
    return n;
}

/* How much of the secret stands at the beginning of a text; 0 when too little tells. */
static size_t shown(const struct secret *s, const char *text, size_t len)
{
    if (!s || s->len < COVER_LEAST)
        return 0;
    size_t least = s->len < COVER_BEGIN ? s->len : COVER_BEGIN;
    size_t same = common(text, s->text, len < s->len ? len : s->len);

    return same >= least ? same : 0;
}

void secret_cover_all(const struct secret *const secrets[], size_t count, char *text,
                      size_t len)
{
    for (size_t at = 0; at < len; at++) {
        size_t most = 0;
        for (size_t i = 0; i < count; i++) {
            size_t same = shown(secrets[i], text + at, len - at);
            most = same > most ? same : most;
        }
        memset(text + at, '*', most);
    }
}

void secret_cover(const struct secret *s, char *text, size_t len)
{
    secret_cover_all(&s, 1, text, len);
}

void secret_no_core(void)
{
    /* 1 also stops those that are piped to a program: core(5). */
    struct rlimit limit = {1, 1};

    (void)setrlimit(RLIMIT_CORE, &limit);
}
