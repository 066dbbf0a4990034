#include "faq/columns.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

/* A word that one question alone has is not kept, nor a pair of a few. */
enum { words_least = 2, chance_least = 6 };

#define TRAITS_ROOM ((size_t)1 << 20) /* different ones, at most */

static const uint64_t seed = 1;

bool columns_init(struct columns *out, size_t examples_most)
{
    *out = (struct columns){.examples_most = examples_most};
    out->by_name = map_new(TRAITS_ROOM, seed);
    out->start = mem_zero(examples_most + 2, sizeof *out->start);
    return out->by_name && out->start;
}

void columns_free(struct columns *c)
{
    for (size_t i = 0; i < c->count; i++)
        mem_free(c->list[i].text);
    mem_free(c->list);
    mem_free(c->values);
    mem_free(c->start);
    map_free(c->by_name);
    *c = (struct columns){0};
}

static bool grow(void *list_of, size_t count, size_t *room, size_t size)
{
    void **list = list_of, *grown = mem_grow(*list, count, room, 8192, size);

    if (grown)
        *list = grown;
    return grown != NULL;
}

/* The trait's column, or -1. */
static int64_t column_of(struct columns *c, const struct trait *t)
{
    char name[256] = {(char)t->kind};
    size_t len = t->text.len < sizeof name - 1 ? t->text.len : sizeof name - 1;
    struct span key = {name, len + 1};

    memcpy(name + 1, t->text.ptr, len);
    uintptr_t known = (uintptr_t)map_get(c->by_name, key);
    if (known)
        return (int64_t)known - 1;
    if (!grow(&c->list, c->count, &c->room, sizeof *c->list))
        return -1;
    c->list[c->count] =
        (struct column){.kind = t->kind, .text = mem_copy(t->text.ptr, len)};
    if (!c->list[c->count].text ||
        !map_put(c->by_name, key, (void *)(uintptr_t)(c->count + 1))) {
        mem_free(c->list[c->count].text);
        return -1;
    }
    return (int64_t)c->count++;
}

bool columns_add(struct columns *c, const struct traits *traits, bool ours)
{
    if (c->examples == c->examples_most)
        return false;
    for (size_t k = 0; k < traits->count; k++) {
        int64_t column = column_of(c, &traits->list[k]);
        if (column < 0 ||
            !grow(&c->values, c->value_count, &c->value_room, sizeof *c->values))
            return false;
        c->values[c->value_count++] =
            (struct example_value){(uint32_t)column, traits->list[k].share};
        c->list[column].documents++;
        c->list[column].ours |= ours;
    }
    c->start[++c->examples] = (uint32_t)c->value_count;
    return true;
}

/* What met a few times by chance says nothing. */
static bool too_rare(const struct column *column)
{
    switch (column->kind) {
    case TRAIT_PAIR:
    case TRAIT_BEFORE:
        return column->documents < chance_least;
    case TRAIT_WORD:
    case TRAIT_STEM:
        return column->documents < words_least;
    default:
        return false;
    }
}

/* places: of each column, 1 + where it goes; 0 where it is dropped. */
static void drop_columns(struct columns *c, uint32_t *places)
{
    size_t kept = 0;

    for (size_t i = 0; i < c->count; i++) {
        if (too_rare(&c->list[i])) {
            mem_free(c->list[i].text);
            continue;
        }
        c->list[kept] = c->list[i];
        places[i] = (uint32_t)++kept;
    }
    c->count = kept;
}

static void drop_values(struct columns *c, const uint32_t *places)
{
    size_t kept = 0, k = 0;

    for (size_t i = 0; i < c->examples; i++) {
        for (; k < c->start[i + 1]; k++) {
            uint32_t place = places[c->values[k].column];
            if (place)
                c->values[kept++] = (struct example_value){place - 1, c->values[k].value};
        }
        c->start[i + 1] = (uint32_t)kept;
    }
    c->value_count = kept;
}

/* Rare traits say more; every question has the length 1 (tf-idf, as it is usual). */
static void scale_values(struct columns *c)
{
    double all = 1 + (double)c->examples;

    for (size_t i = 0; i < c->count; i++)
        c->list[i].rarity = (float)(log(all / (1 + (double)c->list[i].documents)) + 1);
    for (size_t i = 0; i < c->examples; i++) {
        double sum = 0;
        for (uint32_t k = c->start[i]; k < c->start[i + 1]; k++) {
            c->values[k].value *= c->list[c->values[k].column].rarity;
            sum += (double)c->values[k].value * (double)c->values[k].value;
        }
        for (uint32_t k = c->start[i]; k < c->start[i + 1]; k++)
            c->values[k].value /= (float)sqrt(sum > 0 ? sum : 1);
    }
}

bool columns_finish(struct columns *c)
{
    uint32_t *places = mem_zero(c->count + 1, sizeof *places);

    if (!places)
        return false;
    map_free(c->by_name); /* it holds the places of before */
    c->by_name = NULL;
    drop_columns(c, places);
    drop_values(c, places);
    scale_values(c);
    mem_free(places);
    return true;
}

struct examples columns_examples(const struct columns *c)
{
    return (struct examples){c->values, c->start, c->examples, c->count};
}
