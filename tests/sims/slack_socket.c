#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sims/slack_inside.h"

enum { ENVELOPE_MAX = 16 << 20, TICK_MS = 100, ATTEMPTS_MOST = 3 };

struct envelope {
    struct envelope *next;
    char id[NAME_SIZE], type[NAME_SIZE];
    char *payload;
    int attempts;
    int64_t sent_us, first_us; /* 0: no socket was open */
};

static const char hello[] =
    "{\"type\":\"hello\",\"num_connections\":%lld,\"connection_info\":{\"app_id\":"
    "\"A1\"},\"debug_info\":{\"host\":\"applink-1\",\"build_number\":54,"
    "\"approximate_connection_time\":18060}}";

int64_t socket_open_count(const struct slack_sim *s)
{
    int64_t n = 0;

    for (size_t i = 0; i < SOCKETS; i++)
        n += s->socket[i].used;
    return n;
}

void socket_address(struct slack_sim *s, char *out, size_t size)
{
    char *ticket = s->ticket[s->tickets % SOCKETS];

    snprintf(ticket, NAME_SIZE, "t-%" PRId64, ++s->tickets);
    snprintf(out, size, "ws://127.0.0.1:%d/link/?ticket=%s&app_id=A1", s->port, ticket);
}

static bool use_ticket(struct slack_sim *s, const char *ticket)
{
    for (size_t i = 0; ticket && i < SOCKETS; i++) {
        if (s->ticket[i][0] && strcmp(s->ticket[i], ticket) == 0) {
            s->ticket[i][0] = '\0';
            return true;
        }
    }
    return false;
}

bool socket_upgrade(void *user, struct request *r)
{
    struct slack_sim *s = user;
    struct sim_fault fault = sim_faults_take(&s->faults, "upgrade");

    if (sim_fault_before(r, &fault))
        return false;
    if (request_bearer(r)[0])
        sim_note(&s->violations, "a token was sent to the WebSocket");
    if (strcmp(request_path(r), "/link/") != 0 ||
        !use_ticket(s, request_query(r, "ticket"))) {
        sim_note(&s->refused, "upgrade without a good ticket");
        sim_answer_text(r, 403, "{}");
        return false;
    }
    return true;
}

static void send_disconnect(struct socket *k, const char *reason)
{
    char text[160];

    snprintf(text, sizeof text,
             "{\"type\":\"disconnect\",\"reason\":\"%s\",\"debug_info\":{\"host\":"
             "\"applink-1\"}}",
             reason);
    sim_queue_add(&k->queue, span_of(text));
}

static void close_late(void *user)
{
    struct socket *k = user;

    if (k->used && k->queue.peer)
        peer_close(k->queue.peer, 1000);
}

void socket_opened(void *user, struct peer *p, struct request *r)
{
    struct slack_sim *s = user;
    struct socket *k = NULL;
    char text[320];

    (void)r;
    for (size_t i = 0; i < SOCKETS && !k; i++)
        k = s->socket[i].used ? NULL : &s->socket[i];
    if (!k) {
        peer_cut(p);
        return;
    }
    struct server_timer *timer =
        k->close ? k->close : server_timer_new(s->server, close_late, k);
    *k = (struct socket){.used = true, .queue = {.peer = p}, .close = timer};
    peer_attach(p, k);
    s->opened++;
    int64_t open = socket_open_count(s);
    if (open > s->most_open)
        s->most_open = open;
    if (open > CONNECTIONS_MOST) {
        k->closing = true;
        send_disconnect(k, "too_many_websockets");
        return;
    }
    struct sim_fault fault = sim_faults_take(&s->faults, "hello");
    if (fault.kind != SIM_FINE)
        return; /* silence */
    snprintf(text, sizeof text, hello, (long long)open);
    sim_queue_add(&k->queue, span_of(text));
}

void socket_writable(void *user, struct peer *p)
{
    struct socket *k = peer_data(p);

    (void)user;
    if (k)
        sim_queue_write(&k->queue);
}

void socket_closed(void *user, struct peer *p)
{
    struct socket *k = peer_data(p);

    (void)user;
    if (!k)
        return;
    sim_queue_clear(&k->queue);
    k->used = false;
}

/* --- envelopes --- */

static struct socket *next_socket(struct slack_sim *s)
{
    for (size_t i = 0; i < SOCKETS; i++) {
        struct socket *k = &s->socket[(s->turn + i) % SOCKETS];
        if (k->used && !k->closing && k->queue.peer && !peer_closing(k->queue.peer)) {
            s->turn = (s->turn + i + 1) % SOCKETS;
            return k;
        }
    }
    return NULL;
}

static bool transmit(struct slack_sim *s, struct envelope *v)
{
    struct socket *k = next_socket(s);
    bool event = strcmp(v->type, "events_api") == 0;
    struct buf out;

    if (!k)
        return false;
    buf_init(&out, ENVELOPE_MAX);
    buf_format(&out,
               "{\"envelope_id\":\"%s\",\"type\":\"%s\",\"accepts_response_payload\":%s,"
               "\"payload\":%s",
               v->id, v->type, event ? "false" : "true", v->payload);
    if (event)
        buf_format(&out, ",\"retry_attempt\":%d,\"retry_reason\":\"%s\"", v->attempts,
                   v->attempts ? "timeout" : "");
    buf_char(&out, '}');
    if (out.failed)
        abort();
    sim_queue_add(&k->queue, buf_view(&out));
    buf_free(&out);
    v->sent_us = sim_now_us();
    if (v->first_us == 0)
        v->first_us = v->sent_us;
    return true;
}

void envelope_begin(struct json_writer *w, struct buf *out)
{
    buf_init(out, ENVELOPE_MAX);
    json_write(w, out);
    json_open_object(w, NULL);
}

void envelope_event_begin(struct slack_sim *s, struct json_writer *w, struct buf *out)
{
    char id[TS_SIZE + 4], ts[TS_SIZE];

    envelope_begin(w, out);
    store_new_ts(s, ts);
    snprintf(id, sizeof id, "Ev%s", ts);
    json_put_text(w, "token", "x");
    json_put_text(w, "team_id", "T1");
    json_put_text(w, "api_app_id", "A1");
    json_put_text(w, "type", "event_callback");
    json_put_text(w, "event_id", id);
    json_put_int(w, "event_time", s->last_us / 1000000);
    json_open_array(w, "authorizations");
    json_open_object(w, NULL);
    json_put_null(w, "enterprise_id");
    json_put_text(w, "user_id", BOT_USER);
    json_put_bool(w, "is_bot", true);
    json_close(w);
    json_close(w);
    json_open_object(w, "event");
}

void envelope_send(struct slack_sim *s, struct json_writer *w, const char *type)
{
    struct envelope *v = mem_zero(1, sizeof *v);
    char ts[TS_SIZE];

    if (!json_done(w) || !v)
        abort();
    store_new_ts(s, ts);
    snprintf(v->id, sizeof v->id, "env-%s", ts);
    snprintf(v->type, sizeof v->type, "%s", type);
    v->payload = buf_take(w->out);
    if (!transmit(s, v)) { /* nobody is there: lost, as reported of the real one */
        s->lost++;
        mem_free(v->payload);
        mem_free(v);
        return;
    }
    v->next = s->waiting;
    s->waiting = v;
}

int64_t socket_waiting(const struct slack_sim *s)
{
    int64_t n = 0;

    for (const struct envelope *v = s->waiting; v; v = v->next)
        n++;
    return n;
}

static void acknowledged(struct slack_sim *s, const char *id)
{
    for (struct envelope **at = &s->waiting; *at; at = &(*at)->next) {
        struct envelope *v = *at;
        if (strcmp(v->id, id) != 0)
            continue;
        s->acks++;
        if (sim_now_us() - v->sent_us > 3000000)
            s->late_acks++;
        *at = v->next;
        mem_free(v->payload);
        mem_free(v);
        return;
    }
    /* Sent again and acknowledged twice is fine; an id that never was is not. */
    if (strncmp(id, "env-", 4) != 0)
        sim_note(&s->violations, "an acknowledgement of nothing: %.80s", id);
}

void socket_text(void *user, struct peer *p, struct span message)
{
    struct slack_sim *s = user;
    struct json *root = NULL;
    struct sim_fault fault = sim_faults_take(&s->faults, "ack");

    (void)p;
    if (message.len >= ACK_MOST || fault.kind != SIM_FINE)
        return;
    if (!json_parse(&root, message, ACK_MOST, NULL) ||
        !json_get_text(root, "envelope_id"))
        sim_note(&s->violations, "a frame that is no acknowledgement: %.*s",
                 (int)(message.len < 80 ? message.len : 80), message.ptr);
    else
        acknowledged(s, json_get_text(root, "envelope_id"));
    json_free(root);
}

/* Sends again what was not acknowledged; events only, three times. What finds no socket
 * open is no attempt: nobody could have acknowledged it. */
static void tick(void *user)
{
    struct slack_sim *s = user;
    struct envelope **at = &s->waiting;

    while (*at) {
        struct envelope *v = *at;
        bool due = sim_now_us() - v->sent_us > s->retry_ms * 1000;
        bool over = strcmp(v->type, "events_api") != 0 || v->attempts >= ATTEMPTS_MOST;
        if (due && over) {
            sim_note(&s->violations, "never acknowledged: %s %.300s", v->id, v->payload);
            *at = v->next;
            mem_free(v->payload);
            mem_free(v);
            continue;
        }
        if (due) {
            v->attempts++;
            if (!transmit(s, v)) {
                v->attempts--;
                v->sent_us = sim_now_us();
            }
        }
        at = &v->next;
    }
    server_timer_set(s->tick, TICK_MS);
}

void socket_start(struct slack_sim *s)
{
    s->tick = server_timer_new(s->server, tick, s);
    if (!s->tick)
        abort();
    server_timer_set(s->tick, TICK_MS);
}

void socket_disconnect(struct slack_sim *s, const char *reason, int64_t close_ms)
{
    for (size_t i = 0; i < SOCKETS; i++) {
        struct socket *k = &s->socket[i];
        if (!k->used || k->closing)
            continue;
        send_disconnect(k, reason);
        if (close_ms > 0)
            server_timer_set(k->close, close_ms);
    }
}
