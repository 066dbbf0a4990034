/* events.c - see events.h. Names and fields as in Mattermost 11.6, app/notification.go
 * and model/websocket_message.go. */
#include "playground/events.h"

#include <stdio.h>
#include <string.h>

#include "playground/names.h"
#include "playground/print.h"
#include "playground/sockets.h"

enum { EVENT_MAX = 4 << 20 };

/* An event being written, and whom it is for. */
struct event {
    struct buf text;
    struct json_writer w;
    const struct channel *channel; /* its members; NULL: everybody */
    const struct user *only;       /* NULL: all of them */
    const struct user *omit;
};

static void open_event(struct event *e, const char *name)
{
    memset(e, 0, sizeof *e);
    buf_init(&e->text, EVENT_MAX);
    json_write(&e->w, &e->text);
    json_open_object(&e->w, NULL);
    json_put_text(&e->w, "event", name);
    json_open_object(&e->w, "data");
}

static bool concerns(const struct client *c, const void *user)
{
    const struct event *e = user;

    if (!c->user || c->user == e->omit || c->user->expired)
        return false;
    if (e->only)
        return c->user == e->only;
    return !e->channel || channel_has(e->channel, c->user);
}

static void put_omitted(struct event *e)
{
    if (!e->omit) {
        json_put_null(&e->w, "omit_users");
        return;
    }
    json_open_object(&e->w, "omit_users");
    json_put_bool(&e->w, e->omit->id, true);
    json_close(&e->w);
}

/* An event that there is no memory for is lost, as on an overloaded server. */
static void send_event(struct room *r, struct event *e)
{
    json_close(&e->w); /* data */
    json_open_object(&e->w, "broadcast");
    put_omitted(e);
    json_put_text(&e->w, "user_id", e->only ? e->only->id : "");
    json_put_text(&e->w, "channel_id", e->channel ? e->channel->id : "");
    json_put_text(&e->w, "team_id", "");
    json_put_text(&e->w, "connection_id", "");
    json_put_text(&e->w, "omit_connection_id", "");
    json_close(&e->w);
    json_close(&e->w);
    if (json_done(&e->w))
        sockets_tell(r, buf_view(&e->text), concerns, e);
    buf_free(&e->text);
}

/* Some values are texts that hold JSON: written beside the event, then put into it. */
struct inner {
    struct buf text;
    struct json_writer w;
};

static void open_inner(struct inner *in)
{
    buf_init(&in->text, EVENT_MAX);
    json_write(&in->w, &in->text);
}

/* An event that lacks one of its values would be believed: it is lost as a whole. */
static void put_inner(struct event *e, const char *name, struct inner *in)
{
    if (!json_done(&in->w))
        e->w.failed = true;
    else if (name)
        json_put_span(&e->w, name, buf_view(&in->text));
    buf_free(&in->text);
}

static void put_post(struct event *e, const struct post *p, bool fresh)
{
    struct inner in;

    open_inner(&in);
    print_post(&in.w, NULL, p, fresh);
    put_inner(e, "post", &in);
}

static void put_mentions(struct event *e, const struct store *s, const struct post *p,
                         const struct user *author)
{
    uint64_t bits[STORE_USERS / 64];
    struct inner in;
    size_t count = 0;

    names_mentioned(s, p->channel, author, p->message, bits);
    open_inner(&in);
    json_open_array(&in.w, NULL);
    for (size_t i = 0; i < s->users; i++) {
        if (bits[i / 64] >> (i % 64) & 1) {
            json_put_text(&in.w, NULL, s->user[i]->id);
            count++;
        }
    }
    json_close(&in.w);
    put_inner(e, count > 0 ? "mentions" : NULL, &in);
}

void event_posted(struct room *r, const struct post *p)
{
    const struct channel *c = p->channel;
    const struct user *author = store_user(r->store, p->user_id);
    bool system = strncmp(p->type, "system_", 7) == 0;
    bool direct = c->type == 'D';
    char sender[USERNAME_SIZE + 1];
    struct event e;

    if (!author)
        return;
    (void)snprintf(sender, sizeof sender, "@%s", author->username);
    open_event(&e, "posted");
    json_put_text(&e.w, "channel_display_name", direct ? sender : c->display_name);
    json_put_text(&e.w, "channel_name", c->name);
    json_put_span(&e.w, "channel_type", (struct span){&c->type, 1});
    if (!system)
        put_mentions(&e, r->store, p, author);
    put_post(&e, p, true);
    json_put_text(&e.w, "sender_name", system ? "System" : sender);
    json_put_bool(&e.w, "set_online", true);
    json_put_text(&e.w, "team_id", direct ? "" : r->store->team_id);
    e.channel = c;
    send_event(r, &e);
}

void event_edited(struct room *r, const struct post *p)
{
    struct event e;

    open_event(&e, "post_edited");
    put_post(&e, p, false);
    e.channel = p->channel;
    send_event(r, &e);
}

void event_deleted(struct room *r, const struct post *p, const struct user *by)
{
    struct event e;

    open_event(&e, "post_deleted");
    put_post(&e, p, false);
    json_put_text(&e.w, "delete_by", by->id);
    e.channel = p->channel;
    send_event(r, &e);
}

void event_reaction(struct room *r, const struct post *p, const struct reaction *reaction,
                    bool added)
{
    struct inner in;
    struct event e;

    open_event(&e, added ? "reaction_added" : "reaction_removed");
    open_inner(&in);
    print_reaction(&in.w, NULL, p, reaction, 0);
    put_inner(&e, "reaction", &in);
    e.channel = p->channel;
    send_event(r, &e);
}

void event_typing(struct room *r, const struct channel *c, const struct user *u,
                  const char *parent_id)
{
    struct event e;

    open_event(&e, "typing");
    json_put_text(&e.w, "parent_id", parent_id);
    json_put_text(&e.w, "user_id", u->id);
    e.channel = c;
    e.omit = u;
    send_event(r, &e);
}

void event_member(struct room *r, const struct channel *c, const struct user *u,
                  bool added)
{
    struct event e;

    open_event(&e, added ? "user_added" : "user_removed");
    json_put_text(&e.w, "user_id", u->id);
    json_put_text(&e.w, added ? "team_id" : "channel_id",
                  added ? r->store->team_id : c->id);
    e.channel = c;
    send_event(r, &e);
}

void event_direct(struct room *r, const struct channel *c, const struct user *creator,
                  const struct user *mate)
{
    struct event e;

    open_event(&e, "direct_added");
    json_put_text(&e.w, "creatorid", creator->id);
    json_put_text(&e.w, "teammate_id", mate->id);
    e.channel = c;
    send_event(r, &e);
}

void event_archived(struct room *r, const struct channel *c)
{
    struct event e;

    open_event(&e, "channel_deleted");
    json_put_text(&e.w, "channel_id", c->id);
    json_put_int(&e.w, "delete_at", c->delete_at);
    e.channel = c;
    send_event(r, &e);
}

void event_new_user(struct room *r, const struct user *u)
{
    struct event e;

    open_event(&e, "new_user");
    json_put_text(&e.w, "user_id", u->id);
    send_event(r, &e);
}
