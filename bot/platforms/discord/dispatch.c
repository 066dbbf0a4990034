#include "platforms/discord/dispatch.h"

#include <string.h>

#include "platforms/discord/catchup.h"
#include "platforms/discord/clicks.h"
#include "platforms/discord/handover.h"

/* Types of channels that hold messages: text, announcements, voice, stage; threads. */
static bool is_thread(const struct json *channel)
{
    int64_t type = json_get_int(channel, "type", 0);
    return type >= 10 && type <= 12;
}

static bool holds_messages(const struct json *channel)
{
    int64_t type = json_get_int(channel, "type", 0);
    return type == 0 || type == 2 || type == 5 || type == 13 || is_thread(channel);
}

static void note_thread(struct discord *d, const char *id)
{
    if (recent_add(d->threads, span_of(id)))
        dc_known_add(&d->known_threads, &d->base, id);
}

static void note_channel(struct discord *d, const struct json *channel)
{
    const char *id = json_get_text(channel, "id");

    if (!snowflake_ok(id) || !holds_messages(channel))
        return;
    if (is_thread(channel))
        note_thread(d, id);
    dc_catchup_channel(d, id, json_get_text(channel, "last_message_id"), true);
}

static void note_channels(struct discord *d, const struct json *list)
{
    for (const struct json *c = json_first(list); c; c = json_after(c))
        note_channel(d, c);
}

/* The bot's own role: people pick it by mistake for the bot itself (section 7). */
static void note_roles(struct discord *d, const struct json *list)
{
    for (const struct json *r = json_first(list); r; r = json_after(r)) {
        const char *bot = json_get_text(json_get(r, "tags"), "bot_id");
        const char *id = json_get_text(r, "id");
        if (bot && strcmp(bot, d->self.id) == 0 && dc_self_role(&d->self, id))
            dc_known_add(&d->known_roles, &d->base, id);
    }
}

static void on_guild(struct discord *d, const struct json *data)
{
    if (json_get_bool(data, "unavailable", false))
        return;
    note_roles(d, json_get(data, "roles"));
    note_channels(d, json_get(data, "channels"));
    note_channels(d, json_get(data, "threads"));
}

static void on_channel(struct discord *d, const struct json *data)
{
    note_channel(d, data);
}

static void on_threads(struct discord *d, const struct json *data)
{
    note_channels(d, json_get(data, "threads"));
}

static void on_message(struct discord *d, const struct json *data)
{
    const char *channel = json_get_text(data, "channel_id");
    bool in_guild = json_get_text(data, "guild_id") != NULL;

    if (in_guild && json_get_int(data, "channel_type", 0) >= 10 && channel)
        note_thread(d, channel);
    dc_handover_live(d, data, in_guild);
}

static void on_edit(struct discord *d, const struct json *data)
{
    dc_handover_edit(d, data);
}

static void on_delete(struct discord *d, const struct json *data)
{
    dc_handover_delete(d, json_get_text(data, "channel_id"), json_get_text(data, "id"));
}

static void on_delete_bulk(struct discord *d, const struct json *data)
{
    const struct json *id = json_first(json_get(data, "ids"));

    for (; id; id = json_after(id))
        dc_handover_delete(d, json_get_text(data, "channel_id"), json_text(id));
}

static void on_reaction(struct discord *d, const struct json *data)
{
    dc_handover_reaction(d, data);
}

static void on_click(struct discord *d, const struct json *data)
{
    dc_clicks_take(d, data);
}

void dc_dispatch(struct discord *d, const char *name, const struct json *data)
{
    static const struct {
        const char *name;
        void (*take)(struct discord *d, const struct json *data);
    } events[] = {
        {"MESSAGE_CREATE", on_message},
        {"MESSAGE_UPDATE", on_edit},
        {"MESSAGE_DELETE", on_delete},
        {"MESSAGE_DELETE_BULK", on_delete_bulk},
        {"MESSAGE_REACTION_ADD", on_reaction},
        {"INTERACTION_CREATE", on_click},
        {"GUILD_CREATE", on_guild},
        {"CHANNEL_CREATE", on_channel},
        {"THREAD_CREATE", on_channel},
        {"THREAD_LIST_SYNC", on_threads},
    };

    for (size_t i = 0; name && i < sizeof events / sizeof events[0]; i++) {
        if (strcmp(events[i].name, name) == 0) {
            events[i].take(d, data);
            return;
        }
    }
}
