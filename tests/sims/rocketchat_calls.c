/* rocketchat_calls.c - what a client asks for over the socket: logins, subscriptions,
 * methods; and the counting of calls. */
#include <stdio.h>
#include <string.h>

#include "tests/sims/rocketchat_inside.h"

enum {
    FRAME_MAX = 1 << 16,
    METHODS_MOST = 10, /* of a name, within METHODS_MS (section 5) */
    METHODS_MS = 10000,
    STREAMS_MOST = 40,
    STREAMS_MS = 40000
};

bool rate_count(struct window *windows, const char *what, int64_t most, int64_t span_ms,
                struct window **out)
{
    int64_t now = sim_now_us() / 1000;
    struct window *w = &windows[0];

    for (size_t i = 0; i < RATES; i++) {
        w = &windows[i];
        if (!w->what[0])
            snprintf(w->what, sizeof w->what, "%s", what);
        if (strcmp(w->what, what) == 0)
            break;
    }
    if (now - w->began_ms >= span_ms) {
        w->began_ms = now;
        w->count = 0;
    }
    *out = w;
    return ++w->count <= most;
}

static void begin(struct json_writer *w, struct buf *out, const char *msg, const char *id)
{
    buf_init(out, FRAME_MAX);
    json_write(w, out);
    json_open_object(w, NULL);
    json_put_text(w, "msg", msg);
    if (id)
        json_put_text(w, "id", id);
}

/* "result" or "nosub" with an error; number 0: a text. */
static void refuse(struct socket *k, const char *msg, const char *id, int number,
                   const char *error, int64_t wait_ms)
{
    struct json_writer w;
    struct buf out;

    begin(&w, &out, msg, id);
    json_open_object(&w, "error");
    json_put_bool(&w, "isClientSafe", true);
    if (number)
        json_put_int(&w, "error", number);
    else
        json_put_text(&w, "error", error);
    json_put_text(&w, "reason", error);
    json_put_text(&w, "message", error);
    json_put_text(&w, "errorType", "Meteor.Error");
    if (wait_ms > 0) {
        json_open_object(&w, "details");
        json_put_int(&w, "timeToReset", wait_ms);
        json_close(&w);
    }
    json_close(&w);
    json_close(&w);
    socket_frame(k, &w);
}

static bool limited(struct socket *k, const char *msg, const char *id, const char *name)
{
    bool stream = strncmp(name, "stream-", 7) == 0;
    int64_t span = stream ? STREAMS_MS : METHODS_MS;
    char what[NAME_SIZE + 8];
    struct window *w;

    snprintf(what, sizeof what, "%.6s %.50s", msg, name); /* calls and subs apart */
    if (rate_count(k->window, what, stream ? STREAMS_MOST : METHODS_MOST, span, &w))
        return false;
    sim_note(&k->sim->refused, "%s: too many in %d s", name, (int)(span / 1000));
    refuse(k, msg, id, 0, "too-many-requests",
           w->began_ms + span - sim_now_us() / 1000 + 1);
    return true;
}

static void updated(struct socket *k, const char *id)
{
    struct json_writer w;
    struct buf out;

    begin(&w, &out, "updated", NULL);
    json_open_array(&w, "methods");
    json_put_text(&w, NULL, id);
    json_close(&w);
    json_close(&w);
    socket_frame(k, &w);
}

static void tell_user(struct socket *k)
{
    struct json_writer w;
    struct buf out;

    begin(&w, &out, "added", BOT_USER);
    json_put_text(&w, "collection", "users");
    json_open_object(&w, "fields");
    json_put_text(&w, "username", BOT_NAME);
    json_close(&w);
    json_close(&w);
    socket_frame(k, &w);
}

static void login(struct rc_sim *s, struct socket *k, const char *id,
                  const struct json *what)
{
    const char *gone = s->expired
                           ? "Your session has expired. Please log in again."
                           : "You've been logged out by the server. Please log in again.";
    struct json_writer w;
    struct buf out;

    if (s->revoked || strcmp(sim_text(what, "resume"), BOT_TOKEN) != 0) {
        sim_note(&s->refused, "login");
        updated(k, id);
        refuse(k, "result", id, 403, gone, 0);
        return;
    }
    k->logged_in = true;
    tell_user(k);
    updated(k, id);
    begin(&w, &out, "result", id);
    json_open_object(&w, "result");
    json_put_text(&w, "id", BOT_USER);
    json_put_text(&w, "token", BOT_TOKEN);
    json_open_object(&w, "tokenExpires");
    json_put_null(&w, "$date");
    json_close(&w);
    json_put_text(&w, "type", "resume");
    json_close(&w);
    json_close(&w);
    socket_frame(k, &w);
}

/* Typing: of a wrong name it is dropped without a word (section 13). */
static void notify_room(struct rc_sim *s, struct socket *k, const char *id,
                        const struct json *params)
{
    const char *event = json_text(json_at(params, 0)), *end = event;
    const char *name = json_text(json_at(params, 1));
    struct json_writer w;
    struct buf out;

    if (end)
        end = strstr(event, "/user-activity");
    if (!k->logged_in || !end || end[14]) {
        sim_note(&s->refused, "stream-notify-room: %.60s", event ? event : "nothing");
        refuse(k, "result", id, 0, "not-allowed", 0);
        return;
    }
    if (!name || strcmp(name, BOT_NAME) != 0)
        sim_note(&s->violations, "typing under another name");
    s->typing++;
    updated(k, id);
    begin(&w, &out, "result", id);
    json_close(&w);
    socket_frame(k, &w);
}

void calls_method(struct rc_sim *s, struct socket *k, const struct json *frame)
{
    const char *id = sim_text(frame, "id"), *name = sim_text(frame, "method");
    const struct json *params = json_get(frame, "params");

    if (!id[0] || !name[0]) {
        sim_note(&s->refused, "a malformed method call");
        refuse(k, "error", NULL, 0, "Malformed method invocation", 0);
        return;
    }
    if (limited(k, "result", id, name))
        return;
    if (strcmp(name, "login") == 0) {
        login(s, k, id, json_at(params, 0));
    } else if (strcmp(name, "stream-notify-room") == 0) {
        notify_room(s, k, id, params);
    } else {
        sim_note(&s->refused, "method %.60s", name);
        refuse(k, "result", id, 404, "Method not found", 0);
    }
}

static bool may_read(const struct socket *k, const char *name, const char *event)
{
    if (!k->logged_in || !event)
        return false;
    if (strcmp(name, "stream-room-messages") == 0)
        return strcmp(event, "__my_messages__") == 0 || store_room(k->sim, event) != NULL;
    if (strcmp(name, "stream-notify-user") == 0)
        return strncmp(event, BOT_USER "/", strlen(BOT_USER) + 1) == 0;
    return strcmp(name, "stream-notify-room") == 0 && strchr(event, '/');
}

static void ready(struct socket *k, const char *id)
{
    struct json_writer w;
    struct buf out;

    begin(&w, &out, "ready", NULL);
    json_open_array(&w, "subs");
    json_put_text(&w, NULL, id);
    json_close(&w);
    json_close(&w);
    socket_frame(k, &w);
}

static void unsubscribe(struct socket *k, const char *id)
{
    struct json_writer w;
    struct buf out;

    for (size_t i = 0; i < k->subs; i++) {
        if (strcmp(k->sub[i].id, id) == 0)
            k->sub[i] = k->sub[--k->subs];
    }
    begin(&w, &out, "nosub", id);
    json_close(&w);
    socket_frame(k, &w);
}

static bool is_live(const struct socket *k, const char *id)
{
    for (size_t i = 0; i < k->subs; i++) {
        if (strcmp(k->sub[i].id, id) == 0)
            return true;
    }
    return false;
}

void calls_sub(struct rc_sim *s, struct socket *k, const struct json *frame)
{
    const char *id = sim_text(frame, "id"), *name = sim_text(frame, "name");
    const char *event = json_text(json_at(json_get(frame, "params"), 0));

    if (strcmp(sim_text(frame, "msg"), "unsub") == 0) {
        unsubscribe(k, id);
        return;
    }
    if (is_live(k, id)) { /* gets no answer at all */
        sim_note(&s->violations, "a subscription's id is used twice: %.40s", id);
        return;
    }
    if (limited(k, "nosub", id, name))
        return;
    if (!id[0] || k->subs == SUBS || !may_read(k, name, event)) {
        sim_note(&s->refused, "subscription %.60s %.60s", name, event ? event : "");
        refuse(k, "nosub", id, 0, "not-allowed", 0);
        return;
    }
    snprintf(k->sub[k->subs].id, NAME_SIZE, "%s", id);
    snprintf(k->sub[k->subs].name, NAME_SIZE, "%s", name);
    snprintf(k->sub[k->subs].event, sizeof k->sub[0].event, "%s", event);
    k->subs++;
    ready(k, id);
}
