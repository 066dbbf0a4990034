/* slack_people.c - what people do in the workspace, as events and clicks. */
#include <stdio.h>
#include <string.h>

#include "tests/sims/slack_inside.h"

enum { BLOCKS_MAX = 1 << 20 };

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

const char *people_say(void *sim, const struct json *params, struct json_writer *w)
{
    struct slack_sim *s = sim;
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

const char *people_edit(void *sim, const struct json *params, struct json_writer *answer)
{
    struct slack_sim *s = sim;
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

const char *people_delete(void *sim, const struct json *params,
                          struct json_writer *answer)
{
    struct slack_sim *s = sim;
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

const char *people_click(void *sim, const struct json *params, struct json_writer *answer)
{
    struct slack_sim *s = sim;
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
    json_parse(&blocks, span_of(m->blocks ? m->blocks : "[]"), BLOCKS_MAX, NULL);
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

const char *people_react(void *sim, const struct json *params, struct json_writer *answer)
{
    struct slack_sim *s = sim;
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
