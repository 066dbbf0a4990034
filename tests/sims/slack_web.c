/* slack_web.c - the Web API. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sims/slack_inside.h"

enum { ANSWER_MAX = 32 << 20, PACE_US = 900000 };

/* Writes the members of an ok answer, or gives the error's name. */
typedef const char *web_method(struct slack_sim *s, const struct json *params,
                               struct json_writer *w);

static const char *auth_test(struct slack_sim *s, const struct json *params,
                             struct json_writer *w)
{
    (void)s;
    (void)params;
    json_put_text(w, "url", "https://acme.slack.com/");
    json_put_text(w, "team", "Acme");
    json_put_text(w, "user", "faqbot");
    json_put_text(w, "team_id", "T1");
    json_put_text(w, "user_id", BOT_USER);
    json_put_text(w, "bot_id", BOT_ID);
    return NULL;
}

static const char *connections_open(struct slack_sim *s, const struct json *params,
                                    struct json_writer *w)
{
    char url[160];

    if (sim_text(params, "token")[0])
        return "invalid_arguments"; /* header only */
    socket_address(s, url, sizeof url);
    json_put_text(w, "url", url);
    return NULL;
}

static char *print_value(const struct json *value)
{
    struct buf out;

    if (!value)
        return NULL;
    buf_init(&out, ANSWER_MAX);
    if (!json_print(value, &out))
        abort();
    return buf_take(&out);
}

static void check_pace(struct slack_sim *s, struct channel *c)
{
    int64_t now = sim_now_us();

    if (c->posted_us && now - c->posted_us < PACE_US)
        sim_note(&s->violations, "%s: two posts in %d ms", c->id,
                 (int)((now - c->posted_us) / 1000));
    c->posted_us = now;
}

static const char *post_message(struct slack_sim *s, const struct json *params,
                                struct json_writer *w)
{
    const char *error = check_post(s, params);

    if (error)
        return error;
    struct channel *c = store_channel(s, sim_text(params, "channel"));
    check_pace(s, c);
    struct message *m = store_add(s, c, BOT_USER, sim_text(params, "text"),
                                  sim_text(params, "thread_ts"));
    snprintf(m->bot, sizeof m->bot, BOT_ID);
    m->blocks = print_value(json_get(params, "blocks"));
    m->metadata = print_value(json_get(params, "metadata"));
    json_put_text(w, "channel", c->id);
    json_put_text(w, "ts", m->ts);
    json_open_object(w, "message");
    store_put(w, c, m, false, false);
    json_close(w);
    send_message_event(s, c, m, "message");
    return NULL;
}

struct range {
    int64_t oldest, latest, after; /* after: the cursor's */
    bool inclusive, metadata;
    int64_t limit;
};

static const char cursor_lead[] = "bmV4dDo";

static struct range read_range(struct slack_sim *s, const struct json *params)
{
    const char *cursor = sim_text(params, "cursor");
    struct range r = {.oldest = store_us(sim_text(params, "oldest")),
                      .latest = store_us(sim_text(params, "latest")),
                      .inclusive = sim_flag(params, "inclusive"),
                      .metadata = sim_flag(params, "include_all_metadata"),
                      .limit = sim_int(params, "limit", 100)};

    if (strncmp(cursor, cursor_lead, strlen(cursor_lead)) == 0)
        r.after = strtoll(cursor + strlen(cursor_lead), NULL, 10);
    if (!sim_text(params, "latest")[0])
        r.latest = INT64_MAX;
    if (r.limit > s->page_most)
        r.limit = s->page_most;
    return r;
}

static bool within(const struct range *r, const struct message *m)
{
    int64_t at = store_us(m->ts);

    if (m->deleted)
        return false;
    if (r->inclusive)
        return at >= r->oldest && at <= r->latest;
    return at > r->oldest && at < r->latest;
}

static void put_next(struct json_writer *w, const char *last_ts, bool more)
{
    char cursor[64] = "";

    if (more)
        snprintf(cursor, sizeof cursor, "%s%" PRId64, cursor_lead, store_us(last_ts));
    json_put_bool(w, "has_more", more);
    json_open_object(w, "response_metadata");
    json_put_text(w, "next_cursor", cursor);
    json_close(w);
}

static void put_one(struct json_writer *w, const struct channel *c,
                    const struct message *m, const struct range *r)
{
    json_open_object(w, NULL);
    store_put(w, c, m, false, r->metadata);
    json_close(w);
}

static const char *find_channel(struct slack_sim *s, const struct json *params,
                                struct channel **out)
{
    *out = store_channel(s, sim_text(params, "channel"));
    if (!*out)
        return "channel_not_found";
    return (*out)->member ? NULL : "not_in_channel";
}

static bool in_channel(const struct message *m)
{
    return !m->thread[0] || strcmp(m->thread, m->ts) == 0 ||
           strcmp(m->subtype, "thread_broadcast") == 0;
}

/* Newest first, without the replies in threads. */
static const char *history(struct slack_sim *s, const struct json *params,
                           struct json_writer *w)
{
    struct range r = read_range(s, params);
    struct channel *c;
    const char *error = find_channel(s, params, &c), *last = "";
    int64_t n = 0;
    bool more = false;

    if (error)
        return error;
    json_open_array(w, "messages");
    for (const struct message *m = c->newest; m && !more; m = m->older) {
        if (!within(&r, m) || !in_channel(m) || (r.after && store_us(m->ts) >= r.after))
            continue;
        more = n++ == r.limit;
        if (!more) {
            put_one(w, c, m, &r);
            last = m->ts;
        }
    }
    json_close(w);
    put_next(w, last, more);
    return NULL;
}

/* The parent on each page, then the replies, oldest first. */
static const char *replies(struct slack_sim *s, const struct json *params,
                           struct json_writer *w)
{
    struct range r = read_range(s, params);
    const char *parent = sim_text(params, "ts");
    struct channel *c;
    const char *error = find_channel(s, params, &c), *last = "";
    int64_t n = 1;
    bool more = false;

    if (error)
        return error;
    const struct message *root = store_message(c, parent);
    if (!root)
        return "thread_not_found";
    json_open_array(w, "messages");
    put_one(w, c, root, &r);
    for (const struct message *m = c->oldest; m && !more; m = m->newer) {
        if (m == root || strcmp(m->thread, parent) != 0 || !within(&r, m) ||
            (r.after && store_us(m->ts) <= r.after))
            continue;
        more = n > 1 && n >= r.limit;
        n++;
        if (!more) {
            put_one(w, c, m, &r);
            last = m->ts;
        }
    }
    json_close(w);
    put_next(w, last, more);
    return NULL;
}

static bool is_type(const struct channel *c, const char *types)
{
    static const char *const names[][2] = {{"channel", "public_channel"},
                                           {"group", "private_channel"},
                                           {"im", "im"},
                                           {"mpim", "mpim"}};
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(c->type, names[i][0]) != 0)
            continue;
        size_t len = strlen(names[i][1]);
        for (const char *at = types; at; at = strchr(at, ','), at += at != NULL) {
            if (strncmp(at, names[i][1], len) == 0 && (!at[len] || at[len] == ','))
                return true;
        }
    }
    return false;
}

static const char *conversations(struct slack_sim *s, const struct json *params,
                                 struct json_writer *w)
{
    const char *types = sim_text(params, "types");

    json_open_array(w, "channels");
    for (size_t i = 0; i < s->channels; i++) {
        const struct channel *c = &s->channel[i];
        if (!c->member || !is_type(c, types[0] ? types : "public_channel") ||
            (c->archived && sim_flag(params, "exclude_archived")))
            continue;
        json_open_object(w, NULL);
        json_put_text(w, "id", c->id);
        json_put_bool(w, "is_im", strcmp(c->type, "im") == 0);
        json_put_bool(w, "is_mpim", strcmp(c->type, "mpim") == 0);
        json_put_bool(w, "is_private", strcmp(c->type, "channel") != 0);
        json_put_bool(w, "is_archived", c->archived);
        json_close(w);
    }
    json_close(w);
    put_next(w, "", false);
    return NULL;
}

static const char *nothing(struct slack_sim *s, const struct json *params,
                           struct json_writer *w)
{
    (void)s;
    (void)params;
    (void)w;
    return NULL;
}

static const struct {
    const char *name;
    web_method *call;
    bool by_app;
} methods[] = {
    {"auth.test", auth_test, false},
    {"apps.connections.open", connections_open, true},
    {"chat.postMessage", post_message, false},
    {"conversations.history", history, false},
    {"conversations.replies", replies, false},
    {"users.conversations", conversations, false},
    {"reactions.add", nothing, false},
    {"assistant.threads.setStatus", nothing, false},
};

static const char *check_token(const struct slack_sim *s, const struct request *r,
                               bool by_app)
{
    const char *token = request_bearer(r);
    const char *right = by_app ? APP_TOKEN : BOT_TOKEN;
    const char *wrong = by_app ? BOT_TOKEN : APP_TOKEN;
    const char *state = by_app ? s->app_error : s->bot_error;

    if (!token[0])
        return "not_authed";
    if (strcmp(token, wrong) == 0)
        return "not_allowed_token_type";
    if (strcmp(token, right) != 0)
        return "invalid_auth";
    return state[0] ? state : NULL;
}

static const char *check_type(struct slack_sim *s, struct request *r, const char *method)
{
    const char *type = request_type(r);
    bool json = strncmp(type, "application/json", 16) == 0;

    if (strcmp(request_method(r), "POST") != 0)
        return NULL;
    if (!type[0])
        return request_body(r).len > 0 ? "missing_post_type" : NULL;
    if (json && !strstr(type, "charset"))
        sim_note(&s->violations, "%s: missing_charset", method);
    if (json || strncmp(type, "application/x-www-form-urlencoded", 33) == 0)
        return NULL;
    return "invalid_post_type";
}

static void put_error(struct json_writer *w, const char *error, const char *needed)
{
    json_put_bool(w, "ok", false);
    json_put_text(w, "error", error);
    if (needed[0]) {
        json_put_text(w, "needed", needed);
        json_put_text(w, "provided", "");
    }
}

static void answer_error(struct request *r, const char *error, const char *needed)
{
    struct json_writer w;
    struct buf out;

    buf_init(&out, ANSWER_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    put_error(&w, error, needed);
    json_close(&w);
    sim_answer(r, 200, &out);
}

void web_call(struct slack_sim *s, struct request *r, const char *method)
{
    static const char *const nested[] = {"blocks", "metadata", NULL};
    size_t i = 0;
    struct sim_fault fault = sim_faults_take(&s->faults, method);

    sim_count(&s->calls, method);
    request_header(r, "X-OAuth-Scopes", s->scopes);
    while (i < sizeof methods / sizeof methods[0] && strcmp(methods[i].name, method) != 0)
        i++;
    if (sim_fault_before(r, &fault))
        return;
    const char *error = i == sizeof methods / sizeof methods[0]
                            ? "unknown_method"
                            : check_token(s, r, methods[i].by_app);
    if (!error)
        error = check_type(s, r, method);
    if (!error && fault.kind == SIM_ERROR)
        error = fault.error;
    if (error) {
        if (fault.kind != SIM_ERROR)
            sim_note(&s->refused, "%s: %s", method, error);
        answer_error(r, error, fault.needed);
        return;
    }
    struct json *params = sim_params(r, nested);
    struct json_writer w;
    struct buf out;
    buf_init(&out, ANSWER_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_bool(&w, "ok", true);
    error = methods[i].call(s, params, &w);
    json_free(params);
    if (error) {
        buf_free(&out);
        sim_note(&s->refused, "%s: %s", method, error);
        answer_error(r, error, "");
        return;
    }
    json_close(&w);
    if (!json_done(&w))
        abort();
    sim_finish(r, &fault, 200, &out);
}
