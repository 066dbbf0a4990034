/* rocketchat_control.c - POST /sim/<verb>: what happens in the rooms, and what goes
 * wrong.
 *
 *   say     {room, text, user?, tmid?, type?, hook?, quiet?, times?} -> {id}
 *           quiet: no event; times: the event comes so often; type: a system message's
 *   edit    {id, text}    delete {id}    react {id, emoji, name}
 *   click   {id, at}: the at-th button of a message, from 0 -> {id} of what it says
 *   room    {id, type?, member?, archived?}
 *   revoke  {expired?}: the bot's token is not accepted any more; sockets close
 *   config  {heartbeat_ms?, page_most?, pages_only?, no_bot_role?}
 *   posts   {room?} -> {posts: [...]}: the bot's
 *   state   -> counters, and the records of what was refused and what is unwise
 *   reset   forgets all but the sockets
 *
 * and what sim_control.h has. A fault is for a REST method's name, upgrade or connect (no
 * answer); its "error" error-too-many-requests is a 429 of the server's kind. */
#include <stdlib.h>
#include <string.h>

#include "tests/sims/rocketchat_inside.h"

static const char *room(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;
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

static const char *revoke(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;

    (void)w;
    s->revoked = true;
    s->expired = sim_flag(params, "expired");
    for (size_t i = 0; i < SOCKETS; i++) {
        if (s->socket[i].used && s->socket[i].queue.peer)
            peer_cut(s->socket[i].queue.peer);
    }
    return NULL;
}

static const char *config(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;

    (void)w;
    s->heartbeat_ms = sim_int(params, "heartbeat_ms", s->heartbeat_ms);
    s->page_most = sim_int(params, "page_most", s->page_most);
    s->pages_only = json_get_bool(params, "pages_only", s->pages_only);
    s->no_bot_role = json_get_bool(params, "no_bot_role", s->no_bot_role);
    return NULL;
}

static const char *posts(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;
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

static struct sim_records records_of(struct rc_sim *s)
{
    return (struct sim_records){&s->refused, &s->violations, &s->pings, &s->calls};
}

static const char *state(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;

    (void)params;
    json_put_int(w, "connections", socket_open_count(s));
    json_put_int(w, "opened", s->opened);
    json_put_int(w, "typing", s->typing);
    json_put_int(w, "repeats", s->repeats);
    struct sim_records records = records_of(s);
    sim_put_records(w, &records);
    return NULL;
}

static const char *reset(void *sim, const struct json *params, struct json_writer *w)
{
    struct rc_sim *s = sim;

    (void)params;
    (void)w;
    store_clear(s);
    s->faults = (struct sim_faults){0};
    s->revoked = s->expired = s->pages_only = s->no_bot_role = false;
    struct sim_records records = records_of(s);
    sim_clear_records(&records);
    s->opened = s->typing = s->repeats = 0;
    return NULL;
}

static const struct sim_verb verbs[] = {
    {"say", people_say},     {"edit", people_edit},   {"delete", people_delete},
    {"click", people_click}, {"react", people_react}, {"room", room},
    {"revoke", revoke},      {"config", config},      {"posts", posts},
    {"state", state},        {"reset", reset}};

static struct sim_queue *queue(void *sim, size_t i)
{
    struct rc_sim *s = sim;

    return s->socket[i].used ? &s->socket[i].queue : NULL;
}

void control_call(struct rc_sim *s, struct request *r, const char *verb)
{
    struct sim_control control = {.sim = s,
                                  .faults = &s->faults,
                                  .sockets = SOCKETS,
                                  .queue = queue,
                                  .lead = "\"msg\":\"changed\"",
                                  .verbs = verbs,
                                  .count = sizeof verbs / sizeof verbs[0]};
    sim_control(&control, r, verb);
}
