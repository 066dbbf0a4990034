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
 *   config     {retry_ms?, page_most?}
 *   posts      {channel?} -> {posts: [...]}: the bot's
 *   state      -> counters, and the records of what was refused and what is unwise
 *   reset      forgets all but the sockets */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sims/slack_inside.h"

enum { ANSWER_MAX = 32 << 20, FRAME_MAX = 16 << 20 };

typedef const char *control_verb(struct slack_sim *s, const struct json *params,
                                 struct json_writer *w);

void send_message_event(struct slack_sim *s, const struct channel *c,
                        const struct message *m, const char *type)
{
    bool mention = strcmp(type, "app_mention") == 0;
    struct json_writer w;
    struct buf out;

    envelope_event_begin(s, &w, &out);
    if (mention) { /* has no channel_type */
        json_put_text(&w, "type", type);
        json_put_text(&w, "user", m->user);
        json_put_text(&w, "text", m->text);
        json_put_text(&w, "ts", m->ts);
        json_put_text(&w, "channel", c->id);
        json_put_text(&w, "event_ts", m->ts);
        if (m->thread[0])
            json_put_text(&w, "thread_ts", m->thread);
    } else {
        store_put(&w, c, m, true, false);
    }
    json_close(&w);
    json_close(&w);
    envelope_send(s, &w, "events_api");
    buf_free(&out);
}

static const char *say(struct slack_sim *s, const struct json *params,
                       struct json_writer *w)
{
    struct channel *c = store_channel(s, sim_text(params, "channel"));
    int64_t times = sim_int(params, "times", 1);

    if (!c)
        return "no such channel";
    struct message *m =
        store_add(s, c, sim_text(params, "user"), sim_text(params, "text"),
                  sim_text(params, "thread_ts"));
    snprintf(m->subtype, sizeof m->subtype, "%s", sim_text(params, "subtype"));
    if (sim_flag(params, "bot"))
        snprintf(m->bot, sizeof m->bot, "BOTHER");
    json_put_text(w, "ts", m->ts);
    if (sim_flag(params, "quiet"))
        return NULL;
    if (sim_flag(params, "mention"))
        send_message_event(s, c, m, "app_mention");
    while (times-- > 0)
        send_message_event(s, c, m, "message");
    return NULL;
}

static const char *find(struct slack_sim *s, const struct json *params,
                        struct channel **c, struct message **m)
{
    *c = store_channel(s, sim_text(params, "channel"));
    *m = *c ? store_message(*c, sim_text(params, "ts")) : NULL;
    return *m ? NULL : "no such message";
}

/* The outer part of message_changed and message_deleted. */
static void hidden_begin(struct slack_sim *s, struct json_writer *w, struct buf *out,
                         const struct channel *c, const char *subtype)
{
    char ts[TS_SIZE];

    envelope_event_begin(s, w, out);
    store_new_ts(s, ts);
    json_put_text(w, "type", "message");
    json_put_text(w, "subtype", subtype);
    json_put_bool(w, "hidden", true);
    json_put_text(w, "channel", c->id);
    json_put_text(w, "channel_type", c->type);
    json_put_text(w, "ts", ts);
    json_put_text(w, "event_ts", ts);
}

static void hidden_end(struct slack_sim *s, struct json_writer *w, struct buf *out)
{
    json_close(w);
    json_close(w);
    envelope_send(s, w, "events_api");
    buf_free(out);
}

static void put_named(struct json_writer *w, const char *name, const struct channel *c,
                      const struct message *m)
{
    json_open_object(w, name);
    store_put(w, c, m, false, false);
    json_close(w);
}

static const char *edit(struct slack_sim *s, const struct json *params,
                        struct json_writer *answer)
{
    struct channel *c;
    struct message *m;
    const char *error = find(s, params, &c, &m);
    struct json_writer w;
    struct buf out;

    (void)answer;
    if (error)
        return error;
    hidden_begin(s, &w, &out, c, "message_changed");
    put_named(&w, "previous_message", c, m);
    store_set_text(m, sim_text(params, "text"));
    m->edited = true;
    put_named(&w, "message", c, m);
    hidden_end(s, &w, &out);
    return NULL;
}

static const char *delete (struct slack_sim *s, const struct json *params,
                           struct json_writer *answer)
{
    struct channel *c;
    struct message *m;
    const char *error = find(s, params, &c, &m);
    struct json_writer w;
    struct buf out;

    (void)answer;
    if (error)
        return error;
    m->deleted = true;
    hidden_begin(s, &w, &out, c, "message_deleted");
    json_put_text(&w, "deleted_ts", m->ts);
    put_named(&w, "previous_message", c, m);
    hidden_end(s, &w, &out);
    return NULL;
}

/* The button with that action_id. */
static const struct json *find_button(const struct json *blocks, const char *action,
                                      const struct json **block)
{
    for (*block = json_first(blocks); *block; *block = json_after(*block)) {
        const struct json *e = json_first(json_get(*block, "elements"));
        for (; e; e = json_after(e)) {
            if (strcmp(sim_text(e, "action_id"), action) == 0)
                return e;
        }
    }
    return NULL;
}

static void put_click(struct slack_sim *s, struct json_writer *w, const struct channel *c,
                      const struct message *m, const struct json *button,
                      const struct json *block)
{
    char ts[TS_SIZE];

    store_new_ts(s, ts);
    json_put_text(w, "api_app_id", "A1");
    json_open_object(w, "container");
    json_put_text(w, "type", "message");
    json_put_text(w, "message_ts", m->ts);
    json_put_text(w, "channel_id", c->id);
    if (m->thread[0])
        json_put_text(w, "thread_ts", m->thread);
    json_close(w);
    json_open_object(w, "channel");
    json_put_text(w, "id", c->id);
    json_close(w);
    put_named(w, "message", c, m);
    json_open_array(w, "actions");
    json_open_object(w, NULL);
    json_put_text(w, "type", "button");
    json_put_text(w, "action_id", sim_text(button, "action_id"));
    json_put_text(w, "block_id", sim_text(block, "block_id"));
    json_put_text(w, "value", sim_text(button, "value"));
    json_put_text(w, "action_ts", ts);
    json_close(w);
    json_close(w);
}

static const char *click(struct slack_sim *s, const struct json *params,
                         struct json_writer *answer)
{
    struct channel *c;
    struct message *m;
    const char *error = find(s, params, &c, &m);
    struct json *blocks = NULL;
    const struct json *block, *button;
    struct json_writer w;
    struct buf out;

    (void)answer;
    if (error)
        return error;
    json_parse(&blocks, span_of(m->blocks ? m->blocks : "[]"), FRAME_MAX, NULL);
    button = find_button(blocks, sim_text(params, "action"), &block);
    if (button) {
        envelope_begin(&w, &out);
        json_put_text(&w, "type", "block_actions");
        json_open_object(&w, "user");
        json_put_text(&w, "id", sim_text(params, "user"));
        json_close(&w);
        put_click(s, &w, c, m, button, block);
        json_close(&w);
        envelope_send(s, &w, "interactive");
        buf_free(&out);
    }
    json_free(blocks);
    return button ? NULL : "no such button";
}

static const char *react(struct slack_sim *s, const struct json *params,
                         struct json_writer *answer)
{
    struct channel *c;
    struct message *m;
    const char *error = find(s, params, &c, &m);
    struct json_writer w;
    struct buf out;

    (void)answer;
    if (error)
        return error;
    envelope_event_begin(s, &w, &out);
    json_put_text(&w, "type", "reaction_added");
    json_put_text(&w, "user", sim_text(params, "user"));
    json_put_text(&w, "reaction", sim_text(params, "reaction"));
    json_put_text(&w, "item_user", m->user);
    json_open_object(&w, "item");
    json_put_text(&w, "type", "message");
    json_put_text(&w, "channel", c->id);
    json_put_text(&w, "ts", m->ts);
    json_close(&w);
    hidden_end(s, &w, &out);
    return NULL;
}

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
} verbs[] = {{"say", say},     {"edit", edit},       {"delete", delete},
             {"click", click}, {"react", react},     {"channel", channel},
             {"token", token}, {"fault", fault},     {"cut", cut},
             {"stall", stall}, {"close", close_all}, {"disconnect", disconnect},
             {"raw", raw},     {"huge", huge},       {"config", config},
             {"posts", posts}, {"state", state},     {"reset", reset}};

void control_call(struct slack_sim *s, struct request *r, const char *verb)
{
    struct json *params = sim_params(r);
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
