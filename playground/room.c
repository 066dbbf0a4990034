/* room.c - puts the parts of the playground together. */
#include "playground/room.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "playground/api.h"
#include "playground/sockets.h"

enum { MAX_BODY = 300000, MAX_FRAME = 8192, MAX_OPEN = 512, DEDUP_MS = 30000 };

static const struct store_limits limits = {
    .channel_posts = 5000, .posts = 20000, .bytes = (size_t)64 << 20};

static const struct {
    const char *name, *display_name, *purpose;
} channels[] = {
    {"support-group", "Support Group",
     "People who live with spasticity, and those close to them."},
    {"clinic-team", "Clinic Team", "Nurses, therapists and doctors among themselves."},
};

static bool fill_store(struct room *r, struct err *e)
{
    int64_t now = ident_now();

    r->bot = store_add_user(r->store, "limber", "Limber", true, now);
    if (!r->bot)
        return err_set(e, ERR_MEMORY, "no memory for the bot");
    if (r->options.token && !store_set_token(r->store, r->bot, r->options.token))
        return err_set(e, ERR_VALUE, "the bot's token must have 1 to %d signs",
                       TOKEN_SIZE - 1);
    for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++) {
        struct channel *c =
            store_add_channel(r->store, 'O', channels[i].name, channels[i].display_name,
                              channels[i].purpose, now);

        if (!c)
            return err_set(e, ERR_MEMORY, "no memory for channels");
        channel_join(c, r->bot);
    }
    return true;
}

static void tick(void *user)
{
    struct room *r = user;

    sockets_tick(r);
    server_timer_set(r->clock, 1000);
}

static bool start(struct room *r, struct err *e)
{
    static const struct server_handlers handlers = {
        .request = api_request,
        .upgrade = sockets_upgrade,
        .opened = sockets_opened,
        .text = actions_text,
        .binary = sockets_binary,
        .pong = sockets_pong,
        .writable = sockets_writable,
        .closed = sockets_closed,
    };
    struct server_options options = {.listen = r->options.listen,
                                     .port = r->options.port,
                                     .max_body = MAX_BODY,
                                     .max_frame = MAX_FRAME,
                                     .max_open = MAX_OPEN,
                                     .stall_s = r->options.stall_s};

    if (!server_new(&r->server, &options, &handlers, r, e))
        return false;
    r->clock = server_timer_new(r->server, tick, r);
    if (!r->clock)
        return err_set(e, ERR_MEMORY, "no memory for a timer");
    server_timer_set(r->clock, 1000);
    return true;
}

static int64_t or_usual(int64_t value, int64_t usual)
{
    return value > 0 ? value : usual;
}

bool room_new(struct room **out, const struct room_options *options, struct err *e)
{
    struct room *r = mem_zero(1, sizeof *r);

    *out = NULL;
    if (!r)
        return err_set(e, ERR_MEMORY, "no memory for the playground");
    r->options = *options;
    r->options.auth_ms = or_usual(options->auth_ms, 5000);
    r->options.ping_ms = or_usual(options->ping_ms, 60000);
    r->options.pong_ms = or_usual(options->pong_ms, 100000);
    r->rate = (struct rate){options->rate_per_second, options->rate_burst};
    r->store = store_new(&limits);
    r->dedup = dedup_new(or_usual(options->dedup_ms, DEDUP_MS));
    if (!r->store || !r->dedup) {
        err_set(e, ERR_MEMORY, "no memory for the playground");
    } else if (fill_store(r, e) && start(r, e)) {
        *out = r;
        return true;
    }
    room_free(r);
    return false;
}

void room_free(struct room *r)
{
    if (!r)
        return;
    server_timer_free(r->clock);
    server_free(r->server); /* first: it still calls back for open sockets */
    sockets_free(r);
    dedup_free(r->dedup);
    store_free(r->store);
    mem_free(r);
}

int room_port(const struct room *r)
{
    return server_port(r->server);
}

const char *room_bot_token(const struct room *r)
{
    return r->bot->token;
}

bool room_stop_on_signals(struct room *r, struct err *e)
{
    return server_stop_on_signals(r->server, e);
}

void room_run(struct room *r)
{
    server_run(r->server);
}

void room_turn(struct room *r, int wait_ms)
{
    server_turn(r->server, wait_ms);
}

struct channel *room_home(const struct room *r)
{
    return store_channel_named(r->store, channels[0].name);
}

static bool is_loopback(const char *listen)
{
    return !listen || strncmp(listen, "127.", 4) == 0 || strcmp(listen, "::1") == 0 ||
           strcmp(listen, "localhost") == 0;
}

static bool host_is_ours(const struct room *r, const char *host)
{
    size_t name = strcspn(host, ":");

    if (!is_loopback(r->options.listen) || host[0] == '\0' || host[0] == '[')
        return true;
    return (name == 9 && strncmp(host, "localhost", 9) == 0) ||
           strspn(host, "0123456789.") == name;
}

bool room_admits(const struct room *r, const struct request *request)
{
    const char *host = request_host(request), *origin = request_origin(request);
    const char *after = strstr(origin, "://");

    if (!host_is_ours(r, host))
        return false;
    return origin[0] == '\0' || (after && strcmp(after + 3, host) == 0);
}
