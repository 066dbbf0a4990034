#include "platforms/slack/event.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/ident.h"
#include "platforms/slack/inbound.h"
#include "platforms/slack/stamp.h"

enum { TEXT_MAX = 1 << 20, PARTS_MOST = 1000 };

static const char *text_or_empty(const struct json *object, const char *name)
{
    const char *text = json_get_text(object, name);
    return text ? text : "";
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

enum message_place sl_place(const char *channel, const char *type)
{
    if (same(type, "im") || same(type, "app_home"))
        return PLACE_DIRECT;
    if (same(type, "mpim"))
        return PLACE_GROUP;
    return !type[0] && channel[0] == 'D' ? PLACE_DIRECT : PLACE_CHANNEL;
}

bool sl_key(char *out, size_t size, const char *channel, const char *source, int part)
{
    int len = snprintf(out, size, "%s:%s:%d", channel, source, part);
    return ident_ok(channel, SL_ID_SIZE) && source[0] && part >= 0 && len > 0 &&
           (size_t)len < size;
}

bool sl_is_own(const struct json *message, const struct sl_self *self)
{
    return same(text_or_empty(message, "user"), self->user) ||
           (self->bot[0] && same(text_or_empty(message, "bot_id"), self->bot));
}

bool sl_own_mark(const struct json *message, const struct sl_self *self,
                 const char **question, int64_t *part)
{
    const struct json *payload = json_get(json_get(message, "metadata"), "event_payload");
    const char *text = json_get_text(payload, "part");

    *question = json_get_text(payload, "q");
    *part = text ? strtol(text, NULL, 10) : json_get_int(payload, "part", 0);
    return *question && *part >= 0 && *part < PARTS_MOST && sl_is_own(message, self);
}

static void decode_own(struct sl_decoded *out, const struct sl_self *self,
                       const struct json *message)
{
    const char *question;
    int64_t part;

    out->what = SL_SEEN;
    if (!sl_own_mark(message, self, &question, &part))
        return;
    int len = snprintf(out->key, sizeof out->key, "%s:%" PRId64, question, part);
    if (len > 0 && (size_t)len < sizeof out->key)
        out->what = SL_RECEIPT;
}

/* A person's own words (section 6). All other subtypes are the system's; Slackbot is a
 * user that is none. */
static bool by_person(const struct json *message)
{
    static const char *const fine[] = {"", "file_share", "thread_broadcast"};
    const char *subtype = text_or_empty(message, "subtype");
    const char *user = text_or_empty(message, "user");

    if (json_get_bool(message, "hidden", false) || json_get_text(message, "bot_id") ||
        json_is_object(json_get(message, "bot_profile")) || !ident_ok(user, SL_ID_SIZE) ||
        same(user, "USLACKBOT"))
        return false;
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        if (same(subtype, fine[i]))
            return true;
    }
    return false;
}

static uint64_t hash_on(uint64_t h, const char *text)
{
    do
        h = (h ^ (unsigned char)*text) * 0x100000001B3u; /* FNV-1a, the NUL too */
    while (*text++);
    return h;
}

/* Slack's client has sent one gesture as two messages, with the same client_msg_id and
 * the same words (section 6). */
static void note_gesture(struct sl_decoded *out, const struct json *message)
{
    const char *id = text_or_empty(message, "client_msg_id");
    uint64_t h = hash_on(0xCBF29CE484222325u, out->channel);

    if (!id[0])
        return;
    h = hash_on(hash_on(h, id), text_or_empty(message, "text"));
    snprintf(out->gesture, sizeof out->gesture, "g:%016" PRIx64, h);
}

static bool fill_message(struct sl_decoded *out, const struct sl_self *self,
                         const struct json *message, const char *type)
{
    struct message *m = &out->message;
    const char *thread = text_or_empty(message, "thread_ts");

    m->kind = MESSAGE_POSTED;
    m->place = sl_place(out->channel, type);
    m->id = out->id;
    m->channel = out->channel;
    m->user = text_or_empty(message, "user");
    m->at_ms = stamp_ms(out->id);
    /* A parent that has replies names itself as its thread. */
    m->thread = stamp_ok(thread) && !same(thread, out->id) ? thread : "";
    /* Section 8: always the thread's first message; in a direct message at top level. */
    if (m->thread[0])
        m->reply_to = m->thread;
    else
        m->reply_to = m->place == PLACE_DIRECT ? "" : out->id;
    buf_init(&out->text, TEXT_MAX);
    if (!sl_inbound(span_of(text_or_empty(message, "text")), self->user, &out->text,
                    &m->mentioned))
        return false;
    m->text = buf_view(&out->text);
    return true;
}

bool sl_decode_read(struct sl_decoded *out, const struct sl_self *self,
                    const struct json *message, const char *channel, const char *type)
{
    *out = (struct sl_decoded){
        .what = SL_NOTHING, .id = text_or_empty(message, "ts"), .channel = channel};
    int len = snprintf(out->known, sizeof out->known, "%s:%s", channel, out->id);
    if (!stamp_ok(out->id) || !ident_ok(channel, SL_ID_SIZE) || len < 0 ||
        (size_t)len >= sizeof out->known)
        return false;
    out->posted = true;
    if (sl_is_own(message, self)) {
        decode_own(out, self, message);
        return true;
    }
    out->what = SL_SEEN;
    /* A picture without a word is no question. */
    if (!by_person(message) || !text_or_empty(message, "text")[0])
        return true;
    note_gesture(out, message);
    if (!fill_message(out, self, message, type))
        return false;
    out->what = SL_MESSAGE;
    return true;
}

/* An edit or a deletion only cancels a reply that has not left: id and channel are all
 * that counts. */
static bool cancelled(struct sl_decoded *out, enum message_kind kind, const char *id,
                      const char *channel, const char *user)
{
    if (!stamp_ok(id) || !ident_ok(channel, SL_ID_SIZE))
        return false;
    out->message = (struct message){.kind = kind,
                                    .place = sl_place(channel, ""),
                                    .id = id,
                                    .channel = channel,
                                    .thread = "",
                                    .reply_to = "",
                                    .user = user,
                                    .text = span_of(""),
                                    .at_ms = stamp_ms(id)};
    out->what = SL_MESSAGE;
    return true;
}

/* Comes without a change of the text, too: for previews and new replies (section 6). */
static bool decode_changed(struct sl_decoded *out, const struct sl_self *self,
                           const struct json *event)
{
    const struct json *now = json_get(event, "message");
    const struct json *before = json_get(event, "previous_message");
    const char *id = text_or_empty(now, "ts");
    const char *channel = text_or_empty(event, "channel");

    if (!json_is_object(now))
        return false;
    if (same(text_or_empty(now, "subtype"), "tombstone"))
        return cancelled(out, MESSAGE_DELETED, id, channel, "");
    if (sl_is_own(now, self) || !json_is_object(json_get(now, "edited")) ||
        (before && same(text_or_empty(now, "text"), text_or_empty(before, "text"))))
        return true;
    return cancelled(out, MESSAGE_EDITED, id, channel, text_or_empty(now, "user"));
}

static bool decode_deleted(struct sl_decoded *out, const struct sl_self *self,
                           const struct json *event)
{
    const struct json *before = json_get(event, "previous_message");

    if (before && sl_is_own(before, self))
        return true;
    return cancelled(out, MESSAGE_DELETED, text_or_empty(event, "deleted_ts"),
                     text_or_empty(event, "channel"), text_or_empty(before, "user"));
}

static bool decode_message(struct sl_decoded *out, const struct sl_self *self,
                           const struct json *event)
{
    const char *subtype = text_or_empty(event, "subtype");

    if (same(subtype, "message_changed"))
        return decode_changed(out, self, event);
    if (same(subtype, "message_deleted"))
        return decode_deleted(out, self, event);
    if (same(subtype, "message_replied") || json_get_bool(event, "hidden", false))
        return true;
    return sl_decode_read(out, self, event, text_or_empty(event, "channel"),
                          text_or_empty(event, "channel_type"));
}

/* The same message comes as message, too, if that is subscribed to. */
static bool decode_mention(struct sl_decoded *out, const struct sl_self *self,
                           const struct json *event)
{
    bool ok = decode_message(out, self, event);

    if (ok && out->what == SL_MESSAGE)
        out->message.mentioned = true;
    return ok;
}

static bool decode_reaction(struct sl_decoded *out, const struct sl_self *self,
                            const struct json *event)
{
    static const struct {
        const char *name;
        enum message_kind kind;
    } feedback[] = {{"+1", MESSAGE_HELPFUL},
                    {"thumbsup", MESSAGE_HELPFUL},
                    {"-1", MESSAGE_UNHELPFUL},
                    {"thumbsdown", MESSAGE_UNHELPFUL}};
    const struct json *item = json_get(event, "item");
    const char *name = text_or_empty(event, "reaction");
    const char *user = text_or_empty(event, "user");
    size_t plain = strcspn(name, ":"); /* "+1::skin-tone-3" */

    const char *author = text_or_empty(event, "item_user");

    /* A reaction to somebody else's message is none of our business. */
    if (same(user, self->user) || (author[0] && !same(author, self->user)))
        return true;
    for (size_t i = 0; i < sizeof feedback / sizeof feedback[0]; i++) {
        if (strlen(feedback[i].name) == plain &&
            memcmp(name, feedback[i].name, plain) == 0)
            return cancelled(out, feedback[i].kind, text_or_empty(item, "ts"),
                             text_or_empty(item, "channel"), user);
    }
    return true;
}

static const struct {
    const char *name;
    bool (*decode)(struct sl_decoded *out, const struct sl_self *self,
                   const struct json *event);
} events[] = {
    {"message", decode_message},
    {"app_mention", decode_mention},
    {"reaction_added", decode_reaction},
};

bool sl_decode_event(struct sl_decoded *out, const struct sl_self *self,
                     const struct json *event)
{
    const char *type = text_or_empty(event, "type");

    *out = (struct sl_decoded){.what = SL_NOTHING};
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        if (!same(type, events[i].name))
            continue;
        bool ok = events[i].decode(out, self, event);
        if (!ok)
            out->what = SL_NOTHING;
        return ok;
    }
    return true;
}

void sl_decoded_free(struct sl_decoded *d)
{
    buf_free(&d->text);
    *d = (struct sl_decoded){.what = SL_NOTHING};
}
