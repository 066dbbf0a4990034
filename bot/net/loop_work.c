/* Work that would hold the loop up, in libuv's thread pool. */
#include "base/mem.h"
#include "net/loop_internal.h"

struct loop_work {
    uv_work_t request; /* first, so that the callbacks find the whole */
    void (*work)(void *user);
    void (*done)(void *user);
    void *user;
};

static void on_work(uv_work_t *request)
{
    struct loop_work *w = (struct loop_work *)request;

    w->work(w->user);
}

static void on_done(uv_work_t *request, int status)
{
    struct loop_work *w = (struct loop_work *)request;

    (void)status; /* nothing cancels it */
    w->done(w->user);
    mem_free(w);
}

bool loop_work(struct loop *l, void (*work)(void *user), void (*done)(void *user),
               void *user, struct err *e)
{
    struct loop_work *w = mem_zero(1, sizeof *w);

    if (!w)
        return err_set(e, ERR_MEMORY, "no memory for work beside the loop");
    w->work = work;
    w->done = done;
    w->user = user;
    int rc = uv_queue_work(loop_uv(l), &w->request, on_work, on_done);
    if (rc == 0)
        return true;
    mem_free(w);
    return err_set(e, ERR_IO, "work beside the loop: %s", uv_strerror(rc));
}
