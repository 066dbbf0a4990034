#include "platforms/discord/cursor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "platforms/ident.h"

static bool begin_alive(struct dc_place *place)
{
    if (place->alive_ms <= 0)
        return false;
    snowflake_at(place->cursor, place->alive_ms);
    /* The first message of a forum's post has the post's own id. */
    uint64_t made = snowflake_number(place->channel);
    if (made > snowflake_number(place->cursor))
        snprintf(place->cursor, SNOWFLAKE_SIZE, "%" PRIu64, made - 1);
    return true;
}

enum dc_begin dc_cursor_begin(struct dc_place *place, char after[SNOWFLAKE_SIZE])
{
    bool known = snowflake_ok(place->cursor);

    snowflake_at(after, place->window_ms);
    if (!known && !begin_alive(place))
        return DC_BEGIN_NEVER;
    if (snowflake_number(place->cursor) > snowflake_number(after))
        ident_copy(after, SNOWFLAKE_SIZE, place->cursor);
    return known ? DC_BEGIN_CURSOR : DC_BEGIN_ALIVE;
}

static int by_id(const void *a, const void *b)
{
    uint64_t x = snowflake_number(json_get_text(*(const struct json *const *)a, "id"));
    uint64_t y = snowflake_number(json_get_text(*(const struct json *const *)b, "id"));

    return x < y ? -1 : x > y;
}

const struct json **dc_cursor_sort(const struct json *page, size_t *count)
{
    size_t all = json_len(page);
    const struct json **list =
        json_is_array(page) ? mem_zero(all + 1, sizeof *list) : NULL;
    const struct json *message = json_first(page);

    *count = 0;
    if (!list)
        return NULL;
    for (; message && *count < all; message = json_after(message))
        list[(*count)++] = message;
    qsort(list, *count, sizeof *list, by_id);
    return list;
}
