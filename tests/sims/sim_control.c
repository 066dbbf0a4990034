#include "tests/sims/sim_control.h"

#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 32 << 20, FRAME_MAX = 32 << 20 };

static const char *fault(const struct sim_control *c, const struct json *params)
{
    return sim_faults_order(c->faults, params) ? NULL : "no such fault";
}

static void cut_one(struct peer *p, const struct json *params)
{
    (void)params;
    peer_cut(p);
}

static void stall_one(struct peer *p, const struct json *params)
{
    peer_stall(p, json_get_bool(params, "on", true));
}

static void close_one(struct peer *p, const struct json *params)
{
    peer_close(p, (int)sim_int(params, "code", 1000));
}

static const char *on_sockets(const struct sim_control *c, const struct json *params,
                              void (*act)(struct peer *p, const struct json *params))
{
    for (size_t i = 0; i < c->sockets; i++) {
        const struct sim_queue *q = c->queue(c->sim, i);
        if (q && q->peer)
            act(q->peer, params);
    }
    return NULL;
}

static const char *cut(const struct sim_control *c, const struct json *params)
{
    return on_sockets(c, params, cut_one);
}

static const char *stall(const struct sim_control *c, const struct json *params)
{
    return on_sockets(c, params, stall_one);
}

static const char *close_all(const struct sim_control *c, const struct json *params)
{
    return on_sockets(c, params, close_one);
}

static const char *send_frame(const struct sim_control *c, struct span frame)
{
    for (size_t i = 0; i < c->sockets; i++) {
        struct sim_queue *q = c->queue(c->sim, i);
        if (q) {
            sim_queue_add(q, frame);
            return NULL;
        }
    }
    return "no socket is open";
}

static const char *raw(const struct sim_control *c, const struct json *params)
{
    return send_frame(c, span_of(sim_text(params, "frame")));
}

static const char *huge(const struct sim_control *c, const struct json *params)
{
    int64_t bytes = sim_int(params, "bytes", 10 << 20);
    struct buf out;

    buf_init(&out, FRAME_MAX);
    buf_format(&out, "{%s,\"padding\":\"", c->lead);
    for (int64_t i = 0; i < bytes; i++)
        buf_char(&out, 'x');
    buf_text(&out, "\"}");
    const char *error = send_frame(c, buf_view(&out));
    buf_free(&out);
    return error;
}

static const struct {
    const char *name;
    const char *(*run)(const struct sim_control *c, const struct json *params);
} shared[] = {{"fault", fault},     {"cut", cut}, {"stall", stall},
              {"close", close_all}, {"raw", raw}, {"huge", huge}};

static const char *obey(const struct sim_control *c, const char *verb,
                        const struct json *params, struct json_writer *w)
{
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        if (strcmp(shared[i].name, verb) == 0)
            return shared[i].run(c, params);
    }
    for (size_t i = 0; i < c->count; i++) {
        if (strcmp(c->verbs[i].name, verb) == 0)
            return c->verbs[i].run(c->sim, params, w);
    }
    return "no such verb";
}

void sim_control(const struct sim_control *c, struct request *r, const char *verb)
{
    struct json *params = sim_params(r, NULL);
    struct json_writer w;
    struct buf out;

    buf_init(&out, ANSWER_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    const char *error = obey(c, verb, params, &w);
    if (error)
        json_put_text(&w, "error", error);
    json_close(&w);
    json_free(params);
    if (!json_done(&w))
        abort();
    sim_answer(r, error ? 400 : 200, &out);
}

void sim_put_records(struct json_writer *w, const struct sim_records *r)
{
    sim_put_record(w, "refused", r->refused);
    sim_put_record(w, "violations", r->violations);
    sim_put_record(w, "pings", r->pings);
    sim_put_counts(w, "calls", r->calls);
}

void sim_clear_records(const struct sim_records *r)
{
    *r->calls = (struct sim_counts){0};
    buf_clear(r->refused);
    buf_clear(r->violations);
    buf_clear(r->pings);
}
