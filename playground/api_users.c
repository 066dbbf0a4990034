/* api_users.c - people, and what a client asks about the server itself. */
#include <stdio.h>
#include <string.h>

#include "playground/api.h"
#include "playground/events.h"
#include "playground/print.h"

enum { LIST_MAX = 1 << 20 };

void users_get(struct call *c)
{
    const struct user *u = api_user(c, c->param[0]);
    struct json_writer w;
    struct buf out;

    if (!u)
        return;
    buf_init(&out, LIST_MAX);
    json_write(&w, &out);
    print_user(&w, NULL, u);
    api_json(c, 200, &out);
    buf_free(&out);
}

void users_by_name(struct call *c)
{
    const struct user *u = store_user_named(c->room->store, c->param[0]);

    if (!u) {
        api_error(c, 404, "app.user.get_by_username.app_error",
                  "Unable to find an existing account matching your username.");
        return;
    }
    (void)snprintf(c->param[0], sizeof c->param[0], "%s", u->id);
    users_get(c);
}

/* All of them: there are at most STORE_USERS. */
void users_list(struct call *c)
{
    const struct store *s = c->room->store;
    const char *in = request_query(c->request, "in_channel");
    const struct channel *channel = NULL;
    struct json_writer w;
    struct buf out;

    if (in && !(channel = api_channel(c, in)))
        return;
    buf_init(&out, LIST_MAX);
    json_write(&w, &out);
    json_open_array(&w, NULL);
    for (size_t i = 0; i < s->users; i++) {
        if (!channel || channel_has(channel, s->user[i]))
            print_user(&w, NULL, s->user[i]);
    }
    json_close(&w);
    api_json(c, 200, &out);
    buf_free(&out);
}

void users_by_ids(struct call *c)
{
    struct json_writer w;
    struct buf out;

    if (!json_is_array(c->body) || json_len(c->body) == 0) {
        api_bad_body(c, "user_ids");
        return;
    }
    buf_init(&out, LIST_MAX);
    json_write(&w, &out);
    json_open_array(&w, NULL);
    for (const struct json *id = json_first(c->body); id; id = json_after(id)) {
        const struct user *u = store_user(c->room->store, json_text(id));

        if (u)
            print_user(&w, NULL, u);
    }
    json_close(&w);
    api_json(c, 200, &out);
    buf_free(&out);
}

void users_typing(struct call *c)
{
    const char *id = json_get_text(c->body, "channel_id");
    const char *parent = json_get_text(c->body, "parent_id");
    const struct channel *channel;

    if (api_user(c, c->param[0]) != c->user) {
        if (!request_answered(c->request))
            api_forbidden(c);
        return;
    }
    if (!id) {
        api_bad_body(c, "channel_id");
        return;
    }
    channel = api_channel(c, id);
    if (!channel)
        return;
    event_typing(c->room, channel, c->user, parent ? parent : "");
    api_ok(c);
}

void users_teams(struct call *c)
{
    struct json_writer w;
    struct buf out;

    if (!api_user(c, c->param[0]))
        return;
    buf_init(&out, LIST_MAX);
    json_write(&w, &out);
    json_open_array(&w, NULL);
    json_open_object(&w, NULL);
    json_put_text(&w, "id", c->room->store->team_id);
    json_put_int(&w, "create_at", c->room->bot->create_at);
    json_put_int(&w, "delete_at", 0);
    json_put_text(&w, "display_name", "Playground");
    json_put_text(&w, "name", "playground");
    json_put_text(&w, "type", "O");
    json_close(&w);
    json_close(&w);
    api_json(c, 200, &out);
    buf_free(&out);
}

void system_ping(struct call *c)
{
    api_ok(c);
}

void system_config(struct call *c)
{
    static const struct {
        const char *name, *value;
    } settings[] = {
        {"Version", "11.6.0"},
        {"BuildNumber", "playground"},
        {"SiteName", "Playground"},
        {"MaxPostSize", "16383"},
        {"EnableUserTypingMessages", "true"},
        {"TimeBetweenUserTypingUpdatesMilliseconds", "5000"},
        {"DiagnosticsEnabled", "false"},
        {"TelemetryId", ""},
    };
    struct json_writer w;
    struct buf out;

    buf_init(&out, 4096);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        json_put_text(&w, settings[i].name, settings[i].value);
    json_close(&w);
    api_json(c, 200, &out);
    buf_free(&out);
}
