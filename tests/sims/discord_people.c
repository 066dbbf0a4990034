/* discord_people.c - what people do in the server, as events and clicks. */
#include <stdio.h>
#include <string.h>

#include "tests/sims/discord_inside.h"

struct about { /* what an event is about */
    struct dc_sim *s;
    const struct channel *c;
    const struct message *m;
    const char *emoji, *custom_id;
    const struct click *click;
};

const char *people_say(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    struct channel *c = store_channel(s, sim_text(params, "channel"));
    const char *user = sim_text(params, "user");
    int64_t times = sim_int(params, "times", 1);

    if (!c)
        return "no such channel";
    struct message *m = store_add(s, c, user[0] ? user : ANN, sim_text(params, "text"));
    snprintf(m->reference, sizeof m->reference, "%s", sim_text(params, "reply_to"));
    m->type = (int)sim_int(params, "type", m->reference[0] ? 19 : 0);
    m->hook = sim_flag(params, "hook");
    json_put_text(w, "id", m->id);
    while (!sim_flag(params, "quiet") && times-- > 0)
        session_tell(s, c, m, "MESSAGE_CREATE");
    return NULL;
}

static const char *find(struct dc_sim *s, const struct json *params, struct channel **c,
                        struct message **m)
{
    *c = store_channel(s, sim_text(params, "channel"));
    *m = *c ? store_message(*c, sim_text(params, "id")) : NULL;
    return *m ? NULL : "no such message";
}

/* A preview of a link updates a message, too, and is no edit. */
const char *people_edit(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    struct channel *c;
    struct message *m;
    const char *error = find(s, params, &c, &m);

    (void)w;
    if (error)
        return error;
    session_tell(s, c, m, "MESSAGE_UPDATE");
    store_set_text(m, sim_text(params, "text"));
    m->edited_us = sim_now_us();
    session_tell(s, c, m, "MESSAGE_UPDATE");
    return NULL;
}

static void write_deleted(void *user, struct json_writer *w)
{
    const struct about *a = user;

    json_put_text(w, "id", a->m->id);
    json_put_text(w, "channel_id", a->c->id);
    if (a->c->type != TYPE_DIRECT)
        json_put_text(w, "guild_id", GUILD);
}

const char *people_delete(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    struct channel *c;
    struct message *m;
    const char *error = find(s, params, &c, &m);
    struct about about = {.c = c, .m = m};

    (void)w;
    if (error)
        return error;
    m->deleted = true;
    session_tell_all(s, c->type == TYPE_DIRECT ? INTENT_DIRECT : INTENT_MESSAGES,
                     "MESSAGE_DELETE", write_deleted, &about);
    return NULL;
}

static void write_reaction(void *user, struct json_writer *w)
{
    const struct about *a = user;

    json_put_text(w, "user_id", ANN);
    json_put_text(w, "channel_id", a->c->id);
    json_put_text(w, "message_id", a->m->id);
    json_put_text(w, "message_author_id", a->m->author);
    if (a->c->type != TYPE_DIRECT)
        json_put_text(w, "guild_id", GUILD);
    json_open_object(w, "emoji");
    json_put_null(w, "id");
    json_put_text(w, "name", a->emoji);
    json_close(w);
    json_put_int(w, "type", 0);
    json_put_bool(w, "burst", false);
}

const char *people_react(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    struct channel *c;
    struct message *m;
    const char *error = find(s, params, &c, &m);
    struct about about = {.c = c, .m = m, .emoji = sim_text(params, "emoji")};

    (void)w;
    if (error)
        return error;
    session_tell_all(s,
                     c->type == TYPE_DIRECT ? INTENT_DIRECT_REACTIONS : INTENT_REACTIONS,
                     "MESSAGE_REACTION_ADD", write_reaction, &about);
    return NULL;
}

static void write_thread(void *user, struct json_writer *w)
{
    shape_channel(w, user);
    json_put_bool(w, "newly_created", true);
}

/* A thread that begins at a message: it has that message's id. */
const char *people_thread(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    struct channel *c;
    struct message *m;
    const char *error = find(s, params, &c, &m);

    if (error)
        return error;
    struct channel *thread = store_add_channel(s, m->id, TYPE_THREAD, c->id);
    if (!thread)
        return "there is a thread, or no room for one";
    session_tell_all(s, INTENT_GUILDS, "THREAD_CREATE", write_thread, thread);
    struct message *starter = store_add(s, thread, ANN, "");
    starter->type = 21;
    session_tell(s, thread, starter, "MESSAGE_CREATE");
    json_put_text(w, "id", thread->id);
    return NULL;
}

static void put_circumstances(struct json_writer *w, const struct channel *c)
{
    json_open_object(w, "channel");
    json_put_text(w, "id", c->id);
    json_put_int(w, "type", c->type);
    json_close(w);
    json_put_text(w, "app_permissions", "0");
    json_put_text(w, "locale", "en-US");
    json_open_array(w, "entitlements");
    json_close(w);
    json_open_object(w, "authorizing_integration_owners");
    json_put_text(w, "0", GUILD);
    json_close(w);
    json_put_int(w, "context", 0);
    json_put_int(w, "attachment_size_limit", 10485760);
}

static void write_click(void *user, struct json_writer *w)
{
    const struct about *a = user;
    bool direct = a->c->type == TYPE_DIRECT;

    json_put_text(w, "id", a->click->id);
    json_put_text(w, "application_id", APP);
    json_put_int(w, "type", 3);
    json_put_text(w, "token", a->click->token);
    json_put_int(w, "version", 1);
    json_put_text(w, "channel_id", a->c->id);
    if (!direct) {
        json_put_text(w, "guild_id", GUILD);
        json_open_object(w, "member");
    }
    shape_user(w, "user", ANN);
    if (!direct) {
        json_put_text(w, "permissions", "0");
        json_open_array(w, "roles");
        json_close(w);
        json_close(w);
    }
    json_open_object(w, "data");
    json_put_text(w, "custom_id", a->custom_id);
    json_put_int(w, "component_type", 2);
    json_close(w);
    json_open_object(w, "message");
    shape_message(a->s, w, a->c, a->m, SHAPE_REST, true);
    json_close(w);
    put_circumstances(w, a->c);
}

/* The number-th button whose custom_id begins so. */
static const char *find_button(const struct json *rows, const char *lead, int64_t number)
{
    for (const struct json *r = json_first(rows); r; r = json_after(r)) {
        const struct json *b = json_first(json_get(r, "components"));
        for (; b; b = json_after(b)) {
            const char *id = sim_text(b, "custom_id");
            if (strncmp(id, lead, strlen(lead)) == 0 && --number == 0)
                return id;
        }
    }
    return NULL;
}

const char *people_click(void *sim, const struct json *params, struct json_writer *w)
{
    struct dc_sim *s = sim;
    struct channel *c;
    struct message *m;
    const char *error = find(s, params, &c, &m);
    struct json *rows = NULL;

    if (error)
        return error;
    json_parse(&rows, span_of(m->components ? m->components : "[]"), 1 << 20, NULL);
    struct click *click = &s->click[s->clicks % CLICKS];
    struct about about = {.s = s,
                          .c = c,
                          .m = m,
                          .click = click,
                          .custom_id = find_button(rows, sim_text(params, "lead"),
                                                   sim_int(params, "number", 1))};
    if (about.custom_id) {
        *click = (struct click){.at_us = sim_now_us()};
        store_new_id(s, click->id);
        snprintf(click->token, sizeof click->token, "aW50ZXJhY3Rpb24%zu", ++s->clicks);
        json_put_text(w, "id", click->id);
        session_tell_all(s, 0, "INTERACTION_CREATE", write_click, &about);
    }
    json_free(rows);
    return about.custom_id ? NULL : "no such button";
}
