/* Timers of the loop, on those of libuv. */
#include "base/mem.h"
#include "net/loop_internal.h"

struct loop_timer {
    uv_timer_t handle; /* first, so that the close callback finds the whole */
    struct loop *l;
    void (*fire)(void *user);
    void *user;
    struct loop_timer *prev, *next;
};

struct loop_timer *loop_timer_new(struct loop *l, void (*fire)(void *user), void *user)
{
    struct loop_timer *t = mem_zero(1, sizeof *t);

    if (!t)
        return NULL;
    t->l = l;
    t->fire = fire;
    t->user = user;
    uv_timer_init(loop_uv(l), &t->handle); /* cannot fail */
    t->next = loop_timer_first(l);
    if (t->next)
        t->next->prev = t;
    loop_timer_set_first(l, t);
    return t;
}

static void on_fire(uv_timer_t *handle)
{
    struct loop_timer *t = (struct loop_timer *)handle;

    t->fire(t->user); /* may free t */
}

void loop_timer_set(struct loop_timer *t, int64_t delay_ms)
{
    uv_loop_t *uv = loop_uv(t->l);
    /* libuv counts from its cached time, which is old after a long callback. */
    uint64_t now = uv_hrtime() / 1000000;
    uint64_t lag = now > uv_now(uv) ? now - uv_now(uv) : 0;

    /* libuv 1.44 runs a timer that its own callback sets to 0 again at once and so never
     * polls; 1 ms breaks that circle. */
    uv_timer_start(&t->handle, on_fire, lag + (uint64_t)(delay_ms < 1 ? 1 : delay_ms), 0);
}

void loop_timer_stop(struct loop_timer *t)
{
    if (t)
        uv_timer_stop(&t->handle);
}

bool loop_timer_active(const struct loop_timer *t)
{
    return uv_is_active((const uv_handle_t *)&t->handle) != 0;
}

static void on_closed(uv_handle_t *handle)
{
    mem_free(handle);
}

void loop_timer_free(struct loop_timer *t)
{
    if (!t)
        return;
    if (t->prev)
        t->prev->next = t->next;
    else
        loop_timer_set_first(t->l, t->next);
    if (t->next)
        t->next->prev = t->prev;
    uv_close((uv_handle_t *)&t->handle, on_closed);
}
