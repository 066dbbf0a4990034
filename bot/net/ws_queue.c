/* What waits to be sent on a WebSocket. */
#include <string.h>

#include "base/mem.h"
#include "net/ws_internal.h"

bool ws_send(struct ws *w, struct span text)
{
    struct ws_frame *f;

    if (w->state != WS_OPEN || text.len > w->setup.max_queue ||
        w->queued > w->setup.max_queue - text.len)
        return false;
    f = mem_alloc(sizeof *f + LWS_PRE + text.len);
    if (!f)
        return false;
    f->next = NULL;
    f->len = text.len;
    if (text.len > 0)
        memcpy(f->data + LWS_PRE, text.ptr, text.len);
    if (w->last)
        w->last->next = f;
    else
        w->first = f;
    w->last = f;
    w->queued += text.len;
    ws_lws_want_write(w);
    return true;
}

enum ws_output ws_next_output(struct ws *w)
{
    if (w->state != WS_OPEN && w->state != WS_CLOSING)
        return WS_WRITE_NOTHING;
    if (w->ping_due && w->state == WS_OPEN) {
        w->ping_due = false;
        return WS_WRITE_PING;
    }
    if (w->first)
        return WS_WRITE_FRAME;
    return w->state == WS_CLOSING && !w->close_sent ? WS_WRITE_CLOSE : WS_WRITE_NOTHING;
}

void ws_frame_done(struct ws *w)
{
    struct ws_frame *f = w->first;

    w->first = f->next;
    if (!w->first)
        w->last = NULL;
    w->queued -= f->len;
    mem_free(f);
}

void ws_queue_free(struct ws *w)
{
    while (w->first)
        ws_frame_done(w);
}
