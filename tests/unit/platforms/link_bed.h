/* link_bed.h - an adapter between a scripted server, whose answers are functions of the
 * test, and a host that writes down what it was told. For tests of sockets and posts;
 * world.h has one whose answers are rules. Header only, since each test is one file: the
 * platform's own header defines `struct own` first, which is its part of the world. */
#ifndef TESTS_PLATFORMS_LINK_BED_H
#define TESTS_PLATFORMS_LINK_BED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "platforms/platform.h"
#include "scripted_server.h"

enum { BED_TICK_MS = 5, BED_TICKS = 4000, BED_WHILE = 30 };

struct world {
    struct scripted server;
    struct loop *loop;
    struct http *http;
    struct secret *token, *app_token;
    struct platform *p;
    struct loop_timer *tick;
    char url[64];
    char told[1 << 16]; /* "ready;" "down;" "message <id> <text>;" ... */
    char fatal[512];
    struct platform_cursor cursor;
    bool has_cursor, acknowledges;
    uint64_t last_ack;
    int64_t at_ms;                   /* of the last message */
    char note[8192], gestures[8192]; /* the latter: Slack's note of that name */
    int ticks;
    bool (*until)(struct world *w);
    const char *want;
    struct post_outcome outcome;
    enum look_result looked;
    char remote[64];
    bool done;
    struct own own;
};

#include "told.h"

/* --- the host ---------------------------------------------------------------------- */

static inline void on_message(void *user, struct platform *p, const struct message *m)
{
    struct world *w = user;

    tell_message(w, m);
    w->last_ack = m->ack;
    w->at_ms = m->at_ms;
    if (w->acknowledges)
        p->kind->acknowledge(p, m->ack);
}

static inline void on_down(void *user, struct platform *p, const char *reason)
{
    (void)p;
    (void)reason;
    tell(user, "down", "", "");
}

static inline bool get_cursor(void *user, struct platform *p, const char *channel,
                              struct platform_cursor *out)
{
    struct world *w = user;

    (void)p;
    (void)channel;
    *out = w->cursor;
    return w->has_cursor;
}

static inline void on_advance(void *user, struct platform *p, const char *channel,
                              const struct platform_cursor *c)
{
    struct world *w = user;

    (void)p;
    w->cursor = *c;
    w->has_cursor = true;
    tell(w, "cursor", channel, c->id);
}

/* NULL: a note that no test looks at. */
static inline char *note_of(struct world *w, const char *name)
{
    if (strcmp(name, "gestures") == 0)
        return w->gestures;
    return strcmp(name, "behind") == 0 ? NULL : w->note;
}

static inline void note_get(void *user, struct platform *p, const char *name, char *out,
                            size_t size)
{
    const char *note = note_of(user, name);

    (void)p;
    snprintf(out, size, "%s", note ? note : "");
}

static inline void note_set(void *user, struct platform *p, const char *name,
                            const char *value)
{
    struct world *w = user;
    char *note = note_of(w, name);

    (void)p;
    if (note)
        snprintf(note, sizeof w->note, "%s", value);
}

static inline struct platform_host bed_host(struct world *w)
{
    return (struct platform_host){.user = w,
                                  .message = on_message,
                                  .receipt = on_receipt,
                                  .ready = on_ready,
                                  .down = on_down,
                                  .fatal = on_fatal,
                                  .cursor = get_cursor,
                                  .advance = on_advance};
}

/* --- life -------------------------------------------------------------------------- */

/* The server and all that an adapter needs; `path` is below the server's root. */
static inline struct platform_options bed_options(struct world *w, const char *path)
{
    struct loop_options loop = {.seed = 1};
    struct http_options http = {.user_agent = "test"};
    struct err e;

    w->server.user = w;
    ss_start(&w->server);
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:%d/%s", w->server.port, path);
    assert_true(loop_new(&w->loop, &loop, &e));
    assert_true(http_new(&w->http, w->loop, &http, &e));
    assert_true(secret_new(&w->token, "t0ken", &e));
    assert_true(secret_new(&w->app_token, "xapp-secret", &e));
    return (struct platform_options){.name = "test",
                                     .url = w->url,
                                     .token = w->token,
                                     .loop = w->loop,
                                     .http = w->http,
                                     .catchup_ms = 3600000,
                                     .catchup_posts = 500,
                                     .backoff_first_ms = 20,
                                     .backoff_most_ms = 100};
}

static inline void teardown(struct world *w)
{
    if (w->p) {
        w->p->kind->stop(w->p);
        w->p->kind->destroy(w->p);
    }
    http_free(w->http);
    loop_timer_free(w->tick);
    loop_free(w->loop);
    secret_free(w->token);
    secret_free(w->app_token);
    ss_stop(&w->server);
    free(w);
}

static inline int tear_down(void **state)
{
    teardown(*state);
    return 0;
}

static inline void start(struct world *w)
{
    struct err e;
    assert_true(w->p->kind->start(w->p, &e));
}

/* --- running ----------------------------------------------------------------------- */

static inline void on_tick(void *user)
{
    struct world *w = user;

    if (w->until(w) || ++w->ticks > BED_TICKS) {
        loop_stop(w->loop);
        return;
    }
    loop_timer_set(w->tick, BED_TICK_MS);
}

/* Runs until the condition holds; fails after 20 s. */
static inline void run_until(struct world *w, bool (*until)(struct world *w))
{
    if (!w->tick)
        w->tick = loop_timer_new(w->loop, on_tick, w);
    w->until = until;
    w->ticks = 0;
    loop_timer_set(w->tick, 1);
    loop_run(w->loop);
    if (!until(w))
        print_message("want: %s\ntold: %s\nrequests:\n%sactions:\n%s\n",
                      w->want ? w->want : "", w->told, w->server.requests,
                      w->server.actions);
    assert_true(until(w));
}

static inline bool was_told(struct world *w)
{
    return strstr(w->told, w->want) != NULL;
}

static inline void run_until_told(struct world *w, const char *what)
{
    w->want = what;
    run_until(w, was_told);
}

static inline bool is_done(struct world *w)
{
    return w->done;
}

static inline bool waited(struct world *w)
{
    return w->ticks >= BED_WHILE;
}

/* Lets about 150 ms pass. */
static inline void run_a_while(struct world *w)
{
    run_until(w, waited);
}

static inline bool was_requested(struct world *w)
{
    ss_lock(&w->server);
    bool yes = strstr(w->server.requests, w->want) != NULL;
    ss_unlock(&w->server);
    return yes;
}

static inline bool was_acted(struct world *w)
{
    ss_lock(&w->server);
    bool yes = strstr(w->server.actions, w->want) != NULL;
    ss_unlock(&w->server);
    return yes;
}

static inline int count(const char *all, const char *what)
{
    int n = 0;
    for (const char *at = strstr(all, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

/* --- posts ------------------------------------------------------------------------- */

static inline void on_posted(void *user, const struct post_outcome *outcome)
{
    struct world *w = user;

    w->outcome = *outcome;
    snprintf(w->remote, sizeof w->remote, "%s", outcome->remote_id);
    w->done = true;
}

static inline void on_looked(void *user, enum look_result result, const char *remote_id)
{
    struct world *w = user;

    w->looked = result;
    snprintf(w->remote, sizeof w->remote, "%s", remote_id);
    w->done = true;
}

#endif
