/* discord_rest.c - routes, authorisation, rate limits. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sims/discord_inside.h"

enum { ANSWER_MAX = 32 << 20, BODY_MAX = 1 << 20, PARTS = 6 };

/* "*": any text; a route's name is what tests order faults for. */
static const struct {
    const char *name, *method, *part[PARTS];
    rest_method *call;
    bool list, free; /* free: outside the global limit, the token is in the path */
} routes[] = {
    {"gateway/bot", "GET", {"gateway", "bot"}, call_gateway_bot, false, false},
    {"gateway", "GET", {"gateway"}, call_gateway, false, true},
    {"me", "GET", {"users", "@me"}, call_me, false, false},
    {"application", "GET", {"applications", "@me"}, call_application, false, false},
    {"guilds", "GET", {"users", "@me", "guilds"}, call_guilds, true, false},
    {"direct", "POST", {"users", "@me", "channels"}, call_direct, false, false},
    {"active", "GET", {"guilds", "*", "threads", "active"}, call_active, false, false},
    {"channel", "GET", {"channels", "*"}, call_channel, false, false},
    {"history", "GET", {"channels", "*", "messages"}, call_history, true, false},
    {"message", "GET", {"channels", "*", "messages", "*"}, call_message, false, false},
    {"post", "POST", {"channels", "*", "messages"}, call_post, false, false},
    {"edit", "PATCH", {"channels", "*", "messages", "*"}, call_edit, false, false},
    {"typing", "POST", {"channels", "*", "typing"}, call_typing, false, false},
    {"thread",
     "POST",
     {"channels", "*", "messages", "*", "threads"},
     call_thread,
     false,
     false},
    {"callback",
     "POST",
     {"interactions", "*", "*", "callback"},
     call_callback,
     false,
     true},
};

enum { ROUTES = sizeof routes / sizeof routes[0] };

/* --- errors --- */

static const char *words(int code)
{
    static const struct {
        int code;
        const char *text;
    } known[] = {{10003, "Unknown Channel"},
                 {10008, "Unknown Message"},
                 {10062, "Unknown interaction"},
                 {40060, "Interaction has already been acknowledged."},
                 {50001, "Missing Access"},
                 {50006, "Cannot send an empty message"},
                 {50013, "Missing Permissions"},
                 {50035, "Invalid Form Body"},
                 {50109, "The request body contains invalid JSON."},
                 {160002, "You cannot reply without permission to read message history"}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].code == code)
            return known[i].text;
    }
    return "An error";
}

static void answer_refusal(struct request *r, const struct refusal *no)
{
    char text[400], detail[200] = "";

    if (no->detail)
        snprintf(
            detail, sizeof detail,
            ",\"errors\":{\"content\":{\"_errors\":[{\"code\":\"%s\",\"message\":\"It "
            "is not valid.\"}]}}",
            no->detail);
    snprintf(text, sizeof text, "{\"message\":\"%s\",\"code\":%d%s}",
             no->status == 401 ? "401: Unauthorized" : words(no->code), no->code, detail);
    sim_answer_text(r, no->status, text);
}

/* --- rate limits --- */

static void put_limit(struct request *r, int64_t limit, int64_t left, int64_t reset_us)
{
    char text[48];
    int64_t after = reset_us - sim_now_us();

    if (after < 0)
        after = 0;
    snprintf(text, sizeof text, "%" PRId64, limit);
    request_header(r, "X-RateLimit-Limit", text);
    snprintf(text, sizeof text, "%" PRId64, left);
    request_header(r, "X-RateLimit-Remaining", text);
    snprintf(text, sizeof text, "%.3f", (double)reset_us / 1e6);
    request_header(r, "X-RateLimit-Reset", text);
    snprintf(text, sizeof text, "%.3f", (double)after / 1e6);
    request_header(r, "X-RateLimit-Reset-After", text);
    request_header(r, "X-RateLimit-Bucket", "80c17d2f203122d936070c88c8d10f33");
}

static void answer_limited(struct request *r, int64_t wait_us, bool global)
{
    char text[160];

    snprintf(text, sizeof text, "%" PRId64, (wait_us + 999999) / 1000000);
    request_header(r, "Retry-After", text);
    request_header(r, "X-RateLimit-Scope", global ? "global" : "user");
    request_header(r, "Via", "1.1 google");
    if (global)
        request_header(r, "X-RateLimit-Global", "true");
    snprintf(
        text, sizeof text,
        "{\"message\":\"You are being rate limited.\",\"retry_after\":%.3f,\"global\":"
        "%s}",
        (double)wait_us / 1e6, global ? "true" : "false");
    sim_answer_text(r, 429, text);
}

/* True when it was one too many, and answered. */
static bool is_over_global(struct dc_sim *s, struct request *r)
{
    int64_t now = sim_now_us();

    if (now - s->global_us >= 1000000) {
        s->global_us = now;
        s->global_count = 0;
    }
    if (++s->global_count <= s->global)
        return false;
    sim_count(&s->counts, "limited, all");
    answer_limited(r, s->global_us + 1000000 - now, true);
    return true;
}

static bool is_over(struct dc_sim *s, struct request *r, struct channel *c)
{
    int64_t now = sim_now_us(), span = s->limit_ms * 1000;

    if (now - c->window_us >= span) {
        c->window_us = now;
        c->posted = 0;
    }
    bool over = ++c->posted > s->limit;
    put_limit(r, s->limit, over ? 0 : s->limit - c->posted, c->window_us + span);
    if (!over)
        return false;
    sim_count(&s->counts, "limited, channel");
    answer_limited(r, c->window_us + span - now, false);
    return true;
}

/* --- calls --- */

static bool fits(size_t i, const char *method, const char *const *part)
{
    if (strcmp(routes[i].method, method) != 0)
        return false;
    for (size_t p = 0; p < PARTS; p++) {
        const char *wanted = routes[i].part[p];
        if (!wanted ? part[p][0] != '\0'
                    : strcmp(wanted, "*") != 0 && strcmp(wanted, part[p]) != 0)
            return false;
    }
    return true;
}

static struct refusal check_request(const struct dc_sim *s, struct request *r, size_t i)
{
    const char *agent = request_field(r, "User-Agent");

    if (strncmp(agent, "DiscordBot (", 12) != 0)
        return (struct refusal){403, 40333, NULL};
    if (!routes[i].free &&
        (s->revoked || strcmp(request_field(r, "Authorization"), "Bot " BOT_TOKEN) != 0))
        return (struct refusal){401, 0, NULL};
    if (request_body(r).len > 0 && strncmp(request_type(r), "application/json", 16) != 0)
        return (struct refusal){400, 50035, "CONTENT_TYPE_INVALID"};
    return (struct refusal){0, 0, NULL};
}

static struct refusal check_channel(struct dc_sim *s, const char *const *part)
{
    const struct channel *c = store_channel(s, part[1]);

    if (strcmp(part[0], "channels") != 0)
        return (struct refusal){0, 0, NULL};
    if (!c || c->gone)
        return (struct refusal){404, 10003, NULL};
    return c->no_access ? (struct refusal){403, 50001, NULL}
                        : (struct refusal){0, 0, NULL};
}

static struct refusal ordered(const struct sim_fault *fault)
{
    int code = atoi(fault->error);

    return (struct refusal){code == 10003 || code == 10008   ? 404
                            : code == 50035 || code == 50006 ? 400
                                                             : 403,
                            code, code == 50035 ? "BASE_TYPE_MAX_LENGTH" : NULL};
}

static void answer_nothing(struct request *r)
{
    request_answer(r, 204, "text/html; charset=utf-8", span_of(""));
}

static void finish(struct call *call, struct buf *out)
{
    if (call->status == 204 && call->fault->kind == SIM_FINE) {
        buf_free(out);
        answer_nothing(call->r);
        return;
    }
    if (!json_done(call->w))
        abort();
    sim_finish(call->r, call->fault, call->status, out);
}

static void make_call(struct dc_sim *s, struct call *call, size_t i)
{
    struct json *body = NULL;
    struct json_writer w;
    struct buf out;
    struct refusal no = {0, 0, NULL};

    buf_init(&out, ANSWER_MAX);
    json_write(&w, &out);
    if (routes[i].list)
        json_open_array(&w, NULL);
    else
        json_open_object(&w, NULL);
    if (request_body(call->r).len > 0 &&
        !json_parse(&body, request_body(call->r), BODY_MAX, NULL))
        no = (struct refusal){400, 50109, NULL};
    call->body = body;
    call->w = &w;
    call->status = 200;
    if (!no.status)
        no = call->fault->kind == SIM_ERROR ? ordered(call->fault)
                                            : routes[i].call(s, call);
    json_free(body);
    if (no.status) {
        buf_free(&out);
        if (call->fault->kind != SIM_ERROR)
            sim_note(&s->refused, "%s: %d/%d %s", routes[i].name, no.status, no.code,
                     no.detail ? no.detail : "");
        answer_refusal(call->r, &no);
        return;
    }
    json_close(&w);
    finish(call, &out);
}

static size_t split(char *path, const char **part)
{
    size_t n = 0;

    for (size_t i = 0; i < PARTS; i++)
        part[i] = "";
    for (char *at = path; at && n < PARTS; n++) {
        char *end = strchr(at, '/');
        part[n] = at;
        if (end)
            *end++ = '\0';
        at = end;
    }
    return n;
}

static bool is_limited(struct dc_sim *s, struct call *call, size_t i)
{
    const struct sim_fault *fault = call->fault;

    if (fault->kind == SIM_STATUS && fault->status == 429) {
        answer_limited(call->r, fault->retry_after * 1000000, false);
        return true;
    }
    if (!routes[i].free && is_over_global(s, call->r))
        return true;
    return routes[i].call == call_post &&
           is_over(s, call->r, store_channel(s, call->part[1]));
}

void rest_call(struct dc_sim *s, struct request *r, const char *path)
{
    char copy[1024];
    struct call call = {.r = r};
    size_t i = 0;

    snprintf(copy, sizeof copy, "%s", path);
    split(copy, call.part);
    if (strcmp(call.part[4], "reactions") == 0) { /* .../{emoji}/@me, which may be cut */
        answer_nothing(r);
        return;
    }
    while (i < ROUTES && !fits(i, request_method(r), call.part))
        i++;
    struct sim_fault fault =
        sim_faults_take(&s->faults, i < ROUTES ? routes[i].name : "*");
    call.fault = &fault;
    if (i == ROUTES) {
        sim_note(&s->refused, "%s %.80s", request_method(r), path);
        sim_answer_text(r, 404, "{\"message\":\"404: Not Found\",\"code\":0}");
        return;
    }
    sim_count(&s->calls, routes[i].name);
    if (!(fault.kind == SIM_STATUS && fault.status == 429) && sim_fault_before(r, &fault))
        return;
    struct refusal no = check_request(s, r, i);
    if (!no.status)
        no = check_channel(s, call.part);
    if (no.status) {
        sim_note(&s->refused, "%s: %d/%d", routes[i].name, no.status, no.code);
        answer_refusal(r, &no);
    } else if (!is_limited(s, &call, i)) {
        make_call(s, &call, i);
    }
}
