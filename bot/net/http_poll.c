/* libcurl's multi_socket interface on libuv, as docs/examples/multi-uv.c of libcurl, with
 * the traps that it leaves open closed. */
#include <unistd.h>

#include "base/mem.h"
#include "net/http_internal.h"

struct http_watch {
    uv_poll_t handle; /* first, so that the close callback finds the whole */
    struct http *h;
    curl_socket_t fd;
    struct http_watch *prev, *next;
};

static void act(struct http *h, curl_socket_t fd, int events)
{
    int running;

    http_enter(h);
    curl_multi_socket_action(h->multi, fd, events, &running);
    http_drain(h);
    http_leave(h);
}

static void on_event(uv_poll_t *handle, int status, int events)
{
    struct http_watch *w = (struct http_watch *)handle;
    int bits = 0;

    if (status < 0)
        bits = CURL_CSELECT_ERR;
    if (events & UV_READABLE)
        bits |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE)
        bits |= CURL_CSELECT_OUT;
    act(w->h, w->fd, bits); /* may free w */
}

static void on_watch_closed(uv_handle_t *handle)
{
    mem_free(handle);
}

static void drop_watch(struct http_watch *w)
{
    if (w->prev)
        w->prev->next = w->next;
    else
        w->h->watches = w->next;
    if (w->next)
        w->next->prev = w->prev;
    uv_poll_stop(&w->handle); /* takes the fd out of epoll before libcurl closes it */
    uv_close((uv_handle_t *)&w->handle, on_watch_closed);
}

static struct http_watch *add_watch(struct http *h, curl_socket_t fd)
{
    struct http_watch *w = mem_zero(1, sizeof *w);

    if (!w)
        return NULL;
    if (uv_poll_init_socket(loop_uv(h->l), &w->handle, fd) != 0) {
        mem_free(w);
        return NULL;
    }
    w->h = h;
    w->fd = fd;
    w->next = h->watches;
    if (w->next)
        w->next->prev = w;
    h->watches = w;
    curl_multi_assign(h->multi, fd, w);
    return w;
}

static int on_socket(CURL *easy, curl_socket_t fd, int wanted, void *http, void *watch)
{
    struct http *h = http;
    struct http_watch *w = watch;
    int events = 0;

    (void)easy;
    if (wanted == CURL_POLL_REMOVE) {
        if (w) {
            curl_multi_assign(h->multi, fd, NULL);
            drop_watch(w);
        }
        return 0;
    }
    if (!w)
        w = add_watch(h, fd);
    if (!w) {
        /* An error returned here would end every request of this client for good (the
         * multi handle is marked dead); unwatched, this one request runs into its
         * timeout. */
        log_event(loop_log(h->l), LOG_WARN, "net", "http socket cannot be watched", NULL);
        return 0;
    }
    if (wanted & CURL_POLL_IN)
        events |= UV_READABLE;
    if (wanted & CURL_POLL_OUT)
        events |= UV_WRITABLE;
    uv_poll_start(&w->handle, events, on_event);
    return 0;
}

/* A socket closed while libuv still watches its number would hand the number's next owner
 * (libwebsockets, which does not check) a refusal; so make sure here. */
int http_poll_close(void *http, curl_socket_t fd)
{
    struct http *h = http;

    for (struct http_watch *w = h->watches; w; w = w->next)
        if (w->fd == fd) {
            curl_multi_assign(h->multi, fd, NULL);
            drop_watch(w);
            break;
        }
    return close(fd);
}

static void on_time(uv_timer_t *handle)
{
    struct http *h = handle->data;

    http_enter(h);
    h->in_timer = true;
    act(h, CURL_SOCKET_TIMEOUT, 0);
    h->in_timer = false;
    http_leave(h);
}

static int on_timeout(CURLM *multi, long delay_ms, void *http)
{
    struct http *h = http;

    (void)multi;
    if (delay_ms < 0) {
        uv_timer_stop(h->timer);
        return 0;
    }
    /* libcurl must not be called from here, so 0 is a timer too. But libuv 1.44 would run
     * a timer set to 0 by its own callback at once, again and again, without polling. */
    if (delay_ms == 0 && h->in_timer)
        delay_ms = 1;
    uv_timer_start(h->timer, on_time, (uint64_t)delay_ms, 0);
    return 0;
}

bool http_poll_start(struct http *h, struct err *e)
{
    h->timer = mem_zero(1, sizeof *h->timer);
    if (!h->timer)
        return err_set(e, ERR_MEMORY, "http: out of memory");
    uv_timer_init(loop_uv(h->l), h->timer); /* cannot fail */
    h->timer->data = h;
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
    return true;
}

static void on_timer_closed(uv_handle_t *handle)
{
    mem_free(handle);
}

void http_poll_stop(struct http *h)
{
    while (h->watches)
        drop_watch(h->watches);
    if (h->timer)
        uv_close((uv_handle_t *)h->timer, on_timer_closed);
}
