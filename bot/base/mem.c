#include "base/mem.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/crash.h"

#ifdef LIMBER_FAULTS
/* The test seam: mutable state, in builds for tests only. */
static atomic_size_t fail_at, made;

void mem_fail_after(size_t n)
{
    fail_at = n;
    made = 0;
}

size_t mem_count(void)
{
    return made;
}

static bool refuse(void)
{
    return ++made == fail_at || fails_at("memory");
}
#else
void mem_fail_after(size_t n)
{
    (void)n;
}

size_t mem_count(void)
{
    return 0;
}

static bool refuse(void)
{
    return false;
}
#endif

/* Size 0 gives a pointer too, so that NULL always means "out of memory". */
static size_t at_least_one(size_t size)
{
    return size ? size : 1;
}

static bool too_large(size_t count, size_t size)
{
    return size && count > SIZE_MAX / size;
}

/* The one figure that is kept: whoever reads must know that something may be missing. */
static atomic_size_t failures;

size_t mem_failures(void)
{
    return atomic_load(&failures);
}

static void *counted(void *p)
{
    if (!p)
        atomic_fetch_add(&failures, 1);
    return p;
}

void *mem_alloc(size_t size)
{
    return counted(refuse() ? NULL : malloc(at_least_one(size)));
}

void *mem_zero(size_t count, size_t size)
{
    if (refuse() || too_large(count, size))
        return counted(NULL);
    return counted(calloc(at_least_one(count), at_least_one(size)));
}

void *mem_resize(void *p, size_t count, size_t size)
{
    if (refuse() || too_large(count, size))
        return counted(NULL);
    return counted(realloc(p, at_least_one(count * size)));
}

void *mem_grow(void *array, size_t count, size_t *room, size_t first, size_t size)
{
    size_t larger = *room ? 2 * *room : first;
    void *moved;

    if (count < *room)
        return array;
    moved = mem_resize(array, larger, size);
    if (moved)
        *room = larger;
    return moved;
}

char *mem_copy(const char *data, size_t len)
{
    char *copy = len < SIZE_MAX ? mem_alloc(len + 1) : NULL;

    if (!copy)
        return NULL;
    if (len)
        memcpy(copy, data, len);
    copy[len] = '\0';
    return copy;
}

char *mem_copy_text(const char *text)
{
    return text ? mem_copy(text, strlen(text)) : NULL;
}

void mem_free(void *p)
{
    free(p);
}

void mem_steady(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 128 * 1024); /* else it grows with what was freed */
    mallopt(M_ARENA_MAX, 1);
#endif
}

void mem_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
