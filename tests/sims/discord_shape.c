/* discord_shape.c - users, channels, the server and messages as Discord writes them. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/sims/discord_inside.h"

static void put_date(struct json_writer *w, const char *name, int64_t us)
{
    char text[64], day[40];
    time_t seconds = (time_t)(us / 1000000);
    struct tm t;

    if (us == 0) {
        json_put_null(w, name);
        return;
    }
    gmtime_r(&seconds, &t);
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &t);
    snprintf(text, sizeof text, "%s.%06d+00:00", day, (int)(us % 1000000));
    json_put_text(w, name, text);
}

static void put_empty(struct json_writer *w, const char *const *names)
{
    for (; *names; names++) {
        json_open_array(w, *names);
        json_close(w);
    }
}

void shape_user(struct json_writer *w, const char *name, const char *id)
{
    bool self = strcmp(id, BOT_USER) == 0;

    json_open_object(w, name);
    json_put_text(w, "id", id);
    json_put_text(w, "username",
                  self                         ? "faqbot"
                  : strcmp(id, OTHER_BOT) == 0 ? "robot"
                                               : "ana");
    json_put_text(w, "discriminator", "0");
    json_put_null(w, "global_name");
    json_put_null(w, "avatar");
    if (store_is_bot(id))
        json_put_bool(w, "bot", true);
    json_close(w);
}

void shape_channel(struct json_writer *w, const struct channel *c)
{
    static const char *const none[] = {"permission_overwrites", NULL};

    json_put_text(w, "id", c->id);
    json_put_int(w, "type", c->type);
    json_put_text(w, "last_message_id", c->newest ? c->newest->id : NULL);
    if (c->type == TYPE_DIRECT)
        return;
    json_put_text(w, "guild_id", GUILD);
    json_put_text(w, "name", "general");
    json_put_text(w, "parent_id", c->parent[0] ? c->parent : NULL);
    if (c->type != TYPE_THREAD) {
        json_put_int(w, "position", 0);
        put_empty(w, none);
        return;
    }
    json_put_text(w, "owner_id", ANN);
    json_put_int(w, "message_count", 1);
    json_put_int(w, "member_count", 1);
    json_open_object(w, "thread_metadata");
    json_put_bool(w, "archived", false);
    json_put_bool(w, "locked", false);
    json_put_int(w, "auto_archive_duration", 1440);
    json_put_text(w, "archive_timestamp", "2026-03-01T10:00:00.000000+00:00");
    json_close(w);
}

static void put_role(struct json_writer *w, const char *id, const char *name, bool own)
{
    json_open_object(w, NULL);
    json_put_text(w, "id", id);
    json_put_text(w, "name", name);
    json_put_text(w, "permissions", "309237730368");
    json_put_int(w, "position", own);
    json_put_int(w, "color", 0);
    json_put_bool(w, "hoist", false);
    json_put_bool(w, "managed", own);
    json_put_bool(w, "mentionable", false);
    json_put_int(w, "flags", 0);
    if (own) {
        json_open_object(w, "tags");
        json_put_text(w, "bot_id", BOT_USER);
        json_close(w);
    }
    json_close(w);
}

static void put_members(struct json_writer *w)
{
    json_open_array(w, "members");
    json_open_object(w, NULL);
    shape_user(w, "user", BOT_USER);
    json_open_array(w, "roles");
    json_put_text(w, NULL, BOT_ROLE);
    json_close(w);
    json_put_text(w, "joined_at", "2025-01-01T00:00:00.000000+00:00");
    json_put_bool(w, "deaf", false);
    json_put_bool(w, "mute", false);
    json_put_int(w, "flags", 0);
    json_close(w);
    json_close(w);
}

static void put_channels(struct dc_sim *s, struct json_writer *w, bool threads)
{
    json_open_array(w, threads ? "threads" : "channels");
    for (size_t i = 0; i < s->channels; i++) {
        const struct channel *c = &s->channel[i];
        if (c->gone || c->no_access || c->type == TYPE_DIRECT ||
            (c->type == TYPE_THREAD) != threads)
            continue;
        json_open_object(w, NULL);
        shape_channel(w, c);
        json_close(w);
    }
    json_close(w);
}

void shape_guild(struct dc_sim *s, struct json_writer *w)
{
    static const char *const none[] = {
        "presences", "voice_states",           "stage_instances",   "emojis",
        "stickers",  "guild_scheduled_events", "soundboard_sounds", "features",
        NULL};

    json_put_text(w, "id", GUILD);
    json_put_text(w, "name", "A support group");
    json_put_text(w, "owner_id", ANN);
    json_put_text(w, "joined_at", "2025-01-01T00:00:00.000000+00:00");
    json_put_bool(w, "large", false);
    json_put_int(w, "member_count", 2);
    json_open_array(w, "roles");
    put_role(w, GUILD, "@everyone", false);
    put_role(w, BOT_ROLE, "faqbot", true);
    json_close(w);
    put_members(w);
    put_channels(s, w, false);
    put_channels(s, w, true);
    put_empty(w, none);
}

bool shape_mentions_bot(struct dc_sim *s, const struct channel *c,
                        const struct message *m)
{
    const struct message *to = m->reference[0] ? store_message(c, m->reference) : NULL;

    (void)s;
    return strstr(m->text, "<@" BOT_USER ">") || strstr(m->text, "<@!" BOT_USER ">") ||
           (to && strcmp(to->author, BOT_USER) == 0);
}

static void put_reference(struct dc_sim *s, struct json_writer *w,
                          const struct channel *c, const struct message *m)
{
    const struct message *to = store_message(c, m->reference);

    json_open_object(w, "message_reference");
    json_put_int(w, "type", 0);
    json_put_text(w, "message_id", m->reference);
    json_put_text(w, "channel_id", c->id);
    json_close(w);
    if (!to || to->deleted) {
        json_put_null(w, "referenced_message");
        return;
    }
    struct message plain = *to; /* one level deep */
    plain.reference[0] = '\0';
    json_open_object(w, "referenced_message");
    shape_message(s, w, c, &plain, SHAPE_REST, true);
    json_close(w);
}

static void put_mentions(struct dc_sim *s, struct json_writer *w, const struct channel *c,
                         const struct message *m)
{
    json_open_array(w, "mentions");
    if (shape_mentions_bot(s, c, m) && strcmp(m->author, BOT_USER) != 0)
        shape_user(w, NULL, BOT_USER);
    json_close(w);
    json_open_array(w, "mention_roles");
    if (strstr(m->text, "<@&" BOT_ROLE ">"))
        json_put_text(w, NULL, BOT_ROLE);
    json_close(w);
}

static void put_member(struct json_writer *w)
{
    json_put_text(w, "guild_id", GUILD);
    json_open_object(w, "member");
    json_open_array(w, "roles");
    json_close(w);
    json_put_text(w, "joined_at", "2025-01-01T00:00:00.000000+00:00");
    json_put_bool(w, "deaf", false);
    json_put_bool(w, "mute", false);
    json_put_int(w, "flags", 0);
    json_close(w);
}

void shape_message(struct dc_sim *s, struct json_writer *w, const struct channel *c,
                   const struct message *m, enum shape shape, bool with_content)
{
    static const char *const none[] = {"attachments", "embeds", NULL};
    struct json *components = NULL;

    json_put_text(w, "id", m->id);
    json_put_text(w, "channel_id", c->id);
    json_put_int(w, "type", m->type);
    json_put_text(w, "content", with_content ? m->text : "");
    shape_user(w, "author", m->author);
    put_date(w, "timestamp", m->at_us);
    put_date(w, "edited_timestamp", m->edited_us);
    json_put_bool(w, "tts", false);
    json_put_bool(w, "mention_everyone", false);
    json_put_bool(w, "pinned", false);
    json_put_int(w, "flags", m->flags);
    put_mentions(s, w, c, m);
    put_empty(w, none);
    if (m->components && with_content &&
        json_parse(&components, span_of(m->components), 1 << 20, NULL))
        json_put_value(w, "components", components);
    json_free(components);
    if (m->hook)
        json_put_text(w, "webhook_id", "850000000000000001");
    if (m->reference[0])
        put_reference(s, w, c, m);
    if (shape == SHAPE_OWN && m->nonce[0])
        json_put_text(w, "nonce", m->nonce);
    if (shape != SHAPE_REST && c->type != TYPE_DIRECT)
        put_member(w);
    if (shape != SHAPE_REST)
        json_put_int(w, "channel_type", c->type);
}
