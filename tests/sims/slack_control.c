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
 *   fault      see sim.h; what: a method's name, or upgrade, hello, ack
 *   cut, stall {on}, close {code}: all sockets
 *   disconnect {reason, close_ms?}
 *   raw        {frame}: to one socket   huge {bytes}: an envelope so long
 *   config     {retry_ms?, page_most?, scopes?}: scopes by commas
 *   posts      {channel?} -> {posts: [...]}: the bot's
 *   state      -> counters, and the records of what was refused and what is unwise
 *   reset      forgets all but the sockets */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sims/slack_inside.h"

enum { ANSWER_MAX = 32 << 20, FRAME_MAX = 16 << 20 };

static const char *channel(struct slack_sim *s, const struct json *params,
                           struct json_writer *w)
{
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

static const char *token(struct slack_sim *s, const struct json *params,
                         struct json_writer *w)
{
    bool app = strcmp(sim_text(params, "which"), "app") == 0;

    (void)w;
    snprintf(app ? s->app_error : s->bot_error, NAME_SIZE, "%s",
             sim_text(params, "error"));
    return NULL;
}

static const char *fault(struct slack_sim *s, const struct json *params,
                         struct json_writer *w)
{
    (void)w;
    return sim_faults_order(&s->faults, params) ? NULL : "no such fault";
}

static const char *on_sockets(struct slack_sim *s, const char *what,
                              const struct json *params)
{
    for (size_t i = 0; i < SOCKETS; i++) {
        struct peer *p = s->socket[i].used ? s->socket[i].queue.peer : NULL;
        if (!p)
            continue;
        if (what[1] == 'u') { /* cut */
            peer_cut(p);
        } else if (what[0] == 'c') {
            peer_close(p, (int)sim_int(params, "code", 1000));
        } else {
            peer_stall(p, json_get_bool(params, "on", true));
        }
    }
    return NULL;
}

static const char *cut(struct slack_sim *s, const struct json *params,
                       struct json_writer *w)
{
    (void)w;
    return on_sockets(s, "cut", params);
}

static const char *close_all(struct slack_sim *s, const struct json *params,
                             struct json_writer *w)
{
    (void)w;
    return on_sockets(s, "close", params);
}

static const char *stall(struct slack_sim *s, const struct json *params,
                         struct json_writer *w)
{
    (void)w;
    return on_sockets(s, "stall", params);
}

static const char *disconnect(struct slack_sim *s, const struct json *params,
                              struct json_writer *w)
{
    (void)w;
    socket_disconnect(s, sim_text(params, "reason"), sim_int(params, "close_ms", 0));
    return NULL;
}

static const char *send_raw(struct slack_sim *s, struct span frame)
{
    for (size_t i = 0; i < SOCKETS; i++) {
        if (s->socket[i].used) {
            sim_queue_add(&s->socket[i].queue, frame);
            return NULL;
        }
    }
    return "no socket is open";
}

static const char *raw(struct slack_sim *s, const struct json *params,
                       struct json_writer *w)
{
    (void)w;
    return send_raw(s, span_of(sim_text(params, "frame")));
}

static const char *huge(struct slack_sim *s, const struct json *params,
                        struct json_writer *w)
{
    int64_t bytes = sim_int(params, "bytes", 10 << 20);
    struct buf out;

    (void)w;
    buf_init(&out, FRAME_MAX);
    buf_text(&out, "{\"type\":\"events_api\",\"padding\":\"");
    for (int64_t i = 0; i < bytes; i++)
        buf_char(&out, 'x');
    buf_text(&out, "\"}");
    const char *error = send_raw(s, buf_view(&out));
    buf_free(&out);
    return error;
}

static const char *config(struct slack_sim *s, const struct json *params,
                          struct json_writer *w)
{
    (void)w;
    s->retry_ms = sim_int(params, "retry_ms", s->retry_ms);
    s->page_most = sim_int(params, "page_most", s->page_most);
    if (sim_text(params, "scopes")[0])
        snprintf(s->scopes, sizeof s->scopes, "%s", sim_text(params, "scopes"));
    return NULL;
}

static const char *posts(struct slack_sim *s, const struct json *params,
                         struct json_writer *w)
{
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

static const char *state(struct slack_sim *s, const struct json *params,
                         struct json_writer *w)
{
    (void)params;
    json_put_int(w, "connections", socket_open_count(s));
    json_put_int(w, "opened", s->opened);
    json_put_int(w, "most_open", s->most_open);
    json_put_int(w, "acks", s->acks);
    json_put_int(w, "late_acks", s->late_acks);
    json_put_int(w, "waiting", socket_waiting(s));
    json_put_int(w, "lost", s->lost);
    sim_put_record(w, "refused", &s->refused);
    sim_put_record(w, "violations", &s->violations);
    sim_put_record(w, "pings", &s->pings);
    sim_put_counts(w, "calls", &s->calls);
    return NULL;
}

static const char *reset(struct slack_sim *s, const struct json *params,
                         struct json_writer *w)
{
    (void)params;
    (void)w;
    store_clear(s);
    s->faults = (struct sim_faults){0};
    s->calls = (struct sim_counts){0};
    s->bot_error[0] = s->app_error[0] = '\0';
    buf_clear(&s->refused);
    buf_clear(&s->violations);
    buf_clear(&s->pings);
    s->opened = s->most_open = s->acks = s->late_acks = s->lost = 0;
    store_add_channel(s, "C1", "channel");
    store_add_channel(s, "D1", "im");
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
             {"channel", channel},
             {"token", token},
             {"fault", fault},
             {"cut", cut},
             {"stall", stall},
             {"close", close_all},
             {"disconnect", disconnect},
             {"raw", raw},
             {"huge", huge},
             {"config", config},
             {"posts", posts},
             {"state", state},
             {"reset", reset}};

void control_call(struct slack_sim *s, struct request *r, const char *verb)
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
