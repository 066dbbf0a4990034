/* world.h - an adapter with a scripted server on one side and, on the other, a host that
 * writes down all that it was told. Header only, since each test is one file.
 *
 * A test scripts answers (`answer`: the newest rule that fits counts), lets the adapter
 * run until something was told, requested or said, and asserts. Deadlines are generous
 * and end at once when the condition holds. */
#ifndef TESTS_PLATFORMS_WORLD_H
#define TESTS_PLATFORMS_WORLD_H

#include "world_host.h"
#include "world_server.h"

enum { TICK_MS = 5, DEADLINE_MS = 30000, A_WHILE_MS = 150 };

/* --- its life */

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
