/* sockets.c - who is connected, who may come back, and what each has still to be sent. */
#include "playground/sockets.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "playground/api.h"
#include "playground/hello.h"

/* Those that left are looked at every 5 minutes and dropped when their user was idle for
 * as long (app/platform/web_hub.go). */
enum { REAP_MS = 300000 };

static void free_client(struct client *c)
{
    stream_clear(&c->stream);
    mem_free(c);
}

static void drop_client(struct room *r, struct client *c)
{
    struct client **at = &r->clients;

    while (*at && *at != c)
        at = &(*at)->next;
    if (*at)
        *at = c->next;
    free_client(c);
}

void sockets_free(struct room *r)
{
    while (r->clients)
        drop_client(r, r->clients);
}

/* Makes room by forgetting whoever left first. False: all are connected. */
static bool make_room(struct room *r)
{
    struct client *first = NULL;
    size_t count = 0;

    for (struct client *c = r->clients; c; c = c->next, count++) {
        if (!c->peer && (!first || c->left_at < first->left_at))
            first = c;
    }
    if (count < CLIENTS_MOST)
        return true;
    if (!first)
        return false;
    drop_client(r, first);
    return true;
}

bool sockets_upgrade(void *room, struct request *request)
{
    struct call c = {.room = room, .request = request, .now = ident_now()};

    if (strcmp(request_path(request), "/api/v4/websocket") != 0) {
        api_error(&c, 404, "api.context.404.app_error",
                  "Sorry, we could not find the page.");
        return false;
    }
    if (request_query(request, "access_token")) {
        api_error(&c, 401, "api.context.session_expired.app_error",
                  "Invalid or expired session, please login again.");
        return false;
    }
    if (!room_admits(room, request)) {
        api_error(&c, 400, "api.web_socket.connect.upgrade.app_error",
                  "URL Blocked because of CORS.");
        return false;
    }
    return !faults_upgrade(room, request);
}

static struct client *find_client(const struct room *r, const char *id,
                                  const struct user *u)
{
    for (struct client *c = r->clients; c; c = c->next) {
        if (c->user == u && !c->peer && !c->gone && strcmp(c->stream.id, id) == 0)
            return c;
    }
    return NULL;
}

static void attach(struct client *c, struct peer *p)
{
    c->peer = p;
    c->opened_at = c->pinged_at = c->pong_at = ident_now();
    peer_attach(p, c);
}

/* What "sequence_number" must be; false for what Go's Atoi refuses. */
static bool read_sequence(const char *text, int64_t *out)
{
    char *end = NULL;

    if (!text || text[0] == '\0')
        return false;
    *out = strtoll(text, &end, 10);
    return *end == '\0' && *out >= 0;
}

static void open_fresh(struct room *r, struct peer *p, struct user *u)
{
    struct client *c = make_room(r) ? mem_zero(1, sizeof *c) : NULL;

    if (!c) {
        peer_cut(p);
        return;
    }
    c->room = r;
    stream_init(&c->stream);
    c->next = r->clients;
    r->clients = c;
    attach(c, p);
    c->user = u;
    if (u)
        client_hello(c);
}

void sockets_opened(void *room, struct peer *p, struct request *request)
{
    struct room *r = room;
    struct user *u = store_user_by_token(r->store, request_bearer(request));
    const char *id = request_query(request, "connection_id");
    struct client *c;
    int64_t expected = 0;

    r->count.opened++;
    /* Whoever says who it is only later can never resume (api4/websocket.go). */
    if (u && id && id[0] != '\0') {
        if (!ident_ok(id) ||
            !read_sequence(request_query(request, "sequence_number"), &expected)) {
            peer_cut(p);
            return;
        }
        c = find_client(r, id, u);
        if (c) {
            attach(c, p);
            if (stream_resume(&c->stream, expected) == STREAM_LOST)
                hello_lead(c);
            peer_want_write(p);
            return;
        }
    }
    open_fresh(r, p, u);
}

void sockets_closed(void *room, struct peer *p)
{
    struct client *c = peer_data(p);

    if (!c)
        return;
    c->peer = NULL;
    c->left_at = ident_now();
    if (!c->user || c->gone)
        drop_client(room, c);
}

void sockets_writable(void *room, struct peer *p)
{
    struct client *c = peer_data(p);
    struct buf text;

    (void)room;
    if (!c)
        return;
    buf_init(&text, (size_t)8 << 20);
    if (stream_next(&c->stream, &text))
        (void)peer_write(p, buf_view(&text));
    if (text.failed)
        peer_cut(p);
    else if (stream_waiting(&c->stream))
        peer_want_write(p);
    buf_free(&text);
}

void sockets_pong(void *room, struct peer *p)
{
    struct client *c = peer_data(p);

    (void)room;
    if (c)
        c->pong_at = ident_now();
}

/* The real server reads binary frames as msgpack, which no client of ours speaks. */
void sockets_binary(void *room, struct peer *p)
{
    (void)room;
    peer_cut(p);
}

/* A full queue: the client is given up, and cannot come back. */
static void push(struct client *c, struct frame *f)
{
    if (!stream_push(&c->stream, f)) {
        c->gone = true;
        if (c->peer)
            peer_close(c->peer, 1005);
        return;
    }
    if (c->peer)
        peer_want_write(c->peer);
}

void sockets_tell(struct room *r, struct span text,
                  bool (*wants)(const struct client *c, const void *user),
                  const void *user)
{
    /* Without its last brace: the number follows when it leaves. */
    struct frame *f = frame_new((struct span){text.ptr, text.len - 1}, true);

    for (struct client *c = r->clients; f && c; c = c->next) {
        if (!c->gone && wants(c, user))
            push(c, f);
    }
    frame_drop(f);
}

void client_reply(struct client *c, struct span text)
{
    struct frame *f = frame_new(text, false);

    if (f && !c->gone)
        push(c, f);
    frame_drop(f);
}

static void tick_open(struct room *r, struct client *c, int64_t now)
{
    if ((!c->user && now - c->opened_at >= r->options.auth_ms) ||
        now - c->pong_at >= r->options.pong_ms) {
        peer_cut(c->peer);
    } else if (now - c->pinged_at >= r->options.ping_ms) {
        c->pinged_at = now;
        peer_ping(c->peer);
    }
}

void sockets_tick(struct room *r)
{
    int64_t now = ident_now();

    for (struct client *c = r->clients, *next; c; c = next) {
        next = c->next;
        if (c->peer)
            tick_open(r, c, now);
        else if (c->gone ||
                 (now - c->left_at >= REAP_MS && now - c->user->active_at >= REAP_MS))
            drop_client(r, c);
    }
}

bool sockets_has_user(const struct room *r, const struct user *u)
{
    for (const struct client *c = r->clients; c; c = c->next) {
        if (c->peer && c->user == u)
            return true;
    }
    return false;
}

void sockets_forget(struct room *r)
{
    for (struct client *c = r->clients, *next; c; c = next) {
        next = c->next;
        if (!c->peer)
            drop_client(r, c);
    }
}

static void fault(struct client *c, const char *what)
{
    if (strcmp(what, "cut") == 0)
        peer_cut(c->peer);
    else if (strcmp(what, "close") == 0)
        peer_close(c->peer, 1001);
    else if (strcmp(what, "skip") == 0)
        stream_skip(&c->stream, 1);
    else if (strcmp(what, "ping") == 0)
        peer_ping(c->peer);
    else
        peer_stall(c->peer, strcmp(what, "stall") == 0);
}

bool sockets_fault(struct room *r, const char *what)
{
    static const char *const known[] = {"cut",     "close", "stall",
                                        "unstall", "skip",  "ping"};
    bool found = false;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        found = found || strcmp(known[i], what) == 0;
    for (struct client *c = r->clients; found && c; c = c->next) {
        if (c->peer && c->user && c->user->bot)
            fault(c, what);
    }
    return found;
}
