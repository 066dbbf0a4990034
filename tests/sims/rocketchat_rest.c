/* rocketchat_rest.c - the REST API. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sims/rocketchat_inside.h"

enum { ANSWER_MAX = 32 << 20, BODY_MAX = 4 << 20 };

/* Writes the members of a good answer, or says how it refuses. */
typedef struct refusal rest_method(struct rc_sim *s, struct request *r,
                                   struct json_writer *w);

static const struct refusal fine = {0, NULL, NULL};

static const char *query(const struct request *r, const char *name)
{
    const char *value = request_query(r, name);
    return value ? value : "";
}

static void put_roles(struct json_writer *w, bool bot)
{
    json_open_array(w, "roles");
    json_put_text(w, NULL, bot ? "bot" : "user");
    json_close(w);
}

static struct refusal me(struct rc_sim *s, struct request *r, struct json_writer *w)
{
    (void)r;
    json_put_text(w, "_id", BOT_USER);
    json_put_text(w, "username", BOT_NAME);
    json_put_text(w, "name", "FAQ Bot");
    put_roles(w, !s->no_bot_role);
    return fine;
}

static struct refusal users_info(struct rc_sim *s, struct request *r,
                                 struct json_writer *w)
{
    const struct user *u = store_user(s, query(r, "userId"));

    if (!u)
        return (struct refusal){400, NULL, "User not found."};
    json_open_object(w, "user");
    json_put_text(w, "_id", u->id);
    json_put_text(w, "username", u->name);
    json_put_text(w, "type", u->bot ? "bot" : "user");
    put_roles(w, u->bot);
    json_close(w);
    return fine;
}

static struct refusal subscriptions(struct rc_sim *s, struct request *r,
                                    struct json_writer *w)
{
    (void)r;
    json_open_array(w, "update");
    for (size_t i = 0; i < s->rooms; i++) {
        if (!s->room[i].member)
            continue;
        json_open_object(w, NULL);
        json_put_text(w, "rid", s->room[i].id);
        json_put_text(w, "t", s->room[i].type);
        json_put_text(w, "name", s->room[i].id);
        json_close(w);
    }
    json_close(w);
    json_open_array(w, "remove");
    json_close(w);
    return fine;
}

static struct refusal get_message(struct rc_sim *s, struct request *r,
                                  struct json_writer *w)
{
    struct room *room;
    const struct message *m = store_message(s, query(r, "msgId"), &room);

    if (!m)
        return (struct refusal){400, NULL, NULL};
    if (!room->member)
        return (struct refusal){400, "error-not-allowed",
                                "Not allowed [error-not-allowed]"};
    json_open_object(w, "message");
    shape_message(s, w, room, m, false);
    json_close(w);
    return fine;
}

static void put_one(struct rc_sim *s, struct json_writer *w, const struct room *room,
                    const struct message *m)
{
    json_open_object(w, NULL);
    shape_message(s, w, room, m, false);
    json_close(w);
}

static const struct message *next_updated(const struct room *room, int64_t after)
{
    const struct message *found = NULL;

    for (const struct message *m = room->oldest; m; m = m->newer) {
        if (m->updated > after && (!found || m->updated < found->updated))
            found = m;
    }
    return found;
}

/* Ascending by when they changed, a page at a time. */
static void put_page(struct rc_sim *s, struct json_writer *w, const struct room *room,
                     int64_t since, int64_t count)
{
    const struct message *m = next_updated(room, since);
    char next[24];

    if (count <= 0 || count > s->page_most)
        count = s->page_most;
    for (int64_t n = 0; m && n < count; n++) {
        put_one(s, w, room, m);
        since = m->updated;
        m = next_updated(room, since);
    }
    json_close(w);
    json_open_object(w, "cursor");
    snprintf(next, sizeof next, "%" PRId64, since);
    json_put_text(w, "next", m ? next : NULL);
    json_put_null(w, "previous");
    json_close(w);
}

/* Section 14: all that changed since a date, newest first and without a limit; or pages.
 */
static struct refusal sync_messages(struct rc_sim *s, struct request *r,
                                    struct json_writer *w)
{
    const struct room *room = store_room(s, query(r, "roomId"));
    const char *date = request_query(r, "lastUpdate"), *next = request_query(r, "next");
    int64_t since = date ? shape_read_date(date) : next ? strtoll(next, NULL, 10) : -1;

    if (!room)
        return (struct refusal){400, "error-roomId-param-invalid", "no such room"};
    if (!room->member)
        return (struct refusal){400, "error-not-allowed", "error-not-allowed"};
    if (date && s->pages_only) /* as ordered, and so no fault of the client */
        return (struct refusal){400, "error-lastUpdate-param-invalid", NULL};
    if (since < 0)
        return (struct refusal){400, "error-lastUpdate-param-invalid",
                                "The \"lastUpdate\" query parameter must be a valid "
                                "date. [error-lastUpdate-param-invalid]"};
    if (!date && strcmp(query(r, "type"), "UPDATED") != 0)
        return (struct refusal){400, "invalid-params", "type is missing"};
    json_open_object(w, "result");
    json_open_array(w, "updated");
    if (date) {
        for (const struct message *m = room->newest; m; m = m->older) {
            if (m->updated > since)
                put_one(s, w, room, m);
        }
        json_close(w);
    } else {
        put_page(s, w, room, since, strtoll(query(r, "count"), NULL, 10));
    }
    json_open_array(w, "deleted");
    json_close(w);
    json_close(w);
    return fine;
}

static char *print_value(const struct json *value)
{
    struct buf out;

    if (!value)
        return NULL;
    buf_init(&out, BODY_MAX);
    if (!json_print(value, &out))
        abort();
    return buf_take(&out);
}

static struct refusal send_parsed(struct rc_sim *s, const struct json *body,
                                  struct json_writer *w)
{
    const struct json *message = json_get(body, "message");
    const char *id = sim_text(message, "_id");
    struct room *room;
    struct refusal no = check_post(s, body, &room);

    if (no.status)
        return no;
    if (id[0] && store_message(s, id, NULL)) { /* never shown twice; section 10 */
        s->repeats++;
        return (struct refusal){
            400, NULL, "Cannot read properties of undefined (reading 'starred')"};
    }
    const char *tmid = sim_text(message, "tmid");
    const struct message *root = store_message(s, tmid, NULL);
    struct message *m = store_add(s, room, id, BOT_USER, sim_text(message, "msg"),
                                  root && root->tmid[0] ? root->tmid : tmid);
    m->attachments = print_value(json_get(message, "attachments"));
    json_open_object(w, "message");
    shape_message(s, w, room, m, false);
    json_close(w);
    socket_tell(s, room, m);
    people_touch_root(s, m);
    return fine;
}

static struct refusal send_message(struct rc_sim *s, struct request *r,
                                   struct json_writer *w)
{
    struct json *body = NULL;

    if (strncmp(request_type(r), "application/json", 16) == 0)
        json_parse(&body, request_body(r), BODY_MAX, NULL);
    struct refusal no = send_parsed(s, body, w);
    json_free(body);
    return no;
}

static struct refusal react(struct rc_sim *s, struct request *r, struct json_writer *w)
{
    struct json *body = sim_params(r, NULL);
    bool found = store_message(s, sim_text(body, "messageId"), NULL) != NULL;

    (void)w;
    json_free(body);
    return found ? fine : (struct refusal){400, "error-not-allowed", "error-not-allowed"};
}

static const struct {
    const char *name, *verb;
    rest_method *call;
    int64_t most, span_ms; /* without the role "bot" (section 11) */
} methods[] = {
    {"me", "GET", me, 10, 60000},
    {"users.info", "GET", users_info, 10, 60000},
    {"subscriptions.get", "GET", subscriptions, 10, 60000},
    {"chat.getMessage", "GET", get_message, 10, 60000},
    {"chat.syncMessages", "GET", sync_messages, 10, 60000},
    {"chat.sendMessage", "POST", send_message, 5, 1000},
    {"chat.react", "POST", react, 10, 60000},
};

static void add_date(struct request *r)
{
    char text[64];
    time_t now = time(NULL);
    struct tm t;

    gmtime_r(&now, &t);
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &t);
    request_header(r, "Date", text);
}

static void answer_refusal(struct request *r, const struct refusal *no)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, 4096);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_bool(&w, "success", false);
    if (no->error)
        json_put_text(&w, "error", no->error);
    if (no->type)
        json_put_text(&w, "errorType", no->type);
    json_close(&w);
    sim_answer(r, no->status, &out);
}

/* No Retry-After, but the moment in milliseconds at which the window ends. */
static void answer_limited(struct request *r, int64_t reset_ms)
{
    char text[160];
    struct refusal no = {429, NULL, text};
    int64_t seconds = (reset_ms - sim_now_us() / 1000 + 999) / 1000;

    snprintf(text, sizeof text, "%" PRId64, reset_ms);
    request_header(r, "X-RateLimit-Reset", text);
    request_header(r, "X-RateLimit-Remaining", "0");
    snprintf(text, sizeof text,
             "Error, too many requests. Please slow down. You must wait %" PRId64
             " seconds before trying this endpoint again. [error-too-many-requests]",
             seconds);
    answer_refusal(r, &no);
}

static bool answer_fault(struct request *r, const struct sim_fault *fault)
{
    struct refusal no = {400, fault->error, fault->error};

    if (fault->kind != SIM_ERROR)
        return false;
    if (strcmp(fault->error, "error-too-many-requests") == 0)
        answer_limited(r, sim_now_us() / 1000 + fault->retry_after * 1000);
    else
        answer_refusal(r, &no);
    return true;
}

static bool is_allowed(const struct rc_sim *s, const struct request *r)
{
    return !s->revoked && strcmp(request_field(r, "X-User-Id"), BOT_USER) == 0 &&
           strcmp(request_field(r, "X-Auth-Token"), BOT_TOKEN) == 0;
}

static void make_call(struct rc_sim *s, struct request *r, size_t i,
                      const struct sim_fault *fault)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, ANSWER_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    struct refusal no = methods[i].call(s, r, &w);
    if (no.status) {
        buf_free(&out);
        if (no.error && !strstr(no.error, "starred"))
            sim_note(&s->refused, "%s: %s", methods[i].name, no.error);
        answer_refusal(r, &no);
        return;
    }
    json_put_bool(&w, "success", true);
    json_close(&w);
    if (!json_done(&w))
        abort();
    sim_finish(r, fault, 200, &out);
}

void rest_call(struct rc_sim *s, struct request *r, const char *method)
{
    static const struct refusal not_found = {404, NULL, "not found"},
                                not_allowed = {401, NULL,
                                               "You must be logged in to do this."};
    struct sim_fault fault = sim_faults_take(&s->faults, method);
    struct window *window;
    size_t i = 0;

    sim_count(&s->calls, method);
    add_date(r);
    if (sim_fault_before(r, &fault))
        return;
    while (i < sizeof methods / sizeof methods[0] &&
           (strcmp(methods[i].name, method) != 0 ||
            strcmp(methods[i].verb, request_method(r)) != 0))
        i++;
    if (i == sizeof methods / sizeof methods[0] || !is_allowed(s, r)) {
        bool known = i < sizeof methods / sizeof methods[0];
        sim_note(&s->refused, "%s: %s", method, known ? "not logged in" : "unknown");
        answer_refusal(r, known ? &not_allowed : &not_found);
        return;
    }
    if (answer_fault(r, &fault))
        return;
    if (!rate_count(s->window, method, methods[i].most, methods[i].span_ms, &window) &&
        s->no_bot_role) {
        sim_note(&s->violations, "%s: over the limit", method);
        answer_limited(r, window->began_ms + methods[i].span_ms);
        return;
    }
    make_call(s, r, i, &fault);
}
