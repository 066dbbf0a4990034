/* slack_control.c - POST /sim/<verb>: what happens in the workspace, and what goes wrong.
 *
 *   say        {channel, user, text, thread_ts?, subtype?, bot?, quiet?, mention?,
 * times?}
 *              -> {ts}; quiet: no event; mention: an app_mention, too; times: so many
 *              envelopes of the same event
 *   edit       {channel, ts, text}      delete {channel, ts}
 *   click      {channel, ts, action, user}: a button of a message, by its action_id
 *   react      {channel, ts, reaction, user}
 *   channel    {id, type?, member?, archived?}
 *   token      {which: bot | app, error}; error "": good again
 *   disconnect {reason, close_ms?}
 *   config     {retry_ms?, page_most?, scopes?}: scopes by commas
 *   posts      {channel?} -> {posts: [...]}: the bot's
 *   state      -> counters, and the records of what was refused and what is unwise
 *   reset      forgets all but the sockets
 *
 * and what sim_control.h has. A fault is for a method's name, upgrade, hello or ack. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sims/slack_inside.h"

static const char *channel(void *sim, const struct json *params, struct json_writer *w)
{
    struct slack_sim *s = sim;
    const char *id = sim_text(params, "id"), *type = sim_text(params, "type");
    struct channel *c = store_channel(s, id);

    (void)w;
    if (!c || type[0])
        c = store_add_channel(s, id, type[0] ? type : "channel");
    if (!c || !id[0])
        return "no room for a channel";
    c->member = json_get_bool(params, "member", true);
    c->archived = sim_flag(params, "archived");
    return NULL;
}

static const char *token(void *sim, const struct json *params, struct json_writer *w)
{
    struct slack_sim *s = sim;
    bool app = strcmp(sim_text(params, "which"), "app") == 0;

    (void)w;
    snprintf(app ? s->app_error : s->bot_error, NAME_SIZE, "%s",
             sim_text(params, "error"));
    return NULL;
}

static const char *disconnect(void *sim, const struct json *params, struct json_writer *w)
{
    struct slack_sim *s = sim;

    (void)w;
    socket_disconnect(s, sim_text(params, "reason"), sim_int(params, "close_ms", 0));
    return NULL;
}

static const char *config(void *sim, const struct json *params, struct json_writer *w)
{
    struct slack_sim *s = sim;

    (void)w;
    s->retry_ms = sim_int(params, "retry_ms", s->retry_ms);
    s->page_most = sim_int(params, "page_most", s->page_most);
    if (sim_text(params, "scopes")[0])
        snprintf(s->scopes, sizeof s->scopes, "%s", sim_text(params, "scopes"));
    return NULL;
}

static const char *posts(void *sim, const struct json *params, struct json_writer *w)
{
    struct slack_sim *s = sim;
    const char *only = sim_text(params, "channel");

    json_open_array(w, "posts");
    for (size_t i = 0; i < s->channels; i++) {
        const struct channel *c = &s->channel[i];
        for (const struct message *m = c->oldest; m; m = m->newer) {
            if (strcmp(m->bot, BOT_ID) != 0 || (only[0] && strcmp(only, c->id) != 0))
                continue;
            json_open_object(w, NULL);
            store_put(w, c, m, true, true);
            json_close(w);
        }
    }
    json_close(w);
    return NULL;
}

static struct sim_records records_of(struct slack_sim *s)
{
    return (struct sim_records){&s->refused, &s->violations, &s->pings, &s->calls};
}

static const char *state(void *sim, const struct json *params, struct json_writer *w)
{
    struct slack_sim *s = sim;

    (void)params;
    json_put_int(w, "connections", socket_open_count(s));
    json_put_int(w, "opened", s->opened);
    json_put_int(w, "most_open", s->most_open);
    json_put_int(w, "acks", s->acks);
    json_put_int(w, "late_acks", s->late_acks);
    json_put_int(w, "waiting", socket_waiting(s));
    json_put_int(w, "lost", s->lost);
    struct sim_records records = records_of(s);
    sim_put_records(w, &records);
    return NULL;
}

static const char *reset(void *sim, const struct json *params, struct json_writer *w)
{
    struct slack_sim *s = sim;

    (void)params;
    (void)w;
    store_clear(s);
    s->faults = (struct sim_faults){0};
    s->bot_error[0] = s->app_error[0] = '\0';
    struct sim_records records = records_of(s);
    sim_clear_records(&records);
    s->opened = s->most_open = s->acks = s->late_acks = s->lost = 0;
    store_add_channel(s, "C1", "channel");
    store_add_channel(s, "D1", "im");
    return NULL;
}

static const struct sim_verb verbs[] = {
    {"say", people_say},     {"edit", people_edit},      {"delete", people_delete},
    {"click", people_click}, {"react", people_react},    {"channel", channel},
    {"token", token},        {"disconnect", disconnect}, {"config", config},
    {"posts", posts},        {"state", state},           {"reset", reset}};

static struct sim_queue *queue(void *sim, size_t i)
{
    struct slack_sim *s = sim;

    return s->socket[i].used ? &s->socket[i].queue : NULL;
}

void control_call(struct slack_sim *s, struct request *r, const char *verb)
{
    struct sim_control control = {.sim = s,
                                  .faults = &s->faults,
                                  .sockets = SOCKETS,
                                  .queue = queue,
                                  .lead = "\"type\":\"events_api\"",
                                  .verbs = verbs,
                                  .count = sizeof verbs / sizeof verbs[0]};
    sim_control(&control, r, verb);
}
