/* discord_control.c - POST /sim/<verb>: what happens in the server, and what goes wrong.
 *
 *   say     {channel, text, user?, reply_to?, type?, hook?, quiet?, times?} -> {id}
 *           quiet: no event; times: the event comes so often; type: a message's
 *   edit    {channel, id, text}    delete {channel, id}    react {channel, id, emoji}
 *   click   {channel, id, lead, number}: the number-th button whose custom_id begins so
 *   thread  {channel, id} -> {id}: a thread that begins at a message
 *   channel {id?, direct?, gone?, no_access?, no_history?} -> {id}
 *   revoke  the bot's token is not accepted any more
 *   forget  all sessions
 *   op      {op, d?}: 7 asks for a new connection, 9 ends the session, 1 for a heartbeat
 *   event   {name, d}: one that is in the sessions' logs
 *   config  {heartbeat_ms?, session_ms?, identify_ms?, nonce_ms?, limit?, limit_ms?,
 *           global?, starts_left?, starts_ms?, no_content_intent?}
 *   posts   {channel?} -> {posts: [...]}: the bot's, with their nonces
 *   state   -> counters, and the records of what was refused and what is unwise
 *   reset   forgets all but the sockets
 *
 * and what sim_control.h has. A fault is for a route's name (discord_rest.c), upgrade,
 * hello or heartbeat; its "error" is the number of one of Discord's, its "status" 429 a
 * limit of Discord's kind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sims/discord_inside.h"

enum { CLICK_US = 3000000 };

static void write_channel(void *user, struct json_writer *w)
{
    shape_channel(w, user);
}

static const char *channel(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    const char *id = sim_text(params, "id");
    struct channel *c = id[0] ? store_channel(s, id) : NULL;
    bool known = c != NULL, direct = sim_flag(params, "direct");

    if (!c)
        c = store_add_channel(s, id, direct ? TYPE_DIRECT : TYPE_TEXT, "");
    if (!c)
        return "no room for a channel";
    c->gone = sim_flag(params, "gone");
    c->no_access = sim_flag(params, "no_access");
    c->no_history = sim_flag(params, "no_history");
    if (c->type != TYPE_DIRECT && (!known || c->gone || c->no_access))
        session_tell_all(s, INTENT_GUILDS, known ? "CHANNEL_DELETE" : "CHANNEL_CREATE",
                         write_channel, c);
    json_put_text(w, "id", c->id);
    return NULL;
}

static const char *revoke(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;

    (void)params;
    (void)w;
    s->revoked = true;
    return NULL;
}

static const char *op(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    const char *data = sim_flag(params, "d") ? "true" : "false";
    char text[64];

    (void)w;
    snprintf(text, sizeof text, "{\"op\":%d,\"d\":%s}", (int)sim_int(params, "op", 7),
             json_get(params, "d") ? data : "null");
    for (size_t i = 0; i < SOCKETS; i++) {
        if (s->socket[i].used)
            sim_queue_add(&s->socket[i].queue, span_of(text));
    }
    return NULL;
}

static const char *forget(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;

    (void)params;
    (void)w;
    for (size_t i = 0; i < SOCKETS; i++)
        s->socket[i].session = NULL;
    for (size_t i = 0; i < SESSIONS; i++)
        session_forget(&s->session[i]);
    return NULL;
}

struct given {
    const struct json *d;
};

static void write_given(void *user, struct json_writer *w)
{
    const struct given *given = user;

    for (const struct json *m = json_first(given->d); m; m = json_after(m))
        json_put_value(w, json_name(m), m);
}

static const char *event(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    struct given given = {json_get(params, "d")};

    (void)w;
    session_tell_all(s, 0, sim_text(params, "name"), write_given, &given);
    return NULL;
}

static const char *config(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;

    (void)w;
    s->heartbeat_ms = sim_int(params, "heartbeat_ms", s->heartbeat_ms);
    s->session_ms = sim_int(params, "session_ms", s->session_ms);
    s->identify_ms = sim_int(params, "identify_ms", s->identify_ms);
    s->nonce_ms = sim_int(params, "nonce_ms", s->nonce_ms);
    s->limit = sim_int(params, "limit", s->limit);
    s->limit_ms = sim_int(params, "limit_ms", s->limit_ms);
    s->global = sim_int(params, "global", s->global);
    s->starts_left = sim_int(params, "starts_left", s->starts_left);
    s->starts_ms = sim_int(params, "starts_ms", s->starts_ms);
    s->no_content_intent = json_get_bool(params, "no_content_intent", false);
    return NULL;
}

static const char *posts(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    const char *only = sim_text(params, "channel");

    json_open_array(w, "posts");
    for (size_t i = 0; i < s->channels; i++) {
        const struct channel *c = &s->channel[i];
        for (const struct message *m = c->oldest; m; m = m->newer) {
            if (strcmp(m->author, BOT_USER) != 0 || m->deleted ||
                (only[0] && strcmp(only, c->id) != 0 && strcmp(only, c->parent) != 0))
                continue;
            json_open_object(w, NULL);
            shape_message(s, w, c, m, SHAPE_OWN, true);
            json_close(w);
        }
    }
    json_close(w);
    return NULL;
}

static void note_late_clicks(struct dc_sim *s)
{
    for (size_t i = 0; i < CLICKS; i++) {
        struct click *click = &s->click[i];
        if (!click->id[0] || click->answered || sim_now_us() - click->at_us < CLICK_US)
            continue;
        sim_note(&s->violations, "a click was not acknowledged: %s", click->id);
        click->answered = true;
    }
}

static struct sim_records records_of(struct dc_sim *s)
{
    return (struct sim_records){&s->refused, &s->violations, &s->pings, &s->calls};
}

static const char *state(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    int64_t open = 0;

    (void)params;
    note_late_clicks(s);
    for (size_t i = 0; i < SOCKETS; i++)
        open += s->socket[i].used;
    json_put_int(w, "connections", open);
    json_put_int(w, "opened", s->opened);
    json_put_int(w, "starts_left", s->starts_left);
    struct sim_records records = records_of(s);
    sim_put_records(w, &records);
    sim_put_counts(w, "counts", &s->counts);
    return NULL;
}

static const char *reset(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;

    forget(s, params, w);
    store_clear(s);
    s->faults = (struct sim_faults){0};
    s->counts = (struct sim_counts){0};
    s->revoked = s->no_content_intent = false;
    struct sim_records records = records_of(s);
    sim_clear_records(&records);
    memset(s->click, 0, sizeof s->click);
    return NULL;
}

static const struct sim_verb verbs[] = {
    {"say", people_say},       {"edit", people_edit},
    {"delete", people_delete}, {"click", people_click},
    {"react", people_react},   {"thread", people_thread},
    {"channel", channel},      {"revoke", revoke},
    {"forget", forget},        {"op", op},
    {"event", event},          {"config", config},
    {"posts", posts},          {"state", state},
    {"reset", reset}};

static struct sim_queue *queue(void *sim, size_t i)
{
    struct dc_sim *s = sim;

    return s->socket[i].used ? &s->socket[i].queue : NULL;
}

void control_call(struct dc_sim *s, struct request *r, const char *verb)
{
    struct sim_control control = {.sim = s,
                                  .faults = &s->faults,
                                  .sockets = SOCKETS,
                                  .queue = queue,
                                  .lead = "\"op\":0",
                                  .verbs = verbs,
                                  .count = sizeof verbs / sizeof verbs[0]};
    sim_control(&control, r, verb);
}
