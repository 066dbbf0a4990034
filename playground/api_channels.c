/* api_channels.c - channels and their members. */
#include <stdio.h>
#include <string.h>

#include "playground/api.h"
#include "playground/events.h"
#include "playground/notices.h"
#include "playground/print.h"

enum { LIST_MAX = 1 << 20 };

static void answer_channel(struct call *c, int status, const struct channel *channel)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, LIST_MAX);
    json_write(&w, &out);
    print_channel(&w, NULL, c->room->store, channel);
    api_json(c, status, &out);
    buf_free(&out);
}

void channels_mine(struct call *c)
{
    const struct store *s = c->room->store;
    const char *deleted = request_query(c->request, "include_deleted");
    bool all = deleted && strcmp(deleted, "true") == 0;
    struct json_writer w;
    struct buf out;

    if (api_user(c, c->param[0]) != c->user) {
        if (!request_answered(c->request))
            api_forbidden(c);
        return;
    }
    buf_init(&out, LIST_MAX);
    json_write(&w, &out);
    json_open_array(&w, NULL);
    for (size_t i = 0; i < s->channels; i++) {
        const struct channel *channel = s->channel[i];

        if (channel_has(channel, c->user) && (all || channel->delete_at == 0))
            print_channel(&w, NULL, s, channel);
    }
    json_close(&w);
    api_json(c, 200, &out);
    buf_free(&out);
}

void channels_get(struct call *c)
{
    const struct channel *channel = api_channel(c, c->param[0]);

    if (channel)
        answer_channel(c, 200, channel);
}

void channels_by_name(struct call *c)
{
    const struct channel *channel = store_channel_named(c->room->store, c->param[1]);

    if (!channel || !channel_has(channel, c->user))
        api_error(c, 404, "app.channel.get_by_name.missing.app_error",
                  "Channel does not exist.");
    else
        answer_channel(c, 200, channel);
}

void channels_direct(struct call *c)
{
    struct store *s = c->room->store;
    struct user *a = store_user(s, json_text(json_at(c->body, 0)));
    struct user *b = store_user(s, json_text(json_at(c->body, 1)));
    size_t before = s->channels;
    struct channel *channel;

    if (!json_is_array(c->body) || json_len(c->body) != 2 || !a || !b || a == b) {
        api_bad_body(c, "user_ids");
        return;
    }
    if (a != c->user && b != c->user) {
        api_forbidden(c);
        return;
    }
    channel = store_direct(s, a, b, c->now);
    if (!channel) {
        api_error(c, 500, "app.channel.create_direct_channel.internal_error",
                  "The playground has no room for another channel.");
        return;
    }
    if (s->channels != before)
        event_direct(c->room, channel, c->user, a == c->user ? b : a);
    answer_channel(c, 201, channel);
}

static void print_member(struct json_writer *w, const struct channel *channel,
                         const struct user *u)
{
    json_open_object(w, NULL);
    json_put_text(w, "channel_id", channel->id);
    json_put_text(w, "user_id", u->id);
    json_put_text(w, "roles", "channel_user");
    json_close(w);
}

void channels_members(struct call *c)
{
    const struct store *s = c->room->store;
    const struct channel *channel = api_channel(c, c->param[0]);
    struct json_writer w;
    struct buf out;

    if (!channel)
        return;
    buf_init(&out, LIST_MAX);
    json_write(&w, &out);
    json_open_array(&w, NULL);
    for (size_t i = 0; i < s->users; i++) {
        if (channel_has(channel, s->user[i]))
            print_member(&w, channel, s->user[i]);
    }
    json_close(&w);
    api_json(c, 200, &out);
    buf_free(&out);
}

/* Direct channels keep their two. */
static bool is_team_channel(struct call *c, const struct channel *channel)
{
    if (channel->type == 'O' || channel->type == 'P')
        return true;
    api_error(c, 400, "api.channel.add_user_to_channel.type.app_error",
              "The members of a direct message do not change.");
    return false;
}

void channels_add_member(struct call *c)
{
    struct channel *channel = api_channel(c, c->param[0]);
    struct user *u = store_user(c->room->store, json_get_text(c->body, "user_id"));
    struct json_writer w;
    struct buf out;

    if (!channel || !is_team_channel(c, channel))
        return;
    if (!u) {
        api_bad_body(c, "user_id");
        return;
    }
    if (!channel_has(channel, u)) {
        channel_join(channel, u);
        event_member(c->room, channel, u, true);
        notice_added(c->room, channel, c->user, u, c->now);
    }
    buf_init(&out, LIST_MAX);
    json_write(&w, &out);
    print_member(&w, channel, u);
    api_json(c, 201, &out);
    buf_free(&out);
}

void channels_remove_member(struct call *c)
{
    struct channel *channel = api_channel(c, c->param[0]);
    struct user *u = channel ? api_user(c, c->param[1]) : NULL;

    if (!u || !is_team_channel(c, channel))
        return;
    if (channel_has(channel, u)) {
        event_member(c->room, channel, u, false);
        channel_leave(channel, u);
        notice_removed(c->room, channel, u, c->now);
    }
    api_ok(c);
}

void channels_archive(struct call *c)
{
    struct channel *channel = api_channel(c, c->param[0]);

    if (!channel || !is_team_channel(c, channel))
        return;
    channel->delete_at = c->now;
    event_archived(c->room, channel);
    api_ok(c);
}

void channels_restore(struct call *c)
{
    struct channel *channel = api_channel(c, c->param[0]);

    if (!channel)
        return;
    channel->delete_at = 0;
    answer_channel(c, 200, channel);
}

void channels_view(struct call *c)
{
    c->user->active_at = c->now;
    api_ok(c);
}
