#include "service/room.h"

#include <stdio.h>
#include <stdlib.h>

#include "service/settings_channels.h"

enum { NAME_SIZE = 400, VALUE_SIZE = 32 };

/* Notes of the whole installation are not pruned by age. */
static const char everywhere[] = "";

/* Too long a name is cut: no platform has ids of that length. */
static void name_of(const char *kind, const struct connection_settings *c,
                    const char *channel, char out[NAME_SIZE])
{
    snprintf(out, NAME_SIZE, "%s:%s:%s", kind, c->name, channel);
}

static bool get(struct ledger *l, const char *kind, const struct connection_settings *c,
                const char *channel, char out[VALUE_SIZE])
{
    char name[NAME_SIZE];

    name_of(kind, c, channel, name);
    return ledger_note_get(l, everywhere, name, out, VALUE_SIZE);
}

void room_look(struct room *out, const struct connection_settings *c, struct ledger *l,
               const char *channel, int64_t unix_ms)
{
    char value[VALUE_SIZE];

    *out = (struct room){.settings = settings_room(c, channel)};
    out->mode = out->settings->mode;
    out->quiet =
        quiet_hours_hold(&out->settings->quiet_hours, quiet_hours_minute(unix_ms));
    if (!settings_has_admins(c))
        return;
    if (get(l, "mode", c, channel, value))
        out->mode_said = settings_mode_parse(value, &out->mode);
    if (get(l, "muted", c, channel, value)) {
        int64_t until = strtoll(value, NULL, 10);
        out->muted_until = until > unix_ms ? until : 0;
    }
}

static bool set(struct ledger *l, const char *kind, const struct connection_settings *c,
                const char *channel, const char *value, int64_t unix_ms, struct err *e)
{
    char name[NAME_SIZE];

    name_of(kind, c, channel, name);
    return ledger_note_set(l, everywhere, name, value, unix_ms, e);
}

bool room_say_mode(struct ledger *l, const struct connection_settings *c,
                   const char *channel, const enum channel_mode *mode, int64_t unix_ms,
                   struct err *e)
{
    return set(l, "mode", c, channel, mode ? settings_mode_name(*mode) : "", unix_ms, e);
}

bool room_say_muted(struct ledger *l, const struct connection_settings *c,
                    const char *channel, int64_t until_ms, int64_t unix_ms, struct err *e)
{
    char value[VALUE_SIZE] = "";

    if (until_ms)
        snprintf(value, sizeof value, "%lld", (long long)until_ms);
    return set(l, "muted", c, channel, value, unix_ms, e);
}
