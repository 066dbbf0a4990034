/* discord_session.c - sessions: their log of events, Identify, Resume, who gets what. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sims/discord_inside.h"

enum { EVENT_MAX = 8 << 20, INTENTS_KNOWN = (1 << 22) - 1 };

struct event {
    struct event *next;
    int64_t sequence;
    char *frame;
};

/* --- events --- */

void event_begin(struct json_writer *w, struct buf *out)
{
    buf_init(out, EVENT_MAX);
    json_write(w, out);
    json_open_object(w, NULL);
}

static void drop_first(struct session *session)
{
    struct event *e = session->first;

    session->first = e->next;
    if (!session->first)
        session->last = NULL;
    session->count--;
    mem_free(e->frame);
    mem_free(e);
}

/* Every event is kept until the session is forgotten, also those that are sent. */
void event_send(struct session *session, struct json_writer *w, const char *name)
{
    struct event *e = mem_zero(1, sizeof *e);
    struct buf frame;

    json_close(w);
    if (!json_done(w) || !e)
        abort();
    e->sequence = ++session->sequence;
    buf_init(&frame, EVENT_MAX);
    buf_format(&frame, "{\"op\":0,\"s\":%" PRId64 ",\"t\":\"%s\",\"d\":", e->sequence,
               name);
    buf_span(&frame, buf_view(w->out));
    buf_char(&frame, '}');
    buf_free(w->out);
    e->frame = buf_take(&frame);
    if (!e->frame)
        abort();
    if (session->last)
        session->last->next = e;
    else
        session->first = e;
    session->last = e;
    if (++session->count > LOG_MOST)
        drop_first(session);
    if (session->socket && gateway_is_open(session->socket))
        sim_queue_add(&session->socket->queue, span_of(e->frame));
}

void session_tell_all(struct dc_sim *s, int64_t intents, const char *name,
                      void (*write)(void *user, struct json_writer *w), void *user)
{
    for (size_t i = 0; i < SESSIONS; i++) {
        struct session *session = &s->session[i];
        struct json_writer w;
        struct buf out;
        if (!session->used || (intents && !(session->intents & intents)))
            continue;
        event_begin(&w, &out);
        write(user, &w);
        event_send(session, &w, name);
    }
}

/* Without the intent the words of others are blank, but where the bot is spoken to. */
void session_tell(struct dc_sim *s, const struct channel *c, const struct message *m,
                  const char *name)
{
    bool own = strcmp(m->author, BOT_USER) == 0;
    bool to_bot = own || c->type == TYPE_DIRECT || shape_mentions_bot(s, c, m);
    int64_t intent = c->type == TYPE_DIRECT ? INTENT_DIRECT : INTENT_MESSAGES;

    if (c->gone || c->no_access)
        return;
    for (size_t i = 0; i < SESSIONS; i++) {
        struct session *session = &s->session[i];
        struct json_writer w;
        struct buf out;
        if (!session->used || !(session->intents & intent))
            continue;
        event_begin(&w, &out);
        shape_message(s, &w, c, m, own ? SHAPE_OWN : SHAPE_EVENT,
                      to_bot || (session->intents & INTENT_CONTENT));
        event_send(session, &w, name);
    }
}

/* --- sessions --- */

void session_lost(struct session *session)
{
    session->socket = NULL;
    session->dropped_us = sim_now_us();
}

void session_forget(struct session *session)
{
    while (session->first)
        drop_first(session);
    *session = (struct session){.used = false};
}

static struct session *new_session(struct dc_sim *s)
{
    struct session *oldest = &s->session[0];

    for (size_t i = 0; i < SESSIONS; i++) {
        struct session *session = &s->session[i];
        if (!session->used)
            return session;
        if (!session->socket && session->dropped_us < oldest->dropped_us)
            oldest = session;
    }
    if (oldest->socket)
        oldest->socket->session = NULL;
    session_forget(oldest);
    return oldest;
}

static bool is_token(const struct dc_sim *s, const struct json *data)
{
    return !s->revoked && strcmp(sim_text(data, "token"), BOT_TOKEN) == 0;
}

static void put_ready(struct dc_sim *s, struct json_writer *w, const struct session *own)
{
    char url[80];

    snprintf(url, sizeof url, "ws://127.0.0.1:%d/resume", s->port);
    json_put_int(w, "v", 10);
    shape_user(w, "user", BOT_USER);
    json_open_array(w, "guilds");
    json_open_object(w, NULL);
    json_put_text(w, "id", GUILD);
    json_put_bool(w, "unavailable", true);
    json_close(w);
    json_close(w);
    json_open_array(w, "private_channels");
    json_close(w);
    json_put_text(w, "session_id", own->id);
    json_put_text(w, "resume_gateway_url", url);
    json_open_array(w, "shard");
    json_put_int(w, NULL, 0);
    json_put_int(w, NULL, 1);
    json_close(w);
    json_open_object(w, "application");
    json_put_text(w, "id", APP);
    json_put_int(w, "flags", 0);
    json_close(w);
}

static void begin_session(struct dc_sim *s, struct socket *k, int64_t intents)
{
    struct session *session = new_session(s);
    struct json_writer w;
    struct buf out;

    *session = (struct session){.used = true, .intents = intents, .socket = k};
    snprintf(session->id, sizeof session->id, "session-%" PRId64, ++s->sessions);
    k->session = session;
    event_begin(&w, &out);
    put_ready(s, &w, session);
    event_send(session, &w, "READY");
    if (!(intents & INTENT_GUILDS))
        return;
    event_begin(&w, &out);
    shape_guild(s, &w);
    event_send(session, &w, "GUILD_CREATE");
}

static void invalid(struct dc_sim *s, struct socket *k, const char *why)
{
    sim_count(&s->counts, why);
    k->proved = false; /* Identify may follow on this socket */
    sim_queue_add(&k->queue, span_of("{\"op\":9,\"d\":false}"));
}

static bool is_shape_ok(const struct json *data)
{
    const struct json *p = json_get(data, "properties");

    return json_is_object(data) && json_is_object(p) && json_get_text(p, "os") &&
           json_get_text(p, "browser") && json_get_text(p, "device") &&
           json_get_int(data, "intents", -1) >= 0;
}

void session_identify(struct dc_sim *s, struct socket *k, const struct json *data)
{
    int64_t intents = json_get_int(data, "intents", -1), now = sim_now_us();
    const struct json *shard = json_get(data, "shard");

    if (!is_shape_ok(data)) {
        gateway_close(k, 4002);
    } else if (!is_token(s, data)) {
        gateway_close(k, 4004);
    } else if (shard && json_len(shard) != 2) {
        gateway_close(k, 4010);
    } else if (intents & ~(int64_t)INTENTS_KNOWN) {
        gateway_close(k, 4013);
    } else if ((intents & INTENT_CONTENT) && s->no_content_intent) {
        gateway_close(k, 4014);
    } else if (now - s->identified_us < s->identify_ms * 1000) {
        invalid(s, k, "identified too early");
    } else if (s->starts_left == 0) {
        s->revoked = true; /* the token is reset */
        sim_note(&s->violations, "one Identify too many in a day");
        gateway_close(k, 4004);
    } else {
        s->identified_us = now;
        s->starts_left--;
        sim_count(&s->counts, "identified");
        begin_session(s, k, intents);
    }
}

static struct session *find_session(struct dc_sim *s, const char *id)
{
    for (size_t i = 0; i < SESSIONS; i++) {
        if (s->session[i].used && strcmp(s->session[i].id, id) == 0)
            return &s->session[i];
    }
    return NULL;
}

/* What was missed in order and as it was, then RESUMED. */
void session_resume(struct dc_sim *s, struct socket *k, const struct json *data)
{
    struct session *session = find_session(s, sim_text(data, "session_id"));
    int64_t sequence = json_get_int(data, "seq", -1);
    struct json_writer w;
    struct buf out;

    if (!is_token(s, data)) {
        gateway_close(k, 4004);
        return;
    }
    bool expired = session && session->dropped_us &&
                   sim_now_us() - session->dropped_us > s->session_ms * 1000;
    if (!session || expired) {
        invalid(s, k, "sessions refused");
        return;
    }
    if (sequence < 0 || sequence > session->sequence ||
        (session->first && session->first->sequence > sequence + 1)) {
        gateway_close(k, 4007);
        return;
    }
    if (session->socket)
        session->socket->session = NULL; /* a dead one, which nobody reads */
    session->socket = k;
    session->dropped_us = 0;
    k->session = session;
    sim_count(&s->counts, "resumed");
    for (struct event *e = session->first; e; e = e->next) {
        if (e->sequence > sequence)
            sim_queue_add(&k->queue, span_of(e->frame));
    }
    event_begin(&w, &out);
    event_send(session, &w, "RESUMED");
}
