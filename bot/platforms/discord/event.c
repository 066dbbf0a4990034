#include "platforms/discord/event.h"

#include <string.h>

#include "platforms/discord/inbound.h"

enum {
    TEXT_MAX = 64 * 1024,
    TYPE_DEFAULT = 0,
    TYPE_REPLY = 19,
    FLAG_EPHEMERAL = 64,
    REFERENCE_FORWARD = 1
};

static bool take_id(char *out, const struct json *object, const char *name)
{
    const char *text = json_get_text(object, name);

    out[0] = '\0';
    return snowflake_ok(text) && ident_copy(out, SNOWFLAKE_SIZE, text);
}

/* Webhooks, other bots, the system, and what only one person sees. */
static bool by_machine(const struct json *message)
{
    const struct json *author = json_get(message, "author");

    return json_get_bool(author, "bot", false) ||
           json_get_bool(author, "system", false) ||
           json_get_text(message, "webhook_id") ||
           (json_get_int(message, "flags", 0) & FLAG_EPHEMERAL);
}

/* A person's own words: of all types only 0 and 19 are (section 6). */
static bool by_person(const struct json *message)
{
    int64_t type = json_get_int(message, "type", TYPE_DEFAULT);
    const struct json *reference = json_get(message, "message_reference");

    return (type == TYPE_DEFAULT || type == TYPE_REPLY) && !by_machine(message) &&
           json_get_int(reference, "type", 0) != REFERENCE_FORWARD;
}

static bool lists_us(const struct json *message, const struct dc_self *self)
{
    const struct json *m = json_first(json_get(message, "mentions"));
    const struct json *role = json_first(json_get(message, "mention_roles"));

    for (; m; m = json_after(m)) {
        const char *id = json_get_text(m, "id");
        if (id && strcmp(id, self->id) == 0)
            return true;
    }
    for (; role; role = json_after(role))
        for (size_t i = 0; i < self->role_count; i++)
            if (json_text(role) && strcmp(json_text(role), self->roles[i]) == 0)
                return true;
    return false;
}

/* A reply to one of our posts speaks to us, pinged or not. */
static bool replies_to_us(const struct json *message, const struct dc_self *self)
{
    const struct json *author =
        json_get(json_get(message, "referenced_message"), "author");
    const char *id = json_get_text(author, "id");

    return json_get_int(message, "type", TYPE_DEFAULT) == TYPE_REPLY && id &&
           strcmp(id, self->id) == 0;
}

static bool take_text(struct dc_item *out, const struct dc_self *self,
                      const struct json *message)
{
    const char *text = json_get_text(message, "content");
    bool named;

    buf_init(&out->text, TEXT_MAX);
    if (!dc_inbound(span_of(text ? text : ""), self, &out->text, &named))
        return false;
    out->mentioned = named || lists_us(message, self) || replies_to_us(message, self);
    return true;
}

static void take_nonce(struct dc_item *out, const struct json *message)
{
    const char *nonce = json_get_text(message, "nonce");
    ident_copy(out->nonce, sizeof out->nonce, nonce);
}

bool dc_item_read(struct dc_item *out, const struct dc_self *self,
                  const struct json *message, bool in_guild)
{
    const struct json *edited = json_get(message, "edited_timestamp");

    *out = (struct dc_item){.what = DC_SEEN};
    out->place = in_guild ? PLACE_CHANNEL : PLACE_DIRECT;
    if (!take_id(out->id, message, "id") || !take_id(out->channel, message, "channel_id"))
        return false;
    /* An older partial update may lack its author. */
    if (!take_id(out->user, json_get(message, "author"), "id"))
        return true;
    if (strcmp(out->user, self->id) == 0) {
        out->what = DC_OWN;
        take_nonce(out, message);
    } else if (by_person(message)) {
        out->what = json_text(edited) ? DC_EDITED : DC_ASKED;
        return take_text(out, self, message);
    }
    return true;
}

void dc_item_free(struct dc_item *item)
{
    buf_free(&item->text);
}
