#include "platforms/discord/known.h"

#include <stdio.h>
#include <string.h>

#include "platforms/ident.h"

bool dc_known_next(const char **at, char id[SNOWFLAKE_SIZE])
{
    _Static_assert(SNOWFLAKE_SIZE == 24, "as wide as the format says");
    int len;

    while (sscanf(*at, " %23s%n", id, &len) == 1) {
        *at += len;
        if (snowflake_ok(id))
            return true;
    }
    return false;
}

void dc_known_load(struct dc_known *k, struct platform *p, const char *note)
{
    k->note = note;
    k->text[0] = '\0';
    if (p->host.note_get)
        p->host.note_get(p->host.user, p, note, k->text, sizeof k->text);
}

/* The id goes to the end also when it was there: the note counts as changed then, and
 * what is in use does not grow too old to keep. */
void dc_known_add(struct dc_known *k, struct platform *p, const char *id)
{
    char text[DC_KNOWN_TEXT + SNOWFLAKE_SIZE + 1], other[SNOWFLAKE_SIZE];
    const char *from = text;
    size_t len = 0;

    if (!snowflake_ok(id))
        return;
    for (const char *at = k->text; dc_known_next(&at, other);)
        if (strcmp(other, id) != 0)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s ", other);
    snprintf(text + len, sizeof text - len, "%s", id);
    while (strlen(from) >= sizeof k->text)
        from = strchr(from, ' ') + 1;
    ident_copy(k->text, sizeof k->text, from);
    if (p->host.note_set)
        p->host.note_set(p->host.user, p, k->note, k->text);
}
