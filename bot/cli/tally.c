#include "cli/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void tally_free(struct tally *t)
{
    for (size_t i = 0; i < t->count; i++)
        mem_free(t->list[i].example);
    mem_free(t->list);
    *t = (struct tally){0};
}

static bool make_room(struct tally *t)
{
    struct tally_pair *list = mem_grow(t->list, t->count, &t->room, 64, sizeof *list);

    if (list)
        t->list = list;
    return list != NULL;
}

bool tally_add(struct tally *t, const char *expected, const char *given,
               struct span example)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->list[i].expected, expected) == 0 &&
            strcmp(t->list[i].given, given) == 0) {
            t->list[i].times++;
            return true;
        }
    if (!make_room(t))
        return false;
    t->list[t->count] =
        (struct tally_pair){expected, given, 1, mem_copy(example.ptr, example.len)};
    return t->list[t->count++].example != NULL;
}

static int by_times(const void *a, const void *b)
{
    const struct tally_pair *x = a, *y = b;
    int names = strcmp(x->expected, y->expected);

    if (x->times != y->times)
        return x->times < y->times ? 1 : -1;
    return names ? names : strcmp(x->given, y->given);
}

void tally_sort(struct tally *t)
{
    if (t->count)
        qsort(t->list, t->count, sizeof *t->list, by_times);
}
