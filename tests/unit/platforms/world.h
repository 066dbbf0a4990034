/* world.h - an adapter with a scripted server on one side and, on the other, a host that
 * writes down all that it was told. Header only, since each test is one file.
 *
 * A test scripts answers (`answer`: the newest rule that fits counts), lets the adapter
 * run until something was told, requested or said, and asserts. Deadlines are generous
 * and end at once when the condition holds. */
#ifndef TESTS_PLATFORMS_WORLD_H
#define TESTS_PLATFORMS_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "platforms/platform.h"
#include "scripted_server.h"

enum {
    RULES_MOST = 40,
    KEPT_MOST = 24,
    TICK_MS = 5,
    DEADLINE_MS = 30000,
    A_WHILE_MS = 150
};

struct rule {
    char start[160]; /* of "GET /path" */
    int status, times;
    const char *header, *body;
    bool hang_up;
};

struct kept { /* a cursor of a channel, or a note */
    char name[64], value[2048];
    int64_t at_ms;
};

struct world {
    struct scripted server;
    struct rule rules[RULES_MOST];
    size_t rule_count;
    char bodies[1 << 16]; /* of POSTs, each with "\n" */

    struct loop *loop;
    struct http *http;
    struct secret *token, *app_token;
    struct platform *p;
    struct platform_options options;
    char url[96];

    char told[1 << 16]; /* "ready;" "down;" "message ID TEXT;" "receipt KEY ID;" ... */
    char fatal[512];
    struct message last; /* its texts are gone: compare with told */
    char last_thread[128], last_reply_to[128];
    struct kept cursors[KEPT_MOST], notes[KEPT_MOST];
    size_t cursor_count, note_count;

    struct post_outcome outcome;
    char remote[128], reason[256];
    enum look_result looked;
    int done;

    struct loop_timer *tick;
    int64_t deadline;
    bool (*until)(struct world *w);
    const char *want;
};

/* --- what the host is told */

static inline void tell(struct world *w, const char *what, const char *a, const char *b)
{
    size_t len = strlen(w->told);
    snprintf(w->told + len, sizeof w->told - len, "%s%s%s%s%s;", what, a[0] ? " " : "", a,
             b[0] ? " " : "", b);
}

static inline void on_message(void *user, struct platform *p, const struct message *m)
{
    static const char *const kinds[] = {"message", "edited",  "deleted",
                                        "picked",  "helpful", "unhelpful"};
    struct world *w = user;
    char text[512];

    (void)p;
    snprintf(text, sizeof text, "%.*s", (int)m->text.len, m->text.ptr ? m->text.ptr : "");
    tell(w, m->caught_up ? "caught" : kinds[m->kind], m->id, text);
    w->last = *m;
    snprintf(w->last_thread, sizeof w->last_thread, "%s", m->thread);
    snprintf(w->last_reply_to, sizeof w->last_reply_to, "%s", m->reply_to);
}

static inline void on_receipt(void *user, struct platform *p, const char *key,
                              const char *id)
{
    (void)p;
    tell(user, "receipt", key, id);
}

static inline void on_ready(void *user, struct platform *p)
{
    (void)p;
    tell(user, "ready", "", "");
}

static inline void on_down(void *user, struct platform *p, const char *reason)
{
    (void)p;
    tell(user, "down", reason, "");
}

static inline void on_fatal(void *user, struct platform *p, const struct err *why)
{
    struct world *w = user;

    (void)p;
    snprintf(w->fatal, sizeof w->fatal, "%s", why->text);
    tell(w, "fatal", "", "");
}

static inline struct kept *kept_find(struct kept *list, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    return NULL;
}

static inline void kept_set(struct kept *list, size_t *count, const char *name,
                            const char *value, int64_t at_ms)
{
    struct kept *k = kept_find(list, *count, name);

    if (!k) {
        assert_true(*count < KEPT_MOST);
        k = &list[(*count)++];
        snprintf(k->name, sizeof k->name, "%s", name);
    }
    snprintf(k->value, sizeof k->value, "%s", value);
    k->at_ms = at_ms;
}

static inline bool get_cursor(void *user, struct platform *p, const char *channel,
                              struct platform_cursor *out)
{
    struct world *w = user;
    const struct kept *k = kept_find(w->cursors, w->cursor_count, channel);

    (void)p;
    if (!k)
        return false;
    out->at_ms = k->at_ms;
    snprintf(out->id, sizeof out->id, "%.*s", (int)sizeof out->id - 1, k->value);
    return true;
}

static inline void on_advance(void *user, struct platform *p, const char *channel,
                              const struct platform_cursor *c)
{
    struct world *w = user;

    (void)p;
    kept_set(w->cursors, &w->cursor_count, channel, c->id, c->at_ms);
}

static inline void get_note(void *user, struct platform *p, const char *name, char *out,
                            size_t size)
{
    struct world *w = user;
    const struct kept *k = kept_find(w->notes, w->note_count, name);

    (void)p;
    snprintf(out, size, "%s", k ? k->value : "");
}

static inline void set_note(void *user, struct platform *p, const char *name,
                            const char *value)
{
    struct world *w = user;

    (void)p;
    kept_set(w->notes, &w->note_count, name, value, 0);
}

static inline bool not_in_thread(void *user, struct platform *p, const char *channel,
                                 const char *thread)
{
    (void)user, (void)p, (void)channel, (void)thread;
    return false;
}

static inline const char *note(struct world *w, const char *name)
{
    const struct kept *k = kept_find(w->notes, w->note_count, name);
    return k ? k->value : "";
}

/* --- the server */

/* The next `times` requests that begin so get this answer (0: all). */
static inline void answer_times(struct world *w, int times, const char *start, int status,
                                const char *body)
{
    ss_lock(&w->server);
    assert_true(w->rule_count < RULES_MOST);
    struct rule *r = &w->rules[w->rule_count++];
    *r = (struct rule){.status = status, .times = times, .header = "", .body = body};
    snprintf(r->start, sizeof r->start, "%s", start);
    ss_unlock(&w->server);
}

static inline void answer(struct world *w, const char *start, int status,
                          const char *body)
{
    answer_times(w, 0, start, status, body);
}

/* The newest rule's: one more header line, with its CRLF. */
static inline void with_header(struct world *w, const char *header)
{
    ss_lock(&w->server);
    w->rules[w->rule_count - 1].header = header;
    ss_unlock(&w->server);
}

/* The newest rule's: the connection is reset, without any answer. */
static inline void with_reset(struct world *w)
{
    ss_lock(&w->server);
    w->rules[w->rule_count - 1].hang_up = true;
    ss_unlock(&w->server);
}

static inline void scripted_answer(struct scripted *s, const struct ss_request *r,
                                   struct ss_reply *out)
{
    struct world *w = s->user;
    char line[1100];
    size_t len = strlen(w->bodies);

    snprintf(line, sizeof line, "%s %s", r->method, r->path);
    if (r->body[0])
        snprintf(w->bodies + len, sizeof w->bodies - len, "%s %s\n", line, r->body);
    out->status = 404;
    for (size_t i = w->rule_count; i-- > 0;) {
        struct rule *rule = &w->rules[i];
        if (rule->times < 0 || strncmp(line, rule->start, strlen(rule->start)) != 0)
            continue;
        if (rule->times > 0 && --rule->times == 0)
            rule->times = -1; /* used up */
        out->status = rule->status;
        out->header = rule->header;
        out->hang_up = rule->hang_up;
        snprintf(out->body, sizeof out->body, "%s", rule->body);
        return;
    }
}

/* A close frame with that code, to all sockets. */
static inline void close_with(struct world *w, int code)
{
    char text[2] = {(char)(code >> 8), (char)code};

    ss_lock(&w->server);
    for (int i = 0; i < SS_CLIENTS; i++)
        if (w->server.clients[i].fd >= 0 && w->server.clients[i].ws)
            ss_frame(w->server.clients[i].fd, 8, text, 2);
    ss_unlock(&w->server);
}

static inline int times_in(const char *text, const char *what)
{
    int n = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

static inline int times_requested(struct world *w, const char *what)
{
    ss_lock(&w->server);
    int n = times_in(w->server.requests, what);
    ss_unlock(&w->server);
    return n;
}

static inline int times_said(struct world *w, const char *what)
{
    ss_lock(&w->server);
    int n = times_in(w->server.actions, what);
    ss_unlock(&w->server);
    return n;
}

static inline bool body_has(struct world *w, const char *what)
{
    ss_lock(&w->server);
    bool has = strstr(w->bodies, what) != NULL;
    ss_unlock(&w->server);
    return has;
}

/* --- its life */

static inline struct platform_host host_of(struct world *w)
{
    return (struct platform_host){.user = w,
                                  .message = on_message,
                                  .receipt = on_receipt,
                                  .ready = on_ready,
                                  .down = on_down,
                                  .fatal = on_fatal,
                                  .cursor = get_cursor,
                                  .advance = on_advance,
                                  .note_get = get_note,
                                  .note_set = set_note,
                                  .in_thread = not_in_thread};
}

/* A server and a loop; `path` is what the adapter's url ends with. */
static inline struct world *world_new(const char *path)
{
    struct world *w = calloc(1, sizeof *w);
    struct err e;

    assert_non_null(w);
    w->server.user = w;
    w->server.answer = scripted_answer;
    ss_start(&w->server);
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:%d%s", w->server.port, path);
    assert_true(loop_new(&w->loop, &(struct loop_options){.seed = 1}, &e));
    assert_true(
        http_new(&w->http, w->loop, &(struct http_options){.user_agent = "test"}, &e));
    assert_true(secret_new(&w->token, "t0ken", &e));
    w->options = (struct platform_options){.name = "test",
                                           .url = w->url,
                                           .token = w->token,
                                           .loop = w->loop,
                                           .http = w->http,
                                           .catchup_ms = 3600000,
                                           .catchup_posts = 500,
                                           .ping_ms = 20000,
                                           .backoff_first_ms = 20,
                                           .backoff_most_ms = 100};
    return w;
}

/* Instead of the one that world_new made. */
static inline void world_tokens(struct world *w, const char *token, const char *app_token)
{
    struct err e;

    secret_free(w->token);
    assert_true(secret_new(&w->token, token, &e));
    assert_true(secret_new(&w->app_token, app_token, &e));
    w->options.token = w->token;
    w->options.app_token = w->app_token;
}

static inline void world_create(struct world *w, const char *platform)
{
    struct platform_host host = host_of(w);
    struct err e = {0};

    if (!platform_find(platform)->create(&w->p, &w->options, &host, &e))
        fail_msg("%s", e.text);
}

static inline void world_end_platform(struct world *w)
{
    if (!w->p)
        return;
    w->p->kind->stop(w->p);
    w->p->kind->destroy(w->p);
    w->p = NULL;
}

static inline void world_free(struct world *w)
{
    world_end_platform(w);
    http_free(w->http);
    loop_timer_free(w->tick);
    loop_free(w->loop);
    secret_free(w->token);
    secret_free(w->app_token);
    ss_stop(&w->server);
    free(w);
}

static inline void world_start(struct world *w)
{
    struct err e;
    assert_true(w->p->kind->start(w->p, &e));
}

static inline void on_tick(void *user)
{
    struct world *w = user;

    if (w->until(w) || loop_now(w->loop) >= w->deadline)
        loop_stop(w->loop);
    else
        loop_timer_set(w->tick, TICK_MS);
}

static inline void run_for(struct world *w, bool (*until)(struct world *w), int64_t ms)
{
    if (!w->tick)
        w->tick = loop_timer_new(w->loop, on_tick, w);
    w->until = until;
    w->deadline = loop_now(w->loop) + ms;
    loop_timer_set(w->tick, 1);
    loop_run(w->loop);
}

static inline void run_until(struct world *w, bool (*until)(struct world *w),
                             const char *what)
{
    w->want = what;
    run_for(w, until, DEADLINE_MS);
    if (!until(w))
        fail_msg("never: %s\ntold: %s\nfatal: %s\nrequests:\n%sactions:\n%s", what,
                 w->told, w->fatal, w->server.requests, w->server.actions);
}

static inline bool is_told(struct world *w)
{
    return strstr(w->told, w->want) != NULL;
}
static inline void until_told(struct world *w, const char *what)
{
    run_until(w, is_told, what);
}

/* A channel is to be read, and nothing came of it yet. */
static inline bool is_catching_up(struct world *w)
{
    struct platform_progress p;

    return w->p->kind->progress(w->p, &p) && p.read < p.of && p.messages == 0;
}
static inline bool has_caught_up(struct world *w)
{
    struct platform_progress p;

    return !w->p->kind->progress(w->p, &p);
}

/* From now on: what was told before is forgotten. */
static inline void forget_told(struct world *w)
{
    w->told[0] = '\0';
}

static inline bool is_requested(struct world *w)
{
    return times_requested(w, w->want) > 0;
}
static inline void until_requested(struct world *w, const char *what)
{
    run_until(w, is_requested, what);
}

static inline bool is_said(struct world *w)
{
    return times_said(w, w->want) > 0;
}
static inline void until_said(struct world *w, const char *what)
{
    run_until(w, is_said, what);
}

static inline void forget_said(struct world *w)
{
    ss_lock(&w->server);
    w->server.actions[0] = w->server.requests[0] = w->bodies[0] = '\0';
    ss_unlock(&w->server);
}

static inline bool is_done(struct world *w)
{
    return w->done > 0;
}
static inline bool never(struct world *w)
{
    (void)w;
    return false;
}
static inline void run_a_while(struct world *w)
{
    run_for(w, never, A_WHILE_MS);
}

static inline int times_told(const struct world *w, const char *what)
{
    return times_in(w->told, what);
}

/* --- posting and looking */

static inline void posted(void *user, const struct post_outcome *outcome)
{
    struct world *w = user;

    w->outcome = *outcome;
    snprintf(w->remote, sizeof w->remote, "%s",
             outcome->remote_id ? outcome->remote_id : "");
    snprintf(w->reason, sizeof w->reason, "%s", outcome->reason ? outcome->reason : "");
    w->done++;
}

static inline enum post_result post_and_wait(struct world *w, const struct post *post)
{
    struct err e = {0};

    w->done = 0;
    if (!w->p->kind->post(w->p, post, posted, w, &e))
        fail_msg("%s", e.text);
    run_until(w, is_done, "the answer to a post");
    assert_int_equal(w->done, 1);
    return w->outcome.result;
}

static inline void looked(void *user, enum look_result result, const char *remote_id)
{
    struct world *w = user;

    w->looked = result;
    snprintf(w->remote, sizeof w->remote, "%s", remote_id ? remote_id : "");
    w->done++;
}

static inline enum look_result look_and_wait(struct world *w, const struct post *post)
{
    struct err e = {0};

    w->done = 0;
    if (!w->p->kind->look(w->p, post, looked, w, &e))
        fail_msg("%s", e.text);
    run_until(w, is_done, "the answer to a look");
    assert_int_equal(w->done, 1);
    return w->looked;
}

#endif
