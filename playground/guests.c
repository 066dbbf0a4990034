/* guests.c - how a person comes in: by a name, without a password. A name whose person is
 * not connected may be taken up again, with its history. */
#include <string.h>

#include "playground/api.h"
#include "playground/events.h"
#include "playground/names.h"
#include "playground/notices.h"
#include "playground/print.h"
#include "playground/sockets.h"

static void answer_guest(struct call *c, const struct user *u)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, 4096);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_text(&w, "token", u->token);
    print_user(&w, "user", u);
    json_close(&w);
    api_json(c, 201, &out);
    buf_free(&out);
}

static void enter_channels(struct call *c, const struct user *u)
{
    const struct store *s = c->room->store;

    for (size_t i = 0; i < s->channels; i++) {
        struct channel *channel = s->channel[i];

        if (channel->type != 'O' || channel->delete_at != 0)
            continue;
        channel_join(channel, u);
        event_member(c->room, channel, u, true);
        notice_joined(c->room, channel, u, c->now);
    }
}

static struct user *add_guest(struct call *c, const char *nickname)
{
    char username[USERNAME_SIZE];
    struct user *u = NULL;

    if (names_username(c->room->store, nickname, username))
        u = store_add_user(c->room->store, username, nickname, false, c->now);
    if (!u) {
        api_error(c, 503, "playground.full",
                  "The playground is full. Restart it to begin anew.");
        return NULL;
    }
    event_new_user(c->room, u);
    enter_channels(c, u);
    return u;
}

/* {"name": "Ada"} */
void guests_join(struct call *c)
{
    char nickname[NICKNAME_SIZE];
    const char *fault = names_check(json_get_text(c->body, "name"), nickname);
    struct user *u;

    if (fault) {
        api_error(c, 400, "playground.name", fault);
        return;
    }
    u = names_find(c->room->store, nickname);
    if (u && (u->bot || sockets_has_user(c->room, u))) {
        api_error(c, 409, "playground.name_taken",
                  "Someone here has this name already. Please choose another one.");
        return;
    }
    if (u && !store_set_token(c->room->store, u, NULL)) {
        api_error(c, 500, "playground.memory", "No memory for this.");
        return;
    }
    if (!u)
        u = add_guest(c, nickname);
    if (u)
        answer_guest(c, u);
}

void guests_about(struct call *c)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, 4096);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_text(&w, "version", LIMBER_VERSION);
    json_put_text(&w, "home", room_home(c->room)->id);
    print_user(&w, "bot", c->room->bot);
    json_put_bool(&w, "bot_online", sockets_has_user(c->room, c->room->bot));
    json_close(&w);
    api_json(c, 200, &out);
    buf_free(&out);
}
