#include "net/loop.h"

#include <curl/curl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "base/mem.h"
#include "net/loop_internal.h"

enum {
    MOST_SIGNALS = 8,
    GRACE_MS = 1000,
    MOST_ROUNDS = 32 /* of polling in one turn */
};

struct loop_signal {
    uv_signal_t handle;
    struct loop *l;
    void (*handler)(void *user, int signal);
    void *user;
};

struct loop {
    uv_loop_t uv;
    uv_prepare_t before_poll; /* runs the turn hook */
    uv_check_t after_poll;    /* opens the next turn */
    uv_async_t wake;
    bool turn_open; /* callbacks may have run since the hook last did */
    int rounds;     /* of polling, since then */
    enum { IDLE, RUNNING, ENDING } phase;
    bool stop_early; /* loop_stop came before loop_run */
    void (*hook)(void *user);
    void *hook_user;
    struct loop_signal *signals[MOST_SIGNALS];
    size_t signal_count;
    struct loop_guest *guests;
    struct loop_timer *timers;
    struct loop_lws *lws;
    struct log *log;
    struct rng rng;
    char *ca_file;
};

static void end_turn(struct loop *l)
{
    l->turn_open = false;
    l->rounds = 0;
    if (l->hook)
        l->hook(l->hook_user);
}

/* A socket gives a poll one read, about one message. The hook waits for the disk, so a
 * turn for each would make the disk the measure of how many messages come in; what lies
 * ready goes into one turn instead. */
static bool more_is_ready(struct loop *l)
{
    struct pollfd events = {.fd = uv_backend_fd(&l->uv), .events = POLLIN};

    return ++l->rounds < MOST_ROUNDS && poll(&events, 1, 0) > 0;
}

/* libuv's order is timers, pending, idle, prepare, poll, check, closing. A prepare handle
 * so sees the end of everything the last poll and this round's timers brought, and what
 * the hook starts (sockets, timers, a wake) is counted in before libuv picks its poll
 * timeout. */
static void on_before_poll(uv_prepare_t *handle)
{
    struct loop *l = handle->data;

    if (!more_is_ready(l))
        end_turn(l);
}

static void on_after_poll(uv_check_t *handle)
{
    struct loop *l = handle->data;

    l->turn_open = true;
}

/* Nothing to do: having woken the loop is the effect. */
static void on_wake(uv_async_t *handle)
{
    (void)handle;
}

static bool start_handles(struct loop *l, struct err *e)
{
    int rc = uv_async_init(&l->uv, &l->wake, on_wake);

    if (rc != 0)
        return err_set(e, ERR_IO, "event loop: cannot make its wake-up: %s",
                       uv_strerror(rc));
    /* Neither of these can fail. */
    uv_prepare_init(&l->uv, &l->before_poll);
    uv_check_init(&l->uv, &l->after_poll);
    l->before_poll.data = l;
    l->after_poll.data = l;
    uv_prepare_start(&l->before_poll, on_before_poll);
    uv_check_start(&l->after_poll, on_after_poll);
    return true;
}

static void close_handles(struct loop *l)
{
    uv_close((uv_handle_t *)&l->wake, NULL);
    uv_close((uv_handle_t *)&l->before_poll, NULL);
    uv_close((uv_handle_t *)&l->after_poll, NULL);
    for (size_t i = 0; i < l->signal_count; i++)
        uv_close((uv_handle_t *)&l->signals[i]->handle, NULL);
}

static void free_memory(struct loop *l)
{
    for (size_t i = 0; i < l->signal_count; i++)
        mem_free(l->signals[i]);
    mem_free(l->ca_file);
    mem_free(l);
}

static void on_grace_over(uv_timer_t *handle)
{
    *(bool *)handle->data = true;
}

/* Runs until libuv has nothing left, at most GRACE_MS: a name look-up in libuv's thread
 * pool can neither be cancelled nor hurried. */
static bool run_dry(uv_loop_t *uv)
{
    uv_timer_t grace;
    bool over = false;
    bool dry;

    uv_update_time(uv);
    uv_timer_init(uv, &grace);
    grace.data = &over;
    uv_timer_start(&grace, on_grace_over, GRACE_MS, 0);
    uv_unref((uv_handle_t *)&grace); /* must not count as "something left" itself */
    while (uv_loop_alive(uv) && !over)
        uv_run(uv, UV_RUN_ONCE);
    dry = !uv_loop_alive(uv);
    uv_close((uv_handle_t *)&grace, NULL);
    uv_run(uv, UV_RUN_NOWAIT);
    return dry;
}

bool loop_new(struct loop **out, const struct loop_options *options, struct err *e)
{
    struct loop *l = mem_zero(1, sizeof *l);
    int rc;

    *out = NULL;
    if (!l)
        return err_set(e, ERR_MEMORY, "event loop: out of memory");
    l->log = options->log;
    rng_seed(&l->rng, options->seed);
    l->ca_file = mem_copy_text(options->ca_file);
    if (options->ca_file && !l->ca_file) {
        free_memory(l);
        return err_set(e, ERR_MEMORY, "event loop: out of memory");
    }
    /* A peer that is gone is an error of the write, not the end of the process. */
    signal(SIGPIPE, SIG_IGN);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    rc = uv_loop_init(&l->uv);
    if (rc != 0) {
        curl_global_cleanup();
        free_memory(l);
        return err_set(e, ERR_IO, "event loop: %s", uv_strerror(rc));
    }
    if (start_handles(l, e) && loop_check_ca_file(l->ca_file, e) &&
        loop_lws_new(&l->lws, &l->uv, l->log, e)) {
        *out = l;
        return true;
    }
    loop_free(l);
    return false;
}

bool loop_free(struct loop *l)
{
    if (!l)
        return true;
    l->hook = NULL;
    while (l->guests)
        l->guests->leave(l->guests);
    while (l->timers)
        loop_timer_free(l->timers);
    /* Unset when loop_new failed before it made any handle. */
    if (l->before_poll.data)
        close_handles(l);
    loop_lws_stop(l->lws);
    if (!run_dry(&l->uv)) {
        /* Its memory may still be written to, so it is left alone. */
        log_event(l->log, LOG_WARN, "net", "loop left with work running", NULL);
        return false;
    }
    loop_lws_free(l->lws);
    uv_loop_close(&l->uv);
    curl_global_cleanup();
    free_memory(l);
    return true;
}

void loop_run(struct loop *l)
{
    l->turn_open = true; /* what was started before the run belongs to its first turn */
    if (!l->stop_early) {
        l->phase = RUNNING;
        uv_run(&l->uv, UV_RUN_DEFAULT);
    }
    l->phase = ENDING;
    l->stop_early = false;
    if (l->turn_open) /* loop_stop left libuv's round before its prepare handles */
        end_turn(l);
    l->phase = IDLE;
}

void loop_stop(struct loop *l)
{
    if (l->phase == RUNNING)
        uv_stop(&l->uv);
    else if (l->phase == IDLE)
        l->stop_early = true;
}

int64_t loop_now(const struct loop *l)
{
    return (int64_t)uv_now(&l->uv);
}

int64_t loop_unix(const struct loop *l)
{
    struct timespec now;

    (void)l;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct rng *loop_rng(struct loop *l)
{
    return &l->rng;
}

struct log *loop_log(struct loop *l)
{
    return l->log;
}

void loop_on_turn(struct loop *l, void (*hook)(void *user), void *user)
{
    l->hook = hook;
    l->hook_user = user;
}

void loop_wake(struct loop *l)
{
    uv_async_send(&l->wake);
}

static void on_signal(uv_signal_t *handle, int signal_number)
{
    struct loop_signal *s = handle->data;

    s->handler(s->user, signal_number);
}

static struct loop_signal *add_signal(struct loop *l)
{
    struct loop_signal *s;

    if (l->signal_count == MOST_SIGNALS)
        return NULL;
    s = mem_zero(1, sizeof *s);
    if (!s)
        return NULL;
    s->l = l;
    uv_signal_init(&l->uv, &s->handle);
    s->handle.data = s;
    l->signals[l->signal_count++] = s;
    return s;
}

bool loop_on_signal(struct loop *l, int signal, void (*handler)(void *user, int signal),
                    void *user, struct err *e)
{
    struct loop_signal *s = NULL;
    int rc;

    for (size_t i = 0; i < l->signal_count; i++)
        if (l->signals[i]->handle.signum == signal)
            s = l->signals[i];
    if (!s)
        s = add_signal(l);
    if (!s)
        return err_set(e, ERR_MEMORY, "signal %d: no room for its handler", signal);
    s->handler = handler;
    s->user = user;
    rc = uv_signal_start(&s->handle, on_signal, signal);
    if (rc != 0)
        return err_set(e, ERR_IO, "signal %d: %s", signal, uv_strerror(rc));
    return true;
}

void loop_join(struct loop *l, struct loop_guest *g, void (*leave)(struct loop_guest *g))
{
    g->leave = leave;
    g->prev = NULL;
    g->next = l->guests;
    if (g->next)
        g->next->prev = g;
    l->guests = g;
}

void loop_part(struct loop *l, struct loop_guest *g)
{
    if (!g->leave)
        return;
    if (g->prev)
        g->prev->next = g->next;
    else
        l->guests = g->next;
    if (g->next)
        g->next->prev = g->prev;
    g->leave = NULL;
}

uv_loop_t *loop_uv(struct loop *l)
{
    return &l->uv;
}

struct lws_context *loop_lws(struct loop *l)
{
    return loop_lws_context(l->lws);
}

const char *loop_ca_file(const struct loop *l)
{
    return l->ca_file;
}

struct lws_vhost *loop_lws_vhost(struct loop *l, const char *ca_file, bool tls,
                                 bool proxied, struct err *e)
{
    return loop_lws_find(l->lws, ca_file ? ca_file : l->ca_file, tls, proxied, e);
}

void loop_lws_kick(struct loop *l)
{
    lws_cancel_service(loop_lws_context(l->lws));
}

struct loop_timer *loop_timer_first(struct loop *l)
{
    return l->timers;
}

void loop_timer_set_first(struct loop *l, struct loop_timer *t)
{
    l->timers = t;
}
