/* actions.c - what clients say over their socket (Mattermost 11.6,
 * app/platform/websocket_router.go and channels/wsapi). */
#include <stdio.h>
#include <string.h>

#include "playground/api.h"
#include "playground/events.h"
#include "playground/sockets.h"

enum { REPLY_MAX = 4096 };

/* One frame of a client. */
struct action {
    struct client *client;
    const struct json *data;
    int64_t seq;
};

static void reply_ok(const struct action *a, void (*data)(struct json_writer *w))
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, REPLY_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_text(&w, "status", "OK");
    if (data) {
        json_open_object(&w, "data");
        data(&w);
        json_close(&w);
    }
    json_put_int(&w, "seq_reply", a->seq);
    json_close(&w);
    client_reply(a->client, buf_view(&out));
    buf_free(&out);
}

static void reply_fail(const struct action *a, int status, const char *id,
                       const char *message)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, REPLY_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_text(&w, "status", "FAIL");
    json_put_int(&w, "seq_reply", a->seq);
    json_open_object(&w, "error");
    json_put_text(&w, "id", id);
    json_put_text(&w, "message", message);
    json_put_text(&w, "detailed_error", "");
    json_put_int(&w, "status_code", status);
    json_close(&w);
    json_close(&w);
    client_reply(a->client, buf_view(&out));
    buf_free(&out);
}

/* A client that came with a good token in its header is not asked again. */
static void authenticate(const struct action *a)
{
    struct client *c = a->client;

    if (c->user)
        return;
    c->user = store_user_by_token(c->room->store, json_get_text(a->data, "token"));
    if (!c->user) {
        peer_cut(c->peer);
        return;
    }
    client_hello(c);
    reply_ok(a, NULL);
}

static void put_pong(struct json_writer *w)
{
    json_put_text(w, "node_id", "");
    json_put_int(w, "server_time", ident_now());
    json_put_text(w, "text", "pong");
    json_put_text(w, "version", "11.6.0");
}

static void ping(const struct action *a)
{
    reply_ok(a, put_pong);
}

static void user_typing(const struct action *a)
{
    const struct client *c = a->client;
    const struct channel *channel =
        store_channel(c->room->store, json_get_text(a->data, "channel_id"));
    const char *parent = json_get_text(a->data, "parent_id");

    if (!channel || !channel_has(channel, c->user)) {
        reply_fail(a, 400, "api.websocket_handler.invalid_param.app_error",
                   "Invalid channel_id parameter.");
        return;
    }
    event_typing(c->room, channel, c->user, parent ? parent : "");
    reply_ok(a, NULL);
}

/* Statuses and the active channel are none of the playground's affairs. */
static void accept(const struct action *a)
{
    reply_ok(a, NULL);
}

static const struct {
    const char *name;
    void (*act)(const struct action *a);
} actions[] = {
    {"ping", ping},
    {"user_typing", user_typing},
    {"get_statuses", accept},
    {"presence", accept},
};

static void act(const struct action *a, const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(actions[i].name, name) == 0) {
            actions[i].act(a);
            return;
        }
    }
    reply_fail(a, 500, "api.web_socket_router.bad_action.app_error",
               "Unknown WebSocket action.");
}

static void read_action(struct client *c, const struct json *frame)
{
    const char *name = json_get_text(frame, "action");
    struct action a = {c, json_get(frame, "data"), json_get_int(frame, "seq", 0)};

    if (!name || name[0] == '\0')
        reply_fail(&a, 400, "api.web_socket_router.no_action.app_error",
                   "No websocket action.");
    else if (a.seq <= 0)
        reply_fail(&a, 400, "api.web_socket_router.bad_seq.app_error",
                   "Invalid sequence for WebSocket message.");
    else if (strcmp(name, "authentication_challenge") == 0)
        authenticate(&a);
    else if (!c->user || c->user->expired)
        reply_fail(&a, 401, "api.web_socket_router.not_authenticated.app_error",
                   "WebSocket connection is not authenticated. Please log in and try "
                   "again.");
    else
        act(&a, name);
}

void actions_text(void *room, struct peer *p, struct span message)
{
    struct client *c = peer_data(p);
    struct json *frame = NULL;

    (void)room;
    if (!c)
        return;
    if (json_parse(&frame, message, 8192, NULL) && json_is_object(frame))
        read_action(c, frame);
    else
        peer_cut(p);
    json_free(frame);
}
