/* mem.h - the only place that allocates: a seam where tests make allocations fail.
 *
 * Ownership: as malloc and free. All return NULL when out of memory; sizes are
 * checked for overflow. Freed with mem_free, NULL is fine. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

void *mem_alloc(size_t size);              /* uninitialised */
void *mem_zero(size_t count, size_t size); /* zeroed array */
void *mem_resize(void *p, size_t count, size_t size);
/* The array with room for one item more than count: as it is, or moved to twice its room
 * (at first, when *room is 0, to `first`). NULL: out of memory, and it is as it was. */
void *mem_grow(void *array, size_t count, size_t *room, size_t first, size_t size);
char *mem_copy_text(const char *text);        /* NULL in, NULL out */
char *mem_copy(const char *data, size_t len); /* NUL-ended copy of len bytes */
void mem_free(void *p);
/* How many allocations have failed so far, in all threads. */
size_t mem_failures(void);
/* For a process that lives long: large blocks are always the system's own, so that what
 * is freed is given back, and threads share one heap. To be called first in main. */
void mem_steady(void);
/* Gives free memory back to the system where it can: after loading much at once. */
void mem_trim(void);

/* Test builds only (LIMBER_FAULTS): the n-th allocation from now fails, once; 0 = never.
 */
void mem_fail_after(size_t n);
/* Allocations made since the last mem_fail_after. */
size_t mem_count(void);

#endif
