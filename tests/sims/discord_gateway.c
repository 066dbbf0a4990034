/* discord_gateway.c - the sockets: Hello, heartbeats, opcodes, close codes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sims/discord_inside.h"

enum {
    OP_HEARTBEAT = 1,
    OP_IDENTIFY = 2,
    OP_RESUME = 6,
    LATE_BEATS = 3, /* intervals without a heartbeat until the end */
    FRAMES_MOST = 120,
    CLOSE_UNKNOWN_OP = 4001,
    CLOSE_DECODE = 4002,
    CLOSE_NOT_PROVED = 4003,
    CLOSE_TWICE = 4005,
    CLOSE_RATE = 4008,
    CLOSE_TIMED_OUT = 4009
};

bool gateway_is_open(const struct socket *k)
{
    return k->used && k->queue.peer && !peer_closing(k->queue.peer);
}

void gateway_close(struct socket *k, int code)
{
    char name[32];

    snprintf(name, sizeof name, "closed %d", code);
    sim_count(&k->sim->counts, name);
    if (code != CLOSE_TIMED_OUT)
        sim_note(&k->sim->refused, "the gateway closed with %d", code);
    if (k->queue.peer)
        peer_close(k->queue.peer, code);
}

bool gateway_upgrade(void *user, struct request *r)
{
    struct dc_sim *s = user;
    struct sim_fault fault = sim_faults_take(&s->faults, "upgrade");

    if (sim_fault_before(r, &fault))
        return false;
    if (request_field(r, "Authorization")[0])
        sim_note(&s->violations, "a token was sent to the WebSocket");
    return true;
}

static void late(void *user)
{
    struct socket *k = user;

    if (gateway_is_open(k))
        gateway_close(k, CLOSE_TIMED_OUT);
}

static bool query_is(const struct request *r, const char *name, const char *value)
{
    const char *given = request_query(r, name);
    return given && strcmp(given, value) == 0;
}

void gateway_opened(void *user, struct peer *p, struct request *r)
{
    struct dc_sim *s = user;
    struct socket *k = NULL;
    char text[96];

    for (size_t i = 0; i < SOCKETS && !k; i++)
        k = s->socket[i].used ? NULL : &s->socket[i];
    if (!k) {
        peer_cut(p);
        return;
    }
    struct server_timer *timer = k->beat ? k->beat : server_timer_new(s->server, late, k);
    *k = (struct socket){.used = true, .queue = {.peer = p}, .sim = s, .beat = timer};
    peer_attach(p, k);
    s->opened++;
    if (!query_is(r, "v", "10")) {
        gateway_close(k, 4012);
        return;
    }
    if (!query_is(r, "encoding", "json")) {
        gateway_close(k, CLOSE_DECODE);
        return;
    }
    struct sim_fault fault = sim_faults_take(&s->faults, "hello");
    if (fault.kind != SIM_FINE)
        return; /* silence */
    server_timer_set(k->beat, LATE_BEATS * s->heartbeat_ms);
    snprintf(text, sizeof text,
             "{\"op\":10,\"d\":{\"heartbeat_interval\":%lld},\"s\":null,\"t\":null}",
             (long long)s->heartbeat_ms);
    sim_queue_add(&k->queue, span_of(text));
}

void gateway_writable(void *user, struct peer *p)
{
    struct socket *k = peer_data(p);

    (void)user;
    if (k)
        sim_queue_write(&k->queue);
}

/* 1000 and 1001 end the session for good; all others leave it to be resumed. */
void gateway_closing(void *user, struct peer *p, int code)
{
    struct dc_sim *s = user;
    struct socket *k = peer_data(p);

    if (!k || !k->session || (code != 1000 && code != 1001))
        return;
    sim_count(&s->counts, "sessions ended by the client");
    session_forget(k->session);
    k->session = NULL;
}

void gateway_closed(void *user, struct peer *p)
{
    struct socket *k = peer_data(p);

    (void)user;
    if (!k)
        return;
    sim_queue_clear(&k->queue);
    if (k->session)
        session_lost(k->session);
    k->session = NULL;
    k->used = false;
}

void gateway_binary(void *user, struct peer *p)
{
    (void)user;
    if (peer_data(p))
        gateway_close(peer_data(p), CLOSE_DECODE);
}

void gateway_oversized(void *user, struct peer *p)
{
    gateway_binary(user, p);
}

static void acknowledge(struct dc_sim *s, struct socket *k)
{
    struct sim_fault fault = sim_faults_take(&s->faults, "heartbeat");

    server_timer_set(k->beat, LATE_BEATS * s->heartbeat_ms);
    sim_count(&s->counts, "heartbeats");
    if (fault.kind == SIM_FINE)
        sim_queue_add(&k->queue, span_of("{\"op\":11}"));
}

static bool is_too_much(struct socket *k)
{
    int64_t now = sim_now_us();

    if (now - k->window_us >= 60000000) {
        k->window_us = now;
        k->frames = 0;
    }
    return ++k->frames > FRAMES_MOST;
}

static void prove(struct dc_sim *s, struct socket *k, int64_t op, const struct json *data)
{
    if (k->proved) {
        gateway_close(k, CLOSE_TWICE);
        return;
    }
    k->proved = true;
    if (op == OP_IDENTIFY)
        session_identify(s, k, data);
    else
        session_resume(s, k, data);
}

void gateway_text(void *user, struct peer *p, struct span message)
{
    struct dc_sim *s = user;
    struct socket *k = peer_data(p);
    struct json *root = NULL;

    if (!k || !gateway_is_open(k))
        return;
    if (message.len > FRAME_MOST || !json_parse(&root, message, FRAME_MOST, NULL) ||
        !json_is_object(root)) {
        gateway_close(k, CLOSE_DECODE);
        json_free(root);
        return;
    }
    int64_t op = json_get_int(root, "op", -1);
    if (is_too_much(k))
        gateway_close(k, CLOSE_RATE);
    else if (op == OP_HEARTBEAT)
        acknowledge(s, k);
    else if (op == OP_IDENTIFY || op == OP_RESUME)
        prove(s, k, op, json_get(root, "d"));
    else if (op != 3 && op != 4 && op != 8)
        gateway_close(k, CLOSE_UNKNOWN_OP);
    else if (!k->proved)
        gateway_close(k, CLOSE_NOT_PROVED);
    json_free(root);
}
