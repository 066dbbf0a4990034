#include "net/watch.h"

#include <fcntl.h>
#include <string.h>
#include <uv.h>

#include "base/mem.h"

/* An editor writes in several steps; so long after the last one it is done. LOOK_MS: how
 * often to look for folders while there is none. */
enum { REST_MS = 40, LOOK_MS = 1000 };

struct folder {
    uv_fs_event_t handle; /* first, so that the callback finds the whole */
    struct watch *watch;
    char *path;
    bool watched;
};

struct watch {
    uv_loop_t loop;
    uv_timer_t rest;
    uv_poll_t input;
    struct folder folders[WATCH_FOLDERS];
    size_t count;
    const char *const *suffixes;
    bool changing, changed, readable;
};

static bool ends_with(const char *name, const char *suffix)
{
    size_t a = strlen(name), b = strlen(suffix);

    return a >= b && strcmp(name + a - b, suffix) == 0;
}

static void on_rest(uv_timer_t *timer)
{
    struct watch *w = timer->data;

    w->changing = false;
    w->changed = true;
}

/* A folder that came or went has no suffix; its name tells nothing, so it counts. */
static bool counts(const struct watch *w, const char *name)
{
    if (!name || !strchr(name, '.'))
        return true;
    for (size_t i = 0; w->suffixes[i]; i++)
        if (name[0] != '.' && ends_with(name, w->suffixes[i]))
            return true;
    return false;
}

static void on_change(uv_fs_event_t *handle, const char *name, int events, int status)
{
    struct folder *f = (struct folder *)handle;
    struct watch *w = f->watch;

    (void)events;
    (void)status;
    if (!counts(w, name))
        return;
    w->changing = true;
    uv_timer_start(&w->rest, on_rest, REST_MS, 0);
}

static int start(struct folder *f)
{
    int rc = uv_fs_event_start(&f->handle, on_change, f->path, 0);

    f->watched = rc == 0;
    return rc;
}

/* What was replaced (by git, say) is another folder under the same name. */
static void start_again(struct watch *w)
{
    for (size_t i = 0; i < w->count; i++) {
        uv_fs_event_stop(&w->folders[i].handle);
        start(&w->folders[i]);
    }
}

/* Nothing is left that could wake the loop. */
static void on_look(uv_timer_t *timer)
{
    struct watch *w = timer->data;

    start_again(w);
    for (size_t i = 0; i < w->count; i++)
        w->changed = w->changed || w->folders[i].watched;
}

bool watch_new(struct watch **out, const char *const suffixes[], struct err *e)
{
    struct watch *w = mem_zero(1, sizeof *w);
    int rc;

    *out = NULL;
    if (!w)
        return err_set(e, ERR_MEMORY, "no memory to watch files");
    rc = uv_loop_init(&w->loop);
    if (rc != 0) {
        mem_free(w);
        return err_set(e, ERR_IO, "files cannot be watched: %s", uv_strerror(rc));
    }
    uv_timer_init(&w->loop, &w->rest); /* cannot fail */
    w->rest.data = w;
    w->suffixes = suffixes;
    *out = w;
    return true;
}

void watch_free(struct watch *w)
{
    if (!w)
        return;
    uv_close((uv_handle_t *)&w->rest, NULL);
    for (size_t i = 0; i < w->count; i++)
        uv_close((uv_handle_t *)&w->folders[i].handle, NULL);
    uv_run(&w->loop, UV_RUN_DEFAULT);
    uv_loop_close(&w->loop);
    for (size_t i = 0; i < w->count; i++)
        mem_free(w->folders[i].path);
    mem_free(w);
}

bool watch_folder(struct watch *w, const char *path, struct err *e)
{
    struct folder *f = &w->folders[w->count];
    int rc;

    if (w->count == WATCH_FOLDERS)
        return err_set(e, ERR_LIMIT, "more than %d folders to watch", WATCH_FOLDERS);
    f->path = mem_copy_text(path);
    if (!f->path)
        return err_set(e, ERR_MEMORY, "no memory to watch files");
    uv_fs_event_init(&w->loop, &f->handle); /* cannot fail */
    f->watch = w;
    w->count++;
    rc = start(f);
    /* The system's bounds, inotify(7): no change would ever be seen. */
    if (rc == UV_EMFILE || rc == UV_ENFILE || rc == UV_ENOSPC || rc == UV_ENOMEM)
        return err_set(e, ERR_IO, "%s cannot be watched: %s", path, uv_strerror(rc));
    return true;
}

static void on_input(uv_poll_t *handle, int status, int events)
{
    struct watch *w = handle->data;

    (void)status; /* a failure shows when it is read */
    (void)events;
    w->readable = true;
}

static bool take_change(struct watch *w)
{
    if (!w->changed)
        return false;
    w->changed = false;
    start_again(w);
    return true;
}

static void on_closed(uv_handle_t *handle)
{
    *(bool *)handle->data = true;
}

/* The handle is made for each wait: it must not outlive the descriptor. */
static void close_input(struct watch *w)
{
    bool closed = false;

    w->input.data = &closed;
    uv_close((uv_handle_t *)&w->input, on_closed);
    while (!closed)
        uv_run(&w->loop, UV_RUN_NOWAIT);
}

/* libuv makes it non-blocking, and so for all who share it: stdout, the shell. It is only
 * waited for here, which needs no such thing. */
static bool open_input(struct watch *w, int fd)
{
    int flags = fd >= 0 ? fcntl(fd, F_GETFL) : -1;

    if (flags < 0 || uv_poll_init(&w->loop, &w->input, fd) != 0)
        return false;
    (void)fcntl(fd, F_SETFL, flags);
    return true;
}

enum watch_event watch_wait(struct watch *w, int fd)
{
    bool pollable = open_input(w, fd);

    if (pollable) {
        w->input.data = w;
        pollable = uv_poll_start(&w->input, UV_READABLE, on_input) == 0;
        if (!pollable)
            close_input(w);
    }
    w->readable = fd >= 0 && !pollable;
    uv_run(&w->loop, UV_RUN_NOWAIT); /* what has changed is told before input */
    while (!w->changed && (w->changing || !w->readable)) {
        if (!uv_loop_alive(&w->loop))
            uv_timer_start(&w->rest, on_look, LOOK_MS, 0);
        uv_run(&w->loop, UV_RUN_ONCE);
    }
    if (pollable)
        close_input(w);
    return take_change(w) ? WATCH_CHANGED : WATCH_INPUT;
}
