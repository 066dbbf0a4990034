#include "tests/sims/sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"

enum { BODY_MAX = 4 << 20, RECORD_MAX = 1 << 20 };

/* --- command line --- */

int sim_main(int argc, char **argv, const struct sim_setup *setup)
{
    struct server_options options = {
        .max_body = BODY_MAX, .max_frame = 1 << 20, .max_open = 1024};
    struct server *s = NULL;
    struct err e;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--port") == 0 && i + 1 < argc) {
            options.port = atoi(argv[++i]);
        } else {
            (void)fprintf(stderr, "usage: %s [--port N]\n", setup->name);
            return 2;
        }
    }
    if (!server_new(&s, &options, &setup->handlers, setup->user, &e) ||
        !server_stop_on_signals(s, &e)) {
        (void)fprintf(stderr, "%s: %s\n", setup->name, e.text);
        return 1;
    }
    setup->ready(setup->user, s, server_port(s));
    printf("listening on http://127.0.0.1:%d\n", server_port(s));
    (void)fflush(stdout);
    server_run(s);
    server_free(s);
    return 0;
}

/* --- requests --- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void decode(struct buf *out, struct span s)
{
    buf_clear(out);
    buf_text(out, "");
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '%' && i + 2 < s.len && hex(s.ptr[i + 1]) >= 0 &&
            hex(s.ptr[i + 2]) >= 0) {
            buf_char(out, (char)(hex(s.ptr[i + 1]) * 16 + hex(s.ptr[i + 2])));
            i += 2;
        } else {
            buf_char(out, s.ptr[i] == '+' ? ' ' : s.ptr[i]);
        }
    }
}

static bool is_named(const char *const *names, const char *name)
{
    for (; names && *names; names++) {
        if (strcmp(*names, name) == 0)
            return true;
    }
    return false;
}

static void put_value(struct json_writer *w, const char *name, struct span text,
                      bool nested)
{
    struct json *value = NULL;

    if (nested && json_parse(&value, text, BODY_MAX, NULL))
        json_put_value(w, name, value);
    else
        json_put_span(w, name, text);
    json_free(value);
}

static void put_field(struct json_writer *w, struct span field, const char *const *nested)
{
    const char *sign = memchr(field.ptr, '=', field.len);
    size_t len = sign ? (size_t)(sign - field.ptr) : field.len;
    struct span value = {sign ? sign + 1 : "", sign ? field.len - len - 1 : 0};
    struct buf name, text;

    buf_init(&name, 256);
    buf_init(&text, BODY_MAX);
    decode(&name, (struct span){field.ptr, len});
    decode(&text, value);
    if (name.len > 0)
        put_value(w, name.data, buf_view(&text), is_named(nested, name.data));
    buf_free(&name);
    buf_free(&text);
}

static struct json *parse_form(struct span body, const char *const *nested)
{
    struct json *root = NULL;
    struct json_writer w;
    struct buf out;

    buf_init(&out, 2 * BODY_MAX);
    json_write(&w, &out);
    json_open_object(&w, NULL);
    for (size_t at = 0; at < body.len;) {
        const char *end = memchr(body.ptr + at, '&', body.len - at);
        size_t len = end ? (size_t)(end - body.ptr) - at : body.len - at;
        put_field(&w, (struct span){body.ptr + at, len}, nested);
        at += len + 1;
    }
    json_close(&w);
    if (json_done(&w))
        json_parse(&root, buf_view(&out), 2 * BODY_MAX, NULL);
    buf_free(&out);
    return root;
}

struct json *sim_params(struct request *r, const char *const *nested)
{
    struct span body = span_trim(request_body(r));
    struct json *root = NULL;

    if (body.len > 0 && body.ptr[0] == '{')
        json_parse(&root, body, BODY_MAX, NULL);
    else
        root = parse_form(body, nested);
    return root;
}

const char *sim_text(const struct json *params, const char *name)
{
    const char *text = json_get_text(params, name);
    return text ? text : "";
}

int64_t sim_int(const struct json *params, const char *name, int64_t fallback)
{
    const char *text = json_get_text(params, name);
    return text ? strtoll(text, NULL, 10) : json_get_int(params, name, fallback);
}

bool sim_flag(const struct json *params, const char *name)
{
    const char *text = sim_text(params, name);
    return strcmp(text, "true") == 0 || strcmp(text, "1") == 0 ||
           json_get_bool(params, name, false);
}

void sim_answer(struct request *r, int status, struct buf *body)
{
    if (body->failed)
        abort();
    request_answer(r, status, "application/json; charset=utf-8", buf_view(body));
    buf_free(body);
}

void sim_answer_text(struct request *r, int status, const char *json)
{
    request_answer(r, status, "application/json; charset=utf-8", span_of(json));
}

/* --- frames --- */

struct sim_frame {
    struct sim_frame *next;
    size_t len;
    char text[];
};

void sim_queue_add(struct sim_queue *q, struct span text)
{
    if (!q->peer)
        return;
    struct sim_frame *f = mem_alloc(sizeof *f + text.len);
    if (!f)
        abort();
    f->next = NULL;
    f->len = text.len;
    memcpy(f->text, text.ptr, text.len);
    if (q->last)
        q->last->next = f;
    else
        q->first = f;
    q->last = f;
    peer_want_write(q->peer);
}

void sim_queue_write(struct sim_queue *q)
{
    struct sim_frame *f = q->first;

    if (!f)
        return;
    q->first = f->next;
    if (!q->first)
        q->last = NULL;
    peer_write(q->peer, (struct span){f->text, f->len});
    mem_free(f);
    if (q->first)
        peer_want_write(q->peer);
}

void sim_queue_clear(struct sim_queue *q)
{
    while (q->first) {
        struct sim_frame *f = q->first;
        q->first = f->next;
        mem_free(f);
    }
    q->last = NULL;
    q->peer = NULL;
}

/* --- faults --- */

static const struct {
    const char *name;
    enum sim_fault_kind kind;
} kinds[] = {{"reset", SIM_RESET}, {"lose", SIM_LOSE},     {"status", SIM_STATUS},
             {"proxy", SIM_PROXY}, {"broken", SIM_BROKEN}, {"error", SIM_ERROR},
             {"slow", SIM_SLOW}};

bool sim_faults_order(struct sim_faults *f, const struct json *params)
{
    const char *what = sim_text(params, "what"), *kind = sim_text(params, "kind");
    size_t at = SIM_FAULTS;

    for (size_t i = 0; i < SIM_FAULTS; i++) {
        if (strcmp(f->slot[i].what, what) == 0)
            at = i;
        else if (at == SIM_FAULTS && f->slot[i].count == 0)
            at = i;
    }
    if (at == SIM_FAULTS || !what[0])
        return false;
    struct sim_fault fault = {.status = (int)sim_int(params, "status", 500),
                              .retry_after = sim_int(params, "retry_after", 0),
                              .delay_ms = sim_int(params, "delay_ms", 0)};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, kind) == 0)
            fault.kind = kinds[i].kind;
    }
    snprintf(fault.error, sizeof fault.error, "%s", sim_text(params, "error"));
    snprintf(fault.needed, sizeof fault.needed, "%s", sim_text(params, "needed"));
    snprintf(f->slot[at].what, sizeof f->slot[at].what, "%s", what);
    f->slot[at].count = sim_int(params, "count", 1);
    f->slot[at].fault = fault;
    return fault.kind != SIM_FINE || f->slot[at].count == 0;
}

struct sim_fault sim_faults_take(struct sim_faults *f, const char *what)
{
    for (size_t i = 0; i < SIM_FAULTS; i++) {
        if (f->slot[i].count > 0 &&
            (strcmp(f->slot[i].what, what) == 0 || strcmp(f->slot[i].what, "*") == 0)) {
            f->slot[i].count--;
            return f->slot[i].fault;
        }
    }
    return (struct sim_fault){.kind = SIM_FINE};
}

static void answer_status(struct request *r, const struct sim_fault *fault)
{
    char seconds[24];

    snprintf(seconds, sizeof seconds, "%lld", (long long)fault->retry_after);
    if (fault->retry_after > 0)
        request_header(r, "Retry-After", seconds);
    sim_answer_text(r, fault->status, "{\"ok\":false,\"error\":\"ordered by the test\"}");
}

bool sim_fault_before(struct request *r, const struct sim_fault *fault)
{
    if (fault->kind == SIM_RESET) {
        sim_answer_text(r, 500, "");
        request_lose(r);
    } else if (fault->kind == SIM_STATUS) {
        answer_status(r, fault);
    } else if (fault->kind == SIM_PROXY) {
        (void)request_answer(r, fault->status, "text/html",
                             span_of("<html><h1>default backend</h1></html>"));
    } else if (fault->kind == SIM_SLOW) {
        request_delay(r, fault->delay_ms);
    }
    return fault->kind == SIM_RESET || fault->kind == SIM_STATUS ||
           fault->kind == SIM_PROXY;
}

void sim_finish(struct request *r, const struct sim_fault *fault, int status,
                struct buf *body)
{
    if (fault->kind == SIM_BROKEN) {
        answer_status(r, fault);
        buf_free(body);
        return;
    }
    sim_answer(r, status, body);
    if (fault->kind == SIM_LOSE)
        request_lose(r);
}

/* --- record and counters --- */

void sim_note(struct buf *record, const char *fmt, ...)
{
    char text[512];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (record->max == 0)
        buf_init(record, RECORD_MAX);
    buf_text(record, text);
    buf_char(record, '\n');
}

void sim_put_record(struct json_writer *w, const char *name, const struct buf *record)
{
    json_open_array(w, name);
    for (size_t at = 0; at < record->len;) {
        const char *end = memchr(record->data + at, '\n', record->len - at);
        size_t len = (size_t)(end - record->data) - at;
        json_put_span(w, NULL, (struct span){record->data + at, len});
        at += len + 1;
    }
    json_close(w);
}

void sim_count(struct sim_counts *c, const char *name)
{
    for (size_t i = 0; i < SIM_COUNTERS; i++) {
        if (!c->slot[i].name[0])
            snprintf(c->slot[i].name, sizeof c->slot[i].name, "%s", name);
        if (strcmp(c->slot[i].name, name) == 0) {
            c->slot[i].count++;
            return;
        }
    }
}

void sim_put_counts(struct json_writer *w, const char *name, const struct sim_counts *c)
{
    json_open_object(w, name);
    for (size_t i = 0; i < SIM_COUNTERS && c->slot[i].name[0]; i++)
        json_put_int(w, c->slot[i].name, c->slot[i].count);
    json_close(w);
}

int64_t sim_now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
