#include "platforms/rocketchat/event.h"

#include <string.h>

#include "platforms/mention.h"
#include "platforms/rocketchat/stamp.h"

enum { TEXT_MAX = 1 << 20 };

static bool take_id(char *out, const struct json *object, const char *name)
{
    return ident_copy(out, RC_ID_SIZE, json_get_text(object, name));
}

static bool has_text(const struct json *object, const char *name)
{
    const char *text = json_get_text(object, name);
    return text && *text;
}

/* By another program: an integration (bot is an object), the built-in user, an app. */
static bool by_machine(const struct json *message, const char *user)
{
    return json_is_object(json_get(message, "bot")) || strcmp(user, "rocket.cat") == 0 ||
           strcmp(user, "app.rocket.cat") == 0;
}

static enum message_place place_of(const char *type)
{
    if (type && strcmp(type, RC_GROUP) == 0)
        return PLACE_GROUP;
    return type && strcmp(type, "d") == 0 ? PLACE_DIRECT : PLACE_CHANNEL;
}

/* The server's own list counts; a name with a full stop behind it is not in there, but in
 * the text (section 8). */
static bool is_mentioned(const struct rc_self *self, const struct json *message)
{
    const struct json *m = json_first(json_get(message, "mentions"));

    for (; m; m = json_after(m)) {
        const char *id = json_get_text(m, "_id");
        if (id && strcmp(id, self->id) == 0)
            return true;
    }
    return false;
}

static bool take_text(struct rc_item *out, const struct rc_self *self,
                      const struct json *message)
{
    struct mention_form form = {.match = mention_at_name, .who = self->username};
    const char *text = json_get_text(message, "msg");
    bool named = false;

    buf_init(&out->text, TEXT_MAX);
    if (!mention_take(span_of(text ? text : ""), &form, &out->text, &named))
        return false;
    out->mentioned = named || is_mentioned(self, message);
    return true;
}

/* Section 9: in a room a reply goes to the thread's root; in a direct message it stays
 * where it was asked. */
static void take_thread(struct rc_item *out, const struct json *message)
{
    if (take_id(out->thread, message, "tmid"))
        memcpy(out->reply_to, out->thread, sizeof out->reply_to);
    else if (out->place != PLACE_DIRECT)
        memcpy(out->reply_to, out->id, sizeof out->reply_to);
}

bool rc_item_read(struct rc_item *out, const struct rc_self *self,
                  const struct json *message, const char *type)
{
    const struct json *author = json_get(message, "u");
    bool removed, edited;

    *out = (struct rc_item){.what = RC_SEEN, .place = place_of(type)};
    if (!take_id(out->id, message, "_id") || !take_id(out->room, message, "rid") ||
        !take_id(out->user, author, "_id"))
        return false;
    out->at_ms = rc_stamp(message, "ts");
    out->updated_ms = rc_stamp(message, "_updatedAt");
    if (out->updated_ms < out->at_ms)
        out->updated_ms = out->at_ms;
    removed = has_text(message, "t") && strcmp(json_get_text(message, "t"), "rm") == 0;
    edited =
        json_get(message, "editedAt") && !json_is_null(json_get(message, "editedAt"));
    if (strcmp(out->user, self->id) == 0) {
        out->what = removed ? RC_SEEN : RC_OWN;
    } else if (removed) {
        out->what = RC_CHANGED;
        out->kind = MESSAGE_DELETED;
    } else if (!has_text(message, "t") && has_text(message, "msg") &&
               !json_get_bool(message, "_hidden", false) &&
               !by_machine(message, out->user)) {
        out->what = edited ? RC_CHANGED : RC_ASKED;
        out->kind = edited ? MESSAGE_EDITED : MESSAGE_POSTED;
        take_thread(out, message);
        return take_text(out, self, message);
    }
    return true;
}

void rc_item_free(struct rc_item *item)
{
    buf_free(&item->text);
}

static const struct {
    const char *emoji;
    bool helpful;
} votes[] = {{":+1:", true},  {":thumbsup:", true},    {":white_check_mark:", true},
             {":-1:", false}, {":thumbsdown:", false}, {":x:", false}};

void rc_reactions(const struct json *message,
                  void (*each)(void *user, bool helpful, const char *who), void *user)
{
    const struct json *reactions = json_get(message, "reactions");

    for (size_t i = 0; i < sizeof votes / sizeof votes[0]; i++) {
        const struct json *names =
            json_get(json_get(reactions, votes[i].emoji), "usernames");
        for (const struct json *n = json_first(names); n; n = json_after(n)) {
            if (json_text(n))
                each(user, votes[i].helpful, json_text(n));
        }
    }
}
