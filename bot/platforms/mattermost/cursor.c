#include "platforms/mattermost/cursor.h"

#include <stdio.h>
#include <string.h>

_Static_assert(sizeof((struct platform_cursor *)0)->id >= (size_t)2 * MM_ID_SIZE,
               "two ids and a comma fit where one is kept");

void mm_cursor_read(struct mm_cursor *out, const struct platform_cursor *stored)
{
    const char *comma = strchr(stored->id, ',');
    size_t len = comma ? (size_t)(comma - stored->id) : strlen(stored->id);

    *out = (struct mm_cursor){.at_ms = stored->at_ms};
    if (len < sizeof out->newest)
        memcpy(out->newest, stored->id, len);
    if (comma)
        ident_copy(out->start, sizeof out->start, comma + 1);
    if (!ident_ok(out->newest, MM_ID_SIZE))
        out->newest[0] = '\0';
    if (!ident_ok(out->start, MM_ID_SIZE))
        out->start[0] = '\0';
}

void mm_cursor_write(const struct mm_cursor *c, struct platform_cursor *stored)
{
    stored->at_ms = c->at_ms;
    if (c->start[0])
        snprintf(stored->id, sizeof stored->id, "%s,%s", c->newest, c->start);
    else
        snprintf(stored->id, sizeof stored->id, "%s", c->newest);
}

bool mm_cursor_move(struct mm_cursor *c, int64_t at_ms, const char *id)
{
    char older[MM_ID_SIZE];

    if (c->newest[0] && at_ms <= c->at_ms)
        return false;
    memcpy(older, c->newest, sizeof older);
    if (!ident_copy(c->newest, sizeof c->newest, id)) {
        memcpy(c->newest, older, sizeof older);
        return false;
    }
    memcpy(c->start, older, sizeof older);
    c->at_ms = at_ms;
    return true;
}
