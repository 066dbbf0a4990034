#include "platforms/mattermost/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/mention.h"

enum { POST_MAX = 4 << 20, TEXT_MAX = 1 << 20 };

/* A post as the server writes it (section 7); all borrowed. */
struct post_view {
    const char *id, *user, *channel, *root, *message, *type;
    const struct json *props;
    int64_t create_at, edit_at, delete_at;
};

static const char *text_or_empty(const struct json *object, const char *name)
{
    const char *text = json_get_text(object, name);
    return text ? text : "";
}

static bool view_post(struct post_view *v, const struct json *post)
{
    *v = (struct post_view){
        .id = text_or_empty(post, "id"),
        .user = text_or_empty(post, "user_id"),
        .channel = text_or_empty(post, "channel_id"),
        .root = text_or_empty(post, "root_id"),
        .message = text_or_empty(post, "message"),
        .type = text_or_empty(post, "type"),
        .props = json_get(post, "props"),
        .create_at = json_get_int(post, "create_at", 0),
        .edit_at = json_get_int(post, "edit_at", 0),
        .delete_at = json_get_int(post, "delete_at", 0),
    };
    return ident_ok(v->id, MM_ID_SIZE) && ident_ok(v->user, MM_ID_SIZE) &&
           ident_ok(v->channel, MM_ID_SIZE) &&
           (!v->root[0] || ident_ok(v->root, MM_ID_SIZE));
}

/* Set by the server, as the text "true" (Mattermost 11.6, app/post.go, model/post.go). */
static bool by_machine(const struct post_view *v)
{
    static const char *const marks[] = {"from_bot", "from_webhook", "from_oauth_app",
                                        "from_plugin"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *text = json_get_text(v->props, marks[i]);
        if ((text && strcmp(text, "true") == 0) ||
            json_get_bool(v->props, marks[i], false))
            return true;
    }
    return false;
}

/* A person's own words: type "", or "me" for /me. All other types are the system's,
 * another program's, or have no text ("burn_on_read"). */
static bool by_person(const struct post_view *v)
{
    return (!v->type[0] || strcmp(v->type, "me") == 0) && !by_machine(v) &&
           v->delete_at == 0;
}

static enum message_place place_of(const char *type)
{
    if (type && strcmp(type, "D") == 0)
        return PLACE_DIRECT;
    if (type && strcmp(type, "G") == 0)
        return PLACE_GROUP;
    return PLACE_CHANNEL;
}

bool mm_key(char *out, size_t size, const char *bot, const char *source, int part)
{
    int len = snprintf(out, size, "%s:%s:%d", bot, source, part);
    return ident_ok(bot, MM_ID_SIZE) && ident_ok(source, MM_ID_SIZE) && part >= 0 &&
           len > 0 && (size_t)len < size;
}

/* The number of the part a post of ours says it is: kept as a number, read as a text too.
 */
static int64_t part_of(const struct json *props)
{
    const char *text = json_get_text(props, "faq_part");
    return text ? strtol(text, NULL, 10) : json_get_int(props, "faq_part", 0);
}

/* Our own post is a delivery receipt. Its key is told by the props, which stay for ever;
 * pending_post_id is in live events only. */
static void decode_own(struct mm_decoded *out, const struct mm_self *self,
                       const struct post_view *v)
{
    const char *source = json_get_text(v->props, "faq_src");
    int64_t part = part_of(v->props);

    out->what = MM_SEEN;
    if (source && v->delete_at == 0 && part >= 0 && part < 1000 &&
        mm_key(out->key, sizeof out->key, self->id, source, (int)part))
        out->what = MM_RECEIPT;
}

/* Takes our name out of the text (section 8): the event's `mentions` is not asked, since
 * it also stands for @all, and is absent in what catch-up reads. */
static bool decode_text(struct mm_decoded *out, const struct mm_self *self,
                        const struct post_view *v)
{
    struct mention_form form = {.match = mention_at_name, .who = self->username};

    buf_init(&out->text, TEXT_MAX);
    if (!mention_take(span_of(v->message), &form, &out->text, &out->message.mentioned))
        return false;
    out->message.text = buf_view(&out->text);
    return true;
}

static void fill_message(struct message *m, const struct post_view *v,
                         enum message_kind kind, const char *type)
{
    m->kind = kind;
    m->place = place_of(type);
    m->id = v->id;
    m->channel = v->channel;
    m->thread = v->root;
    m->user = v->user;
    m->at_ms = v->create_at;
    /* Section 9: a reply goes to the thread's first post, never to a reply's id; in a
     * direct message it stays at the top level. */
    if (v->root[0])
        m->reply_to = v->root;
    else
        m->reply_to = m->place == PLACE_DIRECT ? "" : v->id;
}

bool mm_decode_post(struct mm_decoded *out, const struct mm_self *self,
                    const struct json *post, const char *type)
{
    struct post_view v;

    *out = (struct mm_decoded){.what = MM_NOTHING};
    if (!view_post(&v, post) || v.create_at <= 0)
        return false;
    out->posted = true;
    out->id = v.id;
    out->channel = v.channel;
    out->at_ms = v.create_at;
    if (strcmp(v.user, self->id) == 0) {
        decode_own(out, self, &v);
        return true;
    }
    out->what = MM_SEEN;
    if (!by_person(&v))
        return true;
    fill_message(&out->message, &v, MESSAGE_POSTED, type);
    if (!decode_text(out, self, &v))
        return false;
    out->what = MM_MESSAGE;
    return true;
}

/* data.post is a text that holds JSON: it is parsed a second time. */
static bool parse_inner(struct mm_decoded *out, const struct json *data, const char *name)
{
    const char *text = json_get_text(data, name);
    return text && json_parse(&out->post, span_of(text), POST_MAX, NULL) &&
           json_is_object(out->post);
}

static bool decode_posted(struct mm_decoded *out, const struct mm_self *self,
                          const struct json *data, const struct json *broadcast)
{
    (void)broadcast;
    if (!parse_inner(out, data, "post"))
        return false;

    struct json *post = out->post;
    bool ok = mm_decode_post(out, self, post, json_get_text(data, "channel_type"));
    out->post = post;
    return ok;
}

/* An edit or a deletion only cancels a reply that has not left: id and channel are all
 * that counts. Pinning sends post_edited too, with edit_at as it was. */
static bool decode_changed(struct mm_decoded *out, const struct mm_self *self,
                           const struct json *data, enum message_kind kind)
{
    struct post_view v;

    if (!parse_inner(out, data, "post") || !view_post(&v, out->post))
        return false;
    if (strcmp(v.user, self->id) == 0 || (kind == MESSAGE_EDITED && v.edit_at <= 0))
        return true;
    fill_message(&out->message, &v, kind, NULL);
    out->what = MM_MESSAGE;
    return true;
}

static bool decode_edited(struct mm_decoded *out, const struct mm_self *self,
                          const struct json *data, const struct json *broadcast)
{
    (void)broadcast;
    return decode_changed(out, self, data, MESSAGE_EDITED);
}

static bool decode_deleted(struct mm_decoded *out, const struct mm_self *self,
                           const struct json *data, const struct json *broadcast)
{
    (void)broadcast;
    return decode_changed(out, self, data, MESSAGE_DELETED);
}

static const struct {
    const char *name;
    enum message_kind kind;
} feedback[] = {
    {"+1", MESSAGE_HELPFUL},
    {"thumbsup", MESSAGE_HELPFUL},
    {"-1", MESSAGE_UNHELPFUL},
    {"thumbsdown", MESSAGE_UNHELPFUL},
};

static bool decode_reaction(struct mm_decoded *out, const struct mm_self *self,
                            const struct json *data, const struct json *broadcast)
{
    if (!parse_inner(out, data, "reaction"))
        return false;

    struct message *m = &out->message;
    const char *emoji = text_or_empty(out->post, "emoji_name");
    m->user = text_or_empty(out->post, "user_id");
    m->id = text_or_empty(out->post, "post_id");
    m->channel = text_or_empty(out->post, "channel_id");
    if (!m->channel[0])
        m->channel = text_or_empty(broadcast, "channel_id");
    if (!ident_ok(m->user, MM_ID_SIZE) || !ident_ok(m->id, MM_ID_SIZE) ||
        !ident_ok(m->channel, MM_ID_SIZE))
        return false;
    m->place = PLACE_CHANNEL;
    m->thread = m->reply_to = "";
    m->at_ms = json_get_int(out->post, "create_at", 0);
    for (size_t i = 0; i < sizeof feedback / sizeof feedback[0]; i++) {
        if (strcmp(emoji, feedback[i].name) == 0 && strcmp(m->user, self->id) != 0) {
            m->kind = feedback[i].kind;
            out->what = MM_MESSAGE;
        }
    }
    return true;
}

/* The few of about a hundred events that matter to us. ephemeral_message is not among
 * them: it is the server's own note, seen by us alone. */
static const struct {
    const char *name;
    bool (*decode)(struct mm_decoded *out, const struct mm_self *self,
                   const struct json *data, const struct json *broadcast);
} events[] = {
    {"posted", decode_posted},
    {"post_edited", decode_edited},
    {"post_deleted", decode_deleted},
    {"reaction_added", decode_reaction},
};

bool mm_decode_event(struct mm_decoded *out, const struct mm_self *self,
                     const struct json *event)
{
    const char *name = text_or_empty(event, "event");

    *out = (struct mm_decoded){.what = MM_NOTHING};
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        if (strcmp(name, events[i].name) != 0)
            continue;
        bool ok = events[i].decode(out, self, json_get(event, "data"),
                                   json_get(event, "broadcast"));
        if (!ok)
            out->what = MM_NOTHING;
        return ok;
    }
    return true;
}

void mm_decoded_free(struct mm_decoded *d)
{
    json_free(d->post);
    buf_free(&d->text);
    *d = (struct mm_decoded){.what = MM_NOTHING};
}
