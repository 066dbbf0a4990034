#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sims/slack_inside.h"

struct channel *store_channel(struct slack_sim *s, const char *id)
{
    for (size_t i = 0; i < s->channels; i++) {
        if (strcmp(s->channel[i].id, id) == 0)
            return &s->channel[i];
    }
    return NULL;
}

struct channel *store_add_channel(struct slack_sim *s, const char *id, const char *type)
{
    struct channel *c = store_channel(s, id);

    if (!c && s->channels < CHANNELS) {
        c = &s->channel[s->channels++];
        *c = (struct channel){.member = true};
        snprintf(c->id, sizeof c->id, "%s", id);
    }
    if (c)
        snprintf(c->type, sizeof c->type, "%s", type);
    return c;
}

struct message *store_message(const struct channel *c, const char *ts)
{
    for (struct message *m = c->newest; m; m = m->older) {
        if (strcmp(m->ts, ts) == 0)
            return m;
    }
    return NULL;
}

void store_new_ts(struct slack_sim *s, char out[TS_SIZE])
{
    int64_t now = sim_now_us();

    s->last_us = now > s->last_us ? now : s->last_us + 1;
    snprintf(out, TS_SIZE, "%" PRId64 ".%06d", s->last_us / 1000000,
             (int)(s->last_us % 1000000));
}

int64_t store_us(const char *ts)
{
    char *end;
    int64_t us = strtoll(ts, &end, 10) * 1000000;

    if (*end == '.')
        us += strtoll(end + 1, NULL, 10);
    return us;
}

static char *copy(const char *text)
{
    char *out = mem_copy_text(text);
    if (!out)
        abort();
    return out;
}

struct message *store_add(struct slack_sim *s, struct channel *c, const char *user,
                          const char *text, const char *thread)
{
    struct message *m = mem_zero(1, sizeof *m);

    if (!m)
        abort();
    store_new_ts(s, m->ts);
    snprintf(m->user, sizeof m->user, "%s", user);
    snprintf(m->thread, sizeof m->thread, "%s", thread);
    m->text = copy(text);
    m->older = c->newest;
    if (c->newest)
        c->newest->newer = m;
    else
        c->oldest = m;
    c->newest = m;
    return m;
}

void store_set_text(struct message *m, const char *text)
{
    mem_free(m->text);
    m->text = copy(text);
}

/* A thread's first message, not one of its replies. */
bool store_is_parent_ok(const struct channel *c, const char *thread)
{
    const struct message *m = store_message(c, thread);
    return m && (!m->thread[0] || strcmp(m->thread, m->ts) == 0);
}

static void put_json(struct json_writer *w, const char *name, const char *text)
{
    struct json *value = NULL;

    if (text && json_parse(&value, span_of(text), 1 << 20, NULL))
        json_put_value(w, name, value);
    json_free(value);
}

static void put_thread(struct json_writer *w, const struct channel *c,
                       const struct message *m)
{
    const char *latest = NULL;
    int64_t replies = 0;

    for (const struct message *other = c->oldest; other; other = other->newer) {
        if (strcmp(other->thread, m->ts) == 0 && other != m && !other->deleted) {
            replies++;
            latest = other->ts;
        }
    }
    if (m->thread[0] && strcmp(m->thread, m->ts) != 0) {
        json_put_text(w, "thread_ts", m->thread);
    } else if (replies > 0) {
        json_put_text(w, "thread_ts", m->ts);
        json_put_int(w, "reply_count", replies);
        json_put_text(w, "latest_reply", latest);
    }
}

static void put_bot(struct json_writer *w, const struct message *m)
{
    json_put_text(w, "bot_id", m->bot);
    json_put_text(w, "app_id", "A1");
    json_open_object(w, "bot_profile");
    json_put_text(w, "id", m->bot);
    json_put_text(w, "name", "faqbot");
    json_close(w);
}

void store_put(struct json_writer *w, const struct channel *c, const struct message *m,
               bool event, bool metadata)
{
    json_put_text(w, "type", "message");
    if (m->subtype[0])
        json_put_text(w, "subtype", m->subtype);
    if (m->user[0])
        json_put_text(w, "user", m->user);
    if (m->bot[0])
        put_bot(w, m);
    else
        json_put_text(w, "client_msg_id", m->ts);
    json_put_text(w, "team", "T1");
    json_put_text(w, "text", m->text);
    json_put_text(w, "ts", m->ts);
    put_json(w, "blocks", m->blocks);
    if (metadata)
        put_json(w, "metadata", m->metadata);
    put_thread(w, c, m);
    if (m->edited) {
        json_open_object(w, "edited");
        json_put_text(w, "user", m->user);
        json_put_text(w, "ts", m->ts);
        json_close(w);
    }
    if (event) {
        json_put_text(w, "channel", c->id);
        json_put_text(w, "channel_type", c->type);
        json_put_text(w, "event_ts", m->ts);
    }
}

void store_clear(struct slack_sim *s)
{
    for (size_t i = 0; i < s->channels; i++) {
        struct message *m = s->channel[i].oldest, *next;
        for (; m; m = next) {
            next = m->newer;
            mem_free(m->text);
            mem_free(m->blocks);
            mem_free(m->metadata);
            mem_free(m);
        }
    }
    s->channels = 0;
}
