/* api.c - the table of routes, and what all calls have in common: token, rate limit,
 * body, the shape of an error. Statuses and ids are those of Mattermost 11.6
 * (web/handlers.go, web/context.go). */
#include "playground/api.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NEEDS_TOKEN = 1, WANTS_BODY = 2, NEEDS_FAULTS = 4, BODY_MAX = 300000 };

static const struct route {
    const char *method, *path; /* "*" stands for one part of a path */
    void (*handle)(struct call *c);
    unsigned flags;
} routes[] = {
    {"GET", "/api/v4/system/ping", system_ping, 0},
    {"GET", "/api/v4/config/client", system_config, 0},
    {"GET", "/api/v4/users", users_list, NEEDS_TOKEN},
    {"POST", "/api/v4/users/ids", users_by_ids, NEEDS_TOKEN | WANTS_BODY},
    {"GET", "/api/v4/users/username/*", users_by_name, NEEDS_TOKEN},
    {"GET", "/api/v4/users/*", users_get, NEEDS_TOKEN},
    {"POST", "/api/v4/users/*/typing", users_typing, NEEDS_TOKEN | WANTS_BODY},
    {"GET", "/api/v4/users/*/teams", users_teams, NEEDS_TOKEN},
    {"GET", "/api/v4/users/*/channels", channels_mine, NEEDS_TOKEN},
    {"GET", "/api/v4/users/*/teams/*/channels", channels_mine, NEEDS_TOKEN},
    {"DELETE", "/api/v4/users/*/posts/*/reactions/*", reactions_remove, NEEDS_TOKEN},
    {"GET", "/api/v4/teams/*/channels/name/*", channels_by_name, NEEDS_TOKEN},
    {"POST", "/api/v4/channels/direct", channels_direct, NEEDS_TOKEN | WANTS_BODY},
    {"POST", "/api/v4/channels/members/*/view", channels_view, NEEDS_TOKEN},
    {"GET", "/api/v4/channels/*", channels_get, NEEDS_TOKEN},
    {"DELETE", "/api/v4/channels/*", channels_archive, NEEDS_TOKEN},
    {"POST", "/api/v4/channels/*/restore", channels_restore, NEEDS_TOKEN},
    {"GET", "/api/v4/channels/*/members", channels_members, NEEDS_TOKEN},
    {"POST", "/api/v4/channels/*/members", channels_add_member, NEEDS_TOKEN | WANTS_BODY},
    {"DELETE", "/api/v4/channels/*/members/*", channels_remove_member, NEEDS_TOKEN},
    {"GET", "/api/v4/channels/*/posts", posts_page, NEEDS_TOKEN},
    {"POST", "/api/v4/posts", posts_create, NEEDS_TOKEN | WANTS_BODY},
    {"GET", "/api/v4/posts/*", posts_one, NEEDS_TOKEN},
    {"DELETE", "/api/v4/posts/*", posts_remove, NEEDS_TOKEN},
    {"PUT", "/api/v4/posts/*/patch", posts_patch, NEEDS_TOKEN | WANTS_BODY},
    {"GET", "/api/v4/posts/*/thread", posts_thread, NEEDS_TOKEN},
    {"GET", "/api/v4/posts/*/reactions", reactions_list, NEEDS_TOKEN},
    {"POST", "/api/v4/reactions", reactions_add, NEEDS_TOKEN | WANTS_BODY},
    {"GET", "/playground/about", guests_about, 0},
    {"POST", "/playground/join", guests_join, WANTS_BODY},
    {"GET", "/playground/faults", faults_get, NEEDS_FAULTS},
    {"POST", "/playground/faults", faults_set, NEEDS_FAULTS | WANTS_BODY},
};

void api_json(struct call *c, int status, const struct buf *json)
{
    if (json->failed)
        request_lose(c->request);
    (void)request_answer(c->request, status, "application/json", buf_view(json));
}

void api_error(struct call *c, int status, const char *id, const char *message)
{
    struct json_writer w;
    char request_id[IDENT_SIZE];
    struct buf out;

    ident_new(request_id);
    buf_init(&out, 4096);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_text(&w, "id", id);
    json_put_text(&w, "message", message);
    json_put_text(&w, "detailed_error", "");
    json_put_text(&w, "request_id", request_id);
    json_put_int(&w, "status_code", status);
    json_close(&w);
    api_json(c, status, &out);
    buf_free(&out);
}

void api_ok(struct call *c)
{
    (void)request_answer(c->request, 200, "application/json",
                         span_of("{\"status\":\"OK\"}"));
}

void api_forbidden(struct call *c)
{
    api_error(c, 403, "api.context.permissions.app_error",
              "You do not have the appropriate permissions.");
}

void api_bad_body(struct call *c, const char *name)
{
    char text[160];

    (void)snprintf(text, sizeof text, "Invalid or missing %s in request body.", name);
    api_error(c, 400, "api.context.invalid_body_param.app_error", text);
}

void api_bad_param(struct call *c, const char *name)
{
    char text[160];

    (void)snprintf(text, sizeof text, "Invalid or missing %s parameter in request URL.",
                   name);
    api_error(c, 400, "api.context.invalid_url_param.app_error", text);
}

struct user *api_user(struct call *c, const char *id_or_me)
{
    struct user *u;

    if (strcmp(id_or_me, "me") == 0)
        return c->user;
    if (!ident_ok(id_or_me)) {
        api_bad_param(c, "user_id");
        return NULL;
    }
    u = store_user(c->room->store, id_or_me);
    if (!u)
        api_error(c, 404, "app.user.missing_account.const", "Unable to find the user.");
    return u;
}

struct channel *api_channel(struct call *c, const char *id)
{
    struct channel *channel = store_channel(c->room->store, id);

    if (!ident_ok(id)) {
        api_bad_param(c, "channel_id");
        return NULL;
    }
    if (channel && channel_has(channel, c->user))
        return channel;
    api_forbidden(c);
    return NULL;
}

struct post *api_post(struct call *c, const char *id)
{
    struct post *p = posts_get(c->room->store, id);

    if (!ident_ok(id)) {
        api_bad_param(c, "post_id");
        return NULL;
    }
    if (!p || p->delete_at != 0) {
        api_error(c, 404, "app.post.get.app_error", "Unable to get the post.");
        return NULL;
    }
    if (channel_has(p->channel, c->user))
        return p;
    api_forbidden(c);
    return NULL;
}

static bool take_param(struct call *c, size_t *count, const char *at, size_t len)
{
    if (*count == CALL_PARAMS || len == 0 || len >= PARAM_SIZE)
        return false;
    memcpy(c->param[*count], at, len);
    c->param[(*count)++][len] = '\0';
    return true;
}

/* Compares part by part; what stands for "*" goes into c->param. */
static bool path_fits(struct call *c, const char *pattern, const char *path)
{
    size_t count = 0;

    while (*pattern && *path) {
        size_t want = strcspn(pattern + 1, "/"), have = strcspn(path + 1, "/");

        if (want == 1 && pattern[1] == '*') {
            if (!take_param(c, &count, path + 1, have))
                return false;
        } else if (want != have || strncmp(pattern, path, want + 1) != 0) {
            return false;
        }
        pattern += want + 1;
        path += have + 1;
    }
    return *pattern == '\0' && *path == '\0';
}

static const struct route *find_route(struct call *c)
{
    const char *method = request_method(c->request), *path = request_path(c->request);

    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        const struct route *r = &routes[i];

        if (strcmp(r->method, method) != 0 || !path_fits(c, r->path, path))
            continue;
        if ((r->flags & NEEDS_FAULTS) && !c->room->options.faults)
            return NULL;
        return r;
    }
    return NULL;
}

static void put_number(struct request *r, const char *name, int64_t value)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%" PRId64, value);
    request_header(r, name, text);
}

/* True when the call may go on; a refusal is no JSON, as from the real server. */
static bool within_rate(struct call *c)
{
    int64_t *full_at = c->user ? &c->user->rate_full_at : &c->room->strangers_full_at;
    struct rate_verdict v;

    if (c->room->rate.per_second <= 0)
        return true;
    v = rate_ask(&c->room->rate, full_at, c->now * 1000);
    put_number(c->request, "X-Ratelimit-Limit", v.limit);
    put_number(c->request, "X-Ratelimit-Remaining", v.remaining);
    put_number(c->request, "X-Ratelimit-Reset", v.reset_s);
    if (v.allowed)
        return true;
    put_number(c->request, "Retry-After", v.retry_after_s);
    (void)request_answer(c->request, 429, "text/plain; charset=utf-8",
                         span_of("limit exceeded\n"));
    return false;
}

static bool read_body(struct call *c)
{
    if (json_parse(&c->body, request_body(c->request), BODY_MAX, NULL))
        return true;
    api_bad_body(c, "body");
    return false;
}

static void serve(struct call *c, const struct route *route)
{
    if (request_too_large(c->request)) {
        api_error(c, 413, "api.context.request_body_too_large.app_error",
                  "The request body is too large.");
        return;
    }
    if ((route->flags & NEEDS_TOKEN) && !c->user) {
        api_error(c, 401, "api.context.session_expired.app_error",
                  "Invalid or expired session, please login again.");
        return;
    }
    if (faults_read(c->room, c->request, c->user && c->user->bot))
        return;
    if ((route->flags & WANTS_BODY) && !read_body(c))
        return;
    route->handle(c);
    json_free(c->body);
}

void api_request(void *room, struct request *r)
{
    struct call c = {.room = room, .request = r, .now = ident_now()};
    const struct route *route;

    c.room->count.requests++;
    c.user = store_user_by_token(c.room->store, request_bearer(r));
    if (!within_rate(&c))
        return;
    route = find_route(&c);
    if (!room_admits(c.room, r))
        api_error(&c, 403, "playground.origin",
                  "This request comes from a page of another site.");
    else if (route)
        serve(&c, route);
    else if (strncmp(request_path(r), "/api/", 5) == 0)
        api_error(&c, 404, "api.context.404.app_error",
                  "Sorry, we could not find the page.");
    else
        web_serve(&c);
}
