/* rocketchat_check.c - what a post may hold (sections 9 to 12, 15). */
#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "tests/sims/rocketchat_inside.h"

enum { TEXT_MOST = 5000 };

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(*names, name) == 0)
            return true;
    }
    return false;
}

static bool only_has(const struct json *object, const char *const *names)
{
    for (const struct json *m = json_first(object); m; m = json_after(m)) {
        if (!is_one_of(json_name(m), names))
            return false;
    }
    return true;
}

static const char *check_shape(const struct json *body)
{
    static const char *const outer[] = {"message", "previewUrls", NULL};
    static const char *const inner[] = {"_id",    "rid",         "msg",          "tmid",
                                        "tshow",  "alias",       "avatar",       "emoji",
                                        "blocks", "attachments", "customFields", NULL};
    const struct json *message = json_get(body, "message");

    if (!json_is_object(message))
        return "must have required property 'message'";
    if (!only_has(body, outer) || !only_has(message, inner))
        return "must NOT have additional properties";
    if (!json_get_text(message, "rid"))
        return "must have required property 'rid'";
    if (json_get(body, "previewUrls") && !json_is_array(json_get(body, "previewUrls")))
        return "must be array";
    if (json_get(message, "attachments") &&
        !json_is_array(json_get(message, "attachments")))
        return "must be array";
    if (json_get(message, "tshow") && !json_get_text(message, "tmid"))
        return "tshow provided but missing tmid";
    return NULL;
}

static bool is_blank(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return !*text;
}

struct pinged {
    struct rc_sim *s;
    bool everybody;
};

static void ping(void *user, struct span name)
{
    struct pinged *p = user;
    const struct user *u = store_user_named(p->s, name);

    if (span_is(name, "all") || span_is(name, "here"))
        p->everybody = true;
    else if (u && strcmp(u->id, BOT_USER) != 0)
        sim_note(&p->s->pings, "@%s", u->name);
}

/* The account has the role "bot" alone: it may not call everybody. */
static bool pings_everybody(struct rc_sim *s, const char *text)
{
    struct pinged pinged = {s, false};

    shape_mentions(text, ping, &pinged);
    return pinged.everybody;
}

static struct refusal check_place(struct rc_sim *s, const struct json *message,
                                  struct room **room)
{
    const char *tmid = sim_text(message, "tmid");

    *room = store_room(s, sim_text(message, "rid"));
    if (!*room)
        return (struct refusal){400, "error-invalid-room",
                                "Invalid room [error-invalid-room]"};
    if (tmid[0]) {
        struct message *root = store_message(s, tmid, room);
        if (!root)
            sim_note(&s->violations, "tmid is no message: %.40s", tmid);
        else if (root->tmid[0])
            sim_note(&s->violations, "tmid is no thread's first message: %.40s", tmid);
    }
    if (!(*room)->member)
        return (struct refusal){400, NULL, "error-not-allowed"};
    if ((*room)->archived)
        return (struct refusal){400, NULL, "room_is_archived"};
    return (struct refusal){0, NULL, NULL};
}

struct refusal check_post(struct rc_sim *s, const struct json *body, struct room **room)
{
    const struct json *message = json_get(body, "message");
    const char *wrong = check_shape(body), *text = sim_text(message, "msg");

    if (wrong)
        return (struct refusal){400, "invalid-params", wrong};
    struct refusal no = check_place(s, message, room);
    if (no.status)
        return no;
    if (is_blank(text) && json_len(json_get(message, "attachments")) == 0)
        return (struct refusal){400, "error-invalid-message",
                                "Empty message [error-invalid-message]"};
    if (utf8_count_utf16(span_of(text)) > TEXT_MOST)
        return (struct refusal){
            400, "error-message-size-exceeded",
            "Message size exceeds Message_MaxAllowedSize [error-message-size-exceeded]"};
    if (pings_everybody(s, text))
        return (struct refusal){400, "error-action-not-allowed",
                                "Notify all in this room not allowed "
                                "[error-action-not-allowed]"};
    if (!sim_text(message, "_id")[0])
        sim_note(&s->violations, "a post without _id: a second one would be shown");
    return (struct refusal){0, NULL, NULL};
}
