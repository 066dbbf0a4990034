#include "platforms/rocketchat/page.h"

#include <stdlib.h>

#include "base/mem.h"
#include "net/url.h"
#include "platforms/rocketchat/stamp.h"

enum { PAGE = 100 };

static int by_age(const void *a, const void *b)
{
    const struct rc_entry *x = a, *y = b;

    if (x->at_ms != y->at_ms)
        return x->at_ms < y->at_ms ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* Sorted by when they were written. A cursor may only pass what was handled: an old
 * message that was edited lately comes early and would take it over the later ones. */
static void put_in_order(struct rc_entry *found, size_t count)
{
    int64_t least = INT64_MAX, most = 0;

    qsort(found, count, sizeof *found, by_age);
    for (size_t i = count; i-- > 0;) {
        if (found[i].updated_ms < least)
            least = found[i].updated_ms;
        if (found[i].updated_ms > most)
            most = found[i].updated_ms;
        found[i].cursor_ms = least;
    }
    if (count > 0)
        found[count - 1].cursor_ms = most;
}

struct rc_entry *rc_page_read(const struct json *updated, size_t *count)
{
    size_t all = json_len(updated);
    struct rc_entry *entries =
        json_is_array(updated) ? mem_zero(all + 1, sizeof *entries) : NULL;
    const struct json *message = json_first(updated);

    *count = 0;
    if (!entries)
        return NULL;
    for (; message && *count < all; message = json_after(message), ++*count) {
        int64_t at = rc_stamp(message, "ts"), touched = rc_stamp(message, "_updatedAt");
        entries[*count] = (struct rc_entry){.message = message,
                                            .at_ms = at,
                                            .updated_ms = touched > at ? touched : at,
                                            .place = all - *count};
    }
    put_in_order(entries, *count);
    return entries;
}

int64_t rc_page_next(const struct json *result)
{
    const struct json *cursor = json_get(result, "cursor");
    const char *text = json_get_text(cursor, "next");
    int64_t next = text ? strtoll(text, NULL, 10) : json_get_int(cursor, "next", 0);

    return next > 1 ? next - 1 : 0;
}

bool rc_page_path(const char *room, int64_t from_ms, bool paged, struct buf *out)
{
    struct buf date;
    bool ok;

    if (!buf_text(out, "/chat.syncMessages?roomId=") || !url_encode(out, room))
        return false;
    if (paged)
        return buf_format(out, "&type=UPDATED&next=%lld&count=%d", (long long)from_ms,
                          PAGE);
    buf_init(&date, 64);
    ok = rc_stamp_write(&date, from_ms) && buf_text(out, "&lastUpdate=") &&
         url_encode(out, date.data);
    buf_free(&date);
    return ok;
}
