#include "platforms/slack/click.h"

#include <stdio.h>
#include <string.h>

#include "platforms/ident.h"
#include "platforms/slack/stamp.h"

static const char *text_or_empty(const struct json *object, const char *name)
{
    const char *text = json_get_text(object, name);
    return text ? text : "";
}

static const char *either(const char *a, const char *b)
{
    return a[0] ? a : b;
}

/* What tells one click from another; the same one sent again gives the same id. */
static bool click_id(struct sl_decoded *out, const char *posted, const char *user,
                     const struct json *action)
{
    int len = snprintf(out->id_text, sizeof out->id_text, "%s/%s/%s/%s", posted,
                       text_or_empty(action, "action_ts"), user,
                       text_or_empty(action, "action_id"));
    int known = snprintf(out->known, sizeof out->known, "click:%s", out->id_text);
    return len > 0 && (size_t)len < sizeof out->id_text && known > 0 &&
           (size_t)known < sizeof out->known;
}

/* Borrows what the message's fields point to from the payload. */
static bool fill(struct sl_decoded *out, const struct json *payload,
                 const struct json *action)
{
    const struct json *container = json_get(payload, "container");
    const struct json *message = json_get(payload, "message");
    const char *posted =
        either(text_or_empty(container, "message_ts"), text_or_empty(message, "ts"));
    const char *thread = either(text_or_empty(container, "thread_ts"),
                                text_or_empty(message, "thread_ts"));
    struct message *m = &out->message;

    m->channel = either(text_or_empty(json_get(payload, "channel"), "id"),
                        text_or_empty(container, "channel_id"));
    m->user = text_or_empty(json_get(payload, "user"), "id");
    if (!stamp_ok(posted) || !ident_ok(m->channel, SL_ID_SIZE) ||
        !ident_ok(m->user, SL_ID_SIZE) || !click_id(out, posted, m->user, action))
        return false;
    m->place = sl_place(m->channel, "");
    m->thread = stamp_ok(thread) ? thread : "";
    m->reply_to = either(m->thread, m->place == PLACE_DIRECT ? "" : posted);
    m->id = posted;
    m->text = span_of("");
    m->mentioned = true;
    m->at_ms = stamp_ms(either(text_or_empty(action, "action_ts"), posted));
    return true;
}

bool sl_decode_click(struct sl_decoded *out, const struct sl_self *self,
                     const struct json *payload)
{
    const struct json *action = json_at(json_get(payload, "actions"), 0);
    const char *name = text_or_empty(action, "action_id");
    const char *value = text_or_empty(action, "value");

    (void)self;
    *out = (struct sl_decoded){.what = SL_NOTHING};
    if (strcmp(text_or_empty(payload, "type"), "block_actions") != 0 ||
        strncmp(name, SL_CHOICE, strlen(SL_CHOICE)) != 0)
        return true;
    if (!fill(out, payload, action))
        return false;
    if (strcmp(name, SL_HELPFUL) == 0) {
        out->message.kind = MESSAGE_HELPFUL;
    } else if (strcmp(name, SL_UNHELPFUL) == 0) {
        out->message.kind = MESSAGE_UNHELPFUL;
    } else {
        out->message.kind = MESSAGE_PICKED;
        out->message.id = out->id_text;
        out->message.text = span_of(value);
    }
    out->channel = out->message.channel;
    out->id = out->message.id;
    out->what = SL_MESSAGE;
    return true;
}
