/* notices.c - see notices.h. Types and props as in Mattermost 11.6, app/channel.go. */
#include "playground/notices.h"

#include "base/json.h"
#include "playground/events.h"

static void put(struct room *r, struct channel *c, const struct user *by,
                const struct user *whom, const char *type, const char *words, int64_t now)
{
    struct json_writer w;
    struct json *props = NULL;
    struct buf message, text;
    const struct post *p = NULL;

    buf_init(&message, 512);
    buf_init(&text, 512);
    json_write(&w, &text);
    json_open_object(&w, NULL);
    json_put_text(&w, "username", by->username);
    if (whom != by) {
        json_put_text(&w, "addedUserId", whom->id);
        json_put_text(&w, "addedUsername", whom->username);
    }
    json_close(&w);
    if (buf_format(&message, "%s %s", whom->username, words) && json_done(&w) &&
        json_parse(&props, buf_view(&text), 512, NULL)) {
        struct post_draft draft = {.channel = c,
                                   .user = by,
                                   .message = message.data,
                                   .type = type,
                                   .props = props};

        p = posts_add(r->store, &draft, now);
        if (p)
            event_posted(r, p);
        else
            json_free(props);
    }
    buf_free(&message);
    buf_free(&text);
}

void notice_joined(struct room *r, struct channel *c, const struct user *u, int64_t now)
{
    put(r, c, u, u, "system_join_channel", "joined the channel.", now);
}

void notice_added(struct room *r, struct channel *c, const struct user *by,
                  const struct user *u, int64_t now)
{
    put(r, c, by, u, "system_add_to_channel", "was added to the channel.", now);
}

void notice_removed(struct room *r, struct channel *c, const struct user *u, int64_t now)
{
    put(r, c, u, u, "system_remove_from_channel", "was removed from the channel.", now);
}
