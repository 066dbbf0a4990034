/* rocketchat_control.c - POST /sim/<verb>: what happens in the rooms, and what goes
 * wrong.
 *
 *   say     {room, text, user?, tmid?, type?, hook?, quiet?, times?} -> {id}
 *           quiet: no event; times: the event comes so often; type: a system message's
 *   edit    {id, text}    delete {id}    react {id, emoji, name}
 *   click   {id, at}: the at-th button of a message, from 0 -> {id} of what it says
 *   room    {id, type?, member?, archived?}
 *   revoke  {expired?}: the bot's token is not accepted any more; sockets close
 *   fault   see sim.h; what: a REST method's name, upgrade or connect (no answer).
 *           "error" of the name error-too-many-requests is a 429 of the server's kind
 *   cut, stall {on}: all sockets
 *   raw     {frame}: to one socket    huge {bytes}: a frame so long
 *   config  {heartbeat_ms?, page_most?, pages_only?, no_bot_role?}
 *   posts   {room?} -> {posts: [...]}: the bot's
 *   state   -> counters, and the records of what was refused and what is unwise
 *   reset   forgets all but the sockets */
#include <stdlib.h>
#include <string.h>

#include "tests/sims/rocketchat_inside.h"

enum { ANSWER_MAX = 32 << 20, FRAME_MAX = 16 << 20 };

static const char *room(struct rc_sim *s, const struct json *params,
                        struct json_writer *w)
{
    const char *id = sim_text(params, "id"), *type = sim_text(params, "type");
    struct room *room = store_room(s, id);

    (void)w;
    if (!room || type[0])
        room = store_add_room(s, id, type[0] ? type : "c");
    if (!room || !id[0])
        return "no place for a room";
    room->member = json_get_bool(params, "member", true);
    room->archived = sim_flag(params, "archived");
    return NULL;
}

static void on_sockets(struct rc_sim *s, void (*act)(struct peer *p, bool on), bool on)
{
    for (size_t i = 0; i < SOCKETS; i++) {
        if (s->socket[i].used && s->socket[i].queue.peer)
            act(s->socket[i].queue.peer, on);
    }
}

static void cut_one(struct peer *p, bool on)
{
    (void)on;
    peer_cut(p);
}

static const char *cut(struct rc_sim *s, const struct json *params, struct json_writer *w)
{
    (void)params;
    (void)w;
    on_sockets(s, cut_one, true);
    return NULL;
}

static const char *revoke(struct rc_sim *s, const struct json *params,
                          struct json_writer *w)
{
    s->revoked = true;
    s->expired = sim_flag(params, "expired");
    return cut(s, params, w);
}

static const char *stall(struct rc_sim *s, const struct json *params,
                         struct json_writer *w)
{
    (void)w;
    on_sockets(s, peer_stall, json_get_bool(params, "on", true));
    return NULL;
}

static const char *fault(struct rc_sim *s, const struct json *params,
                         struct json_writer *w)
{
    (void)w;
    return sim_faults_order(&s->faults, params) ? NULL : "no such fault";
}

static const char *send_raw(struct rc_sim *s, struct span frame)
{
    for (size_t i = 0; i < SOCKETS; i++) {
        if (s->socket[i].used) {
            sim_queue_add(&s->socket[i].queue, frame);
            return NULL;
        }
    }
    return "no socket is open";
}

static const char *raw(struct rc_sim *s, const struct json *params, struct json_writer *w)
{
    (void)w;
    return send_raw(s, span_of(sim_text(params, "frame")));
}

static const char *huge(struct rc_sim *s, const struct json *params,
                        struct json_writer *w)
{
    int64_t bytes = sim_int(params, "bytes", 10 << 20);
    struct buf out;

    (void)w;
    buf_init(&out, FRAME_MAX);
    buf_text(&out, "{\"msg\":\"changed\",\"padding\":\"");
    for (int64_t i = 0; i < bytes; i++)
        buf_char(&out, 'x');
    buf_text(&out, "\"}");
    const char *error = send_raw(s, buf_view(&out));
    buf_free(&out);
    return error;
}

static const char *config(struct rc_sim *s, const struct json *params,
                          struct json_writer *w)
{
    (void)w;
    s->heartbeat_ms = sim_int(params, "heartbeat_ms", s->heartbeat_ms);
    s->page_most = sim_int(params, "page_most", s->page_most);
    s->pages_only = json_get_bool(params, "pages_only", s->pages_only);
    s->no_bot_role = json_get_bool(params, "no_bot_role", s->no_bot_role);
    return NULL;
}

static const char *posts(struct rc_sim *s, const struct json *params,
                         struct json_writer *w)
{
    const char *only = sim_text(params, "room");

    json_open_array(w, "posts");
    for (size_t i = 0; i < s->rooms; i++) {
        const struct room *at = &s->room[i];
        for (const struct message *m = at->oldest; m; m = m->newer) {
            if (strcmp(m->user, BOT_USER) != 0 || m->type[0] ||
                (only[0] && strcmp(only, at->id) != 0))
                continue;
            json_open_object(w, NULL);
            shape_message(s, w, at, m, false);
            json_close(w);
        }
    }
    json_close(w);
    return NULL;
}

static const char *state(struct rc_sim *s, const struct json *params,
                         struct json_writer *w)
{
    (void)params;
    json_put_int(w, "connections", socket_open_count(s));
    json_put_int(w, "opened", s->opened);
    json_put_int(w, "typing", s->typing);
    json_put_int(w, "repeats", s->repeats);
    sim_put_record(w, "refused", &s->refused);
    sim_put_record(w, "violations", &s->violations);
    sim_put_record(w, "pings", &s->pings);
    sim_put_counts(w, "calls", &s->calls);
    return NULL;
}

static const char *reset(struct rc_sim *s, const struct json *params,
                         struct json_writer *w)
{
    (void)params;
    (void)w;
    store_clear(s);
    s->faults = (struct sim_faults){0};
    s->calls = (struct sim_counts){0};
    s->revoked = s->expired = s->pages_only = s->no_bot_role = false;
    buf_clear(&s->refused);
    buf_clear(&s->violations);
    buf_clear(&s->pings);
    s->opened = s->typing = s->repeats = 0;
    return NULL;
}

static const struct {
    const char *name;
    control_verb *run;
} verbs[] = {{"say", people_say},
             {"edit", people_edit},
             {"delete", people_delete},
             {"click", people_click},
             {"react", people_react},
             {"room", room},
             {"revoke", revoke},
             {"fault", fault},
             {"cut", cut},
             {"stall", stall},
             {"raw", raw},
             {"huge", huge},
             {"config", config},
             {"posts", posts},
             {"state", state},
             {"reset", reset}};

void control_call(struct rc_sim *s, struct request *r, const char *verb)
{
    struct json *params = sim_params(r, NULL);
    const char *error = "no such verb";
    struct json_writer w;
    struct buf out;

    buf_init(&out, ANSWER_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(verbs[i].name, verb) == 0)
            error = verbs[i].run(s, params, &w);
    }
    if (error)
        json_put_text(&w, "error", error);
    json_close(&w);
    json_free(params);
    if (!json_done(&w))
        abort();
    sim_answer(r, error ? 400 : 200, &out);
}
