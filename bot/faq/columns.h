/* columns.h - questions as rows of numbers to learn from (examples.h): a column for each
 * trait that is not too rare. Pure.
 *
 * Ownership: columns own all they hold (columns_free). */
#ifndef FAQ_COLUMNS_H
#define FAQ_COLUMNS_H

#include "base/map.h"
#include "faq/examples.h"
#include "faq/traits.h"

struct column {
    enum trait_kind kind;
    char *text;
    uint32_t documents; /* questions that have it, */
    bool ours;          /* among them one that is for us */
    float rarity;
};

struct columns {
    struct map *by_name;
    struct column *list;
    size_t count, room;
    struct example_value *values;
    size_t value_count, value_room;
    uint32_t *start; /* as in struct examples */
    size_t examples, examples_most;
};

/* Room for so many examples. False: no memory; columns_free all the same. */
bool columns_init(struct columns *out, size_t examples_most);
void columns_free(struct columns *c);
/* One more example, at most as many as there is room for. ours: it is no talk for others.
 * False: no memory. */
bool columns_add(struct columns *c, const struct traits *traits, bool ours);
/* After the last: drops rare traits, and weighs the others by how rare they are (tf-idf).
 * columns_add may not follow. False: no memory. */
bool columns_finish(struct columns *c);
struct examples columns_examples(const struct columns *c);

#endif
