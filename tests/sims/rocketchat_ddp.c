/* rocketchat_ddp.c - the socket: the handshake, the heartbeat, events. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sims/rocketchat_inside.h"

enum { FRAME_MAX = 1 << 20 };

/* --- sending --- */

void socket_frame(struct socket *k, struct json_writer *w)
{
    if (!json_done(w))
        abort();
    sim_queue_add(&k->queue, buf_view(w->out));
    buf_free(w->out);
}

static void begin(struct json_writer *w, struct buf *out, const char *msg)
{
    buf_init(out, FRAME_MAX);
    json_write(w, out);
    json_open_object(w, NULL);
    json_put_text(w, "msg", msg);
}

static void complain(struct socket *k, const char *reason)
{
    struct json_writer w;
    struct buf out;

    sim_note(&k->sim->violations, "the socket: %s", reason);
    begin(&w, &out, "error");
    json_put_text(&w, "reason", reason);
    json_close(&w);
    socket_frame(k, &w);
}

static void event_begin(struct json_writer *w, struct buf *out, const char *collection,
                        const char *event)
{
    begin(w, out, "changed");
    json_put_text(w, "collection", collection);
    json_put_text(w, "id", "id");
    json_open_object(w, "fields");
    json_put_text(w, "eventName", event);
    json_open_array(w, "args");
}

static void event_end(struct socket *k, struct json_writer *w)
{
    json_close(w);
    json_close(w);
    json_close(w);
    socket_frame(k, w);
}

static bool has_sub(const struct socket *k, const char *name, const char *event)
{
    for (size_t i = 0; i < k->subs; i++) {
        if (strcmp(k->sub[i].name, name) == 0 && strcmp(k->sub[i].event, event) == 0)
            return true;
    }
    return false;
}

static bool is_open(const struct socket *k)
{
    return k->used && k->queue.peer && !peer_closing(k->queue.peer);
}

static void tell_one(struct rc_sim *s, struct socket *k, const struct room *room,
                     const struct message *m, bool mine)
{
    struct json_writer w;
    struct buf out;

    event_begin(&w, &out, "stream-room-messages", mine ? "__my_messages__" : room->id);
    json_open_object(&w, NULL);
    shape_message(s, &w, room, m, true);
    json_close(&w);
    if (mine) {
        json_open_object(&w, NULL);
        json_put_bool(&w, "roomParticipant", room->member);
        json_put_text(&w, "roomType", room->type);
        if (room->type[0] != 'd')
            json_put_text(&w, "roomName", room->id);
        json_close(&w);
    }
    event_end(k, &w);
}

void socket_tell(struct rc_sim *s, const struct room *room, const struct message *m)
{
    static const char stream[] = "stream-room-messages";

    for (size_t i = 0; i < SOCKETS; i++) {
        struct socket *k = &s->socket[i];
        if (!is_open(k))
            continue;
        /* Public rooms are seen by all; others by their members. */
        if (has_sub(k, stream, "__my_messages__") &&
            (room->member || room->type[0] == 'c'))
            tell_one(s, k, room, m, true);
        if (has_sub(k, stream, room->id))
            tell_one(s, k, room, m, false);
    }
}

void socket_tell_deleted(struct rc_sim *s, const struct room *room, const char *id)
{
    struct json_writer w;
    struct buf out;
    char event[ID_SIZE + 32];

    snprintf(event, sizeof event, "%s/deleteMessage", room->id);
    for (size_t i = 0; i < SOCKETS; i++) {
        struct socket *k = &s->socket[i];
        if (!is_open(k) || !has_sub(k, "stream-notify-room", event))
            continue;
        event_begin(&w, &out, "stream-notify-room", event);
        json_open_object(&w, NULL);
        json_put_text(&w, "_id", id);
        json_close(&w);
        event_end(k, &w);
    }
}

/* --- life --- */

int64_t socket_open_count(const struct rc_sim *s)
{
    int64_t n = 0;

    for (size_t i = 0; i < SOCKETS; i++)
        n += s->socket[i].used;
    return n;
}

bool socket_upgrade(void *user, struct request *r)
{
    struct rc_sim *s = user;
    struct sim_fault fault = sim_faults_take(&s->faults, "upgrade");

    if (sim_fault_before(r, &fault))
        return false;
    if (strcmp(request_path(r), "/websocket") != 0) {
        sim_note(&s->refused, "upgrade of %.80s", request_path(r));
        sim_answer_text(r, 404, "{}");
        return false;
    }
    if (request_field(r, "X-Auth-Token")[0] || request_bearer(r)[0])
        sim_note(&s->violations, "a token was sent to the WebSocket");
    return true;
}

/* After silence a ping; after as long again the end (section 6). Before `connect` just
 * the end. */
static void beat(void *user)
{
    struct socket *k = user;
    struct json_writer w;
    struct buf out;

    if (!is_open(k))
        return;
    if (k->asked || !k->connected) {
        sim_note(&k->sim->violations, "no sign of life");
        peer_cut(k->queue.peer);
        return;
    }
    k->asked = true;
    begin(&w, &out, "ping");
    json_close(&w);
    socket_frame(k, &w);
    server_timer_set(k->beat, k->sim->heartbeat_ms);
}

void socket_opened(void *user, struct peer *p, struct request *r)
{
    struct rc_sim *s = user;
    struct socket *k = NULL;

    (void)r;
    for (size_t i = 0; i < SOCKETS && !k; i++)
        k = s->socket[i].used ? NULL : &s->socket[i];
    if (!k) {
        peer_cut(p);
        return;
    }
    struct server_timer *timer = k->beat ? k->beat : server_timer_new(s->server, beat, k);
    *k = (struct socket){.used = true, .queue = {.peer = p}, .sim = s, .beat = timer};
    peer_attach(p, k);
    s->opened++;
    server_timer_set(k->beat, 3 * s->heartbeat_ms);
}

void socket_writable(void *user, struct peer *p)
{
    struct socket *k = peer_data(p);

    (void)user;
    if (k)
        sim_queue_write(&k->queue);
}

void socket_closed(void *user, struct peer *p)
{
    struct socket *k = peer_data(p);

    (void)user;
    if (!k)
        return;
    sim_queue_clear(&k->queue);
    k->used = false;
}

void socket_binary(void *user, struct peer *p)
{
    struct rc_sim *s = user;

    sim_note(&s->refused, "a binary frame");
    peer_cut(p);
}

/* --- frames of the client --- */

static void on_connect(struct socket *k, const struct json *frame)
{
    struct json_writer w;
    struct buf out;
    bool known = strcmp(sim_text(frame, "version"), "1") == 0 &&
                 json_len(json_get(frame, "support")) > 0;

    if (k->connected) {
        complain(k, "Already connected");
        return;
    }
    struct sim_fault fault = sim_faults_take(&k->sim->faults, "connect");
    if (fault.kind != SIM_FINE)
        return; /* silence */
    begin(&w, &out, known ? "connected" : "failed");
    json_put_text(&w, known ? "session" : "version", known ? "Wq3ZtB7nKcXyLmP9d" : "1");
    json_close(&w);
    socket_frame(k, &w);
    k->connected = known;
    if (!known)
        sim_note(&k->sim->refused, "a version of DDP that is not 1");
}

static void on_ping(struct socket *k, const struct json *frame)
{
    const char *id = sim_text(frame, "id");
    struct json_writer w;
    struct buf out;

    begin(&w, &out, "pong");
    if (id[0])
        json_put_text(&w, "id", id);
    json_close(&w);
    socket_frame(k, &w);
}

static void on_frame(struct rc_sim *s, struct socket *k, const struct json *frame)
{
    const char *msg = sim_text(frame, "msg");

    if (strcmp(msg, "connect") == 0)
        on_connect(k, frame);
    else if (!k->connected)
        complain(k, "Must connect first");
    else if (strcmp(msg, "ping") == 0)
        on_ping(k, frame);
    else if (strcmp(msg, "method") == 0)
        calls_method(s, k, frame);
    else if (strcmp(msg, "sub") == 0 || strcmp(msg, "unsub") == 0)
        calls_sub(s, k, frame);
    else if (strcmp(msg, "pong") != 0)
        complain(k, "Bad request");
}

void socket_text(void *user, struct peer *p, struct span message)
{
    struct rc_sim *s = user;
    struct socket *k = peer_data(p);
    struct json *root = NULL;

    if (!k)
        return;
    k->asked = false;
    if (!json_parse(&root, message, FRAME_MAX, NULL) || !json_is_object(root))
        complain(k, "Parse error");
    else
        on_frame(s, k, root);
    if (k->connected)
        server_timer_set(k->beat, s->heartbeat_ms);
    json_free(root);
}
