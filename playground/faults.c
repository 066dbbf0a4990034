/* faults.c - see faults.h. */
#include "playground/faults.h"

#include <string.h>

#include "playground/api.h"
#include "playground/sockets.h"

static const struct {
    const char *name;
    enum post_fault fault;
} kinds[] = {
    {"break_before", FAULT_BREAK_BEFORE},
    {"break_after", FAULT_BREAK_AFTER},
    {"error_before", FAULT_ERROR_BEFORE},
    {"error_after", FAULT_ERROR_AFTER},
    {"busy", FAULT_BUSY},
    {"proxy", FAULT_PROXY},
    {"limited", FAULT_LIMITED},
    {"slow", FAULT_SLOW},
    {"none", FAULT_NONE},
};

enum post_fault faults_post(struct room *r, bool bot)
{
    if (r->faults.posts <= 0 || (!bot && !r->faults.everyone))
        return FAULT_NONE;
    r->faults.posts--;
    return r->faults.post;
}

static void refuse(struct room *r, struct request *request, int status)
{
    struct call c = {.room = r, .request = request};

    api_error(&c, status, "playground.fault", "Refused on purpose.");
}

bool faults_read(struct room *r, struct request *request, bool bot)
{
    if (!bot || r->faults.reads <= 0 || strcmp(request_method(request), "GET") != 0)
        return false;
    r->faults.reads--;
    refuse(r, request, r->faults.read_status);
    return true;
}

bool faults_upgrade(struct room *r, struct request *request)
{
    if (r->faults.upgrades <= 0)
        return false;
    r->faults.upgrades--;
    refuse(r, request, r->faults.upgrade_status);
    return true;
}

static bool set_posts(struct room *r, const struct json *v)
{
    const char *name = json_get_text(v, "fault");

    for (size_t i = 0; name && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, name) != 0)
            continue;
        r->faults.post = kinds[i].fault;
        r->faults.posts = json_get_int(v, "count", 1);
        r->faults.delay_ms = json_get_int(v, "delay_ms", 1000);
        r->faults.retry_after_s = json_get_int(v, "retry_after_s", 1);
        r->faults.everyone = json_get_bool(v, "everyone", false);
        return true;
    }
    return false;
}

static bool set_reads(struct room *r, const struct json *v)
{
    r->faults.read_status = (int)json_get_int(v, "status", 500);
    r->faults.reads = json_get_int(v, "count", 1);
    return json_is_object(v);
}

static bool set_upgrades(struct room *r, const struct json *v)
{
    r->faults.upgrade_status = (int)json_get_int(v, "status", 503);
    r->faults.upgrades = json_get_int(v, "count", 1);
    return json_is_object(v);
}

static bool set_sockets(struct room *r, const struct json *v)
{
    const char *what = json_text(v);

    return what && sockets_fault(r, what);
}

/* As it is, to each bot. */
static bool set_frame(struct room *r, const struct json *v)
{
    const char *text = json_text(v);

    for (struct client *c = r->clients; text && c; c = c->next) {
        if (c->peer && c->user && c->user->bot)
            client_reply(c, span_of(text));
    }
    return text;
}

static bool set_resume(struct room *r, const struct json *v)
{
    const char *what = json_text(v);

    if (!what || strcmp(what, "forget") != 0)
        return false;
    sockets_forget(r);
    return true;
}

static bool set_dedup(struct room *r, const struct json *v)
{
    int64_t lifetime = json_get_int(v, "lifetime_ms", -1);

    if (lifetime >= 0) {
        dedup_set_lifetime(r->dedup, lifetime);
        return true;
    }
    if (!json_text(v) || strcmp(json_text(v), "forget") != 0)
        return false;
    dedup_clear(r->dedup);
    return true;
}

static bool set_token(struct room *r, const struct json *v)
{
    const char *what = json_text(v);

    if (!what || (strcmp(what, "revoke") != 0 && strcmp(what, "restore") != 0))
        return false;
    r->bot->expired = strcmp(what, "revoke") == 0;
    return true;
}

static bool set_archive(struct room *r, const struct json *v)
{
    struct channel *c = store_channel_named(r->store, json_text(v));

    if (c)
        c->delete_at = ident_now();
    return c;
}

static bool set_restore(struct room *r, const struct json *v)
{
    struct channel *c = store_channel_named(r->store, json_text(v));

    if (c)
        c->delete_at = 0;
    return c;
}

static bool set_rate(struct room *r, const struct json *v)
{
    r->rate.per_second = json_get_int(v, "per_second", 0);
    r->rate.burst = json_get_int(v, "burst", 0);
    return json_is_object(v);
}

static bool add_bot(struct room *r, const struct json *v)
{
    const char *name = json_text(v);
    const struct user *u =
        name ? store_add_user(r->store, name, name, true, ident_now()) : NULL;

    for (size_t i = 0; u && i < r->store->channels; i++) {
        if (r->store->channel[i]->type == 'O')
            channel_join(r->store->channel[i], u);
    }
    return u;
}

static const struct {
    const char *name;
    bool (*set)(struct room *r, const struct json *v);
} faults[] = {
    {"posts", set_posts},     {"reads", set_reads},     {"upgrades", set_upgrades},
    {"sockets", set_sockets}, {"resume", set_resume},   {"dedup", set_dedup},
    {"token", set_token},     {"archive", set_archive}, {"restore", set_restore},
    {"rate", set_rate},       {"add_bot", add_bot},     {"frame", set_frame},
};

static bool set_one(struct room *r, const struct json *v)
{
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        if (strcmp(faults[i].name, json_name(v)) == 0)
            return faults[i].set(r, v);
    }
    return false;
}

void faults_set(struct call *c)
{
    for (const struct json *v = json_is_object(c->body) ? json_first(c->body) : NULL; v;
         v = json_after(v)) {
        if (!set_one(c->room, v)) {
            api_bad_body(c, json_name(v));
            return;
        }
    }
    faults_get(c);
}

void faults_get(struct call *c)
{
    const struct room *r = c->room;
    const struct user *newest = r->store->user[r->store->users - 1];
    int64_t open = 0;
    struct json_writer w;
    struct buf out;

    for (const struct client *at = r->clients; at; at = at->next)
        open += at->peer && at->user && at->user->bot;
    buf_init(&out, 4096);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    json_put_int(&w, "requests", r->count.requests);
    json_put_int(&w, "posts", r->count.posts);
    json_put_int(&w, "duplicates", r->count.duplicates);
    json_put_int(&w, "sockets_opened", r->count.opened);
    json_put_int(&w, "bots_connected", open);
    json_put_int(&w, "posts_left", r->faults.posts);
    if (newest->bot && newest != r->bot)
        json_put_text(&w, "token", newest->token);
    json_close(&w);
    api_json(c, 200, &out);
    buf_free(&out);
}
